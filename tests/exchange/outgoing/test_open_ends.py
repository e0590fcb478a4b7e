"""Texts that stand between others in a Markdown file: what is open at their end must not swallow what comes after them."""
from __future__ import annotations

from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from chat.exchange.outgoing.open_ends import closed
from tests.costs.growth import grows_with_size

READER = MarkdownIt('commonmark').enable('table')
AFTER = '\n\n## You\n\nSecond *prompt*'


class Reader(HTMLParser):
    """What a page shows outside of elements that take what is in them away."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.words = ''

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {'br', 'hr', 'img', 'input', 'li', 'p'}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag):]

    def handle_data(self, data: str) -> None:
        self.words += f'[{" ".join(self.open)}]{data}' if data.strip() else ''


def is_whole(text: str) -> bool:
    """Whether what follows the text is read as what it is."""
    reader = Reader()
    reader.feed(READER.render(text + AFTER))
    reader.close()
    return reader.words.endswith('[h2]You[]Second [em]prompt')


SWALLOWING = [
    '```py\nx', '~~~\nx', '````\n```\nx', '   ```\n   x', 'a\n```', '<!-- todo', 'a\n\n<!-- todo\n\nb', '<?php echo 1;',
    '<script>\nlet a = 1', '<pre>\n\nx', '<![CDATA[ x', '<style>\n\nbody{}', '<textarea>\nx', '<!DOCTYPE html',
    '<details><summary>x</summary>\n\ny', 'a <b>bold', 'a <title>b', '<div>\n<!-- x\n</div>', '<script>\n</style>', '<xmp>\n\na',
    '<plaintext>', 'a <svg><b>x</b>', '<b\nclass="x">y', '<center>\n\n```\nx\n```\n\n<!-- z', 'x\r<!-- y', '<pre></pre>\n<pre>']
OPEN_IN_OTHERS = [
    '- <!-- in a list', '> <pre>\n> x', '- a\n\n  <details>\n\n  b', '| a |\n|---|\n| <i>x |', '<div class="a\n\nb', '# a <sub>b',
    '| <b>x | <b>x</b> |\n|---|---|']
"""Readers differ in where these end."""
HARMLESS = [
    '``` ls ``` is a command', '```a`b\nx', '- item\n  ```py\n  code that was cut off', '> ```\n> x', '```\nx\n```', '~~~\n```\n~~~',
    '    <!-- code', '`<!-- code`', '`<b>`', '```\n<!--\n```', '<!-- a -->', '<b>x</b> <br> <img src="x">',
    '<details>\n<summary>a</summary>\n\nb\n\n</details>', 'a < b <c', '<p>x', '<https://example.org>', '\\<b>', 'x <!-- y',
    '<div>\n\na\n\n</div>', '<pre>\n\na\n</pre>', '<?php 1 ?>', '', 'a\n', '<ul><li>a</ul>', '&lt;!--']


@pytest.mark.parametrize('text', SWALLOWING)
def test_what_would_go_on_is_ended_or_put_out_of_force(text: str) -> None:
    assert not is_whole(text), 'nothing is swallowed: no case of this test'
    assert is_whole(closed(text))
    assert closed(text).replace('&lt;', '<').startswith(text.replace('\r', '\n'))


@pytest.mark.parametrize('text', OPEN_IN_OTHERS)
def test_elements_in_lists_and_tables_are_put_out_of_force_where_nothing_ends_them(text: str) -> None:
    assert closed(text) == text.replace('<', '&lt;', 1)


@pytest.mark.parametrize('text', HARMLESS)
def test_what_ends_by_itself_is_left_as_it_was_written(text: str) -> None:
    assert is_whole(text)
    assert closed(text) == text


@pytest.mark.parametrize('piece', [
    '<b>', '<!--', '<a "', "<a '", '<title>', '<!-- -->', '<!-- --> <!--', '- <b>\n', '`<b>`', '```\n', '<div>\n\n', '<b> `x\n', '| <b> '])
def test_no_text_keeps_the_export_busy_for_long(piece: str) -> None:
    assert grows_with_size(lambda size: closed(piece * (size // len(piece))), 40_000)
