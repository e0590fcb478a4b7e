"""Addresses that came in with chats, as Markdown links."""
from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from chat.conversation.json_object import JsonObject
from chat.exchange.fields import text_in

WEB = re.compile(r'https?://[^\s/]', re.IGNORECASE)
STOPS = re.compile(r'[\s()<>\\|\x00-\x1f"]')
"""What would end an address in Markdown, or the cell of a table that it stands in."""
MARKUP = re.compile(r'([\\\[\]<>*_`$|~])')


def is_web(url: str) -> bool:
    return WEB.match(url) is not None


def link(title: str, url: str) -> str:
    """A title of others with its address; the title alone for addresses that lead anywhere but into the web."""
    words = MARKUP.sub(r'\\\1', ' '.join((title or _host(url)).split()))
    return f'[{words}]({address(url)})' if is_web(url) else words


def address(url: str) -> str:
    """As it can stand in a link."""
    return STOPS.sub(lambda found: quote(found[0]), url)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:  # brackets that hold no address of the network
        return url


def listed_pages(pages: Iterable[JsonObject]) -> str:
    """Titles and addresses of what was found, a line each, for the result of a tool: plain text, no Markdown."""
    told = [f'{" ".join(text_in(one, "title").split())} {url if is_web(url := text_in(one, "url")) else ""}'.strip() for one in pages]
    return '\n'.join(f'{at}. {words}' for at, words in enumerate(dict.fromkeys(filter(None, told)), 1))
