"""What is sent to a model, and what is known of it."""
from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Literal

from chat.conversation.json_object import JsonObject, count_from, object_from
from chat.conversation.text import plain_text
from chat.conversation.tools.tool import Called, Verbatim

DIGEST = re.compile(r'[A-Za-z0-9_-]{1,64}')
PICTURE_TYPES = frozenset({'image/png', 'image/jpeg', 'image/gif', 'image/webp'})


@dataclass(kw_only=True, slots=True, frozen=True)
class Attachment:
    """A file attached to a prompt. Its bytes are in the data folder under `digest` (SHA-256, hex); `text` is what was read out of it."""

    name: str
    media_type: str
    size: int
    """Bytes."""
    digest: str
    text: str | None = None

    @classmethod
    def from_json(cls, value: object) -> Attachment:
        """What was stored or imported. Raises ValueError for what is no attachment."""
        values = object_from(value)
        size, text = count_from(values.get('size')), values.get('text')
        is_named = all(isinstance(values.get(name), str) for name in ('name', 'media_type', 'digest'))
        if not is_named or size is None or not isinstance(text, str | None) or not DIGEST.fullmatch(values['digest']):
            raise ValueError('an attachment has no name, type, size or digest')
        return cls(name=values['name'], media_type=values['media_type'], size=size, digest=values['digest'], text=text)

    def to_json(self) -> JsonObject:
        return asdict(self)

    @property
    def is_picture(self) -> bool:
        """Of a kind that browsers show and models can be sent."""
        return self.media_type in PICTURE_TYPES


@dataclass(kw_only=True, slots=True, frozen=True)
class Drawn:
    """A picture in an answer, and the model that has drawn it."""

    model: str
    picture: Attachment


@dataclass(kw_only=True, slots=True, frozen=True)
class Message:
    """One entry of what is sent to a model."""

    role: Literal['system', 'user', 'assistant', 'tool']
    """`tool`: what came of one call; it follows the message that calls."""
    content: str
    attachments: tuple[Attachment, ...] = ()
    drawn: tuple[Drawn, ...] = ()
    """Pictures of the answer before, which no protocol takes back as the model's own: they are attached for those who can see them."""
    calls: tuple[Called, ...] = ()
    """Of an assistant."""
    verbatim: Verbatim | None = None
    """Of an assistant that calls: its whole content for the model that wrote it."""
    thought: str = ''
    """Of an assistant that calls, in words."""
    call_id: str = ''
    call_name: str = ''
    """Of a `tool`: what it answers."""
    is_error: bool = False


DEMO = 'demo/'


def is_demo(model_id: str) -> bool:
    """Whether it is one of the scripted models that are always there. What they cost is made up: nobody pays it."""
    return model_id.startswith(DEMO)


@dataclass(kw_only=True, slots=True, frozen=True)
class Model:
    """An LLM that can be talked to, named `endpoint/model`."""

    id: str
    label: str = ''
    """Name for people; empty: the part after the endpoint."""
    context_window: int | None = None
    input_price: float | None = None
    """Dollars per million tokens."""
    output_price: float | None = None
    parameters: frozenset[str] = frozenset({'temperature', 'top_p', 'max_tokens', 'stop'})
    """What it takes, of: temperature, top_p, max_tokens, reasoning_effort, stop."""
    sees_images: bool | None = None
    """None: not known."""

    @property
    def endpoint(self) -> str:
        return self.id.partition('/')[0]

    @property
    def is_free(self) -> bool:
        """Whether it is known that it costs nothing."""
        return self.input_price == 0 and self.output_price == 0

    @property
    def name(self) -> str:
        return plain_text(self.label or self.id.partition('/')[2])
