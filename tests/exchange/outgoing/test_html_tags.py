"""The tags in pieces of HTML."""
from __future__ import annotations

import pytest

from chat.exchange.outgoing.html_tags import left_open, tags_of


def told(html: str) -> list[str]:
    return [f'{"/" if tag.is_end else ""}{tag.name}{"!" if tag.is_broken else ""}' for tag in tags_of(html)]


@pytest.mark.parametrize(('html', 'tags'), [
    ('<div><b>x</b></DIV>', ['div', 'b', '/b', '/div']), ('a < b > c <1>', []), ('<br><img src=x><p>', []), ('<div/>x', []),
    ('<a title="x > <b>">', ['a']), ("<a title='\">'>", ['a']), ('<div class=', ['div!']),
    ('<!-- <div> --><i>', ['i']), ('<!-- <div>', ['!--']),
    ('<script>"<div>"</script><u>', ['script', '/script', 'u']), ('<textarea><b>', ['textarea']), ('', [])])
def test_what_begins_or_ends_something_is_found(html: str, tags: list[str]) -> None:
    assert told(html) == tags


@pytest.mark.parametrize(('html', 'names'), [
    ('<div><b>x</b></div>', []), ('<div><b>x</div>', ['b']), ('<i><i></i>', ['i']), ('</b><b>', ['b']), ('<div class=', ['div']),
    ('<script>', ['script']), ('<!-- x', ['!--'])])
def test_what_nothing_ends_is_known(html: str, names: list[str]) -> None:
    tags = list(tags_of(html))
    assert [tags[index].name for index in left_open(tags)] == names
