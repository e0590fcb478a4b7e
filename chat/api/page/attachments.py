"""Where the composer hands over files, and where the page gets the pictures of a chat."""
from __future__ import annotations

import asyncio
from urllib.parse import unquote

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from chat.api.page.receiving import UploadRefused, check_sender, problem, stream_of
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.attachments import Attachments
from chat.engine.files.file_check import LARGEST, AttachmentError, cleaned_name, too_large
from chat.engine.files.file_kinds import picture_type

HEAD = 64
"""Bytes that tell what a file is."""
HEADERS = {
    'x-content-type-options': 'nosniff', 'cache-control': 'private, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; sandbox", 'cross-origin-resource-policy': 'same-origin',
}
"""Whatever somebody attached must never run as a page of ours."""
IN_MEMORY = {'cache-control': 'no-store'}
"""A file of a temporary chat stays out of the browser's cache as well."""


def routes(attachments: Attachments) -> APIRouter:
    router = APIRouter()

    @router.post('/api/attachments')
    async def post_attachment(request: Request) -> JSONResponse:
        name = cleaned_name(unquote(request.headers.get('x-name', ''), errors='replace'))
        try:
            check_sender(request)
            kept = await attachments.take_in(name, await _received(request, name), is_temporary='x-temporary' in request.headers)
        except UploadRefused as refused:
            return refused.answer()
        except AttachmentError as error:
            return problem(415, str(error))
        one = kept.attachment
        return JSONResponse({'id': kept.id, 'name': one.name, 'size': one.size, 'tokens': kept.tokens, 'note': kept.note})

    @router.get('/api/attachments/{digest}')
    async def get_attachment(digest: str) -> Response:
        """Pictures are shown, everything else can only be downloaded."""
        if held := attachments.files.held.get(digest):
            kind = picture_type(held[:HEAD])
            names = {} if kind else {'content-disposition': f'attachment; filename="{digest[:12]}.bin"'}
            return Response(held, media_type=kind or 'application/octet-stream', headers=HEADERS | names | IN_MEMORY)
        kind = await asyncio.to_thread(_kind_of, attachments.files, digest)
        if kind is None:
            return problem(404, 'This file is not here any more.')
        if kind:
            return FileResponse(attachments.files.path(digest), media_type=kind, headers=HEADERS)
        return FileResponse(attachments.files.path(digest), media_type='application/octet-stream', headers=HEADERS,
                            filename=f'{digest[:12]}.bin', content_disposition_type='attachment')

    return router


async def _received(request: Request, name: str) -> bytes:
    """The body. One that is too large is read to its end, too: else the browser would never hear why. Raises UploadRefused."""
    body, size = bytearray(), 0
    async for piece in stream_of(request):
        size += len(piece)
        if size > LARGEST:
            body.clear()
        else:
            body += piece
    if size > LARGEST:
        raise UploadRefused(413, too_large(name, size))
    return bytes(body)


def _kind_of(files: AttachmentFiles, digest: str) -> str | None:
    """The type of a picture, '' for another file, None if there is none."""
    try:
        with open(files.path(digest), 'rb') as file:
            return picture_type(file.read(HEAD)) or ''
    except OSError:
        return None
