"""What a lane remembers: the messages that are sent for a turn."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chat.conversation.lane import Lane
from chat.conversation.merging import merge_prompt, sources_of
from chat.conversation.message import Attachment, Drawn, Message
from chat.conversation.picture import picture_of
from chat.conversation.reply import Reply
from chat.conversation.tools.rounds import messages_in
from chat.conversation.tree import Chat, Turn


def history_for(chat: Chat, turn: Turn, lane: Lane) -> list[tuple[Turn, Reply]]:
    """The earlier turns this lane builds on, each with the reply that counts as the lane's own.

    Each lane answers to its own earlier replies, unless the turn says that all go on from the picked ones. Turns in which
    the lane had no part are left out, but for those before it joined: there it takes over the lane it `inherits` from.
    A lane that merges builds on the other answers to the same turn, too; they come last.
    """
    earlier = chat.path_to(turn.parent_id)
    joined = next((i for i, past in enumerate(earlier) if lane.number in past.replies), len(earlier))
    history: list[tuple[Turn, Reply]] = []
    for i, past in enumerate(earlier):
        reply = past.reply(lane.number)
        if turn.history == 'picked' and past.picked_reply:
            reply = past.picked_reply
        elif reply is None and i < joined and lane.inherits is not None:
            reply = past.reply(lane.inherits) or past.picked_reply
        if reply:
            history.append((past, reply))
    return history + [(turn, source) for source in (sources_of(chat, turn, lane) if lane.merges else [])]


def messages_for(chat: Chat, turn: Turn, lane: Lane, *, has_tools: bool = False) -> list[Message]:
    """What this lane is sent for this turn: its system prompt, its history, the prompt."""
    return messages_of(turn, lane, history_for(chat, turn, lane), has_tools=has_tools)


def messages_of(turn: Turn, lane: Lane, history: list[tuple[Turn, Reply]], *, has_tools: bool = False) -> list[Message]:
    """What a lane with this history is sent for this turn. Only with tools it is told of their earlier use: without, services and the
    templates of local models take no calls."""
    messages = [Message(role='system', content=lane.system_prompt)] if lane.system_prompt.strip() else []
    sources = [reply for past, reply in history if past.id == turn.id]
    drawn: tuple[Drawn, ...] = ()
    for past, reply in history[:len(history) - len(sources)]:
        messages.append(Message(role='user', content=past.prompt, attachments=tuple(past.attachments), drawn=drawn))
        drawn = tuple(Drawn(model=reply.model, picture=picture) for picture in _pictures(reply, has_tools=has_tools))
        if has_tools and reply.has_calls:
            messages += messages_in(reply.parts)
        elif words := '\n\n'.join(filter(None, (reply.text.strip() and reply.text, *map(_picture_note, reply.pictures)))):
            messages.append(Message(role='assistant', content=words))
    prompt = merge_prompt(turn, sources) if sources else turn.prompt
    messages.append(Message(role='user', content=prompt, attachments=tuple(turn.attachments), drawn=drawn))
    return list(_merged(messages))


def _pictures(reply: Reply, *, has_tools: bool) -> list[Attachment]:
    """Those that a tool has given go with its result, where that is told."""
    parts = [part for part in reply.parts if not (has_tools and 'call' in part.detail)]
    return [picture for part in parts if (picture := picture_of(part))]


def _picture_note(picture: Attachment) -> str:
    return f'(Here stood the picture “{picture.name}”.)'


def _merged(messages: list[Message]) -> Iterator[Message]:
    """Two prompts in a row (the reply between them failed) become one: some providers refuse two user messages in a row."""
    held: Message | None = None
    for message in messages:
        if held and held.role == message.role and message.role != 'tool' and not (held.calls or message.calls):
            held = replace(held, content=f'{held.content}\n\n{message.content}', attachments=held.attachments + message.attachments,
                           drawn=held.drawn + message.drawn)
        else:
            if held:
                yield held
            held = message
    if held:
        yield held
