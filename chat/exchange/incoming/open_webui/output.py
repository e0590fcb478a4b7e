"""What an answer in Open WebUI is made of since version 0.9: the list `output`, with items as of OpenAI's Responses API.

`content` beside it holds the words alone. Open WebUI makes them by joining the texts of all messages in `output` with line ends.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from chat.conversation import Part
from chat.conversation.json_object import JsonObject
from chat.exchange.fields import clean, count_in, dicts_in, text_in, time_in

FENCE = re.compile(r'^ {0,3}(`{3,}|~{3,})(.*)$', re.MULTILINE)


def output_of(message: JsonObject) -> list[JsonObject]:
    return dicts_in(message, 'output')


def was_stopped(message: JsonObject) -> bool:
    """The last thing that was written was never finished."""
    output = output_of(message)
    return bool(output) and text_in(output[-1], 'status') == 'incomplete'


def parts_from(output: list[JsonObject], content: str, left_out: Counter[str]) -> Iterator[Part]:
    """In the order in which they came. `content` counts where it says something else: it is what was shown, perhaps after an edit."""
    names = {text_in(item, 'call_id'): text_in(item, 'name') for item in output if text_in(item, 'type') == 'function_call'}
    parts = [made for item in output for made in _parts(item, names, left_out)]
    listed, shown = _bare(''.join(part.text for part in parts if part.kind == 'text')), _bare(content)
    if shown not in listed:
        left_out['older texts of an answer'] += listed not in shown
        parts = [*(part for part in parts if part.kind != 'text'), Part(kind='text', pieces=[content])]
    yield from _unbroken(parts)


def _bare(text: str) -> str:
    """Without white space, which is lost here and there."""
    return ''.join(text.split())


def _parts(item: JsonObject, names: Mapping[str, str], left_out: Counter[str]) -> Iterator[Part]:
    kind = text_in(item, 'type')
    if kind == 'message':
        yield from _texts(item, left_out)
    elif kind == 'reasoning':
        text = '\n\n'.join(told for one in _entries(item, 'content') or _entries(item, 'summary') if (told := text_in(one, 'text')))
        if text.strip():
            yield Part(kind='thinking', pieces=[text], seconds=_seconds(item))
    elif kind == 'function_call':
        yield Part(kind='tool_call', pieces=[text_in(item, 'arguments')],
                   detail={'index': 0, 'id': text_in(item, 'call_id') or text_in(item, 'id'), 'name': text_in(item, 'name')})
    elif kind == 'function_call_output':
        yield Part(kind='tool_result', pieces=['\n'.join(_results(item.get('output'), left_out))],
                   detail={'id': text_in(item, 'call_id'), 'name': names.get(text_in(item, 'call_id'), '')})
    elif kind == 'open_webui:code_interpreter':
        yield from _code(item, left_out)
    else:
        left_out[f'parts of the kind “{kind[:40]}”'] += 1


def _entries(item: JsonObject, name: str) -> list[JsonObject]:
    """A text that stands alone counts as one of them."""
    value = item.get(name)
    return [{'type': 'output_text', 'text': value}] if isinstance(value, str) and value else dicts_in(item, name)


def _texts(item: JsonObject, left_out: Counter[str]) -> Iterator[Part]:
    for one in _entries(item, 'content'):
        if text := text_in(one, 'text') or text_in(one, 'refusal'):
            yield Part(kind='text', pieces=[text])
        elif text_in(one, 'type') not in ('output_text', 'text', ''):
            left_out[f'parts of the kind “{text_in(one, "type")[:40]}”'] += 1


def _results(value: Any, left_out: Counter[str]) -> Iterator[str]:
    if isinstance(value, str):
        yield clean(value)
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict) and (text := text_in(one, 'text')):
            yield text
        elif isinstance(one, dict) and text_in(one, 'type') not in ('input_text', 'output_text', 'text'):
            left_out['files that a tool or a model made'] += 1


def _code(item: JsonObject, left_out: Counter[str]) -> Iterator[Part]:
    detail = {'id': text_in(item, 'id'), 'name': text_in(item, 'lang') or 'code'}
    yield Part(kind='tool_call', pieces=[text_in(item, 'code')], detail={'index': 0} | detail)
    output = item.get('output')
    told = [text_in(output, name) for name in ('stdout', 'result', 'stderr')] if isinstance(output, dict) else [*_results(output, left_out)]
    if any(told):
        yield Part(kind='tool_result', pieces=['\n'.join(filter(None, told))], detail=detail)


def _seconds(item: JsonObject) -> float | None:
    started, ended = time_in(item, 'started_at'), time_in(item, 'ended_at')
    if started and ended:
        return max(0.0, ended - started)
    seconds = count_in(item, 'duration')
    return None if seconds is None else float(seconds)


def _unbroken(parts: list[Part]) -> Iterator[Part]:
    """Texts in a row are one, as Open WebUI joins them. A thought that was found in the middle of a code block (its mark stood in the
    code) comes before that text: a block that is cut into two is none."""
    text: Part | None = None
    for part in parts:
        if text and part.kind == 'text':
            text = Part(kind='text', pieces=[f'{text.text}\n{part.text}'])
        elif text and is_in_code(text.text):
            yield part
        else:
            if text:
                yield text
            text = part if part.kind == 'text' else None
            if text is None:
                yield part
    if text:
        yield text


def is_in_code(text: str) -> bool:
    """Whether a code block is open at the end of this text."""
    mark = ''
    for fence in FENCE.finditer(text):
        mark = mark_after(mark, fence[1], fence[2])
    return bool(mark)


def mark_after(mark: str, fence: str, rest: str) -> str:
    """The mark of the code block that is open behind this fence, when one with `mark` ('' if none) was open before it."""
    if not mark:
        return '' if '`' in rest and fence[0] == '`' else fence
    is_end = fence[0] == mark[0] and len(fence) >= len(mark) and not rest.strip()
    return '' if is_end else mark
