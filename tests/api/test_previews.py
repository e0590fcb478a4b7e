"""What the address of a preview answers, and for how long."""
from __future__ import annotations

from fastapi import FastAPI
from starlette.testclient import TestClient

from chat.api.page.previews import LARGEST, MOST, SECONDS, Preview, Previews, routes

SENT = {'x-polylogue': '1'}


def client() -> TestClient:
    app = FastAPI()
    app.include_router(routes(Previews()))
    return TestClient(app)


def test_a_page_is_served_once_handed_over_with_a_policy_that_lets_nothing_out() -> None:
    page = client()
    handed = page.post('/api/previews?kind=html', content='<p>Hello</p>', headers=SENT).json()
    answer = page.get(handed['address'])
    assert answer.text.endswith('<p>Hello</p>')
    assert answer.text.removesuffix('<p>Hello</p>').count('\n') == handed['linesBefore']
    policy = answer.headers['content-security-policy']
    assert policy.startswith("sandbox allow-scripts; default-src 'none'")
    assert 'allow-same-origin' not in policy
    assert answer.headers['connection-allowlist'] == '();webrtc=block'
    assert answer.headers['cache-control'] == 'no-store'


def test_only_the_page_itself_hands_over_and_only_what_can_be_shown() -> None:
    page = client()
    assert page.post('/api/previews?kind=html', content='<p>').status_code == 403
    assert page.post('/api/previews?kind=python', content='print()', headers=SENT).status_code == 400
    assert page.post('/api/previews?kind=html', content=b'a' * (LARGEST + 1), headers=SENT).status_code == 413
    gone = page.get('/preview/unknown')
    assert (gone.status_code, 'Press Preview again' in gone.text) == (404, True)
    assert gone.headers['content-security-policy'].startswith('sandbox')


def test_the_source_of_a_diagram_is_text_in_its_document() -> None:
    document = Preview(kind='mermaid', text='a["</pre><script>alert(1)</script>"]', is_dark=True).document()
    assert '<pre id="source" hidden>a[&quot;&lt;/pre&gt;' in document
    assert '<body class="mermaid is-dark">' in document


def test_previews_are_forgotten_after_a_while_and_the_oldest_first() -> None:
    now = [0.0]
    previews = Previews(clock=lambda: now[0])
    preview = Preview(kind='svg', text='<svg/>', is_dark=False)
    first = previews.put(preview)
    now[0] = SECONDS
    assert previews.find(first) is preview
    now[0] = SECONDS + 1
    assert previews.find(first) is None
    names = [previews.put(preview) for _ in range(MOST + 1)]
    assert previews.find(names[0]) is None
    assert previews.find(names[-1]) is preview
