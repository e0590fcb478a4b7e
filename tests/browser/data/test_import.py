"""Chats from elsewhere, and out again: what a person sees of it."""
from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from chat.exchange import moving
from tests.browser.tab import Tab
from tests.exchange import samples
from tests.running_app import RunningApp


def conversation(title: str, *prompts: str, padding: str = '') -> dict[str, Any]:
    """As ChatGPT exports it; its id is its title."""
    mapping: dict[str, Any] = {}
    parent = None
    for number, prompt in enumerate(prompts):
        for role, text in (('user', prompt), ('assistant', f'An answer to: {prompt}{padding}')):
            name = f'{role} {number}'
            message = {'id': name, 'author': {'role': role}, 'create_time': 1_700_000_000.0 + number, 'recipient': 'all', 'metadata': {},
                       'content': {'content_type': 'text', 'parts': [text]}}
            mapping[name] = {'id': name, 'message': message, 'parent': parent, 'children': []}
            parent = name
    return {'title': title, 'create_time': 1_700_000_000, 'mapping': mapping, 'current_node': parent, 'id': title}


def written(path: Path, conversations: Iterable[dict[str, Any]]) -> Path:
    path.write_text(json.dumps([*conversations]), encoding='utf-8')
    return path


def bring_in(tab: Tab, path: Path) -> Locator:
    """Its entry in the list of imports."""
    tab.page.get_by_label('Choose a file to import').set_input_files(path)
    return tab.page.get_by_role('list', name='Imports').get_by_role('listitem').filter(has_text=path.name).first


@pytest.fixture
def page_of_imports(tab: Tab) -> Tab:
    return tab.open('/data')


def test_a_file_comes_in_and_its_chats_stand_in_the_list(page_of_imports: Tab, tmp_path: Path) -> None:
    tab = page_of_imports
    one = bring_in(tab, written(tmp_path / 'conversations.json', [samples.chatgpt(), conversation('Tides', 'Why are there tides?')]))
    expect(one.get_by_role('status')).to_contain_text('2 chats from ChatGPT are here now.')
    tab.go('Tides')
    expect(tab.prompt()).to_contain_text('Why are there tides?')
    tab.expect_text('An answer to: Why are there tides?')
    tab.expect_status('done')


def test_the_second_time_the_report_offers_what_went_on_elsewhere(page_of_imports: Tab, tmp_path: Path) -> None:
    tab = page_of_imports
    chats = [conversation('Bread', 'How long does it rise?'), conversation('Salt', 'How much?')]
    expect(bring_in(tab, written(tmp_path / 'first.json', chats)).get_by_role('status')).to_contain_text('2 chats from ChatGPT')
    again = bring_in(tab, written(tmp_path / 'again.json', chats))
    expect(again.get_by_role('status')).to_contain_text('Nothing new was found in this file.')
    expect(again.get_by_role('status')).to_contain_text('2 chats were here already and left as they are.')
    expect(again.get_by_role('group')).to_have_count(0)
    grown = bring_in(tab, written(tmp_path / 'grown.json', [chats[0], conversation('Salt', 'How much?', 'And in the dough?')]))
    expect(grown).to_contain_text('1 chat has more in the file than here.')
    details = grown.get_by_role('group')
    expect(details.locator('summary')).to_have_css('display', 'list-item')  # else it has no triangle
    details.locator('summary').click()
    expect(details.get_by_role('listitem')).to_have_text(['Salt'])
    expect(tab.row('Salt')).to_have_count(1)

    grown.get_by_role('button', name='Take what is newer').click()
    expect(grown.get_by_role('status')).to_contain_text('What is newer in the file is in 1 chat now.')
    tab.go('Salt')
    expect(tab.prompt()).to_contain_text('And in the dough?')


