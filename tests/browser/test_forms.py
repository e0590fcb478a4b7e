"""Forms and dialogs: they open where they can be seen, take what is typed at once, and have room for it."""
from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.lanes_tab import lane
from tests.browser.tab import Tab
from tests.model_server import ModelServer, speaking


def endpoint_name(tab: Tab) -> Locator:
    return tab.page.get_by_role('form', name='Add another service').get_by_label('Name', exact=True)


def test_a_form_takes_what_is_typed_at_once(tab: Tab) -> None:
    """A letter that reaches no field is a shortcut: N would leave the page."""
    for path, name, first in (('/personas', 'New persona', 'Name'), ('/prompts', 'New prompt', 'Title')):
        tab.open(path)
        opener = tab.page.get_by_role('button', name=name)
        opener.press('Enter')
        field = tab.page.get_by_label(first, exact=True)
        expect(field).to_be_focused()
        tab.page.keyboard.type('Nina')
        expect(field).to_have_value('Nina')
        tab.page.get_by_role('button', name='Cancel').press('Enter')
        expect(field).to_have_count(0)
        expect(opener).to_be_focused()
    tab.open('/settings')
    tab.page.get_by_role('button', name='Other', exact=True).press('Enter')
    expect(endpoint_name(tab)).to_be_focused()
    tab.page.keyboard.type('nina')
    expect(endpoint_name(tab)).to_have_value('nina')


def test_a_form_comes_into_sight(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(viewport={'width': 390, 'height': 500})
    tab.open('/personas')
    for number in range(8):
        tab.page.get_by_role('button', name='New persona').click()
        tab.page.get_by_label('Name', exact=True).fill(f'Persona {number}')
        tab.page.get_by_role('button', name='Save').click()
        expect(tab.page.get_by_role('button', name=f'Edit Persona {number}')).to_be_visible()
    tab.page.get_by_role('button', name='Edit Persona 7').click()
    expect(tab.page.get_by_role('heading', name='Edit “Persona 7”')).to_be_in_viewport(ratio=1)
    expect(tab.page.get_by_label('Name', exact=True)).to_be_in_viewport(ratio=1)
    tab.page.get_by_role('button', name='Cancel').click()
    tab.page.get_by_role('button', name='Delete Persona 7').click()
    expect(tab.page.get_by_role('button', name='New persona')).to_be_focused()
    tab.open('/settings')
    tab.page.get_by_role('button', name='Other', exact=True).click()
    expect(endpoint_name(tab)).to_be_in_viewport(ratio=1)


def test_a_field_of_several_lines_looks_like_one(tab: Tab) -> None:
    lines = """(field) => Math.floor((field.clientHeight - 16) / parseFloat(getComputedStyle(field).lineHeight) + 0.1)"""
    tab.open('/personas')
    tab.page.get_by_role('button', name='New persona').click()
    form = tab.page.get_by_role('form', name='Persona')
    assert [form.get_by_label(name).evaluate(lines) for name in ('System prompt', 'Greeting', 'Starter prompts', 'Stop at')] == [4, 2, 3, 1]
    tab.open()
    tab.page.get_by_role('button', name='Chat settings').click()
    assert tab.page.get_by_label('System prompt').evaluate(lines) == 4
    tab.open('/compare?models=test/one,test/two')
    one = lane(tab.page, 'test/one')
    one.button('Lane settings').click()
    assert one.region.get_by_label('System prompt').evaluate(lines) == 4


def test_a_page_without_entries_says_what_they_are_good_for(tab: Tab) -> None:
    for path, heading, words, label in (('/personas', 'No personas yet', 'Create a persona', 'Name'),
                                        ('/prompts', 'No prompts yet', 'Write a prompt', 'Title')):
        tab.open(path)
        delete = tab.page.get_by_role('button', name='Delete ')
        expect(tab.page.get_by_role('heading', level=1)).to_be_visible()
        for left in reversed(range(delete.count())):
            delete.first.click()
            expect(delete).to_have_count(left)
        expect(tab.page.get_by_role('heading', name=heading)).to_be_visible()
        tab.page.get_by_role('button', name=words).press('Enter')
        expect(tab.page.get_by_label(label, exact=True)).to_be_focused()
        expect(tab.page.get_by_role('heading', name=heading)).to_be_hidden()
        tab.page.get_by_role('button', name='Cancel').click()
        expect(tab.page.get_by_role('heading', name=heading)).to_be_visible()


def test_a_dialog_begins_at_its_first_useful_control(tab: Tab, models: ModelServer) -> None:
    models.default = speaking('An answer.')
    tab.open('/compare?models=test/one,test/two').ask('Two answers')
    for name in ('test/one', 'test/two'):
        lane(tab.page, name).expect_text('An answer.')

    def first(name: str) -> Locator:
        """What has the focus in the dialog behind this button."""
        tab.page.get_by_role('button', name=name, exact=True).press('Enter')
        return tab.page.locator('dialog[open]')

    for name, label in (('Diff', 'Left answer'), ('Merge', 'Model that merges'),
                        ('Run n times', 'Number of times'), ('Sweep', 'Temperatures')):
        control = first(name).get_by_label(label, exact=True).and_(tab.page.locator('select, input:not([type=radio])'))
        expect(control).to_be_focused()
        tab.page.keyboard.press('Escape')
        expect(tab.page.locator('dialog[open]')).to_have_count(0)
    tab.open().ask('One answer')
    tab.expect_status('done')
    tab.reply.hover()
    tab.reply.get_by_role('button', name='More', exact=True).click()
    tab.page.get_by_role('menuitem', name='Regenerate with…').press('Enter')
    expect(tab.page.get_by_role('combobox', name='Other model')).to_be_focused()
