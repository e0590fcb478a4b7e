"""What has settled is left alone by the browser, too: a block that is added does not make it work out the looks of those above.

A rule about siblings (`+ *`, `~ *`) in any style sheet of the page breaks that, so the whole page is watched.
"""
from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.tab import Tab, begin
from tests.model_server import ModelServer

BLOCKS = 40
ENOUGH = 60
"""Elements of one step: the new block, the cursor, the words of the state, the buttons; 40 blocks have 120."""


@pytest.mark.parametrize('block', ['And *more* text.', '## A heading\n\nIts text.', '1. one\n2. two', '> said', '```py\nx = 1\n```'])
def test_a_new_block_restyles_no_old_one(tab: Tab, models: ModelServer, browser: Browser, tmp_path: Path, block: str) -> None:
    tab.open()
    reply = begin(tab, models, f'Blocks before {block[:9]}')
    reply.say(''.join(f'Block {i} is *settled* and `stays` as it is.\n\n' for i in range(BLOCKS)) + 'A live end')
    expect(tab.text).to_contain_text('A live end')
    tab.page.wait_for_function('!document.getAnimations().some((one) => one instanceof CSSTransition)')
    recording = tmp_path / 'trace.json'
    browser.start_tracing(page=tab.page, path=recording, categories=['devtools.timeline'])
    reply.say(f'.\n\n{block}\n\nThe word behind')
    expect(tab.text).to_contain_text('The word behind')
    tab.page.evaluate('new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))')
    browser.stop_tracing()
    reply.end()
    tab.expect_status('done')
    events = json.loads(recording.read_text())['traceEvents']
    counts = [event['args'].get('elementCount') for event in events if event['name'] == 'UpdateLayoutTree']
    restyled = [count for count in counts if count]
    assert restyled, 'the recording shows the work of the page'
    assert max(restyled) < ENOUGH
