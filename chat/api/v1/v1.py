"""`/api/v1`: this app for programs."""
from __future__ import annotations

from fastapi import APIRouter

from chat.api.tokens.tokens import Callers
from chat.api.v1 import chat, chats, judging, running, suites, transfer
from chat.services import Services


def routes(services: Services, callers: Callers) -> APIRouter:
    router = APIRouter(prefix='/api/v1')
    for room in (chat, running, chats, transfer, suites, judging):
        router.include_router(room.routes(services, callers))
    return router
