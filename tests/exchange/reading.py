"""Files as an import reads them, without the process that it has for that."""
from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from chat.conversation import Attachment, Chat
from chat.exchange.fields import Unreadable
from chat.exchange.files import Incoming
from chat.exchange.incoming.export_files import items_in
from chat.exchange.incoming.gathering import ChatCollector
from chat.exchange.incoming.sources import source_of

CASES = Path(__file__).parent / 'cases'
Taken = tuple[str, Chat | Unreadable | None, dict[str, int]]
"""Name of the program ('' for what is no chat), what became of it, and what was left out."""


class Keeping:
    """Keeps whatever it is given."""

    def keep(self, name: str, data: bytes) -> Attachment | None:
        return Attachment(name=name, media_type='image/png', size=len(data), digest='d')

    def find(self, name: str) -> tuple[str, bytes] | None:
        return None


def read_file(path: Path) -> list[Taken]:
    return read_items(items_in(path, lambda _: None))


def read_items(items: Any) -> list[Taken]:
    return [taken(item) for item in ChatCollector(items).chats()]


def taken(item: Any, files: Incoming | None = None) -> Taken:
    source, left_out = source_of(item), Counter[str]()
    if source is None:
        return '', None, {}
    found: Chat | Unreadable
    try:
        found = source.convert(item, left_out, files or Keeping())
    except Unreadable as error:
        found = error
    return source.name, found, dict(+left_out)


def chat_of(item: Any, files: Incoming | None = None) -> tuple[Chat, dict[str, int]]:
    """Of a value that must be a chat."""
    _, chat, left_out = taken(item, files)
    assert isinstance(chat, Chat), chat
    return chat, left_out


def talk(chat: Chat) -> list[tuple[str, list[str]]]:
    """Prompts on screen, with the text that is shown of each lane."""
    return [(turn.prompt, [reply.text for lane in sorted(turn.replies) if (reply := turn.reply(lane))]) for turn in chat.path()]


def parts(chat: Chat, turn: int = 0, lane: int = 0) -> list[tuple[str, str]]:
    """Kinds and texts of what the answer shown there is made of."""
    reply = chat.path()[turn].reply(lane)
    assert reply
    return [(part.kind, part.text) for part in reply.parts]


def converted(convert: Any, values: dict[str, Any]) -> tuple[Chat, Counter[str]]:
    left_out: Counter[str] = Counter()
    return convert(values, left_out), left_out


def items(path: Path, content: bytes) -> list[Any]:
    path.write_bytes(content)
    return list(items_in(path, lambda _: None))


def case(name: str) -> list[Taken]:
    return read_file(CASES / name)


def one_chat(name: str, place: int = 0) -> tuple[Chat, dict[str, int]]:
    _, chat, left_out = case(name)[place]
    assert isinstance(chat, Chat), chat
    return chat, left_out
