"""Prompts for the composer, which asks for them when somebody types "/": those of the library, and what MCP servers serve."""
from __future__ import annotations

import asyncio
import json

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from chat.api.page.receiving import UploadRefused, body_of
from chat.conversation.json_object import JsonObject, object_from, text_from
from chat.engine.library.prompt_library import PromptLibrary
from chat.engine.tools import served
from chat.engine.tools.outcome import ToolError
from chat.engine.tools.toolbox import Toolbox

LARGEST_QUESTION = 1024 * 1024
"""Bytes."""
SECONDS = 30.0


def routes(library: PromptLibrary, toolbox: Toolbox) -> APIRouter:
    router = APIRouter()

    @router.get('/api/prompts')
    async def get_prompts() -> list[JsonObject]:
        own = [{'id': prompt.id, 'title': prompt.title, 'text': prompt.text} for prompt in library.all]
        return own + served.listed(toolbox)

    @router.post('/api/prompts/served')
    async def read_served(request: Request) -> JSONResponse:
        try:
            asked = object_from(json.loads(await body_of(request, LARGEST_QUESTION, 'This is too long.')))
            source, kind, name = (text_from(asked.get(field)) for field in ('source', 'kind', 'name'))
            async with asyncio.timeout(SECONDS):
                text = await served.read(toolbox, source, kind, name, object_from(asked.get('arguments')))
        except UploadRefused as refused:
            return refused.answer()
        except (ToolError, ValueError, TimeoutError) as error:
            return JSONResponse({'error': str(error) or 'It did not answer in time.'}, status_code=502)
        return JSONResponse({'text': text})

    return router
