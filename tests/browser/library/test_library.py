"""Instructions: personas, the prompt library, the settings of a chat, and answers in one piece."""
from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.lanes_tab import Upstreams, lane
from tests.browser.tab import Tab
from tests.model_server import ModelServer, sending_json, speaking


def make_persona(tab: Tab, name: str, **fields: str) -> None:
    tab.open('/personas')
    tab.page.get_by_role('button', name='New persona').click()
    form = tab.page.get_by_role('form', name='Persona')
    for label, text in {'Name': name, **fields}.items():
        form.get_by_label(label, exact=True).fill(text)
    form.get_by_role('button', name='Save').click()
    expect(form).to_have_count(0)


def make_prompt(tab: Tab, title: str, text: str) -> None:
    tab.open('/prompts')
    tab.page.get_by_role('button', name='New prompt').click()
    form = tab.page.get_by_role('form', name='Prompt')
    form.get_by_label('Title').fill(title)
    form.get_by_label('Text').fill(text)
    form.get_by_role('button', name='Save').click()
    expect(form).to_have_count(0)


def settings_of(tab: Tab) -> Locator:
    tab.page.get_by_role('button', name='Chat settings').click()
    return tab.page.get_by_role('dialog', name='Settings of this chat')


def test_a_persona_greets_and_brings_its_instructions(tab: Tab, models: ModelServer) -> None:
    make_persona(tab, 'Socrates', **{
        'System prompt': 'Only ask.', 'Temperature': '0.5', 'Greeting': 'Welcome, **friend**.',
        'Starter prompts': 'What is justice?\nWhy?'})
    tab.open()
    tab.page.get_by_role('button', name='Socrates').click()
    greeting = tab.page.get_by_role('article', name='Socrates')
    expect(greeting.locator('strong')).to_have_text('friend')
    tab.page.get_by_role('button', name='What is justice?').click()
    expect(tab.box).to_have_value('What is justice?')
    models.answer(speaking('What do you think?'))
    tab.box.press('Enter')
    tab.expect_text('What do you think?')
    sent = models.exchanges[-1].json
    assert [message['content'] for message in sent['messages']] == ['Only ask.', 'What is justice?']
    assert sent['temperature'] == 0.5
    tab.reload()
    expect(tab.articles.first).to_have_attribute('aria-label', 'Socrates')
    expect(tab.page.get_by_role('group', name='Personas')).to_have_count(0)


def test_a_persona_is_edited_and_deleted(open_tab: Callable[..., Tab]) -> None:
    tab, other = open_tab(), open_tab().open()
    make_persona(tab, 'Editor')
    expect(other.page.get_by_role('button', name='Editor')).to_be_visible()
    tab.page.get_by_role('button', name='Edit Editor').click()
    tab.page.get_by_label('Name', exact=True).fill('')
    tab.page.get_by_label('Name', exact=True).fill('Proofreader')
    tab.page.get_by_role('button', name='Save').click()
    expect(other.page.get_by_role('button', name='Proofreader')).to_be_visible()
    tab.page.get_by_role('button', name='Delete Proofreader').click()
    expect(tab.page.get_by_text('Proofreader')).to_have_count(0)
    expect(other.page.get_by_role('button', name='Proofreader')).to_have_count(0)


def test_a_second_persona_of_the_same_name_is_refused_in_words(tab: Tab) -> None:
    make_persona(tab, 'Twin')
    tab.page.get_by_role('button', name='New persona').click()
    tab.page.get_by_label('Name', exact=True).fill('twin')
    tab.page.get_by_role('button', name='Save').click()
    expect(tab.page.get_by_role('alert').filter(visible=True)).to_contain_text('called “twin” already')


def test_a_slash_finds_a_prompt_and_asks_for_its_gaps(tab: Tab, models: ModelServer) -> None:
    make_prompt(tab, 'translate', 'Into {{language}}:\n{{text}} ({{language}})')
    make_prompt(tab, 'summary', 'Three sentences, please.')
    tab.open()
    tab.box.fill('')
    tab.box.press('/')
    options = tab.page.get_by_role('listbox', name='Prompts').get_by_role('option')
    expect(options).to_have_count(2)
    tab.box.fill('')
    tab.page.set_viewport_size({'width': 1000, 'height': 300})
    tab.box.press('/')
    expect(options.first).to_be_in_viewport(ratio=1)  # with little room above the box the list is shorter
    tab.box.press_sequentially('trans')
    expect(options).to_have_count(1)
    tab.box.press('Enter')
    gaps = tab.page.get_by_role('dialog', name='Fill in translate')
    expect(gaps.get_by_label('language')).to_be_focused()
    gaps.get_by_label('language').fill('German')
    gaps.get_by_label('language').press('Enter')
    gaps.get_by_label('text').fill('{{language}}')
    gaps.get_by_label('text').press('Enter')
    expect(tab.box).to_have_value('Into German:\n{{language}} (German)')
    expect(tab.box).to_be_focused()
    models.answer(speaking('Gut.'))
    tab.box.press('Enter')
    tab.expect_text('Gut.')


