"""A chat of Open WebUI, with more in one of its messages."""
from __future__ import annotations

import html
import json
from collections import Counter
from typing import Any

import tests.exchange.samples as samples
from chat.conversation import Chat
from chat.exchange.files import NO_FILES, Incoming
from chat.exchange.incoming.open_webui import open_webui


def read(values: dict[str, Any], files: Incoming = NO_FILES) -> tuple[Chat, dict[str, int]]:
    left_out: Counter[str] = Counter()
    chat = open_webui.chat_from(values, left_out, files)
    return chat, dict(+left_out)


def changed(name: str, **more: Any) -> dict[str, Any]:
    """The sample, with one message that has more in it."""
    values = samples.open_webui()
    values['chat']['history']['messages'][name] |= more
    return values


def told(value: object) -> str:
    """As it stands in an attribute."""
    return html.escape(json.dumps(value))
