"""Suites: many prompts put to several models; started, watched, and read."""
from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from chat.api.event_stream import COMMENT, EventStream, event
from chat.api.refusals import ApiRefusal, Body, json_answer, not_found
from chat.api.tokens.tokens import Caller, Callers
from chat.api.v1.asking import LONGEST_MESSAGE, Id, ModelName, checked, chosen_model
from chat.api.v1.chat import EVENTS, answer_of
from chat.conversation import Lane
from chat.conversation.json_object import JsonObject
from chat.conversation.lane import MOST_LANES
from chat.engine.error import EngineError
from chat.engine.following.follower import HEARTBEAT_SECONDS
from chat.engine.suites.suite import Suites
from chat.engine.suites.suite_cells import Suite
from chat.services import Services

MOST_PROMPTS = 5000
SECONDS = 0.25
"""Between two events of a suite: its cells end by the dozen."""


class SuiteBody(Body):
    """Every prompt is put to every model."""

    models: Annotated[list[ModelName], Field(min_length=1, max_length=MOST_LANES)]
    prompts: Annotated[list[Annotated[str, Field(min_length=1, max_length=LONGEST_MESSAGE)]], Field(min_length=1, max_length=MOST_PROMPTS)]
    title: Annotated[str, Field(max_length=200)] = ''
    system: Annotated[str, Field(max_length=LONGEST_MESSAGE)] = ''
    parameters: dict[str, object] | None = None


def routes(services: Services, callers: Callers) -> APIRouter:
    router = APIRouter(tags=['Suites'])
    asker, reader = Depends(callers.having('ask')), Depends(callers.having('read'))
    suites = services.suites

    @router.get('/suites', summary='All suites, newest first')
    async def get_suites(caller: Caller = reader) -> Response:
        found = [{'id': one.id, 'title': one.title, 'prompts': one.count, 'models': [lane.model for lane in one.lanes],
                  'created_at': one.created_at, 'running': suites.is_running(one.id)} for one in await suites.all()]
        return json_answer({'suites': found})

    @router.post('/suites', summary='Make a suite and start it')
    async def post_suite(body: SuiteBody, caller: Caller = asker) -> Response:
        caller.check_budget()
        lanes = [Lane(model=chosen_model(services, model), system_prompt=body.system, parameters=checked(body.parameters))
                 for model in body.models]
        suite = await suites.new(lanes, body.prompts, body.title)
        suites.resume(suite)
        return json_answer(_state(suite), 201)

    @router.get('/suites/{suite_id}', summary='How far a suite is')
    async def get_suite(suite_id: Id, caller: Caller = reader) -> Response:
        return json_answer(_state(await _open(suites, suite_id)))

    @router.get('/suites/{suite_id}/stream', responses=EVENTS, summary='Watch a suite until it has ended')
    async def get_stream(suite_id: Id, caller: Caller = reader) -> Response:
        suite, leave = await _open(suites, suite_id), caller.enter()
        watch = SuiteWatch(suite)
        return EventStream(watch.chunks(), leave=watch.leave, close=leave)

    @router.get('/suites/{suite_id}/results', summary='Prompts and answers')
    async def get_results(suite_id: Id, offset: Annotated[int, Query(ge=0, le=10**7)] = 0,
                          limit: Annotated[int, Query(ge=1, le=200)] = 50, caller: Caller = reader) -> Response:
        suite = await _open(suites, suite_id)
        rows = await suites.rows(suite, suite.numbers()[offset:offset + limit])
        told = [{'number': row.number, 'prompt': row.prompt, 'lanes': [answer_of(reply) | {'lane': column} for column, reply
                                                                      in sorted(row.replies.items())]} for row in rows]
        return json_answer(_state(suite) | {'rows': told})

    @router.post('/suites/{suite_id}/stop', summary='Stop a suite; it can go on later')
    async def post_stop(suite_id: Id, caller: Caller = asker) -> Response:
        return json_answer({'stopped': len(suites.stop(await _open(suites, suite_id)))})

    @router.post('/suites/{suite_id}/resume', summary='Go on with what has not ended')
    async def post_resume(suite_id: Id, caller: Caller = asker) -> Response:
        caller.check_budget()
        suite = await _open(suites, suite_id)
        try:
            suites.resume(suite)
        except EngineError as error:
            raise ApiRefusal(409, str(error), 'refused') from None
        return json_answer(_state(suite))

    return router


class SuiteWatch:
    """Tells how far a suite is, until it has ended."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._news = asyncio.Event()
        self._is_left = False

    def leave(self) -> None:
        self._is_left = True
        self._news.set()

    async def chunks(self) -> AsyncIterator[bytes]:
        watch = self._note
        self._suite.watchers.add(watch)
        try:
            yield event('progress', _state(self._suite))
            while self._suite.is_running and not self._is_left:
                try:
                    await asyncio.wait_for(self._news.wait(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield COMMENT
                    continue
                self._news.clear()
                yield event('progress', _state(self._suite))
                await asyncio.sleep(SECONDS)
            yield event('completed', _state(self._suite) | {'done': True})
        finally:
            self._suite.watchers.discard(watch)

    def _note(self, cell: object) -> None:
        self._news.set()


async def _open(suites: Suites, suite_id: str) -> Suite:
    """Raises ApiRefusal, StoreError."""
    suite = await suites.open(suite_id)
    if suite is None:
        raise not_found('suite')
    return suite


def _state(suite: Suite) -> JsonObject:
    left = suite.seconds_left(time.time())
    return {'id': suite.id, 'title': suite.record.title, 'running': suite.is_running, 'prompts': suite.record.count, 'total': suite.total,
            'left': suite.left, 'models': [lane.model for lane in suite.lanes], 'problem': suite.problem,
            'seconds_left': None if left is None else round(left, 1)}
