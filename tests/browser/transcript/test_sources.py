"""Sources beside an answer, on the page: numbered below it, the same after a reload, in the export and without names while it is blind."""
from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.tab import Tab, begin
from tests.model_server import ModelServer
from tests.protocols import chat_chunk

NAMED = [
    {'type': 'url_citation', 'url_citation': {'url': 'https://a.example/boats', 'title': 'All <b>boats\u202e'}},
    {'type': 'url_citation', 'url_citation': {'url': 'javascript:alert(1)', 'title': 'A trap'}},
    {'type': 'file_citation', 'filename': 'paper.pdf'}, {'type': 'hologram', 'beam': 1}]


def test_sources_are_listed_below_the_answer_and_stay(tab: Tab, models: ModelServer) -> None:
    tab.open()
    reply = begin(tab, models, 'Why do boats float?')
    reply.say('They push ')
    reply.send(chat_chunk(annotations=NAMED))
    reply.say('water aside [1].')
    reply.end()
    tab.expect_status('done')
    expect(tab.text).to_have_text('They push water aside [1].')
    for _ in range(2):
        rows = tab.reply.locator('.entry-sources li')
        expect(rows).to_have_text(['All <b>boats a.example', 'A trap', 'paper.pdf'])
        assert rows.locator('a').evaluate_all('links => links.map((link) => [link.href, link.rel, link.target])') == [
            ['https://a.example/boats', 'noopener noreferrer nofollow', '_blank']]
        expect(tab.reply).to_contain_text('Not shown: “hologram”')
        tab.page.reload()
        tab.wait_until_alive()
    many = begin(tab, models, 'And swim?')
    many.say('They do.')
    many.send(chat_chunk(annotations=[f'https://a.example/{number}' for number in range(30)]))
    many.end()
    tab.expect_status('done')
    expect(tab.reply.locator('.entry-sources summary')).to_have_text('30 sources')
    expect(tab.reply.locator('.entry-sources li').first).to_be_hidden()
    tab.reply.locator('.entry-sources summary').click()
    expect(tab.reply.locator('.entry-sources li').last).to_be_visible()
