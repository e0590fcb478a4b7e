"""Where the page puts a file of prompts, and where it fetches the results of a suite."""
from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from chat.api.page.exports import attached
from chat.api.page.receiving import UploadRefused, body_of, problem
from chat.engine.suites.prompt_files import PromptFiles, UploadedFile
from chat.engine.suites.suite import Suites
from chat.exchange.outgoing import suite_result
from chat.exchange.outgoing.suite_result import PromptRow
from chat.store.store import StoreError

LARGEST_FILE = 20 << 20
"""Bytes."""
TOO_LARGE = f'This file is larger than {LARGEST_FILE >> 20} MB; split it into several suites.'
TYPES = {'csv': 'text/csv; charset=utf-8', 'html': 'text/html; charset=utf-8'}


def routes(suites: Suites, files: PromptFiles) -> APIRouter:
    router = APIRouter()

    @router.post('/api/prompt-files')
    async def post_prompt_file(request: Request) -> JSONResponse:
        try:
            body = await body_of(request, LARGEST_FILE, TOO_LARGE)
        except UploadRefused as refused:
            return refused.answer()
        name = unquote(request.headers.get('x-file-name', ''))[:200]
        return JSONResponse({'file': files.put(UploadedFile(name=name, data=body)), 'size': len(body)})

    @router.get('/api/suites/{suite_id}/export')
    async def get_suite(suite_id: str, format: str = 'csv') -> Response:  # noqa: A002 - the name in the address
        if format not in TYPES:
            return problem(400, f'There is no format “{format[:40]}”; choose csv or html.')
        try:
            suite = await suites.open(suite_id)
        except StoreError as error:
            return problem(503, str(error))
        if suite is None:
            return problem(404, 'This suite is not here; it may have been deleted.')
        await suites.engine.store.flush()
        record = suite.record
        rows = _rows(suites, suite_id)
        pieces = (suite_result.csv_pieces(record.lanes, rows) if format == 'csv'
                  else suite_result.html_pieces(record.title, record.created_at, record.lanes, record.count, rows))
        return StreamingResponse(pieces, media_type=TYPES[format], headers=attached(f'{_file_name(record.title)}.{format}'))

    return router


def _file_name(title: str) -> str:
    """A suite is often called by the file that its prompts came from."""
    bare = re.sub(r'\.(csv|tsv|txt|md)$', '', title, flags=re.IGNORECASE)
    return ' '.join(re.sub(r'[\x00-\x1f/\\:*?"<>|]+', ' ', bare).split())[:80] or 'suite'


def _rows(suites: Suites, suite_id: str) -> Iterator[PromptRow]:
    """Starlette asks an ordinary iterator in threads, one step after the other."""
    for row in suites.archive.all_rows(suite_id):
        yield row.number, row.prompt, row.replies

