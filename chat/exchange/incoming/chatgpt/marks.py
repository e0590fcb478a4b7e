"""The marks in ChatGPT's texts, where its page shows sources, names, links and products.

A mark stands between characters for private use, which are boxes anywhere else: its kind, then a label, an address, a bit of JSON or the
number of a result. Newer exports tell beside the text (`content_references`) what each mark was shown as.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from chat.conversation.json_object import JsonObject
from chat.exchange.fields import clean, dicts_in, json_in, text_in
from chat.exchange.outgoing.links import address, is_web, link

MARK = re.compile('\ue200([^\ue200\ue201]*)\ue201|【[^【】\n]*†[^【】\n]*】')
"""The second one is from 2023 and 2024; it can be read, so that it stays where nothing is known of it."""
BETWEEN = '\ue202'
RESULT = re.compile(r'(turn\d+[a-z_]+\d+[\s,]*)+')
"""Numbers of results of a search."""
CITATIONS = {'cite', 'filecite', 'citation'}
"""Have no label; what they point to is only known from beside the text."""
WITH_PAGES = ('items', 'products', 'supporting_websites', 'sources')


def without_marks(text: str, references: list[JsonObject], left_out: Counter[str]) -> str:
    """The text with links and labels in place of its marks. Those that showed something else are counted in `left_out`."""
    known = {text_in(one, 'matched_text'): one for one in references}

    def words(found: re.Match[str]) -> str:
        reference = known.get(found[0], {})
        if found[1] is None:
            return _citation(reference) or found[0]
        kind, *fields = found[1].split(BETWEEN)
        if text_in(reference, 'type') == 'hidden':
            return ''
        if kind in CITATIONS:
            return _citation(reference)
        shown = _shown(reference, fields)
        left_out[f'things shown in the text (“{kind[:40]}”)'] += not shown
        return shown

    text = MARK.sub(words, text)
    footnotes = (url for one in references if text_in(one, 'type').startswith('sources_footnote') for _, url in _pages(one))
    left_out['web sources that no text points to'] += sum(address(url) not in text for url in set(footnotes))
    return text


def _citation(reference: JsonObject) -> str:
    """In brackets, as it stands behind what it proves."""
    words = ', '.join(_links(reference)) or text_in(reference, 'name')
    return f'({words})' if words else text_in(reference, 'alt')


def _shown(reference: JsonObject, fields: list[str]) -> str:
    told = next((text for name in ('alt', 'prompt_text', 'name', 'title') if (text := text_in(reference, name).strip())), '')
    if '](' in told:  # has its links in it
        return told
    label = told or ', '.join(_labels(fields))
    url = text_in(reference, 'url') or next((field for field in fields if is_web(field)), '')
    if is_web(url):
        return link(label, url)
    links = ', '.join(_links(reference))
    return f'{label}: {links}' if label and links else label or links


def _links(reference: JsonObject) -> Iterator[str]:
    seen = set()
    for title, url in _pages(reference):
        if url not in seen:
            seen.add(url)
            yield link(title, url)


def _pages(reference: JsonObject) -> Iterator[tuple[str, str]]:
    """Titles and addresses of the pages that this points to, also of those that say the same."""
    if is_web(url := text_in(reference, 'url')):
        yield text_in(reference, 'title') or text_in(reference, 'attribution'), url
    for name in WITH_PAGES:
        for one in dicts_in(reference, name):
            yield from _pages(one)


def _labels(fields: list[str]) -> Iterator[str]:
    for field in fields:
        if field.startswith(('[', '{')):
            yield from _named(json_in(field))
        elif field.strip() and not is_web(field) and not RESULT.fullmatch(field):
            yield field.strip()


def _named(value: Any) -> Iterator[str]:
    """`["city", "Berlin", …]`: first what it is or where it was found, then how it is called; of products there are several."""
    if isinstance(value, list):
        name = next((one for one in [*value[1:], *value[:1]] if isinstance(one, str) and not RESULT.fullmatch(one)), '')
        if name.strip():
            yield clean(name).strip()
    elif isinstance(value, dict):
        for one in value['selections'] if isinstance(value.get('selections'), list) else ():
            yield from _named(one)
        if name := text_in(value, 'title') or text_in(value, 'name'):
            yield name
