"""The results of a prompt suite as CSV (a row for each answer) and as one HTML page that needs nothing else.

Both come piece by piece, so that 10,000 prompts never stand in memory at once. What a model wrote is escaped text in both.
"""
from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from chat.conversation import Lane, Reply
from chat.conversation.lane_names import names_of
from chat.exchange.fields import clean, cleaned
from chat.exchange.measures import answer_words, day_and_hour, ending, iso, measure_words, measures_of, setting_words
from chat.exchange.outgoing.cells import line

COLUMNS = (
    'prompt_number', 'prompt', 'lane', 'model', 'system_prompt', 'parameters', 'status', 'error', 'finish_reason', 'thinking', 'answer',
    'first_token_seconds', 'total_seconds', 'tokens_per_second', 'input_tokens', 'output_tokens', 'cost_usd', 'asked_at')
PromptRow = tuple[int, str, dict[int, Reply]]
"""Number of the prompt counted from 0, the prompt, and the answers by lane number."""
STYLE = Path(__file__).with_name('suite_result.css').read_text(encoding='utf-8')


POLICY = (f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
          "base-uri 'none'; form-action 'none'")


def csv_pieces(lanes: Sequence[Lane], rows: Iterable[PromptRow]) -> Iterator[str]:
    """With a byte order mark, without which spreadsheets take it for another encoding. Prompts without an answer have rows, too."""
    yield '\ufeff' + line(COLUMNS)
    names = names_of(lanes)
    for number, prompt, replies in rows:
        yield ''.join(line(_cells(number, prompt, lane, names[lane.number], replies.get(lane.number))) for lane in lanes)


def html_pieces(title: str, created_at: float, lanes: Sequence[Lane], count: int, rows: Iterable[PromptRow]) -> Iterator[str]:
    title = escape(clean(title))
    names = names_of(lanes)
    yield ('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
           f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
           '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">'
           f'<title>{title}</title><style>{STYLE}</style></head>\n<body><h1 dir="auto">{title}</h1>'
           f'<p class="facts">{day_and_hour(created_at)} · {count:,} {"prompt" if count == 1 else "prompts"} · '
           f'{len(lanes)} {"lane" if len(lanes) == 1 else "lanes"} · Exported from Polylogue</p>\n'
           '<div class="frame"><table><thead><tr><th class="number" scope="col">#</th><th scope="col">Prompt</th>')
    for lane in lanes:
        words = [*setting_words(lane), *(['system prompt'] if lane.system_prompt.strip() else [])]
        yield f'<th scope="col">{escape(clean(names[lane.number]))}<small>{escape(clean(" · ".join(words)))}</small></th>'
    yield '</tr></thead><tbody>\n'
    for number, prompt, replies in rows:
        cells = ''.join(f'<td>{_answer(replies.get(lane.number))}</td>' for lane in lanes)
        yield (f'<tr><td class="number">{number + 1:,}</td>'
               f'<td class="prompt"><div class="text" dir="auto">{escape(clean(prompt))}</div></td>{cells}</tr>\n')
    yield '</tbody></table></div></body></html>\n'


def _answer(reply: Reply | None) -> str:
    if reply is None:
        return '<p class="facts">Not answered yet</p>'
    words = ending(reply)
    measured = ' · '.join(escape(fact) for fact in measure_words(reply))
    return (f'<div class="text" dir="auto">{escape(clean(reply.text))}</div>'
            + (f'<p class="bad">{escape(clean(words))}</p>' if words else '')
            + (f'<p class="facts below">{measured}</p>' if measured else ''))


def _cells(number: int, prompt: str, lane: Lane, name: str, reply: Reply | None) -> list[object]:
    parameters = json.dumps(cleaned(lane.parameters), ensure_ascii=False) if lane.parameters else ''
    start: list[object] = [number + 1, prompt, name, lane.model, lane.system_prompt, parameters]
    if reply is None:
        return [*start, 'waiting', *[''] * (len(COLUMNS) - len(start) - 1)]
    measured = measures_of(reply)
    error = reply.error.message if reply.error else ''
    return [*start, str(reply.status), error, reply.finish_reason or '', reply.thinking, answer_words(reply),
            _rounded(measured.first_token), _rounded(measured.total), _rounded(measured.tokens_per_second),
            measured.input_tokens, measured.output_tokens, measured.cost, iso(reply.created_at)]


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 3)
