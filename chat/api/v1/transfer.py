"""What goes out and comes in: exports, imports, files for prompts; and which models there are."""
from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from chat.api.page.exports import InTurn, attached
from chat.api.page.imports import LARGEST_FILE, PIECE
from chat.api.refusals import ApiRefusal, json_answer, not_found
from chat.api.tokens.tokens import Caller, Callers
from chat.api.v1.asking import Id, open_chat
from chat.conversation import Model
from chat.conversation.json_object import JsonObject
from chat.engine.files.file_check import LARGEST, AttachmentError
from chat.engine.one_line import clipped, one_line
from chat.engine.transfer.export_turn import BUSY
from chat.engine.transfer.exporting import export_all, export_chat, format_of
from chat.exchange.outgoing.export import Format
from chat.services import Services

FileName = Annotated[str, Query(max_length=300)]
FormatName = Annotated[str, Query(max_length=40, description='json, markdown, html …')]


def routes(services: Services, callers: Callers) -> APIRouter:
    router = APIRouter()
    router.include_router(_exports(services, callers))
    keeper, asker, reader = (Depends(callers.having(scope)) for scope in ('export', 'ask', 'read'))

    @router.post('/imports', tags=['Chats'], summary='Import a file: the body is its content')
    async def post_import(request: Request, name: FileName = 'file', caller: Caller = keeper) -> Response:
        path = await asyncio.to_thread(services.imports.new_path, clipped(one_line(name)) or 'file')
        try:
            await _write(request, path)
        except BaseException:
            await asyncio.to_thread(services.imports.give_up, path)
            raise
        return json_answer({'id': services.imports.begin(path, clipped(one_line(name)) or 'file').id}, 202)

    @router.get('/imports/{import_id}', tags=['Chats'], summary='How far an import is, and its report')
    async def get_import(import_id: Id, caller: Caller = keeper) -> Response:
        one = services.imports.all.get(import_id)
        if one is None:
            raise not_found('import')
        return json_answer(one.report())

    @router.post('/files', tags=['Ask'], summary='Hand over a file for a prompt: the body is its content')
    async def post_file(request: Request, name: FileName = 'file', caller: Caller = asker) -> Response:
        try:
            kept = await services.attachments.take_in(name, await _received(request, LARGEST))
        except AttachmentError:
            raise ApiRefusal(415, 'This file is empty, too large, or of a kind that models do not take.', 'file') from None
        one = kept.attachment
        told = {'id': kept.id, 'name': one.name, 'media_type': one.media_type, 'size': one.size, 'tokens': kept.tokens, 'note': kept.note}
        return json_answer(told, 201)

    @router.get('/models', tags=['Models'], summary='All models, with prices and limits')
    async def get_models(caller: Caller = reader) -> Response:
        known = services.providers
        return json_answer({'models': [model_json(one) for one in known.models], 'problems': dict(known.problems)})

    return router


def _exports(services: Services, callers: Callers) -> APIRouter:
    router = APIRouter(tags=['Chats'])
    keeper = Depends(callers.having('export'))

    @router.get('/chats/{chat_id}/export', summary='One chat as a file')
    async def get_export(chat_id: Id, format: FormatName = 'json', caller: Caller = keeper) -> Response:  # noqa: A002
        form = _format(format)
        chat = await open_chat(services, chat_id)
        name, pieces = export_chat(services.engine, chat, form, services.judging.votes)
        return StreamingResponse(pieces, media_type=form.media_type, headers=attached(name))

    @router.get('/export', summary='All chats as a file')
    async def get_all(format: FormatName = 'json', caller: Caller = keeper) -> Response:  # noqa: A002
        form = _format(format)
        if not services.export_turn.enter():
            raise ApiRefusal(429, BUSY, 'busy', retry_after=10)
        name, pieces = export_all(services.engine, form)
        media_type = 'application/zip' if form.is_page else form.media_type
        return InTurn(services.export_turn, pieces, media_type=media_type, headers=attached(name))

    return router


def _format(name: str) -> Format:
    """Raises ApiRefusal."""
    if (form := format_of(name)) is None:
        raise ApiRefusal(422, 'There is no such format.', 'invalid')
    return form


def model_json(model: Model) -> JsonObject:
    """Prices are dollars for a million tokens; null where nobody knows."""
    return {'id': model.id, 'name': model.name, 'endpoint': model.endpoint, 'context_window': model.context_window,
            'input_price': model.input_price, 'output_price': model.output_price, 'parameters': sorted(model.parameters),
            'sees_images': model.sees_images}


async def _received(request: Request, largest: int) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > largest:
            raise ApiRefusal(413, f'A file may have at most {largest >> 20} MB.', 'too_large')
    return bytes(body)


async def _write(request: Request, path: Path) -> None:
    """In a thread, a piece at a time. Raises ApiRefusal, OSError."""
    waiting, size = bytearray(), 0
    with await asyncio.to_thread(path.open, 'wb') as file:
        async for piece in request.stream():
            waiting += piece
            size += len(piece)
            if size > LARGEST_FILE:
                raise ApiRefusal(413, f'A file may have at most {LARGEST_FILE >> 30} GB.', 'too_large')
            if len(waiting) >= PIECE:
                await asyncio.to_thread(file.write, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(file.write, bytes(waiting))
