"""What an answer in Open WebUI's export is made of: its text, thoughts and tools, code that was run, and its sources.

Until version 0.9 thoughts and tools stood inside the text, as HTML; since then they have a list of their own.
"""
from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator

from chat.conversation import Part
from chat.conversation.json_object import JsonObject
from chat.exchange.fields import clean, dict_in, dicts_in, json_in, text_in
from chat.exchange.incoming.open_webui.output import FENCE, mark_after, output_of, parts_from
from chat.exchange.outgoing.links import is_web

DETAILS = re.compile(r'^<details type="(reasoning|tool_calls|code_interpreter)"([^>\n]*\bdone="[^>\n]*)>\s*', re.MULTILINE)
"""As Open WebUI wrote them, each at the start of a line; a model that writes about HTML may show something alike."""
EVENT = re.compile(f'{DETAILS.pattern}|{FENCE.pattern}', re.MULTILINE)
CLOSE = '</details>'
SPACE = re.compile(r'\s*')
SUMMARY = re.compile(r'<summary>[^<]*</summary>')
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
MADE = 'files that a tool or a model made'


def parts_of(text: str, message: JsonObject, left_out: Counter[str]) -> Iterator[Part]:
    if output := output_of(message):
        yield from parts_from(output, text, left_out)
    else:
        if reasoning := text_in(message, 'reasoning') or text_in(message, 'reasoning_content'):
            yield Part(kind='thinking', pieces=[reasoning])
        yield from _out_of_text(text, left_out)
    yield from _executions(message, left_out)
    yield from _sources(message, left_out)


def _out_of_text(text: str, left_out: Counter[str]) -> Iterator[Part]:
    end = 0
    for start, inside, after, kind, attributes in _details(text):
        if before := text[end:start]:
            yield Part(kind='text', pieces=[before])
        end = after
        values = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(attributes)}
        if kind == 'reasoning':
            thought = re.sub(r'^> ?', '', html.unescape(inside), flags=re.MULTILINE)
            seconds = values.get('duration', '')
            yield Part(kind='thinking', pieces=[thought], seconds=float(seconds) if seconds.isdecimal() else None)
        else:
            yield from _tool(kind, inside, values, left_out)
    if rest := text[end:]:
        yield Part(kind='text', pieces=[rest])


def _details(text: str) -> Iterator[tuple[int, str, int, str, str]]:
    """Start, what is inside, end, kind and attributes of each outside of code blocks; goes over the text once, whatever is in it."""
    at, mark = 0, ''
    while found := EVENT.search(text, at):
        at = found.end()
        if found[3] is not None:
            mark = mark_after(mark, found[3], found[4])
        elif not mark:
            if (close := text.find(CLOSE, at)) < 0:
                return
            inside = SUMMARY.sub('', text[at:close], count=1)
            at = SPACE.match(text, close + len(CLOSE)).end()  # type: ignore[union-attr]
            yield found.start(), inside.strip(), at, found[1], found[2]


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
        left_out[what] += len(found) if isinstance(found := json_in(attributes.get(name, '')), list) else bool(found)


def _plain(value: str) -> str:
    """Texts are told as JSON; what ran in the code interpreter as what it wrote here and there."""
    loaded = json_in(value)
    if isinstance(loaded, dict) and set(loaded) <= {'stdout', 'stderr', 'result'}:
        return clean('\n'.join(str(loaded[name]) for name in ('stdout', 'result', 'stderr') if loaded.get(name)))
    return clean(loaded if isinstance(loaded, str) else value)


def _executions(message: JsonObject, left_out: Counter[str]) -> Iterator[Part]:
    """Code that was run there, with what came out."""
    for one in dicts_in(message, 'code_executions'):
        detail = {'id': text_in(one, 'id') or text_in(one, 'uuid'), 'name': text_in(one, 'language') or 'code'}
        result = dict_in(one, 'result')
        yield Part(kind='tool_call', pieces=[text_in(one, 'code')], detail={'index': 0} | detail)
        if output := '\n'.join(text for name in ('output', 'error') if (text := text_in(result, name))):
            yield Part(kind='tool_result', pieces=[output], detail=detail)
        left_out[MADE] += len(dicts_in(result, 'files'))


def _sources(message: JsonObject, left_out: Counter[str]) -> Iterator[Part]:
    """What the answer was given to read, numbered as `[1]` in its text counts them; only the names and addresses. They are no words of
    the model, so they stand among what tools have found and are not sent along with its answer."""
    names: dict[str, str] = {}
    for one in dicts_in(message, 'sources') or dicts_in(message, 'citations'):
        whole = dict_in(one, 'source')
        for known in dicts_in(one, 'metadata') or [whole]:
            source = text_in(known, 'source')
            name = text_in(known, 'name') or (source if is_web(source) else text_in(whole, 'name') or source)
            url = next((url for url in (source, text_in(known, 'url'), text_in(whole, 'url'), text_in(whole, 'name')) if is_web(url)), '')
            names.setdefault(name or url, ' '.join(dict.fromkeys(filter(None, (name, url)))))
        is_attached = bool(text_in(dict_in(whole, 'file'), 'id'))  # its text comes along with the prompt
        found = one.get('document')
        left_out['texts that an answer was given to read'] += len(found) if isinstance(found, list) and not is_attached else 0
    if names:
        yield Part(kind='tool_result', pieces=['\n'.join(f'{at}. {words}' for at, words in enumerate(names.values(), 1))],
                   detail={'id': '', 'name': 'sources'})