def test_half_an_export_is_taken_only_when_wanted(page_of_imports: Tab, tmp_path: Path) -> None:
    tab = page_of_imports
    whole = json.dumps([conversation('First half', 'One?'), conversation('Second half', 'Two?')])
    path = tmp_path / 'half.json'
    path.write_text(whole[:-100], encoding='utf-8')
    one = bring_in(tab, path)
    expect(one.get_by_role('alert')).to_contain_text('1 chat before that is whole. Nothing has been imported yet.')
    tab.page.reload()  # the question waits
    one.get_by_role('button', name='Import nothing').click()
    expect(one.get_by_role('status')).to_contain_text('Nothing was imported.')
    expect(tab.row('First half')).to_have_count(0)
    one.get_by_role('button', name='Dismiss the report on').click()
    expect(one).to_have_count(0)

    bring_in(tab, path).get_by_role('button', name='Import the whole chats').click()
    expect(one.get_by_role('status')).to_contain_text('1 chat from ChatGPT is here now.')
    expect(tab.row('First half')).to_be_visible()
    expect(tab.row('Second half')).to_have_count(0)


@pytest.mark.parametrize(('name', 'content', 'words'), [
    ('notes.txt', b'Milk, bread', 'JSON'),
    ('empty.json', b'', 'empty'),
    ('other.json', b'{"recipes": [{"eggs": 2}]}', 'export'),
    ('broken.zip', b'PK\3\4 and then nothing', 'ZIP'),
    ('picture.json', samples.PICTURE, 'picture'),
], ids=['text', 'empty', 'other', 'zip', 'picture'])
def test_what_is_no_export_is_refused_in_a_sentence(page_of_imports: Tab, tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    report = bring_in(page_of_imports, path).get_by_role('status')
    expect(report).to_contain_text('Nothing was imported.')
    said = report.locator('p').first
    expect(said).to_contain_text(words)
    expect(said).not_to_contain_text(re.compile(r'Error|Traceback|Expecting|[{}]'))


def test_a_chat_that_cannot_be_taken_is_named_with_its_reason(page_of_imports: Tab, tmp_path: Path) -> None:
    chats = [conversation('Good', 'Fine?'), conversation('Bad', 'x') | {'mapping': 5}]
    one = bring_in(page_of_imports, written(tmp_path / 'some.json', chats))
    expect(one.get_by_role('status')).to_contain_text('1 chat from ChatGPT is here now.')
    details = one.get_by_role('group')
    details.locator('summary').click()
    expect(details.get_by_role('listitem')).to_contain_text(['Bad'])


def test_a_large_file_shows_how_far_it_is_and_can_be_cancelled(page_of_imports: Tab, tmp_path: Path) -> None:
    tab = page_of_imports
    chats = (conversation(f'Large {number}', 'Why?', 'And why?', 'But why?', padding='word ' * 400) for number in range(4000))
    path = written(tmp_path / 'large.json', chats)
    one = bring_in(tab, path)
    expect(one).to_contain_text('Reading:')
    bar = one.get_by_role('progressbar')
    expect(bar).not_to_have_attribute('aria-valuenow', '0')
    one.get_by_role('button', name='Cancel').click()
    expect(one.get_by_role('status')).to_contain_text('Cancelled. Nothing was imported.')
    expect(bar).to_have_count(0)
    expect(tab.row('Large 0')).to_have_count(0)


def test_a_zip_that_is_dropped_comes_in_with_its_pictures(page_of_imports: Tab, app: RunningApp, tmp_path: Path) -> None:
    tab = page_of_imports
    path = tmp_path / 'export.zip'
    with zipfile.ZipFile(path, 'w') as export:
        export.writestr('conversations.json', json.dumps([samples.chatgpt_with_pictures()]))
        export.writestr('file-AbC1-dot.png', samples.PICTURE)
    tab.page.locator('.drop').evaluate("""(field, [name, bytes]) => {
        const carried = new DataTransfer();
        carried.items.add(new File([new Uint8Array(bytes)], name));
        field.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));
    }""", ['export.zip', [*path.read_bytes()]])
    one = tab.page.get_by_role('list', name='Imports').get_by_role('listitem').filter(has_text='export.zip').first
    expect(one.get_by_role('status')).to_contain_text('1 chat from ChatGPT is here now.')
    tab.go('What is this?')
    picture = tab.prompt().locator('img')
    expect(picture).to_be_visible()
    assert picture.evaluate('picture => picture.decode().then(() => picture.naturalWidth)') == 1


def test_everything_goes_out_and_comes_back(page_of_imports: Tab, tmp_path: Path) -> None:
    tab = page_of_imports
    bring_in(tab, written(tmp_path / 'there.json', [conversation('There and back', 'Will it return?')]))
    expect(tab.row('There and back')).to_be_visible()
    with tab.page.expect_download() as download:
        tab.page.get_by_role('link', name='Export all chats as JSON', exact=True).click()
    out = tmp_path / 'out.json'
    download.value.save_as(out)
    assert 'Will it return?' in out.read_text(encoding='utf-8')
    tab.delete('There and back')
    expect(tab.row('There and back')).to_have_count(0)
    report = bring_in(tab, out).get_by_role('status')
    expect(report).to_contain_text('is here now.')
    expect(tab.row('There and back')).to_be_visible()


def test_everything_moves_to_another_computer_in_one_file(page_of_imports: Tab, app: RunningApp, tmp_path: Path) -> None:
    tab = page_of_imports
    bring_in(tab, written(tmp_path / 'there.json', [conversation('On the move', 'Where to?')]))
    expect(tab.row('On the move')).to_be_visible()
    with tab.page.expect_download() as download:
        tab.page.get_by_role('link', name='Save a file with Everything in one ZIP').click()
    out = tmp_path / 'out.move.zip'
    download.value.save_as(out)
    with zipfile.ZipFile(out) as archive, zipfile.ZipFile(tmp_path / 'more.move.zip', 'w') as more:
        endpoint = {'name': 'elsewhere', 'api': 'openai-chat', 'base_url': 'http://127.0.0.1:9/v1', 'models': ['far']}
        for name in archive.namelist():
            more.writestr(name, moving.manifest({'endpoints': [endpoint]}, 1.0) if name == moving.MANIFEST else archive.read(name))
    tab.delete('On the move')
    expect(tab.row('On the move')).to_have_count(0)
    one = bring_in(tab, tmp_path / 'more.move.zip')
    expect(one.get_by_role('status')).to_contain_text('is here now.')
    expect(tab.row('On the move')).to_be_visible()
    expect(one).to_contain_text('elsewhere http://127.0.0.1:9/v1')
    one.get_by_role('button', name='Add this endpoint').click()
    expect(one.get_by_role('status')).to_contain_text('Also here now: 1 endpoint.')
    expect(one.get_by_role('button', name='Add this endpoint')).to_have_count(0)


def test_a_backup_is_a_whole_database_to_fetch(page_of_imports: Tab, tmp_path: Path) -> None:
    tab = page_of_imports
    bring_in(tab, written(tmp_path / 'kept.json', [conversation('Kept safe', 'Is it there?')]))
    expect(tab.row('Kept safe')).to_be_visible()
    expect(tab.page.get_by_role('region', name='Backup')).to_contain_text('One is made automatically each day')
    tab.page.get_by_role('button', name='Back up now').click()
    with tab.page.expect_download() as download:
        tab.page.get_by_role('link', name='Download', exact=True).click()
    copy = tmp_path / 'copy.db'
    download.value.save_as(copy)
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute('PRAGMA integrity_check').fetchone() == ('ok',)
        assert db.execute("SELECT count(*) FROM turns WHERE prompt = 'Is it there?'").fetchone() == (1,)


def test_an_import_that_was_broken_off_goes_on_and_says_so(app: RunningApp, page_of_imports: Tab, tmp_path: Path) -> None:
    tab = page_of_imports
    chats = (conversation(f'Many {number}', *['Why?'] * 6, padding='word ' * 100) for number in range(1600))
    one = bring_in(tab, written(tmp_path / 'many.json', chats))
    expect(one).to_contain_text(re.compile('Saving: [1-9]'))
    app.kill()
    app.start()
    tab.open('/data')
    expect(one.get_by_role('status')).to_contain_text('it continued after the restart')
    assert app.rows("SELECT count(*) FROM chats WHERE title LIKE 'Many %'") == [(1600,)]
