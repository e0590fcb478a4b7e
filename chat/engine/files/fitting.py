"""Which files a model can take, and what is sent instead of those that it can't."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chat.conversation import Attachment, Message, Model

CHARACTERS_PER_TOKEN = 4


def refusal_of(model: Model, attachments: Iterable[Attachment]) -> str | None:
    """Why this model can't take these files, in a sentence; None if it can, or if nobody knows."""
    attachments = list(attachments)
    picture = next((one for one in attachments if one.is_picture), None)
    if picture and model.sees_images is False:
        return f'{model.name} can’t see pictures: take “{picture.name}” away, or choose a model that can.'
    tokens = sum(len(one.text) for one in attachments if one.text) // CHARACTERS_PER_TOKEN
    if model.context_window and tokens > model.context_window:
        what = f'“{attachments[0].name}” is' if len(attachments) == 1 else 'These files are'
        return f'{what} too long for {model.name}: about {tokens:,} tokens, and it takes {model.context_window:,}.'
    return None


def seen_by(model: Model, messages: Sequence[Message]) -> Sequence[Message]:
    """The messages without the pictures of earlier turns, if this model is known not to see: it would refuse all of them. What was drawn
    in answers is shown to models that are known to see, and to the one that has drawn it."""
    messages = [_with_drawn(model, message) if message.drawn else message for message in messages]
    if model.sees_images is not False or not any(one.is_picture for message in messages for one in message.attachments):
        return messages
    return [_without_pictures(message) for message in messages]


def _with_drawn(model: Model, message: Message) -> Message:
    shown = tuple(one.picture for one in message.drawn if model.sees_images or one.model == model.id)
    return replace(message, attachments=shown + message.attachments, drawn=())


def _without_pictures(message: Message) -> Message:
    pictures = [one for one in message.attachments if one.is_picture]
    if not pictures:
        return message
    names = '\n'.join(f'(The picture “{one.name}” is not shown here.)' for one in pictures)
    others = tuple(one for one in message.attachments if one not in pictures)
    return replace(message, content=f'{names}\n\n{message.content}'.rstrip(), attachments=others)
