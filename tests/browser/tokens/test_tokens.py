"""A token is made on the settings page, shown once, and a browser's fetch and EventSource hear with it what the page shows."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.tab import Tab

READ = """async ([secret, model]) => {
  const headers = { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" };
  const body = JSON.stringify({ message: "From a program", model });
  const answer = await fetch("/api/v1/chat/stream", { method: "POST", headers, body });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let [text, waiting, done] = ["", "", null];
  for (;;) {
    const piece = await reader.read();
    if (piece.done) return { text, done };
    const lines = (waiting + piece.value).split("\\n");
    waiting = lines.pop();
    for (const line of lines.filter((one) => one.startsWith("data: "))) {
      const data = JSON.parse(line.slice(6));
      text += data.content ?? "";
      done = data.done ? data.conversation_id : done;
    }
  }
}"""
LISTEN = """(chat) => new Promise((resolve) => {
  const source = new EventSource(`/api/v1/chats/${chat}/stream`);
  let text = "";
  let opened = 0;
  source.onopen = () => { opened += 1; };
  source.addEventListener("token", (event) => { text += JSON.parse(event.data).content; });
  source.onerror = () => source.readyState === EventSource.CLOSED && resolve({ text, opened });
})"""


def test_a_token_lets_a_program_in_and_the_page_shows_what_it_does(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(permissions=['clipboard-read', 'clipboard-write'])
    tab.open('/settings')
    section = tab.page.get_by_role('region', name='API tokens')
    section.get_by_text('New token').click()
    form = section.get_by_role('form', name='New token')
    form.get_by_label('Name', exact=True).fill('my script')
    form.get_by_role('button', name='Make token').click()
    field = section.get_by_role('textbox', name='Token', exact=True)
    expect(field).to_be_focused()
    secret = field.input_value()
    section.get_by_role('button', name='Copy').click()
    expect(section.get_by_role('button', name='Copied')).to_be_visible()
    assert tab.page.evaluate('navigator.clipboard.readText()') == secret
    expect(section.get_by_role('listitem', name='my script')).to_contain_text('never used')
    heard: dict[str, Any] = tab.page.evaluate(READ, [secret, 'test/m'])
    assert heard['text'] == 'Hello from the model server.'
    expect(tab.chats.locator(f'a[href="/chat/{heard["done"]}"]')).to_contain_text('From a program')
    expect(section.get_by_role('listitem', name='my script')).to_contain_text('last used')
    listener = open_tab(extra_http_headers={'Authorization': f'Bearer {secret}'})
    listener.page.goto(f'{tab.url}/healthz')
    told = listener.page.evaluate(LISTEN, heard['done'])
    assert told == {'text': 'Hello from the model server.', 'opened': 1}, 'it is closed by the answer that there is no more'
    tab.reload()
    expect(section.get_by_role('textbox', name='Token', exact=True)).to_have_count(0)
    assert secret not in tab.page.content()
    section.get_by_role('button', name='Revoke').click()
    expect(section.get_by_role('listitem', name='my script')).to_have_count(0)
    assert tab.page.request.get(f'{tab.url}/api/v1/chats', headers={'Authorization': f'Bearer {secret}'}).status == 401
