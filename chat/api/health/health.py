"""`/healthz` and `/metrics`: for whoever watches over the app."""
from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from chat.api.refusals import json_answer
from chat.api.tokens.tokens import Caller, Callers
from chat.services import Services

PROMETHEUS = 'text/plain; version=0.0.4; charset=utf-8'


def routes(services: Services, callers: Callers) -> APIRouter:
    router = APIRouter(tags=['Health'])
    reader = Depends(callers.anybody)

    @router.get('/healthz', summary='Whether the app works; needs no token and tells nothing else')
    async def get_health() -> Response:
        is_well = not services.store.is_behind and not services.store.is_damaged
        return json_answer({'status': 'ok' if is_well else 'not saving'}, 200 if is_well else 503)

    @router.get('/metrics', summary="Figures in Prometheus' text format; any token will do")
    async def get_metrics(caller: Caller = reader) -> Response:
        return Response(services.metrics.text(), media_type=PROMETHEUS, headers={'cache-control': 'no-store'})

    return router
