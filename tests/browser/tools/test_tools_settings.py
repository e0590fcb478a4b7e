"""Somebody adds an MCP server on the settings page, tries one of its tools, and uses it in a chat."""
from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.tab import Tab
from tests.browser.tools.tools_app import call, card, choose
from tests.engine.tools.mcp_servers import python_server
from tests.model_server import ModelServer, sending, speaking
from tests.running_app import RunningApp, endpoint


@pytest.fixture(scope='module')
def app(models: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    app = RunningApp(tmp_path_factory.mktemp('data'), config='mcp_programs_from_page = true\n' + endpoint(models.v1)).start()
    yield app
    app.close()


def test_a_pasted_server_is_named_before_it_runs_tried_out_and_used(
        tab: Tab, app: RunningApp, models: ModelServer, tmp_path: Path) -> None:
    server = python_server(tmp_path, name='numbers')
    pasted = {'mcpServers': {'numbers': server.to_values() | {'env': {'OWN_SECRET': 'a-secret-of-its-own'}}}}
    tab.open('/settings')
    section = tab.page.get_by_role('region', name='Tools')
    section.get_by_text('Add an MCP server').click()
    section.get_by_label('Or paste “mcpServers”').fill(json.dumps(pasted))
    section.get_by_role('button', name='Add', exact=True).click()
    expect(section).to_contain_text('This runs on your computer')
    assert 'numbers' not in (app.data / 'config.toml').read_text()
    section.get_by_role('button', name='Yes, add and run').click()
    row = section.get_by_role('listitem', name='numbers')
    expect(row).to_contain_text('started when it is needed')
    row.get_by_role('button', name='Start').click()
    expect(row).to_contain_text('works')
    row.get_by_text('add', exact=True).click()
    row.get_by_label('Arguments (JSON)').first.fill('{"a": 2, "b": 40}')
    row.get_by_role('button', name='Try it').first.click()
    expect(row).to_contain_text('42')
    assert 'a-secret-of-its-own' not in tab.page.content()
    assert 'a-secret-of-its-own' in (app.data / 'config.toml').read_text()
    models.forget()
    models.answer(sending(call('add', {'a': 1, 'b': 1})), speaking('Two.'))
    tab.open()
    choose(tab, 'numbers')
    tab.ask('One and one?')
    tab.expect_status('done')
    expect(card(tab, 'add')).to_have_attribute('data-state', 'done')
    tab.open()
    tab.box.press_sequentially('/greet')
    tab.page.get_by_role('option', name='numbers: greet').click()
    tab.page.get_by_label('name').fill('Ada')
    tab.page.get_by_role('button', name='Insert').click()
    expect(tab.box).to_have_value('Greet Ada kindly.')
    tab.open('/settings')
    row.get_by_role('button', name='Remove').click()
    expect(row).to_have_count(0)
    assert 'numbers' not in (app.data / 'config.toml').read_text()


def test_what_is_no_server_is_told_in_a_sentence(tab: Tab) -> None:
    tab.open('/settings')
    section = tab.page.get_by_role('region', name='Tools')
    section.get_by_text('Add an MCP server').click()
    for pasted, told in (('{"mcpServers": {}}', 'There is no “mcpServers” in it.'), ('{', 'This is no JSON'),
                         ('{"mcpServers": {"a b": {"command": "x"}}}', 'is no name of an MCP server')):
        section.get_by_label('Or paste “mcpServers”').fill(pasted)
        section.get_by_role('button', name='Add', exact=True).click()
        expect(section).to_contain_text(told)
