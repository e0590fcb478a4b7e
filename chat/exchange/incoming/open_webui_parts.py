"""What an answer in Open WebUI's export is made of: its text with thoughts and tools in it, code that was run, and its sources."""
from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from chat.conversation import Part
from chat.exchange.fields import Values, clean, dict_in, dicts_in, text_in
from chat.exchange.outgoing.links import is_web, link

DETAILS = re.compile(
    r'<details type="(?P<kind>[\w-]+)"(?P<attributes>[^>]*)>\s*(?:<summary>.*?</summary>)?(?P<text>.*?)</details>\s*', re.DOTALL)
"""Thoughts and tools stand inside the answer, as HTML."""
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
MADE = 'files that a tool or a model made'


def parts_of(text: str, message: Values, left_out: Counter[str]) -> Iterator[Part]:
    if reasoning := text_in(message, 'reasoning') or text_in(message, 'reasoning_content'):
        yield Part(kind='thinking', pieces=[reasoning])
    end = 0
    for match in DETAILS.finditer(text):
        if before := text[end:match.start()]:
            yield Part(kind='text', pieces=[before])
        end = match.end()
        attributes = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(match['attributes'])}
        if match['kind'] == 'reasoning':
            thought = re.sub(r'^> ?', '', html.unescape(match['text']).strip(), flags=re.MULTILINE)
            seconds = attributes.get('duration', '')
            yield Part(kind='thinking', pieces=[thought], seconds=float(seconds) if seconds.isdecimal() else None)
        elif match['kind'] in {'tool_calls', 'code_interpreter'}:
            yield from _tool(match['kind'], match['text'].strip(), attributes, left_out)
        else:
            told = html.unescape(match['text'].strip() or match['attributes'].strip())
            yield Part(kind='tool_result', pieces=[told], detail={'name': match['kind']})
    if rest := text[end:]:
        yield Part(kind='text', pieces=[rest])
    yield from _executions(message, left_out)
    yield from _sources(message, left_out)


def _tool(kind: str, inside: str, attributes: dict[str, str], left_out: Counter[str]) -> Iterator[Part]:
    """A tool is told in attributes; of code that the model ran the code stands inside, as it is."""
    detail = {'id': attributes.get('id', ''), 'name': attributes.get('name') or kind}
    called = inside if kind == 'code_interpreter' else _plain(attributes.get('arguments', ''))
    came = attributes.get('output') if kind == 'code_interpreter' else attributes.get('result') or html.unescape(inside)
    if called or not came:
        yield Part(kind='tool_call', pieces=[called], detail={'index': 0} | detail)
    if came:
        yield Part(kind='tool_result', pieces=[_plain(came)], detail=detail)
    for name, what in (('files', MADE), ('embeds', 'pages embedded in an answer')):
        left_out[what] += len(found) if isinstance(found := _loaded(attributes.get(name, '')), list) else bool(found)


def _plain(value: str) -> str:
    """Texts are told as JSON; what ran in the code interpreter as what it wrote here and there."""
    told = _loaded(value)
    if isinstance(told, dict) and set(told) <= {'stdout', 'stderr', 'result'}:
        return clean('\n'.join(str(told[name]) for name in ('stdout', 'result', 'stderr') if told.get(name)))
    return clean(told if isinstance(told, str) else value)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _executions(message: Values, left_out: Counter[str]) -> Iterator[Part]:
    """Code that was run there, with what came out."""
    for one in dicts_in(message, 'code_executions'):
        detail = {'id': text_in(one, 'id') or text_in(one, 'uuid'), 'name': text_in(one, 'language') or 'code'}
        result = dict_in(one, 'result')
        yield Part(kind='tool_call', pieces=[text_in(one, 'code')], detail={'index': 0} | detail)
        if told := '\n'.join(text for name in ('output', 'error') if (text := text_in(result, name))):
            yield Part(kind='tool_result', pieces=[told], detail=detail)
        left_out[MADE] += len(dicts_in(result, 'files'))


def _sources(message: Values, left_out: Counter[str]) -> Iterator[Part]:
    """What the answer was given to read, numbered as `[1]` in its text counts them; only the names and addresses."""
    names: dict[str, str] = {}
    for one in dicts_in(message, 'sources') or dicts_in(message, 'citations'):
        whole = dict_in(one, 'source')
        for told in dicts_in(one, 'metadata') or [whole]:
            place = text_in(told, 'source')
            name = text_in(told, 'name') or (place if is_web(place) else text_in(whole, 'name') or place)
            url = next((url for url in (place, text_in(told, 'url'), text_in(whole, 'url'), text_in(whole, 'name')) if is_web(url)), '')
            names.setdefault(name or url, link('' if name == url else name, url))
        left_out['texts that an answer was given to read'] += len(one['document']) if isinstance(one.get('document'), list) else 0
    if names:
        yield Part(kind='text', pieces=['\n'.join(['Sources:\n', *(f'{at}. {words}' for at, words in enumerate(names.values(), 1))])])
