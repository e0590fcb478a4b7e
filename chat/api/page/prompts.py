"""The prompt library for the composer, which asks for it when somebody types "/"."""
from __future__ import annotations

from fastapi import APIRouter

from chat.conversation.json_object import JsonObject
from chat.engine.library.prompt_library import PromptLibrary


def routes(library: PromptLibrary) -> APIRouter:
    router = APIRouter()

    @router.get('/api/prompts')
    async def get_prompts() -> list[JsonObject]:
        return [{'id': prompt.id, 'title': prompt.title, 'text': prompt.text} for prompt in library.all]

    return router
