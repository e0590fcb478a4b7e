"""All style sheets of the page as one file that browsers keep."""
from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from nicegui import __version__
from nicegui.dependencies import register_dynamic_resource
from starlette.responses import Response

ROOM = Path(__file__).parent
FIRST = ('theme.css', 'chat.css', 'quasar.css')
"""What the rooms lean on."""
LAST = 'dense.css'
"""What makes all of it denser."""
FOR_EVER = {'Cache-Control': 'public, max-age=31536000, immutable'}


@cache
def address() -> str:
    """Where the page finds it; another address with every change. Sheets are read once, when the first page is built."""
    text = '\n'.join(path.read_text(encoding='utf-8') for path in _sheets())
    name = f'polylogue-{hashlib.sha256(text.encode()).hexdigest()[:16]}.css'
    register_dynamic_resource(name, lambda: Response(text, media_type='text/css', headers=FOR_EVER))
    return f'/_nicegui/{__version__}/dynamic_resources/{name}'


def _sheets() -> list[Path]:
    own = [ROOM / name for name in FIRST]
    rooms = sorted(path for path in ROOM.parent.rglob('*.css') if path.parent != ROOM and 'vendor' not in path.parts)
    return [*own, *rooms, ROOM / LAST]
