"""One step of a stream, what the provider counted, and why it failed."""
from __future__ import annotations

from dataclasses import asdict, dataclass, field

from chat.conversation.json_object import JsonObject, count_from, number_from, object_from
from chat.conversation.message import Attachment
from chat.conversation.part import Part
from chat.conversation.source import CitedSource
from chat.conversation.text import clean_text, plain_text
from chat.conversation.tools.tool import Verbatim

MEASURED = frozenset({'cost', 'writing_seconds'})
"""What of a usage is no count."""


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

    @classmethod
    def from_json(cls, value: object) -> Usage:
        """What was stored or imported; what is of another kind, or known to a newer version only, counts as not said."""
        values = object_from(value)
        known: JsonObject = {
            name: (number_from if name in MEASURED else count_from)(values.get(name)) for name in cls.__dataclass_fields__}
        return cls(**known)

    def to_json(self) -> JsonObject:
        return {name: one for name in self.__dataclass_fields__ if (one := getattr(self, name)) is not None}

    def merged(self, newer: Usage) -> Usage:
        """This usage overwritten by what `newer` knows (Anthropic reports in two halves)."""
        names = self.__dataclass_fields__
        return Usage(**{n: b if (b := getattr(newer, n)) is not None else getattr(self, n) for n in names})

    def plus(self, other: Usage) -> Usage:
        """Both together, as far as they are known: the rounds of one reply."""
        sums = {name: (getattr(self, name), getattr(other, name)) for name in self.__dataclass_fields__}
        return Usage(**{name: sum(known) if (known := [one for one in pair if one is not None]) else None for name, pair in sums.items()})


@dataclass(kw_only=True, slots=True, frozen=True)
class ReplyError:
    """Why a reply failed, in one sentence that says what to do; `kind` is a `ProviderError.kind`."""

    kind: str
    message: str
    retry_at: float | None = None
    """The server asks for no further request before this time (epoch seconds)."""

    @classmethod
    def from_json(cls, value: object) -> ReplyError | None:
        """What was stored or imported; None where there is none. Raises ValueError for what is no error."""
        if not value:
            return None
        values = object_from(value)
        kind, message = values.get('kind'), values.get('message')
        if not isinstance(kind, str) or not isinstance(message, str):
            raise ValueError('an error has no kind or no message')
        return cls(kind=kind, message=message, retry_at=number_from(values.get('retry_at')))

    def to_json(self) -> JsonObject:
        return {name: one for name, one in asdict(self).items() if one is not None}

    def __post_init__(self) -> None:
        """Servers and imported files supply parts of these sentences, so they are cleaned."""
        object.__setattr__(self, 'message', plain_text(clean_text(self.message)))


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
