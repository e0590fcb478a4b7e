"""One step of a stream, and what the provider counted."""
from __future__ import annotations

from dataclasses import dataclass, field

from chat.conversation.message import Attachment
from chat.conversation.part import Part
from chat.conversation.source import CitedSource
from chat.conversation.tools.tool import Verbatim


@dataclass(kw_only=True, slots=True, frozen=True)
class Usage:
    """What the provider counted, in tokens; `None` where it did not say. `input_tokens` is the total, cached ones included."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_tokens: int | None = None
    cache_write_tokens: int | None = None
    thinking_tokens: int | None = None
    cost: float | None = None
    """Dollars, if the provider reports them itself (OpenRouter)."""
    writing_seconds: float | None = None
    """How long the server itself has written, if it tells (llama.cpp)."""

    def merged(self, newer: Usage) -> Usage:
        """This usage overwritten by what `newer` knows (Anthropic reports in two halves)."""
        names = self.__dataclass_fields__
        return Usage(**{n: b if (b := getattr(newer, n)) is not None else getattr(self, n) for n in names})

    def plus(self, other: Usage) -> Usage:
        """Both together, as far as they are known: the rounds of one reply."""
        sums = {name: (getattr(self, name), getattr(other, name)) for name in self.__dataclass_fields__}
        return Usage(**{name: sum(known) if (known := [one for one in pair if one is not None]) else None for name, pair in sums.items()})


@dataclass(kw_only=True, slots=True, frozen=True)
class ToolCall:
    """A fragment of a tool call; the first one carries `id` and `name`, later ones only more `arguments`."""

    index: int = 0
    id: str = ''
    name: str = ''
    arguments: str = ''
    is_foreign: bool = False
    """The provider runs it itself, and tells what came of it."""


@dataclass(kw_only=True, slots=True, frozen=True)
class ToolResult:
    """What a tool has given back, whole; `id` is that of its call, if it has one."""

    id: str = ''
    name: str = ''
    text: str = ''
    round: int | None = None
    """Of the reply, if it was run here; None: by the provider."""
    is_error: bool = False


@dataclass(kw_only=True, slots=True, frozen=True)
class SentPicture:
    """A picture as a provider has sent it: its bytes in base64, which may be megabytes and have come in many pieces."""

    pieces: tuple[bytes, ...] = field(repr=False)

    @property
    def length(self) -> int:
        """Characters of base64."""
        return sum(map(len, self.pieces))


@dataclass(kw_only=True, slots=True, frozen=True)
class Delta:
    """One step of a stream, the same for every provider. The last one has `finish_reason`; `usage` comes when it is known."""

    text: str = ''
    thinking: str = ''
    was_thought: bool = False
    """Whether the text since the last thought or tool was one, too: the mark that ends it has only come now."""
    is_paragraph: bool = False
    """Whether text or thinking starts a new paragraph instead of continuing the previous words."""
    tool_call: ToolCall | None = None
    tool_result: ToolResult | None = None
    question: Part | None = None
    """To the user; see `tools/asked.py`."""
    sent_picture: SentPicture | None = None
    """Whoever receives it stores it, and appends the resulting `picture` instead."""
    picture: Attachment | None = None
    picture_size: tuple[int, int] = (0, 0)
    """Width and height in pixels."""
    picture_link: str = ''
    """The address of a picture that the provider did not send itself. It is never fetched."""
    sources: tuple[CitedSource, ...] = ()
    """Pages and files that the service names beside the text; the same ones may come again and again."""
    unshown: str = ''
    """The name of something that was received but cannot be shown ("sound"). Each one counts."""
    verbatim: Verbatim | None = None
    """At the end of a round that calls tools: what has to go back as it came."""
    finish_reason: str | None = None
    usage: Usage | None = None
    note: str | None = None
    """A sign of life without content, in words for the state line (a keep-alive comment: "queued at the provider")."""

    @property
    def has_content(self) -> bool:
        """Whether the model has done something."""
        return bool(self.text or self.thinking or self.tool_call or self.tool_result or self.unshown or self.sent_picture
                    or self.picture or self.picture_link)
