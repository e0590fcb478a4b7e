"""Server-sent events out of bytes."""
from __future__ import annotations

import pytest

from chat.providers.event_stream import Event, EventReader


def events_of(stream: bytes, size: int) -> list[Event]:
    reader = EventReader()
    chunks = [stream[i:i + size] for i in range(0, len(stream), size)]
    return [event for chunk in chunks for event in reader.feed(chunk)] + reader.finish()


@pytest.mark.parametrize('size', [1, 2, 3, 100])
@pytest.mark.parametrize('end', [b'\n', b'\r\n', b'\r'])
def test_lines_belong_together_however_they_are_cut(size: int, end: bytes) -> None:
    lines = (b'\xef\xbb\xbfdata:x', b'', b': ping', b'event: error', b'data: a', b'data:  b', b'', b'data: c', b'')
    assert events_of(end.join(lines), size) == [Event('', b'x'), Event(':', b'ping'), Event('error', b'a\n b'), Event('', b'c')]
