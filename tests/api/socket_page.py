"""What a browser knows of a page, without a browser: its elements, their listeners, and the socket that their events go through."""
from __future__ import annotations

import html
import json
import re
import urllib.request
from typing import Any

import socketio

from tests.running_app import RunningApp
from tests.waiting import PATIENCE


class Page:
    """A page of a running app. What is built after it was loaded is heard of through the socket."""

    def __init__(self, app: RunningApp, path: str) -> None:
        self.app = app
        with urllib.request.urlopen(app.url + path, timeout=PATIENCE) as answer:
            text = answer.read().decode()
        self.client_id = _found(r'"client_id": ?"([^"]+)"|' "'client_id': '([^']+)'", text)
        self.listeners: list[tuple[int, str]] = []
        """Of which element, and which one; the newest elements first: what stands last on a page can take nothing else away."""
        self.types: dict[tuple[int, str], str] = {}
        """What each of them listens to."""
        self._take(json.loads(html.unescape(_found(r'parseElements\(String\.raw`(.*?)`\)|(no such)', text))))
        self.socket = socketio.AsyncClient(handle_sigint=False)
        self.socket.on('update', self._take)

    async def connect(self) -> None:
        await self.socket.connect(self.app.url, socketio_path='/_nicegui_ws/socket.io', transports=['websocket'])
        query = {'client_id': self.client_id, 'tab_id': 't', 'document_id': 'd', 'old_tab_id': None, 'next_message_id': 0}
        assert await self.socket.call('handshake', query)

    async def emit(self, listener: tuple[int, str], value: Any) -> None:
        """As if the element had said so."""
        number, name = listener
        await self.socket.emit('event', {'client_id': self.client_id, 'id': number, 'listener_id': name, 'args': [json.dumps(value)]})

    async def is_answered(self) -> None:
        """All that was sent before has been handled."""
        assert await self.socket.call('handshake', {'client_id': 5}) is False

    def _take(self, elements: dict[str, Any]) -> None:
        for number in sorted((name for name in elements if name.isdigit()), key=int, reverse=True):
            for event in (elements[number] or {}).get('events', []):
                if (listener := (int(number), event['listener_id'])) not in self.types:
                    self.listeners.append(listener)
                    self.types[listener] = event['type']


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    assert found, pattern
    return found[1] or found[2]