def test_the_keyboard_walks_the_list_and_escape_leaves_the_text(tab: Tab, models: ModelServer) -> None:
    make_prompt(tab, 'one', 'First kept prompt')
    make_prompt(tab, 'one more', 'Second kept prompt')
    tab.open()
    tab.box.fill('')
    tab.box.press_sequentially('/one')
    options = tab.page.get_by_role('option')
    expect(options).to_have_count(2)
    tab.box.press('ArrowDown')
    expect(options.nth(1)).to_have_attribute('aria-selected', 'true')
    tab.box.press('Escape')
    expect(options).to_have_count(0)
    expect(tab.box).to_have_value('/one')
    models.answer(speaking('A path.'))
    tab.box.press('Enter')
    tab.expect_text('A path.')
    assert models.exchanges[-1].prompt == '/one'


def test_a_path_is_no_search_for_prompts(tab: Tab, models: ModelServer) -> None:
    models.answer(speaking('Sure.'))
    tab.open()
    tab.box.fill('')
    tab.box.press_sequentially('/usr/bin is what?')
    tab.box.press('Enter')
    tab.expect_text('Sure.')
    assert models.exchanges[-1].prompt == '/usr/bin is what?'


def test_the_chat_has_its_own_system_prompt_and_parameters(tab: Tab, models: ModelServer) -> None:
    tab.open()
    settings = settings_of(tab)
    settings.get_by_label('System prompt').fill('Be brief.')
    settings.get_by_label('Temperature').fill('0.3')
    settings.get_by_label('Stop at').fill('END')
    settings.get_by_role('button', name='Apply').click()
    expect(settings).to_have_count(0)
    models.answer(speaking('Yes.'))
    tab.ask('Well?')
    tab.expect_text('Yes.')
    sent = models.exchanges[-1].json
    assert (sent['messages'][0], sent['temperature'], sent['stop']) == ({'role': 'system', 'content': 'Be brief.'}, 0.3, ['END'])
    tab.reload()
    expect(settings_of(tab).get_by_label('System prompt')).to_have_value('Be brief.')


def test_only_what_the_model_takes_is_shown(tab: Tab) -> None:
    tab.open('/new?model=demo/fast')
    settings = settings_of(tab)
    expect(settings.get_by_text('takes no parameters')).to_be_visible()
    expect(settings.get_by_label('Temperature')).to_have_count(0)


def test_a_value_that_the_provider_refuses_is_named(tab: Tab, models: ModelServer) -> None:
    tab.open()
    settings = settings_of(tab)
    settings.get_by_label('Temperature').fill('1.9')
    settings.get_by_role('button', name='Apply').click()
    models.answer(sending_json({'error': {'message': "'temperature' must be at most 1", 'param': 'temperature'}}, 400))
    count = len(models.exchanges)
    tab.ask('Too hot')
    alert = tab.reply.get_by_role('alert')
    expect(alert).to_contain_text('does not accept temperature = 1.9')
    expect(alert).to_contain_text('must be at most 1')
    assert len(models.exchanges) == count + 1, 'nothing is left out behind the back of the user'


def test_answers_in_one_piece_end_the_same(tab: Tab, models: ModelServer) -> None:
    tab.open()
    settings = settings_of(tab)
    settings.get_by_role('switch', name='Stream answers').uncheck()
    settings.get_by_role('button', name='Apply').click()
    is_shown_when_complete(tab, models)
    models.answer(sending_json({'error': {'message': 'no such key', 'code': 'invalid_api_key'}}, 401))
    tab.ask('And now')
    expect(tab.reply.get_by_role('alert')).to_contain_text('does not accept the key')
    tab.open()
    reply = models.dictate()
    tab.ask('In another chat')
    reply.say('Word by')
    expect(tab.text).to_have_text('Word by')
    reply.end()
    tab.expect_status('done')


def is_shown_when_complete(tab: Tab, models: ModelServer) -> None:
    reply = models.dictate()
    tab.ask('Whole, please')
    reply.think('Hm.')
    reply.say('All at')
    expect(tab.reply).to_contain_text('Writing, shown when complete')
    expect(tab.reply).not_to_contain_text('All at')
    reply.say(' once.')
    reply.end()
    tab.expect_text('All at once.')
    tab.expect_status('done')


def test_the_preference_holds_for_all_chats(tab: Tab, models: ModelServer) -> None:
    tab.open('/settings')
    switch = tab.page.get_by_role('switch', name='Stream answers')
    switch.uncheck()
    tab.open()
    expect(settings_of(tab).get_by_role('switch', name='Stream answers')).not_to_be_checked()
    tab.page.keyboard.press('Escape')
    is_shown_when_complete(tab, models)
    tab.open('/settings')
    tab.page.get_by_role('switch', name='Stream answers').check()
    tab.open()
    expect(settings_of(tab).get_by_role('switch', name='Stream answers')).to_be_checked()
    expect(tab.page).to_have_url(re.compile('/new'))


