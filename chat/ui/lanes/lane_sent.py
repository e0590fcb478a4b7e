"""The dialog "What was sent": each lane's request, with what differs between lanes marked."""
from __future__ import annotations

import json
from typing import Any

from nicegui import events, ui

from chat.conversation import Chat, Turn
from chat.conversation.text import clean_text
from chat.engine.engine import Engine
from chat.engine.lanes.sent import SentRequest, sent_request

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
        self._requests: dict[int, SentRequest] = {}
        self.on('body', self._send_body)

    def show(self, turn: Turn, number: int, names: dict[int, str]) -> None:
        """Raises nothing: lanes that were not asked are left out."""
        replies = {lane: reply for lane in names if (reply := turn.reply(lane))}
        found = {lane: sent_request(self.engine, self.chat, turn, reply) for lane, reply in replies.items()}
        self._requests = {lane: request for lane, request in found.items() if request}
        rows = table_of(list(self._requests.values()))
        self.run_method('show', {
            'lanes': [{'number': lane, 'name': names[lane]} for lane in self._requests], 'chosen': number,
            'rows': [{'label': label, 'cells': cells, 'differs': len(set(cells)) > 1} for label, cells in rows],
            'body': self._body(number)})

    def _send_body(self, event: events.GenericEventArguments) -> None:
        self.run_method('take_body', self._body(int(event.args)))

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
    if any(request.missing for request in requests):
        rows.append(('Left out here', [_missing(request.missing) for request in requests]))
    most = max((len(request.messages) for request in requests), default=0)
    for i in range(most):
        cells = [_message(request, i) for request in requests]
        rows.append((f'Message {i + 1}', cells))
    return rows


def _missing(count: int) -> str | None:
    """The request below is made without them, too."""
    return f'{count} earlier {"message" if count == 1 else "messages"}, no longer in this chat' if count else None


def _message(request: SentRequest, i: int) -> str | None:
    if i >= len(request.messages):
        return None
    message = request.messages[i]
    files = ''.join(f'\n[{attachment.name}]' for attachment in message.attachments)
    return f'{"You" if message.role == "user" else "Model"}: {_short(message.content)}{files}'


def _short(text: str) -> str:
    return clean_text(text if len(text) <= LONGEST_CELL else f'{text[:LONGEST_CELL]}… ({len(text):,} characters)')


def _cell(value: Any) -> str | None:
    return None if value is None else ', '.join(map(str, value)) if isinstance(value, list) else str(value)
