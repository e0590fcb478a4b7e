"""The one page that everybody gets who has not been let in: plain HTML of two kilobytes, without anything of the app in it."""
from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from math import ceil
from pathlib import Path

from starlette.responses import HTMLResponse

PAGE = Path(__file__).with_suffix('.html').read_text(encoding='utf-8')
STYLE = Path(__file__).with_suffix('.css').read_text(encoding='utf-8').replace('\n', '')
COUNTDOWN = """const p=document.getElementById('trouble'),b=document.querySelector('button');let n=+p.dataset.wait;b.disabled=true;
const t=setInterval(()=>{n--;p.lastChild.textContent=n>0?`Try again in ${n} second${n>1?'s':''}.`:'Try again.';
if(n<=0){clearInterval(t);b.disabled=false}},1000)"""
"""The text stands there without it, too; only the seconds do not go by."""
LONGEST_COUNTDOWN = 90
"""Seconds; what takes longer is told in minutes."""
LINK_FORM = """<p>Polylogue prints a link in its terminal that opens it here. For a new one, run</p>
<code>{command} --link</code>
<form method="post" action="/enter">
<input type="hidden" name="to" value="{to}">
<label for="code">Or paste the link, or its code</label>
<input id="code" name="code" type="password" autocomplete="off" spellcheck="false" required autofocus{told}>
{alert}
<button>Open</button>
</form>"""
PASSWORD_FORM = """<form method="post" action="/enter">
<input type="hidden" name="to" value="{to}">
<input type="hidden" name="user" value="polylogue" autocomplete="username">
<label for="code">Password</label>
<input id="code" name="password" type="password" autocomplete="current-password" required autofocus{told}>
{alert}
<button>Sign in</button>
</form>"""
TITLE, LOGIN_TITLE = 'This browser is not signed in', 'Sign in to Polylogue'
OLD_CODE = 'This did not open it: a link works once, within a minute. Get a new one.'


def front_page(command: str, *, to: str = '', trouble: str = '') -> HTMLResponse:
    """Where to get a link, and a place to paste it. `to` is the path that was asked for, `trouble` why the last attempt failed."""
    alert = f'<p id="trouble" role="alert">{escape(trouble)}</p>' if trouble else ''
    return _page(TITLE, LINK_FORM.format(command=escape(command), to=escape(to), alert=alert, told=_told(trouble)))


def login_page(*, to: str = '', trouble: str = '', wait: float = 0.0, status: int = 401) -> HTMLResponse:
    """A place for the password. `wait` are the seconds until the next one is looked at; the last sentence of `trouble` says so."""
    reason, _, again = trouble.partition('. ')
    words = f'{escape(reason)}.' + (f' <span>{escape(again)}</span>' if again else '')
    is_counted = 0 < wait <= LONGEST_COUNTDOWN
    alert = f'<p id="trouble" role="alert" data-wait="{ceil(wait)}">{words}</p>' if trouble else ''
    page = _page(LOGIN_TITLE, PASSWORD_FORM.format(to=escape(to), alert=alert, told=_told(trouble)), COUNTDOWN if is_counted else '')
    page.status_code = status
    if wait:
        page.headers['retry-after'] = str(ceil(wait))
    return page


def _told(trouble: str) -> str:
    return ' aria-describedby="trouble"' if trouble else ''


def _page(title: str, body: str, script: str = '') -> HTMLResponse:
    text = PAGE.format(title=title, style=STYLE, body=body, script=f'<script>{script}</script>' if script else '')
    return HTMLResponse(text, status_code=401, headers=_headers(script))


def _headers(script: str) -> dict[str, str]:
    """With `no-referrer` a browser would send the form with `Origin: null`. The challenge is for programs: no browser asks for it."""
    scripts = f"script-src '{_hash(script)}'; " if script else ''
    policy = (f"default-src 'none'; style-src '{_hash(STYLE)}'; {scripts}img-src data:; "
              "form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
    return {'content-security-policy': policy, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff',
            'referrer-policy': 'same-origin', 'www-authenticate': 'Bearer realm="Polylogue"'}


def _hash(text: str) -> str:
    return f'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'
