"""Chats: listed, read, searched and put in order."""
from __future__ import annotations

from collections.abc import Awaitable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from chat.api.refusals import ApiRefusal, Body, json_answer, not_found
from chat.api.tokens.tokens import Caller, Callers
from chat.api.v1.asking import Id, open_chat
from chat.api.v1.chat import answer_of
from chat.conversation import Chat, Turn
from chat.conversation.json_object import JsonObject
from chat.engine.chats.keeping import Done
from chat.engine.error import EngineError
from chat.services import Services
from chat.store.store import ChatSummary, Hit

MOST = 200
"""In one answer."""


class ChatChange(Body):
    """What is left out stays as it is."""

    title: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    folder: Annotated[str, Field(max_length=300)] | None = Field(None, description='"" takes it out of its folder.')
    pinned: bool | None = None
    archived: bool | None = None
    add_tags: Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=20)] = Field(default_factory=list)
    remove_tags: Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=20)] = Field(default_factory=list)


def routes(services: Services, callers: Callers) -> APIRouter:
    router = APIRouter(tags=['Chats'])
    reader, keeper = Depends(callers.having('read')), Depends(callers.having('export'))

    @router.get('/chats', summary='All chats, newest first')
    async def get_chats(
        limit: Annotated[int, Query(ge=1, le=MOST)] = 50, offset: Annotated[int, Query(ge=0, le=10**7)] = 0,
        folder: Annotated[str | None, Query(max_length=300)] = None, tag: Annotated[str | None, Query(max_length=100)] = None,
        archived: bool | None = None, caller: Caller = reader,
    ) -> Response:
        found = [one for one in services.engine.listing.summaries.values()
                 if (folder is None or one.folder == folder) and (tag is None or tag in one.tags) and archived in (None, one.archived)]
        found.sort(key=lambda one: one.updated_at, reverse=True)
        return json_answer({'total': len(found), 'chats': [_summary(services, one) for one in found[offset:offset + limit]]})

    @router.get('/chats/search', summary='Search titles, prompts and answers')
    async def get_search(q: Annotated[str, Query(max_length=1000)], limit: Annotated[int, Query(ge=1, le=50)] = 20,
                         caller: Caller = reader) -> Response:
        hits = await services.store.search(q, limit) if q.strip() else []
        return json_answer({'hits': [_hit(one) for one in hits if one.chat_id in services.engine.listing.summaries]})

    @router.get('/chats/{chat_id}', summary='A chat with what is on its screen')
    async def get_chat(chat_id: Id, caller: Caller = reader) -> Response:
        return json_answer(_whole(services, await open_chat(services, chat_id)))

    @router.patch('/chats/{chat_id}', summary='Rename, move, tag, pin or archive')
    async def patch_chat(chat_id: Id, change: ChatChange, caller: Caller = keeper) -> Response:
        if chat_id not in services.engine.listing.summaries:
            raise not_found('chat')
        await _change(services, chat_id, change)
        return json_answer(_summary(services, services.engine.listing.summaries[chat_id]))

    @router.delete('/chats/{chat_id}', summary='Delete; for a short while the page can undo it')
    async def delete_chat(chat_id: Id, caller: Caller = keeper) -> Response:
        if chat_id not in services.engine.listing.summaries:
            raise not_found('chat')
        await services.keeping.delete([chat_id])
        return json_answer({'deleted': True})

    return router


async def _change(services: Services, chat_id: str, change: ChatChange) -> None:
    """Raises ApiRefusal, StoreError."""
    keeping = services.keeping
    steps: list[Awaitable[Done | None]] = []
    if change.title is not None:
        steps.append(keeping.rename(chat_id, change.title))
    if change.folder is not None:
        steps.append(keeping.move([chat_id], change.folder))
    if change.pinned is not None:
        steps.append(keeping.pin([chat_id], pinned=change.pinned))
    if change.archived is not None:
        steps.append(keeping.archive([chat_id], archived=change.archived))
    steps += [keeping.tag([chat_id], tag) for tag in change.add_tags]
    steps += [keeping.tag([chat_id], tag, added=False) for tag in change.remove_tags]
    refused = False
    for step in steps:
        try:
            await step
        except EngineError:
            refused = True
    if refused:
        raise ApiRefusal(422, 'Not all of it could be done: a folder or a tag has no usable name, or there are too many.', 'invalid')


def _summary(services: Services, one: ChatSummary) -> JsonObject:
    return {'id': one.id, 'title': one.title, 'folder': one.folder, 'tags': list(one.tags), 'pinned': one.pinned, 'archived': one.archived,
            'unread': one.unread, 'running': services.engine.is_running(one.id), 'created_at': one.created_at, 'updated_at': one.updated_at}


def _hit(one: Hit) -> JsonObject:
    return {'chat_id': one.chat_id, 'title': one.title, 'turn_id': one.turn_id, 'reply_id': one.reply_id, 'snippet': one.snippet,
            'marks': [list(pair) for pair in one.marks], 'lane': one.lane_name, 'updated_at': one.updated_at}


def _whole(services: Services, chat: Chat) -> JsonObject:
    lanes = [{'lane': lane.number, 'model': lane.model, 'system': lane.system_prompt, 'parameters': lane.parameters} for lane in chat.lanes]
    return {'id': chat.id, 'title': chat.title, 'folder': chat.folder, 'tags': chat.tags, 'pinned': chat.pinned, 'archived': chat.archived,
            'running': services.engine.is_running(chat.id), 'created_at': chat.created_at, 'updated_at': chat.updated_at, 'lanes': lanes,
            'turns': [_turn(chat, turn) for turn in chat.path()]}


def _turn(chat: Chat, turn: Turn) -> JsonObject:
    files = [{'name': one.name, 'media_type': one.media_type, 'size': one.size} for one in turn.attachments]
    replies = [answer_of(reply) for lane in turn.replies if (reply := turn.reply(lane))]
    return {'id': turn.id, 'prompt': turn.prompt, 'files': files, 'created_at': turn.created_at, 'picked_reply_id': turn.picked_reply_id,
            'replies': replies}
