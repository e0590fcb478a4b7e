"""Files: picked, pasted and dropped; checked before sending; sent, shown, and deleted with their chat."""
from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from tests.browser.tab import Tab
from tests.files import pdf, png
from tests.model_server import ModelServer, speaking
from tests.running_app import RunningApp
from tests.waiting import wait_until

PUT = """([box, kind, name, type, data]) => {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0)), transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, {type}));
    const event = kind === 'paste'
        ? new ClipboardEvent('paste', {clipboardData: transfer, bubbles: true, cancelable: true})
        : new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true});
    box.dispatchEvent(event);
}"""


def file(name: str, data: bytes, mime: str = 'application/octet-stream') -> FilePayload:
    return FilePayload(name=name, mimeType=mime, buffer=data)


def pick(tab: Tab, *files: FilePayload) -> None:
    with tab.page.expect_file_chooser() as chooser:
        tab.page.get_by_role('button', name='Attach files').click()
    chooser.value.set_files(list(files))


def put(tab: Tab, kind: str, name: str, mime: str, data: bytes, place: str) -> None:
    tab.page.evaluate(PUT, [tab.page.locator(place).first.element_handle(), kind, name, mime, base64.b64encode(data).decode()])


def chips(tab: Tab) -> Locator:
    return tab.page.get_by_role('list', name='Attachments').get_by_role('listitem')


def begin(tab: Tab, path: str = '/new?model=test/m') -> None:
    """A new chat without what an earlier test left in its draft."""
    tab.open(path)
    expect(tab.box).to_be_visible()
    tab.box.fill('')
    remove = tab.page.get_by_role('button', name='Remove ')
    for _ in range(remove.count()):
        remove.first.click()


def attach(tab: Tab, *files: FilePayload) -> None:
    """And wait until they are there."""
    pick(tab, *files)
    for one in files:
        expect(chips(tab).filter(has_text=one['name'])).to_contain_text('token')


def kept(app: RunningApp) -> int:
    folder = app.data / 'attachments'
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def parts_sent(models: ModelServer) -> list[dict[str, object]]:
    content = models.exchanges[-1].json['messages'][-1]['content']
    assert isinstance(content, list)
    return content


