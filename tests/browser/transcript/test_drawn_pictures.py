"""Pictures that models draw: among the words of the answer while it comes and after a reload; saved, copied, exported, taken in again."""
from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.tab import Tab, begin
from tests.files import gif, large_png, png
from tests.model_server import ModelServer, sending
from tests.protocols import DONE, anthropic_end, anthropic_event, anthropic_start, chat_chunk, chat_usage, responses_stream
from tests.running_app import RunningApp, endpoint


@pytest.fixture(scope='module')
def app(models: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    config = endpoint(models.v1) + endpoint(models.v1, name='responses', api='openai-responses') + endpoint(
        models.url, name='anthropic', api='anthropic')
    app = RunningApp(tmp_path_factory.mktemp('data'), config=config).start()
    yield app
    app.close()


def image(data: bytes, kind: str = 'png') -> bytes:
    return chat_chunk(images=[{'type': 'image_url', 'image_url': {'url': f'data:image/{kind};base64,{base64.b64encode(data).decode()}'}}])


END = [chat_chunk(finish='stop'), chat_usage(), DONE]
ORDER = """(text) => [...text.querySelectorAll(':scope > .part > *, :scope > .drawn')]
    .map((child) => child.matches('.drawn') ? child.dataset.name : child.textContent.trim())"""


def drawn(tab: Tab) -> Locator:
    return tab.text.locator('.drawn img')


def expect_shown(picture: Locator, width: int) -> None:
    expect(picture).to_have_js_property('complete', value=True)
    expect(picture).to_have_js_property('naturalWidth', width)


def test_words_and_pictures_stand_in_their_order_also_after_a_reload(tab: Tab, models: ModelServer) -> None:
    tab.open()
    reply = begin(tab, models, 'Draw two cups')
    reply.say('Here is **one**:')
    reply.send(image(png(40, 30)))
    expect_shown(drawn(tab).first, 40)
    reply.say('And [the other][1]:\n\n```\nopen code')
    reply.send(image(gif(), 'gif'))
    reply.say('That is all.\n\n[1]: https://example.org/cup')
    reply.end()
    tab.expect_status('done')
    order = ['Here is one:', 'picture-1.png', 'And [the other][1]:', 'open code', 'picture-2.gif', 'That is all.']
    assert tab.text.evaluate(ORDER) == order
    expect(tab.text.locator('code').last).to_have_text('open code')
    tab.reload()
    expect_shown(drawn(tab).first, 40)
    expect_shown(drawn(tab).last, 1)
    assert tab.text.evaluate(ORDER) == order


def test_a_picture_alone_is_an_answer(tab: Tab, models: ModelServer) -> None:
    models.answer(sending([image(png(60, 50)), *END]))
    tab.open()
    tab.ask('Draw')
    tab.expect_status('done')
    expect_shown(drawn(tab), 60)
    expect(tab.reply).not_to_contain_text('Ended without a word')
    expect(drawn(tab)).to_have_attribute('alt', 'picture-1.png')
    with tab.page.expect_download() as download:
        tab.text.get_by_role('link', name='Save picture-1.png').click()
    assert download.value.suggested_filename == 'picture-1.png'
    assert Path(download.value.path()).read_bytes() == png(60, 50)


def test_a_picture_of_megabytes_comes_while_another_answer_is_written(tab: Tab, models: ModelServer) -> None:
    picture = large_png(4_000_000)
    models.answer(sending([chat_chunk('Look: '), image(picture), chat_chunk('done.'), *END]))
    tab.open()
    tab.ask('Draw large')
    tab.expect_status('done')
    expect_shown(drawn(tab), int((4_000_000 / 3) ** 0.5))
    expect(tab.text).to_have_text(re.compile('Look:.*done.', re.DOTALL))


def test_an_address_on_the_web_is_a_link_and_is_not_fetched(tab: Tab, models: ModelServer) -> None:
    asked: list[str] = []
    tab.page.on('request', lambda request: asked.append(request.url))
    link = f'{models.url}/cup.png'
    models.answer(sending([chat_chunk('See:'), chat_chunk(images=[{'image_url': {'url': link}}]), *END]))
    tab.open()
    tab.ask('Draw elsewhere')
    tab.expect_status('done')
    expect(tab.text.get_by_role('link', name='Picture on 127.0.0.1')).to_have_attribute('href', link)
    expect(drawn(tab)).to_have_count(0)
    assert link not in asked
    assert all(exchange.path != '/cup.png' for exchange in models.all)


def test_what_cannot_be_shown_is_counted_below_the_answer(tab: Tab, models: ModelServer) -> None:
    svg = chat_chunk(images=[{'image_url': {'url': 'data:image/svg+xml;base64,' + base64.b64encode(b'<svg/>').decode()}}])
    models.answer(sending([chat_chunk('See:'), svg, chat_chunk(audio={'id': 'a', 'data': 'AAAA'}), *END]))
    tab.open()
    tab.ask('Draw and sing')
    tab.expect_status('done')
    expect(tab.reply.locator('[data-part="state"]')).to_have_text('Not shown: 1 picture of another kind, 1 sound')
    tab.reload()
    expect(tab.reply.locator('[data-part="state"]')).to_have_text('Not shown: 1 picture of another kind, 1 sound')


@pytest.mark.parametrize('api', ['responses', 'anthropic'])
def test_the_other_protocols_draw_as_well(tab: Tab, app: RunningApp, models: ModelServer, api: str) -> None:
    code = base64.b64encode(png(30, 20)).decode()
    block = {'type': 'image', 'source': {'type': 'base64', 'media_type': 'image/png', 'data': code}}
    streams = {
        'responses': responses_stream('See', output=[{'type': 'image_generation_call', 'id': 'i', 'result': code}]),
        'anthropic': [anthropic_start(), anthropic_event('content_block_start', index=0, content_block=block), *anthropic_end()]}
    models.answer(sending(streams[api]))
    tab.open(f'/new?model={api}/m')
    tab.ask(f'Draw with {api}')
    tab.expect_status('done')
    expect(drawn(tab)).to_have_count(1)
    expect_shown(drawn(tab), 30)


def test_copied_text_names_the_picture_and_an_edited_answer_keeps_it(tab: Tab, models: ModelServer) -> None:
    tab.page.context.grant_permissions(['clipboard-read', 'clipboard-write'])
    models.answer(sending([chat_chunk('Before'), image(png(20, 10)), chat_chunk('after'), *END]))
    tab.open()
    tab.ask('Draw to copy')
    tab.expect_status('done')
    tab.act('Copy')
    tab.page.wait_for_function("async () => (await navigator.clipboard.readText()) === 'Before\\n\\n[picture-1.png]\\n\\nafter'")
    tab.act('More')
    tab.page.get_by_role('menuitem', name='Copy as plain text').click()
    tab.page.wait_for_function("async () => (await navigator.clipboard.readText()) === 'Before\\n\\n[picture-1.png]\\n\\nafter'")
    tab.act('More')
    tab.page.get_by_role('menuitem', name='Edit reply').click()
    box = tab.reply.get_by_role('textbox')
    expect(box).to_have_value('Before\n\nafter')
    box.fill('Mine')
    tab.reply.get_by_role('button', name='Save').click()
    expect(tab.reply).to_contain_text('Edited by you')
    assert tab.text.evaluate(ORDER) == ['Mine', 'picture-1.png']


def test_a_picture_that_is_the_whole_answer_is_copied_itself(tab: Tab, models: ModelServer) -> None:
    tab.page.context.grant_permissions(['clipboard-read', 'clipboard-write'])
    models.answer(sending([image(png(20, 10)), *END]))
    tab.open()
    tab.ask('Draw to copy whole')
    tab.expect_status('done')
    tab.page.bring_to_front()
    tab.act('Copy')
    tab.page.wait_for_function("async () => (await navigator.clipboard.read())[0].types.includes('image/png')")


def test_a_file_that_is_gone_is_named(tab: Tab, app: RunningApp, models: ModelServer) -> None:
    models.answer(sending([chat_chunk('See:'), image(png(21, 10)), *END]))
    tab.open()
    tab.ask('Draw to lose')
    tab.expect_status('done')
    expect_shown(drawn(tab), 21)
    (app.data / 'attachments' / hashlib.sha256(png(21, 10)).hexdigest()).unlink()
    tab.page.route('**/api/attachments/*', lambda route: route.fulfill(status=404))  # else the browser has it in its cache
    tab.reload()
    expect(tab.text).to_contain_text('picture-1.png (not here any more)')


def test_exports_have_the_picture_and_a_new_import_shows_it(tab: Tab, models: ModelServer, tmp_path: Path) -> None:
    models.answer(sending([chat_chunk('Before'), image(png(22, 10)), chat_chunk('after'), *END]))
    tab.open()
    chat = tab.ask_anew('Draw to export')
    tab.expect_status('done')

    def exported(form: str) -> str:
        return tab.page.request.get(f'{tab.url}/api/chats/{chat}/export?format={form}').text()
    code = base64.b64encode(png(22, 10)).decode()
    assert f'src="data:image/png;base64,{code}"' in exported('html')
    assert '📎 picture-1.png' in exported('md')
    content = json.loads(exported('json'))
    assert [file['data'] for file in content['files']] == [code]
    tab.delete('Draw to export')
    path = tmp_path / 'chats.json'
    path.write_text(json.dumps(content).replace(chat, 'another-id').replace('Draw to export', 'Drawn before'), encoding='utf-8')
    tab.open('/data')
    tab.page.get_by_label('Choose a file to import').set_input_files(path)
    expect(tab.page.get_by_role('list', name='Imports')).to_contain_text('1 chat from Polylogue')
