"""Which program a value comes from. Each is known by the fields that its chats must have, never by the name of one of them."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chat.conversation import Chat
from chat.conversation.json_object import JsonObject
from chat.exchange import native
from chat.exchange.fields import clean, text_in
from chat.exchange.files import Incoming
from chat.exchange.incoming import deepseek, gemini, grok, libre_chat, llama_cpp, llm_logs
from chat.exchange.incoming.chatgpt import chatgpt
from chat.exchange.incoming.claude import claude
from chat.exchange.incoming.lobe_chat import lobe_chat
from chat.exchange.incoming.open_webui import open_webui

LONGEST_VALUE = 60
"""Characters that are shown of something that is no chat."""
MOST_FIELDS = 3
"""By whose names something without a title is told."""
TITLES = ('title', 'name')
IDS = ('conversation_id', 'id', 'uuid', 'conversationId')


@dataclass(kw_only=True, slots=True, frozen=True)
class ImportSource:
    name: str
    """Of the program, for people."""
    convert: Callable[[JsonObject, Counter[str], Incoming], Chat]
    """What cannot be taken along is counted in the second one, by kind. Raises Unreadable."""
    is_chat: Callable[[JsonObject], bool] = lambda _: False
    """Whether a value of a JSON file is a chat of this program."""


POLYLOGUE = ImportSource(name='Polylogue', convert=lambda values, _, __: native.chat_from(values), is_chat=native.is_chat)
LLM = ImportSource(name='llm', convert=llm_logs.chat_from)
"""Its chats come from a database alone."""
OPEN_WEBUI = ImportSource(name='Open WebUI', convert=open_webui.chat_from, is_chat=open_webui.is_chat)
SOURCES = (
    POLYLOGUE, OPEN_WEBUI,
    ImportSource(name='ChatGPT', convert=chatgpt.chat_from, is_chat=chatgpt.is_chat),
    ImportSource(name='Claude', convert=lambda values, left_out, _: claude.chat_from(values, left_out), is_chat=claude.is_chat),
    ImportSource(name='DeepSeek', convert=deepseek.chat_from, is_chat=deepseek.is_chat),
    ImportSource(name='Grok', convert=grok.chat_from, is_chat=grok.is_chat),
    ImportSource(name='Gemini', convert=lambda values, left_out, _: gemini.chat_from(values, left_out), is_chat=gemini.is_chat),
    ImportSource(name='LibreChat', convert=libre_chat.chat_from, is_chat=libre_chat.is_chat),
    ImportSource(name='LobeChat', convert=lambda values, left_out, _: lobe_chat.chat_from(values, left_out), is_chat=lobe_chat.is_chat),
    ImportSource(name='llama.cpp', convert=llama_cpp.chat_from, is_chat=llama_cpp.is_chat),
)


def source_of(item: Any) -> ImportSource | None:
    """Who wrote this value; None for what is no chat of any program that is known."""
    return next((source for source in SOURCES if source.is_chat(item)), None) if isinstance(item, dict) else None


def is_shell(item: Any) -> bool:
    """A chat in which nothing was ever said: exports have them with a title, an id and times, and without a place for messages."""
    return (isinstance(item, dict) and any(name in item for name in TITLES) and any(name in item for name in IDS)
            and not any(isinstance(value, list | dict) and value for value in item.values()))


def title_of(item: Any) -> str:
    """What to call a chat that could not be taken in."""
    if not isinstance(item, dict):
        return f'An entry “{_value_words(item)}”'
    inner = next((value for value in item.values() if isinstance(value, dict) and text_in(value, 'title')), {})
    named = next((text for one in (item, inner) for name in TITLES if (text := text_in(one, name).strip())), '')
    return named[:200] or 'Untitled chat'


def stranger_name(item: Any) -> str:
    """What to call something that is no chat."""
    if isinstance(item, dict) and not any(text_in(item, name).strip() for name in TITLES):
        names = ', '.join(clean(str(name))[:LONGEST_VALUE] for name in [*item][:MOST_FIELDS])
        return f'An entry with “{names}”' if names else 'An empty entry'
    return title_of(item)


def _value_words(value: Any) -> str:
    """As it stands in the file, where that is short."""
    if isinstance(value, list):
        return '[…]' if value else '[]'
    words = value if isinstance(value, str) else json.dumps(value)
    return clean(words if len(words) <= LONGEST_VALUE else f'{words[:LONGEST_VALUE]}…')
