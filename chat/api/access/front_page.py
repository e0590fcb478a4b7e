"""The one page that everybody gets who has not been let in: plain HTML of two kilobytes, without anything of the app in it."""
from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path

from starlette.responses import HTMLResponse

PAGE = Path(__file__).with_suffix('.html').read_text(encoding='utf-8')
STYLE = Path(__file__).with_suffix('.css').read_text(encoding='utf-8').replace('\n', '')
POLICY = (f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'; img-src data:; "
          "form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
HEADERS = {'content-security-policy': POLICY, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff',
           'referrer-policy': 'same-origin', 'www-authenticate': 'Bearer realm="Polylogue"'}
"""With `no-referrer` a browser would send the form with `Origin: null`. The last is for programs: no browser asks for a password."""
ASKING = """<p>Polylogue prints a link in its terminal that opens it here. For a new one, run</p>
<code>{command} --link</code>
<form method="post" action="/enter">
<input type="hidden" name="to" value="{to}">
<label for="code">Or paste the link, or its code</label>
<input id="code" name="code" type="password" autocomplete="off" spellcheck="false" required autofocus{told}>
{alert}
<button>Open</button>
</form>"""
TITLE = 'This browser is not signed in'
OLD_CODE = 'This did not open it: a link works once, within a minute. Get a new one.'


def front_page(command: str, *, to: str = '', trouble: str = '') -> HTMLResponse:
    """Where to get a link, and a place to paste it. `to` is the path that was asked for, `trouble` why the last attempt failed."""
    alert = f'<p id="trouble" role="alert">{escape(trouble)}</p>' if trouble else ''
    body = ASKING.format(command=escape(command), to=escape(to), alert=alert, told=' aria-describedby="trouble"' if trouble else '')
    return HTMLResponse(PAGE.format(title=TITLE, style=STYLE, body=body), status_code=401, headers=HEADERS)
