"""The HTTP API: what the page fetches and sends outside its socket, on the same engine."""
from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from starlette.requests import Request

from chat.api.page import attachments, exports, imports, pastes, previews, prompts
from chat.engine.engine import Engine
from chat.engine.files.attachments import Attachments
from chat.engine.judging.judging import Judging
from chat.engine.library.prompt_library import PromptLibrary
from chat.engine.pastes import Pastes
from chat.engine.transfer.export_turn import ExportTurn
from chat.engine.transfer.exporting import Picks
from chat.engine.transfer.importing import Imports


def build(engine: Engine, kept_pastes: Pastes, running_imports: Imports, kept_files: Attachments, library: PromptLibrary,
          judging: Judging, picks: Picks, turn: ExportTurn) -> APIRouter:
    router = APIRouter()
    router.include_router(pastes.routes(kept_pastes))
    router.include_router(exports.routes(engine, judging, picks, turn))
    router.include_router(imports.routes(running_imports))
    router.include_router(attachments.routes(kept_files))
    router.include_router(prompts.routes(library, engine.tools.toolbox))
    router.include_router(previews.routes(previews.Previews()))

    @router.get('/')
    def go_to_new(request: Request) -> RedirectResponse:
        query = f'?{request.url.query}' if request.url.query else ''
        return RedirectResponse(f'/new{query}')

    return router
