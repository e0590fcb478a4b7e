"""A new chat before its first prompt: whom it will ask, with which instructions and which words, is not lost by looking elsewhere."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lanes_tab import lane
from tests.browser.library.test_library import make_persona, make_prompt, settings_of
from tests.browser.tab import Tab
from tests.model_server import ModelServer, speaking


def persona(tab: Tab, name: str) -> Locator:
    return tab.page.get_by_role('group', name='Personas').get_by_role('button', name=name)


def answered(tab: Tab, models: ModelServer, prompt: str) -> list[str]:
    """What the model is sent."""
    models.answer(speaking('Very well.'))
    tab.ask(prompt)
    tab.expect_text('Very well.')
    return [message['content'] for message in models.exchanges[-1].json['messages']]


@pytest.fixture
def sage(tab: Tab) -> Tab:
    make_persona(tab, 'Sage', **{'System prompt': 'Be wise.', 'Starter prompts': 'Where to begin?'})
    return tab.open()


def test_a_persona_and_its_words_survive_a_reload_and_a_visit_elsewhere(sage: Tab, models: ModelServer) -> None:
    tab = sage
    persona(tab, 'Sage').click()
    tab.page.get_by_role('button', name='Where to begin?').click()
    expect(tab.box).to_have_value('Where to begin?')
    tab.go('Settings')
    expect(tab.page.get_by_role('heading', name='Settings')).to_be_visible()
    tab.go('New chat')
    expect(persona(tab, 'Sage')).to_have_attribute('aria-pressed', 'true')
    tab.page.reload()
    tab.wait_until_alive()
    expect(persona(tab, 'Sage')).to_have_attribute('aria-pressed', 'true')
    expect(tab.box).to_have_value('Where to begin?')
    assert answered(tab, models, 'Where to begin?') == ['Be wise.', 'Where to begin?']
    tab.go('New chat')
    expect(persona(tab, 'Sage')).to_have_attribute('aria-pressed', 'false')
    expect(tab.box).to_have_value('')


def test_a_starter_does_not_lose_what_was_typed(tab: Tab) -> None:
    make_persona(tab, 'Muse', **{'Starter prompts': 'Sing to me'})
    tab.open()
    tab.box.fill('A long thought')
    persona(tab, 'Muse').click()
    tab.page.get_by_role('button', name='Sing to me').click()
    expect(tab.box).to_have_value('Sing to me')
    expect(tab.box).to_be_focused()
    tab.page.keyboard.press('Control+z')
    expect(tab.box).to_have_value('A long thought')
    tab.box.fill('')
    persona(tab, 'Muse').click()


def test_instructions_typed_by_hand_come_back_after_a_persona_and_a_reload(tab: Tab, models: ModelServer) -> None:
    make_persona(tab, 'Poet', **{'System prompt': 'Rhyme.'})
    tab.open()
    form = settings_of(tab)
    form.get_by_label('System prompt').fill('Answer in one word.')
    form.get_by_label('Temperature').fill('0.3')
    form.get_by_role('button', name='Apply').click()
    persona(tab, 'Poet').click()
    expect(persona(tab, 'Poet')).to_have_attribute('aria-pressed', 'true')
    persona(tab, 'Poet').click()
    expect(persona(tab, 'Poet')).to_have_attribute('aria-pressed', 'false')
    tab.page.reload()
    tab.wait_until_alive()
    assert answered(tab, models, 'Colour of the sky?') == ['Answer in one word.', 'Colour of the sky?']
    assert models.exchanges[-1].json['temperature'] == 0.3
    tab.open()
    assert answered(tab, models, 'And now?') == ['And now?']


def test_the_instructions_of_a_lane_survive_a_reload_before_the_first_prompt(tab: Tab) -> None:
    tab.open('/compare?models=test/a,test/b')
    lane(tab.page, 'test/b').button('Lane settings').click()
    form = tab.page.get_by_role('dialog', name='Settings of test/b')
    form.get_by_label('System prompt').fill('Be terse.')
    form.get_by_role('button', name='Apply').click()
    expect(lane(tab.page, 'test/b').button('Lane settings')).to_have_class(re.compile('is-set'))
    tab.page.reload()
    tab.wait_until_alive()
    expect(lane(tab.page, 'test/b').button('Lane settings')).to_have_class(re.compile('is-set'))
    expect(lane(tab.page, 'test/a').button('Lane settings')).not_to_have_class(re.compile('is-set'))


def test_what_a_model_does_not_take_is_said_and_kept(tab: Tab) -> None:
    tab.open('/compare?models=test/m,demo/fast')
    lane(tab.page, 'test/m').button('Lane settings').click()
    form = tab.page.get_by_role('dialog', name='Settings of test/m')
    form.get_by_label('Temperature').fill('0.7')
    form.get_by_label('Stop at').fill('END')
    form.get_by_role('button', name='Apply').click()
    lane(tab.page, 'test/m').button('Lane settings').click()
    form.get_by_role('combobox', name='Model').fill('demo/slow')
    form.get_by_role('combobox', name='Model').press('Enter')
    form = tab.page.get_by_role('dialog', name='Settings of demo/slow')
    expect(form.get_by_role('note')).to_have_text('Not used by this model: temperature 0.7, stop END.')
    expect(form.get_by_label('Temperature')).to_have_count(0)
    form.get_by_role('combobox', name='Model').fill('test/m')
    form.get_by_role('combobox', name='Model').press('Enter')
    form = tab.page.get_by_role('dialog', name='Settings of test/m')
    expect(form.get_by_label('Temperature')).to_have_value('0.7')
    expect(form.get_by_label('Stop at')).to_have_value('END')


def test_a_gap_may_stay_empty(tab: Tab) -> None:
    make_prompt(tab, 'Translate', 'Translate{{ manner}} into {{language}}.')
    tab.open()
    tab.box.press_sequentially('/Transl')
    tab.page.get_by_role('option', name=re.compile('Translate')).click()
    dialog = tab.page.get_by_role('dialog', name='Fill in Translate')
    dialog.get_by_label('language').fill('French')
    dialog.get_by_role('button', name='Insert').click()
    expect(tab.box).to_have_value('Translate into French.')
    tab.box.fill('')
