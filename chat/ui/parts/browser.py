"""How Python calls the page's scripts. No other Python file contains JavaScript: what the browser does is in its modules."""
from __future__ import annotations

import json
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from nicegui import Client, ui

from chat.ui.parts.modules import NAME, address_of


def call(client: Client, function: str, *arguments: Any) -> None:
    """Call what a module exports, on a page that is open: `call(client, 'parts/focus.js:focusOn', 12)`. Arguments are values of JSON."""
    module, _, name = function.partition(':')
    client.run_javascript(f'import("{NAME}/{module}").then((module) => module.{name}(...{_as_json(arguments)}))')


def hand_over(name: str, value: Any) -> None:
    """Put a value of JSON into the head of the page that is being built; `handedOver(name)` of handed_over.js takes it out."""
    ui.add_head_html(f'<script type="application/json" data-for="{name}">{_as_json(value)}</script>')


def run_early(module: str) -> None:
    """On the page that is being built, run a module before the elements of the page and their scripts are there."""
    ui.add_head_html(f'<script type="module" src="{address_of(module)}"></script>')


def run_at_once(script: Path, **attributes: str | bool) -> None:
    """On the page that is being built, run a script before the first paint. It finds the attributes in `document.currentScript.dataset`."""
    data = ''.join(f' data-{name}="{escape(value)}"' if isinstance(value, str) else f' data-{name}'
                   for name, value in attributes.items() if value)
    if nonce := getattr(ui.context.client.request.state, 'csp_nonce', ''):
        data = f' nonce="{nonce}"{data}'
    ui.add_head_html(f'<script{data}>{_text(script)}</script>')


@cache
def _text(script: Path) -> str:
    return script.read_text(encoding='utf-8')


def _as_json(value: Any) -> str:
    """A title may say </script>."""
    return json.dumps(value, ensure_ascii=False, separators=(',', ':')).replace('<', '\\u003c')
