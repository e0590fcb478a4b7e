"""Chats as a table: one row for each reply (all versions, all branches, all lanes), prompts without a reply have a row as well."""
from __future__ import annotations

import json
from collections.abc import Iterator

from chat.conversation import Chat, Lane, Reply, Turn, Vote
from chat.conversation.lane_names import names_in
from chat.exchange.fields import cleaned
from chat.exchange.measures import answer_words, iso, measures_of
from chat.exchange.outgoing.cells import line
from chat.exchange.verdict import NONE, Votes, vote_on

COLUMNS = (
    'chat_id', 'chat_title', 'turn_id', 'parent_turn_id', 'is_on_screen', 'prompt', 'attachments', 'asked_at', 'lane', 'lane_name', 'model',
    'system_prompt', 'parameters', 'version', 'is_shown', 'is_picked', 'status', 'error', 'finish_reason', 'thinking', 'answer',
    'first_token_seconds', 'total_seconds', 'tokens_per_second', 'input_tokens', 'output_tokens', 'thinking_tokens', 'cost_usd',
    'vote', 'is_vote_candidate', 'is_vote_winner', 'vote_was_blind', 'vote_is_revealed', 'voted_at', 'vote_tags')


def header() -> str:
    return line(COLUMNS)


def rows_of(chat: Chat, votes: Votes = NONE) -> str:
    """The lines of one chat."""
    return ''.join(line(row) for row in _rows(chat, votes))


def note(sentence: str) -> str:
    """A last line that is no reply, with the words where titles stand."""
    return line(['', sentence, *([''] * (len(COLUMNS) - 2))])


def _rows(chat: Chat, votes: Votes) -> Iterator[list[object]]:
    names = names_in(chat)
    on_screen = {turn.id for turn in chat.path()}
    for turn in sorted(chat.turns.values(), key=lambda turn: turn.created_at):
        start = [chat.id, chat.title, turn.id, turn.parent_id or '', turn.id in on_screen, turn.prompt,
                 ', '.join(one.name for one in turn.attachments), iso(turn.created_at)]
        replies = sorted(turn.all_replies(), key=lambda reply: (reply.lane, reply.version))
        for reply in replies:
            yield start + _reply_cells(chat.lane(reply.lane), turn, reply, names[reply.lane]) + _vote_cells(vote_on(turn, votes), reply)
        if not replies:
            yield start + [''] * (len(COLUMNS) - len(start))


def _reply_cells(lane: Lane | None, turn: Turn, reply: Reply, name: str) -> list[object]:
    """With the parameters it was asked with, which may be others than the lane has now."""
    asked = reply.request or lane
    system, parameters = (asked.system_prompt, asked.parameters) if asked else ('', {})
    measured = measures_of(reply)
    return [
        reply.lane, name, reply.model, system, json.dumps(cleaned(parameters), ensure_ascii=False) if parameters else '', reply.version,
        turn.reply(reply.lane) is reply, turn.picked_reply_id == reply.id, str(reply.status), reply.error.message if reply.error else '',
        reply.finish_reason or '', reply.thinking, answer_words(reply),
        _rounded(measured.first_token), _rounded(measured.total), _rounded(measured.tokens_per_second),
        measured.input_tokens, measured.output_tokens, measured.thinking_tokens, reply.cost]


def _vote_cells(vote: Vote | None, reply: Reply) -> list[object]:
    if vote is None:
        return [''] * 7
    return [
        vote.outcome, any(one.reply_id == reply.id for one in vote.candidates), vote.best is not None and vote.best.reply_id == reply.id,
        vote.was_blind, vote.is_locked, iso(vote.created_at), ', '.join(vote.tags)]


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 3)
