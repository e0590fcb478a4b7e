"""Pages, drawings and diagrams that a model wrote, each served under an address of its own for the frame that shows it.

A frame with its text in `srcdoc` would inherit the page's policy, and so could reach this very API. A document with a policy of its own
reaches nothing: it is sandboxed by its header (also if its address is opened alone), may load nothing from anywhere, and has an
opaque origin. `Connection-Allowlist` is the one thing that stops WebRTC (Chromium 156; WICG draft); elsewhere the first script of the
document takes WebRTC away, which a determined page can undo.
"""
from __future__ import annotations

import html
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from chat.api.page import diagrams
from chat.api.page.receiving import UploadRefused, body_of, problem
from chat.engine.expiring import ExpiringItems

Kind = Literal['html', 'svg', 'mermaid']
KINDS = frozenset(get_args(Kind))
LARGEST = 2 * 1024 * 1024
"""Bytes of one text."""
MOST = 32
"""Previews that can be fetched; the oldest are dropped first. Twelve lanes need one each, and another while they are built again."""
SECONDS = 600.0
"""How long one can be fetched."""
TOO_LARGE = f'A preview shows at most {LARGEST // 1024 ** 2} MB.'
GONE = 'This preview has ended. Press Preview again.'

HEADERS = {
    'Content-Security-Policy': (
        "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob: data:; style-src 'unsafe-inline'; "
        "img-src data: blob:; font-src data:; media-src data: blob:; connect-src 'none'; worker-src 'none'; frame-src 'none'; "
        "base-uri 'none'; form-action 'none'; webrtc 'block'; frame-ancestors 'self'"),
    'Connection-Allowlist': '();webrtc=block',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), clipboard-write=(), fullscreen=()',
}
FRAME = Path(__file__).parent / 'preview_frame'
WATCHING, FIGURE, DIAGRAM = ((FRAME / name).read_text(encoding='utf-8') for name in ('watching.js', 'figure.css', 'diagram.js'))
"""The scripts and the style of the documents."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Preview:
    kind: Kind
    text: str
    is_dark: bool
    """Of use to diagrams; pages and drawings stand on white, as their authors expect."""

    @property
    def lines_before(self) -> int:
        """Our own lines above the code, which the browser counts along."""
        return self._start().count('\n')

    def document(self) -> str:
        """All of it in one file, for its policy lets it fetch nothing. Our script comes first, before anything of the model's."""
        if self.kind != 'mermaid':
            return self._start() + self.text
        source = f'<pre id="source" hidden>{html.escape(self.text)}</pre><div id="figure"></div>'
        modules = diagrams.elements(diagrams.modules_for(self.text))
        return f'{self._start()}{source}{modules}<script type="module">{DIAGRAM}</script>'

    def _start(self) -> str:
        start = f'<!doctype html><meta charset="utf-8"><title>Preview</title><script>{WATCHING}</script>'
        if self.kind == 'html':
            return start
        return f'{start}<style>{FIGURE}</style><body class="{self.kind}{" is-dark" if self.is_dark else ""}">'


class Previews:
    """In memory only, for a while, under names that nobody can guess."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: ExpiringItems[tuple[float, Preview]] = ExpiringItems(MOST)

    def put(self, preview: Preview) -> str:
        """The name to fetch it by."""
        name = secrets.token_urlsafe(24)
        self._kept.keep(name, (self._clock() + SECONDS, preview))
        return name

    def find(self, name: str) -> Preview | None:
        until, preview = self._kept.find(name) or (0.0, None)
        if preview and until < self._clock():
            self._kept.take(name)
            return None
        return preview


def routes(previews: Previews) -> APIRouter:
    router = APIRouter()

    @router.post('/api/previews')
    async def post_preview(request: Request, kind: str, theme: str = 'light') -> JSONResponse:
        try:
            body = await body_of(request, LARGEST, TOO_LARGE)
        except UploadRefused as refused:
            return refused.answer()
        if kind not in KINDS:
            return problem(400, 'There is no preview for this.')
        text = body.decode('utf-8', errors='replace')
        preview = Preview(kind=cast(Kind, kind), text=text, is_dark=theme == 'dark')
        return JSONResponse({'address': f'/preview/{previews.put(preview)}', 'linesBefore': preview.lines_before})

    @router.get('/preview/{name}')
    def get_preview(name: str) -> HTMLResponse:
        preview = previews.find(name)
        if preview is None:
            return HTMLResponse(f'<!doctype html><title>Preview</title><p>{GONE}', status_code=404, headers=HEADERS)
        return HTMLResponse(preview.document(), headers=HEADERS)

    return router
