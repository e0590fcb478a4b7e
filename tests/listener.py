"""Somebody on the network who hears whoever knocks."""
from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(kw_only=True, slots=True)
class Listener:
    port: int
    heard: list[bytes] = field(default_factory=list)
    """The first bytes of every connection, also of one that says nothing."""

    @property
    def host(self) -> str:
        return f'127.0.0.1:{self.port}'

    @property
    def url(self) -> str:
        return f'http://{self.host}'


@contextmanager
def listening() -> Iterator[Listener]:
    with socket.create_server(('127.0.0.1', 0)) as server:
        listener = Listener(port=server.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(server, listener), daemon=True)
        thread.start()
        yield listener
        with socket.create_connection(('127.0.0.1', listener.port)) as last:
            last.sendall(b'END')
        thread.join()


def _serve(server: socket.socket, listener: Listener) -> None:
    """Until somebody says END: whatever came before that has been heard then."""
    while True:
        connection, _ = server.accept()
        with connection:
            connection.settimeout(1)
            try:
                words = connection.recv(2000)
            except TimeoutError:
                words = b''
        if words == b'END':
            return
        listener.heard.append(words)