def test_what_is_typed_survives_whatever_happens_on_the_page(tab: Tab, open_tab: Callable[..., Tab]) -> None:
    """An error, another model, a persona that is made in another tab."""
    make_persona(tab, 'First')
    tab.page.get_by_role('button', name='New persona').click()
    form = tab.page.get_by_role('form', name='Persona')
    typed = {'Name': 'first', 'System prompt': 'Be kind.', 'Temperature': '0.7', 'Stop at': 'END\nFIN', 'Greeting': 'Hello.'}
    for label, text in typed.items():
        form.get_by_label(label, exact=True).fill(text)
    form.get_by_role('button', name='Save').click()
    expect(tab.page.get_by_role('alert').filter(visible=True)).to_contain_text('called “first” already')
    model = form.get_by_role('combobox', name='Model of the persona')
    model.fill('test/m')
    model.press('Enter')
    make_persona(open_tab(), 'Second')
    expect(tab.page.get_by_role('button', name='Edit Second')).to_be_visible()
    for label, text in typed.items():
        expect(form.get_by_label(label, exact=True)).to_have_value(text)


def test_a_persona_has_the_parameters_that_its_model_takes(tab: Tab, models: ModelServer) -> None:
    make_persona(tab, 'Brief', **{'Temperature': '0.4', 'Stop at': 'END\n\nFIN'})
    tab.page.get_by_role('button', name='Edit Brief').click()
    form = tab.page.get_by_role('form', name='Persona')
    expect(form.get_by_label('Stop at')).to_have_value('END\nFIN')
    model = form.get_by_role('combobox', name='Model of the persona')
    model.fill('demo/fast')
    model.press('Enter')
    expect(form.get_by_text('This model takes no parameters.')).to_be_visible()
    expect(form.get_by_label('Stop at')).to_be_hidden()
    model.fill('test/m')
    model.press('Enter')
    form.get_by_role('button', name='Save').click()
    tab.open()
    tab.page.get_by_role('button', name='Brief').click()
    models.answer(speaking('Yes.'))
    tab.box.fill('Well?')
    tab.box.press('Enter')
    tab.expect_text('Yes.')
    assert (models.exchanges[-1].json['temperature'], models.exchanges[-1].json['stop']) == (0.4, ['END', 'FIN'])


def test_a_lane_streams_otherwise_than_its_chat(tab: Tab, models: ModelServer) -> None:
    tab.open('/compare?models=test/one,test/two')
    tab.page.get_by_role('button', name='Chat settings').click()
    tab.page.get_by_role('switch', name='Stream answers').uncheck()
    tab.page.keyboard.press('Escape')
    two = lane(tab.page, 'test/two')
    two.button('Lane settings').click()
    choice = two.region.get_by_label('Stream answers')
    expect(choice.get_by_role('option', name='as the chat (off)')).to_be_attached()
    choice.select_option('on')
    two.region.get_by_role('button', name='Apply').click()
    upstreams = Upstreams.of(models)
    tab.ask('Word by word?')
    for name in ('one', 'two'):
        upstreams.get(name).say('Here')
    lane(tab.page, 'test/two').expect_text('Here', 'writing')
    expect(lane(tab.page, 'test/one').state).to_have_text('writing, shown when complete')
    for name in ('one', 'two'):
        upstreams.get(name).end()
        lane(tab.page, f'test/{name}').expect_text('Here')
    tab.reload()
    two.button('Lane settings').click()
    expect(two.region.get_by_label('Stream answers')).to_have_value('on')


def test_demo_models_answer_in_one_piece_too(tab: Tab) -> None:
    tab.open('/new?model=demo/fast')
    settings = settings_of(tab)
    settings.get_by_role('switch', name='Stream answers').uncheck()
    settings.get_by_role('button', name='Apply').click()
    tab.page.evaluate("""() => { window.lengths = new Set(); new MutationObserver(() => {
        const text = document.querySelector('article[data-status] [data-part="text"]'); if (text) lengths.add(text.textContent.length);
    }).observe(document.body, {childList: true, subtree: true, characterData: true}); }""")
    tab.ask('At once')
    tab.expect_status('done')
    assert len([length for length in tab.page.evaluate('[...lengths]') if length]) == 1


def test_the_settings_of_a_lane_can_be_applied_on_a_phone(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(viewport={'width': 390, 'height': 700})
    tab.open('/compare?models=test/one,test/two')
    one = lane(tab.page, 'test/one')
    one.button('Lane settings').click()
    form = tab.page.get_by_role('dialog', name='Settings of test/one')
    form.get_by_label('System prompt').fill('A line.\n' * 12)
    form.get_by_label('Temperature').fill('0.75')
    form.get_by_label('Stop at').fill('a\nb\nc\nd\ne')
    apply = form.get_by_role('button', name='Apply')
    expect(apply).to_be_in_viewport(ratio=1)
    apply.click()
    expect(form.get_by_label('System prompt')).to_have_value('A line.\n' * 12)  # five are too many: nothing that was typed is lost
    form.get_by_label('Stop at').fill('a')
    apply.click()
    expect(form).to_have_count(0)
    one.button('Lane settings').click()
    expect(form.get_by_label('System prompt')).to_have_value('A line.\n' * 12)
