"""A figure that is said in several places is the same in all of them: the page, the files that go out, the statistics."""
from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chat.analysis.repetition import spreads_of
from chat.conversation import Chat, Delta, Lane, Reply, ReplyStatus, RequestRecord, Turn, Usage, measures
from chat.conversation.lane_names import names_in, names_of
from chat.exchange.outgoing.export import FORMATS
from chat.ui.lanes.numbers.lane_numbers import lane_numbers
from chat.ui.parts.formatting import small_print

CASES: dict[str, list[list[Any]]] = json.loads((Path(__file__).with_name('figures.json')).read_text(encoding='utf-8'))
SAY: dict[str, Callable[..., str]] = {
    'seconds': measures.duration_words, 'money': measures.money_words, 'cost': measures.cost_words,
    'speed': lambda number, is_exact: measures.speed_words(measures.Estimate(number, is_exact)),
    'tokens': lambda number, is_exact: measures.token_words(measures.Estimate(number, is_exact))}


@pytest.mark.parametrize('kind', SAY)
def test_figures_are_said_as_on_the_page(kind: str) -> None:
    for *values, words in CASES[kind]:
        assert SAY[kind](*values) == words


def answered(chat: Chat, *, seconds: float, tokens: int | None, lane: int = 0, text: str = 'word ' * 74,
             writing: float | None = None) -> Reply:
    turn = next(iter(chat.turns.values()), None) or Turn(chat_id=chat.id, prompt='Why?', created_at=100.0)
    chat.turns[turn.id], chat.current_turn_id = turn, turn.id
    reply = Reply(turn_id=turn.id, lane=lane, model='test/m', created_at=100.0)
    reply.append(Delta(text=text, usage=Usage(output_tokens=tokens, writing_seconds=writing), finish_reason='stop'), 100.5)
    reply.finish(ReplyStatus.DONE, 100.5 + seconds)
    turn.replies[lane] = [reply]
    return reply


def rows(chat: Chat) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(''.join(FORMATS['csv'].write([chat])).removeprefix('\ufeff'))))


@pytest.mark.parametrize(('seconds', 'writing', 'tokens', 'words', 'number'), [
    (2.0, None, 25, '13 tokens/s', 12.5), (0.0625, None, 25, '400 tokens/s', 400.0), (0.03125, None, 25, '', None),
    (2.0, None, None, '~50 tokens/s', None), (0.0, 2.0, 25, '13 tokens/s', 12.5), (9.0, 0.0625, 25, '400 tokens/s', 400.0)])
def test_a_speed_is_the_same_everywhere(
        seconds: float, writing: float | None, tokens: int | None, words: str, number: float | None) -> None:
    chat = Chat(lanes=[Lane(model='test/m')])
    reply = answered(chat, seconds=seconds, tokens=tokens, writing=writing)
    pages = [' '.join(small_print(reply, 'm')), *(''.join(FORMATS[form].write([chat])) for form in ('md', 'html'))]
    assert [words in page if words else 'tokens/s' in page for page in pages] == [bool(words)] * 3
    assert float(rows(chat)[0]['tokens_per_second'] or 0) == pytest.approx(number or 0, abs=0.5)
    spread = spreads_of([reply]).speed
    assert (spread.median if spread else None) == (pytest.approx(number) if number else None)
    assert lane_numbers(reply, 'm').speed == (pytest.approx(number, abs=0.5) if number else 50.0 if words else None)


def test_a_lane_has_one_name_on_the_page_and_in_every_file() -> None:
    chat = Chat(title='Merged', lanes=[Lane(model='test/m', number=2), Lane(model='test/m', number=3, merges=True, parked=True)])
    sources = [answered(chat, seconds=1, tokens=9, lane=lane, text=f'From lane {lane}.') for lane in (0, 2)]
    merged = answered(chat, seconds=1, tokens=9, lane=3, text='Of both.')
    merged.request = RequestRecord(history=tuple((merged.turn_id, source.id) for source in sources))
    names = {0: 'test/m (2)', 2: 'test/m', 3: 'Merged by test/m'}
    assert names_in(chat) == names
    assert names_of(chat.lanes) == {2: names[2], 3: names[3]}
    assert {int(row['lane']): row['lane_name'] for row in rows(chat)} == names
    for form, heading in (('md', '## {}\n'), ('html', '<h2>{}</h2>')):
        page = ''.join(FORMATS[form].write([chat]))
        assert [name for name in names.values() if heading.format(name) not in page] == []


def test_a_merged_lane_that_was_taken_away_keeps_its_name() -> None:
    chat = Chat(lanes=[Lane(model='test/m', number=0)])
    source = answered(chat, seconds=1, tokens=9, lane=0)
    merged = answered(chat, seconds=1, tokens=9, lane=1)
    merged.request = RequestRecord(history=((merged.turn_id, source.id),))
    assert names_in(chat) == {0: 'test/m', 1: 'Merged by test/m'}
