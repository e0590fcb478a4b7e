"""Votes on answers, and what follows from them."""
from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from chat.api.refusals import ApiRefusal, Body, json_answer, not_found
from chat.api.tokens.tokens import Caller, Callers
from chat.api.v1.asking import Id, open_chat
from chat.conversation import Vote
from chat.conversation.json_object import JsonObject
from chat.engine.error import EngineError
from chat.engine.judging.judging import VoteFilter, leaderboard
from chat.services import Services


class VoteBody(Body):
    outcome: Literal['winner', 'tie', 'all_bad'] = 'winner'
    reply_id: Id | None = None


def routes(services: Services, callers: Callers) -> APIRouter:
    router = APIRouter(tags=['Votes'])
    asker, reader = Depends(callers.having('ask')), Depends(callers.having('read'))

    @router.post('/chats/{chat_id}/turns/{turn_id}/vote', summary='Vote on the answers to a prompt')
    async def post_vote(chat_id: Id, turn_id: Id, body: VoteBody, caller: Caller = asker) -> Response:
        chat = await open_chat(services, chat_id)
        turn = chat.turns.get(turn_id)
        if turn is None:
            raise not_found('turn')
        winner = next((one for one in turn.all_replies() if one.id == body.reply_id), None)
        if (body.outcome == 'winner') != (winner is not None):
            raise ApiRefusal(422, 'A winner needs the “reply_id” of one of the answers; a tie has none.', 'invalid')
        try:
            return json_answer(_vote(services.judging.vote(chat, turn, body.outcome, winner)))
        except EngineError as error:
            raise ApiRefusal(409, str(error), 'refused') from None

    @router.get('/votes', summary='All votes that tell no secret, newest first')
    async def get_votes(limit: Annotated[int, Query(ge=1, le=1000)] = 100, caller: Caller = reader) -> Response:
        takes = VoteFilter().takes
        found = sorted((one for one in services.judging.votes.values() if takes(one)), key=lambda one: -one.created_at)
        return json_answer({'total': len(found), 'votes': [_vote(one) for one in found[:limit]]})

    @router.get('/leaderboard', summary='How strong models are, by the votes')
    async def get_leaderboard(tag: Annotated[str, Query(max_length=100)] = '', since: date | None = None, until: date | None = None,
                              blind: bool = False, caller: Caller = reader) -> Response:
        chosen = VoteFilter(tag=tag, since=since, until=until, is_blind_only=blind)
        board = await asyncio.to_thread(leaderboard, list(services.judging.votes.values()), chosen)
        rows = [{'model': one.name, 'rating': round(one.rating, 1), 'low': round(one.low, 1), 'high': round(one.high, 1),
                 'games': one.games, 'wins': one.wins, 'group': one.group} for one in board.strengths]
        return json_answer({'votes': len(board.votes), 'models': rows})

    return router


def _vote(vote: Vote) -> JsonObject:
    return {'chat_id': vote.chat_id, 'turn_id': vote.turn_id, 'outcome': vote.outcome, 'winner': vote.winning_model,
            'models': vote.models, 'blind': vote.was_blind, 'created_at': vote.created_at}
