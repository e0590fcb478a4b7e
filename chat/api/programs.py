"""What programs ask has an application of its own beside the page: none of what NiceGUI does to each piece of an answer costs it time."""
from __future__ import annotations

from typing import cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, ExceptionHandler, Receive, Scope, Send

from chat.api.anthropic import anthropic
from chat.api.anthropic.errors import anthropic_error
from chat.api.bodies import LARGEST, LARGEST_CONVERSATION, BodyLimit
from chat.api.docs.docs import add_docs
from chat.api.health import health
from chat.api.openai import openai
from chat.api.openai.errors import openai_error
from chat.api.program_paths import is_for_programs
from chat.api.refusals import ApiRefusal, invalid, json_answer, sentence_of
from chat.api.tokens.tokens import Callers
from chat.api.v1 import v1
from chat.services import Services
from chat.store.store import StoreError

TITLE = 'Polylogue'
DESCRIPTION = 'Ask language models, compare them, and work with your chats. Tokens are made on the settings page.'


class ProgramsFirst:
    """Hands the requests of programs to their application, and all others on."""

    def __init__(self, app: ASGIApp, programs: ASGIApp) -> None:
        self._app = app
        self._programs = programs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._programs if is_for_programs(scope) else self._app)(scope, receive, send)


def build(services: Services) -> FastAPI:
    app = FastAPI(title=TITLE, description=DESCRIPTION, version='1', docs_url=None, redoc_url=None, openapi_url=None)
    callers = Callers(services.tokens, services.settings.data_dir)
    for room in (v1, openai, anthropic, health):
        app.include_router(room.routes(services, callers))
    add_docs(app)
    app.add_middleware(BodyLimit, refuse=_refuse_body)
    for kind, handler in ((ApiRefusal, _refused), (RequestValidationError, _invalid), (HTTPException, _unknown), (StoreError, _no_store)):
        app.add_exception_handler(kind, cast(ExceptionHandler, handler))
    return app


def answered(request: Request, refusal: ApiRefusal) -> Response:
    """In the form of whoever is asked there."""
    path = request.url.path
    if path.startswith('/v1/'):
        status = 400 if refusal.status == 422 else refusal.status
        is_anthropic = path.startswith('/v1/messages') or 'anthropic-version' in request.headers
        return json_answer(anthropic_error(refusal) if is_anthropic else openai_error(refusal), status, refusal.headers)
    return json_answer({'error': refusal.sentence, 'kind': refusal.kind}, refusal.status, refusal.headers)


async def _refused(request: Request, refusal: ApiRefusal) -> Response:
    return answered(request, refusal)


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    return answered(request, invalid(sentence_of(error.errors())))


async def _unknown(request: Request, error: HTTPException) -> Response:
    sentence = {404: 'There is nothing at this address; /api/docs lists what there is.', 405: 'This address does not take this method.'}
    kind = {404: 'not_found', 405: 'no_method'}.get(error.status_code, 'invalid')
    refusal = ApiRefusal(error.status_code, sentence.get(error.status_code, 'The request is not as it should be.'), kind)
    answer = answered(request, refusal)
    answer.headers.update(error.headers or {})
    return answer


async def _no_store(request: Request, error: StoreError) -> Response:
    return answered(request, ApiRefusal(503, str(error), 'store'))


async def _refuse_body(scope: Scope, receive: Receive, send: Send) -> None:
    size = (LARGEST_CONVERSATION if scope['path'].startswith('/v1/') else LARGEST) >> 20
    refusal = ApiRefusal(413, f'This request is larger than {size} MB; files go to POST /api/v1/files.', 'too_large')
    await answered(Request(scope), refusal)(scope, receive, send)

