"""The prompt library for the composer, which asks for it when somebody types "/"."""
from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from chat.engine.library.prompt_library import PromptLibrary


def routes(library: PromptLibrary) -> APIRouter:
    router = APIRouter()

    @router.get('/api/prompts')
    async def get_prompts() -> list[dict[str, Any]]:
        return [{'id': prompt.id, 'title': prompt.title, 'text': prompt.text} for prompt in library.all]

    return router
