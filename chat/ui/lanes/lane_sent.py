"""The dialog "What was sent": each lane's requests, one for each round of tools, with what differs between lanes marked."""
from __future__ import annotations

import json
from typing import Any

from nicegui import events, ui

from chat.conversation import Chat, Message, Turn
from chat.conversation.text import clean_text
from chat.engine.engine import Engine
from chat.engine.lanes.sent import SentRequest, rounds_sent, sent_request

LONGEST_CELL = 600
"""Characters of a message in the table; the body below holds all of it."""
LONGEST_BODY = 400_000
Row = tuple[str, list[str | None]]


class SentDialog(ui.element, component='lane_sent.js'):
    """Made once per panel; `show` fills and opens it."""

    def __init__(self, engine: Engine, chat: Chat) -> None:
        super().__init__()
        self.engine = engine
        self.chat = chat
        self._turn: Turn | None = None
        self._names: dict[int, str] = {}
        self._index = 0
        """Of the request that is shown, in each lane: round for round beside each other."""
        self._requests: dict[int, SentRequest] = {}
        self.on('body', self._send_body)
        self.on('round', self._send_round)

    def show(self, turn: Turn, number: int, names: dict[int, str]) -> None:
        """Raises nothing: lanes that were not asked are left out."""
        self._turn, self._names = turn, names
        self._show(0, number)

    def _show(self, index: int, number: int) -> None:
        assert self._turn
        rounds = {lane: (reply, asked) for lane in self._names if (reply := self._turn.reply(lane)) and (asked := rounds_sent(reply))}
        count = max((len(asked) for _, asked in rounds.values()), default=0)
        self._index = min(index, max(0, count - 1))
        found = {lane: sent_request(self.engine, self.chat, self._turn, reply, asked[self._index])
                 for lane, (reply, asked) in rounds.items() if self._index < len(asked)}
        self._requests = {lane: request for lane, request in found.items() if request}
        rows = table_of(list(self._requests.values()))
        if number not in self._requests and self._index:
            number = next(iter(self._requests))
        self.run_method('show', {
            'lanes': [{'number': lane, 'name': self._names[lane]} for lane in self._requests], 'chosen': number,
            'rows': [{'label': label, 'cells': cells, 'differs': len(set(cells)) > 1} for label, cells in rows],
            'round': self._index, 'rounds': count, 'body': self._body(number)})

    def _send_body(self, event: events.GenericEventArguments) -> None:
        self.run_method('take_body', self._body(int(event.args)))

    def _send_round(self, event: events.GenericEventArguments) -> None:
        if self._turn:
            self._show(max(0, int(event.args.get('round', 0))), int(event.args.get('lane', 0)))

    def _body(self, number: int) -> str:
        request = self._requests.get(number)
        if request is None:
            return 'This lane was not asked in this turn.'
        if not request.body:
            return 'The endpoint of this model is gone, so its request cannot be shown in its own protocol.'
        text = json.dumps(request.body, ensure_ascii=False, indent=2)
        return clean_text(text if len(text) <= LONGEST_BODY else f'{text[:LONGEST_BODY]}\n… {len(text) - LONGEST_BODY:,} more characters')


def table_of(requests: list[SentRequest]) -> list[Row]:
    """(label, a cell for each request) with None where a request has no such thing."""
    rows: list[Row] = [
        ('Model', [request.reply.model for request in requests]),
        ('System prompt', [_short(request.system_prompt) or None for request in requests])]
    for name in sorted({name for request in requests for name in request.parameters}):
        rows.append((name.replace('_', ' ').capitalize(), [_cell(request.parameters.get(name)) for request in requests]))
    if not all(request.is_streamed for request in requests):
        rows.append(('Stream answers', ['on' if request.is_streamed else 'off' for request in requests]))
    if any(request.missing or request.missing_tools for request in requests):
        rows.append(('Left out here', [_missing(request) for request in requests]))
    most = max((len(request.messages) for request in requests), default=0)
    for i in range(most):
        cells = [_message(request, i) for request in requests]
        rows.append((f'Message {i + 1}', cells))
    return rows


def _missing(request: SentRequest) -> str | None:
    """The request below is made without them, too."""
    count, tools = request.missing, request.missing_tools
    words = [f'{count} earlier {"message" if count == 1 else "messages"}, no longer in this chat'] if count else []
    if tools:
        words.append(f'{tools} {"tool" if tools == 1 else "tools"}, whose server does not run now')
    return '; '.join(words) or None


def _message(request: SentRequest, i: int) -> str | None:
    if i >= len(request.messages):
        return None
    message = request.messages[i]
    files = ''.join(f'\n[{attachment.name}]' for attachment in message.attachments)
    calls = [f'{clean_text(one.name)}({_short(one.arguments)})' for one in message.calls]
    return '\n'.join(filter(None, (f'{_who(message)}: {_short(message.content)}{files}', *calls)))


def _who(message: Message) -> str:
    if message.role == 'tool':
        return f'{clean_text(message.call_name) or "Tool"} {"failed" if message.is_error else "gave"}'
    return 'You' if message.role == 'user' else 'Model'


def _short(text: str) -> str:
    return clean_text(text if len(text) <= LONGEST_CELL else f'{text[:LONGEST_CELL]}… ({len(text):,} characters)')


def _cell(value: Any) -> str | None:
    return None if value is None else ', '.join(map(str, value)) if isinstance(value, list) else str(value)