def test_a_picture_is_sent_shown_and_deleted_with_its_chat(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    frames: list[str | bytes] = []
    tab.page.on('websocket', lambda socket: socket.on('framesent', lambda frame: frames.append(frame)))
    begin(tab)
    picture = png(64, 48, (1, 2, 3))
    attach(tab, file('sea.png', picture, 'image/png'))
    models.answer(speaking('A blue rectangle.'))
    tab.ask('What is it?')
    tab.expect_text('A blue rectangle.')
    assert parts_sent(models)[0]['image_url'] == {'url': f'data:image/png;base64,{base64.b64encode(picture).decode()}'}
    shown = tab.prompt().get_by_role('img', name='sea.png')
    for _ in range(2):
        expect(shown).to_be_visible()
        assert shown.evaluate('(img) => img.decode().then(() => img.naturalWidth)') == 64
        tab.reload()
    assert not any(base64.b64encode(picture)[:60].decode() in str(frame) for frame in frames)
    assert kept(app) == 1
    tab.delete('What is it?')
    wait_until(lambda: kept(app) == 0)


def test_texts_and_pdfs_go_into_the_prompt(tab: Tab, models: ModelServer) -> None:
    begin(tab)
    attach(tab, file('notes.md', b'# Remember\n```\nmilk\n```\n'), file('paper.pdf', pdf('Words on a page'), 'application/pdf'))
    expect(chips(tab)).to_have_count(2)
    models.answer(speaking('Milk.'))
    tab.ask('What do I need?')
    tab.expect_text('Milk.')
    sent = models.exchanges[-1].prompt
    assert 'File “notes.md”:\n````\n# Remember\n```\nmilk\n```\n````' in sent
    assert 'File “paper.pdf”:\n```\nWords on a page\n```' in sent
    assert sent.endswith('What do I need?')
    expect(tab.prompt().get_by_role('list', name='Attachments').get_by_role('listitem')).to_have_count(2)


@pytest.mark.parametrize(('kind', 'place'), [('paste', 'textarea'), ('drop', '.chat-stage')])
def test_a_picture_can_be_pasted_and_dropped(tab: Tab, models: ModelServer, kind: str, place: str) -> None:
    """Dropped anywhere on the chat: few aim at the box."""
    begin(tab)
    put(tab, kind, 'shot.png', 'image/png', png(9, 9, (9, 9, len(kind))), place)
    expect(chips(tab)).to_contain_text('shot.png')
    models.answer(speaking('Seen.'))
    expect(tab.send).to_be_enabled()
    tab.send.click()
    tab.expect_text('Seen.')
    assert parts_sent(models)[0]['type'] == 'image_url'


@pytest.mark.parametrize(('name', 'data', 'words'), [
    ('letter.docx', b'PK\x03\x04' + b'\0' * 20, 'ZIP archive or an Office document'),
    ('scan.pdf', pdf(), 'no text in it'),
    ('photo.png', b'words, not a picture', 'called a PNG picture, but is not one'),
])
def test_a_file_that_cannot_be_read_is_refused_and_the_text_stays(tab: Tab, name: str, data: bytes, words: str) -> None:
    begin(tab)
    tab.box.fill('What I have written')
    pick(tab, file(name, data))
    expect(tab.page.get_by_role('alert')).to_contain_text(words)
    expect(chips(tab)).to_have_count(0)
    expect(tab.box).to_have_value('What I have written')


def test_a_file_that_is_too_large_is_refused_before_it_travels(tab: Tab, tmp_path: Path) -> None:
    (tmp_path / 'big.txt').write_bytes(b'a' * (20 * 1024 * 1024 + 1))
    begin(tab)
    with tab.page.expect_file_chooser() as chooser:
        tab.page.get_by_role('button', name='Attach files').click()
    chooser.value.set_files(tmp_path / 'big.txt')
    expect(tab.page.get_by_role('alert')).to_contain_text('“big.txt” is too large: 21.0 MB, and a file may have 20 MB.')
    expect(chips(tab)).to_have_count(0)


def test_a_wrong_ending_is_told(tab: Tab) -> None:
    begin(tab)
    pick(tab, file('photo.jpg', png(), 'image/jpeg'))
    expect(tab.page.get_by_role('alert')).to_contain_text('wrong ending: it is a PNG picture')
    expect(chips(tab)).to_have_count(1)


def test_files_stay_with_the_draft(tab: Tab) -> None:
    begin(tab)
    attach(tab, file('later.txt', b'for later'))
    tab.open()
    expect(chips(tab)).to_contain_text('later.txt')
    tab.page.get_by_role('button', name='Remove later.txt').click()
    tab.open()
    expect(tab.box).to_be_visible()
    expect(chips(tab)).to_have_count(0)


def test_the_focus_stays_near_a_file_that_is_taken_away(tab: Tab) -> None:
    begin(tab)
    attach(tab, file('a.txt', b'a'), file('b.txt', b'b'), file('c.txt', b'c'))
    tab.page.get_by_role('button', name='Remove b.txt').press('Enter')
    expect(tab.page.get_by_role('button', name='Remove c.txt')).to_be_focused()
    tab.page.keyboard.press('Enter')
    expect(tab.page.get_by_role('button', name='Remove a.txt')).to_be_focused()
    tab.page.keyboard.press('Enter')
    expect(chips(tab)).to_have_count(0)
    expect(tab.box).to_be_focused()


@pytest.mark.parametrize('name', ['x' + '🦩' * 150 + '.txt', '🦩' * 150 + '.md'])
def test_a_long_name_is_cut_between_its_characters(tab: Tab, name: str) -> None:
    begin(tab)
    pick(tab, file(name, b'words'))
    expect(chips(tab)).to_contain_text('token')
    shown = chips(tab).locator('.composer-chip-name').inner_text()
    assert '\ufffd' not in shown
    assert '?' not in shown
    assert shown.endswith(name[-5:])


def test_files_of_a_draft_are_there_after_a_restart(tab: Tab, models: ModelServer, app: RunningApp) -> None:
    begin(tab)
    attach(tab, file('notes.txt', b'Some words.'), file('sea.png', png(), 'image/png'), file('lost.txt', b'Other words.'))
    tab.box.fill('What is it?')
    wait_until(lambda: app.rows('SELECT count(*) FROM draft_files') == [(3,)] and app.rows('SELECT text FROM drafts') == [('What is it?',)])
    (app.data / 'attachments' / hashlib.sha256(b'Other words.').hexdigest()).unlink()
    app.kill()
    app.start()
    expect(chips(tab)).to_have_count(2)
    expect(tab.box).to_have_value('What is it?')
    expect(tab.page.get_by_role('alert')).to_contain_text('“lost.txt” was attached here and was lost when Polylogue restarted')
    models.answer(speaking('Water.'))
    tab.page.get_by_role('button', name='Send').click()
    tab.expect_text('Water.')
    assert 'Some words.' in str(parts_sent(models))
    assert 'image_url' in str(parts_sent(models))
    wait_until(lambda: app.rows('SELECT count(*) FROM draft_files') == [(0,)])
    tab.open('/new')
    expect(tab.box).to_be_visible()
    expect(chips(tab)).to_have_count(0)


def test_an_edited_prompt_keeps_its_files(tab: Tab, models: ModelServer) -> None:
    begin(tab)
    attach(tab, file('notes.txt', b'Bring milk.'))
    models.answer(speaking('Milk.'), speaking('Milk, really.'))
    tab.ask('What?')
    tab.expect_text('Milk.')
    tab.expect_status('done')
    tab.prompt().hover()
    tab.prompt().get_by_role('button', name='Edit', exact=True).click()
    tab.prompt().get_by_role('textbox', name='Edit message').fill('What, really?')
    tab.prompt().get_by_role('button', name='Save').click()
    tab.expect_text('Milk, really.')
    assert 'Bring milk.' in models.exchanges[-1].prompt


def test_enter_during_the_upload_sends_when_it_is_done(tab: Tab, models: ModelServer) -> None:
    begin(tab)
    tab.box.fill('Read this')
    models.answer(speaking('Read.'))
    pick(tab, file('slow.pdf', pdf('A page that takes its time'), 'application/pdf'))
    tab.box.press('Enter')
    tab.expect_text('Read.')
    assert 'A page that takes its time' in models.exchanges[-1].prompt


def test_a_model_that_cannot_see_says_so_before_sending(tab: Tab, models: ModelServer) -> None:
    begin(tab, '/new?model=test/gpt-3.5-turbo')
    attach(tab, file('sea.png', png(), 'image/png'))
    expect(tab.page.get_by_role('alert')).to_contain_text('gpt-3.5-turbo can’t see pictures: take “sea.png” away')
    tab.box.fill('What is it?')
    expect(tab.send).to_be_disabled()
    model = tab.page.get_by_role('combobox', name='Model', exact=True)
    model.fill('test/m')
    model.press('Enter')
    expect(tab.page.get_by_role('alert')).to_have_count(0)
    models.answer(speaking('The sea.'))
    tab.send.click()
    tab.expect_text('The sea.')


def test_a_file_that_had_not_arrived_is_told_after_the_page_was_loaded_again(tab: Tab) -> None:
    begin(tab)
    alert = tab.page.get_by_role('alert')
    tab.page.route('**/api/attachments', lambda route: None)
    pick(tab, file('slow.txt', b'x'), file('slower.txt', b'y'))
    expect(chips(tab)).to_have_count(2)
    tab.page.get_by_role('button', name='Remove slower.txt').click()
    tab.page.reload()
    expect(alert).to_have_text('“slow.txt” had not arrived when the page was loaded again; attach it again.')
    tab.page.unroute('**/api/attachments')
    tab.page.route('**/api/attachments', lambda route: route.fulfill(status=503, json={'error': 'Polylogue was closed before.'}))
    pick(tab, file('cut.txt', b'x'))
    expect(alert).to_contain_text('Polylogue was closed before.')
    tab.page.unroute('**/api/attachments')
    tab.page.reload()
    expect(alert).to_contain_text('“cut.txt” had not arrived')
    attach(tab, file('cut.txt', b'hello world'))
    expect(alert).to_have_count(0)
    tab.page.reload()
    expect(chips(tab)).to_have_count(1)
    expect(alert).to_have_count(0)
