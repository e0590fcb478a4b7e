"""The HTTP API: what the page fetches and sends outside its socket, on the same engine."""
from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from starlette.requests import Request

from chat.api import pastes
from chat.engine.engine import Engine
from chat.engine.pastes import Pastes


def build(engine: Engine, kept_pastes: Pastes) -> APIRouter:
    router = APIRouter()
    router.include_router(pastes.routes(kept_pastes))

    @router.get('/')
    def go_to_new(request: Request) -> RedirectResponse:
        query = f'?{request.url.query}' if request.url.query else ''
        return RedirectResponse(f'/new{query}')

    return router
