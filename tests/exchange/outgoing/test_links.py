"""Addresses that came in with chats, as links."""
from __future__ import annotations

from typing import Any

import pytest

from chat.exchange.outgoing.links import address, is_web, link, listed_pages


@pytest.mark.parametrize(('url', 'leads_into_the_web'), [
    ('https://rain.example/a', True), ('HTTP://rain.example', True), ('javascript:alert(1)', False), ('https://', False), ('/a', False),
    ('data:text/html,x', False), (' https://rain.example', False)])
def test_only_addresses_of_the_web_are_links(url: str, leads_into_the_web: bool) -> None:
    assert is_web(url) is leads_into_the_web
    assert ('](' in link('Rain', url)) is leads_into_the_web


def test_neither_title_nor_address_breaks_out_of_the_link() -> None:
    assert link('a](b) <c>\n*d*', 'https://x.example/(1) "2"|3') == (
        r'[a\](b) \<c\> \*d\*](https://x.example/%281%29%20%222%22%7C3)')
    assert address('https://x.example/a b') == 'https://x.example/a%20b'


def test_without_a_title_the_host_is_the_title() -> None:
    assert link('', 'https://rain.example/page') == '[rain.example](https://rain.example/page)'
    assert link('', 'https://[broken/page').startswith(r'[https://\[broken/page]')


def test_pages_that_were_found_are_listed_once_in_plain_text() -> None:
    pages: list[dict[str, Any]] = [
        {'title': 'Rain', 'url': 'https://a.example'}, {'title': ' Two \n lines '}, {'title': 'No', 'url': 'javascript:x'},
        {'title': 'Rain', 'url': 'https://a.example'}, {}, {'title': 7}]
    assert listed_pages(pages) == '1. Rain https://a.example\n2. Two lines\n3. No'
