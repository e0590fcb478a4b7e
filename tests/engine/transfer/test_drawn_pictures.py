"""Pictures that models have drawn, on their way out and in again."""
from __future__ import annotations

import base64
import io
import json
import re
import zipfile

import pytest

from chat.conversation import Chat, Delta, Lane, Reply, ReplyStatus, Turn
from chat.engine.files.sent_pictures import SentPictures
from chat.engine.transfer.exporting import export_all, export_chat
from chat.engine.transfer.import_state import ImportState
from chat.exchange.outgoing.export import FORMATS
from tests.engine.files.test_sent_pictures import digest, sent
from tests.engine.house import House
from tests.files import png

LINK = 'https://example.org/cup.png'


async def drawn(house: House) -> Chat:
    """A chat whose answer has words, a picture, words, and the address of another picture."""
    async def keep(data: bytes, attachment: object) -> None:
        house.files.write(digest(data), data)
    chat = Chat(title='Cups', lanes=[Lane(model='fed/a')])
    turn = Turn(chat_id=chat.id, prompt='Draw', created_at=1000.0)
    reply = Reply(turn_id=turn.id, lane=0, model='fed/a', created_at=1000.0)
    steps = [Delta(text='Before'), await SentPictures(keep).store(sent(png(9, 8))), Delta(text='after'), Delta(picture_link=LINK),
             Delta(unshown='sound', finish_reason='stop')]
    for step in steps:
        reply.append(step, 1001.0)
    reply.finish(ReplyStatus.DONE, 1002.0)
    turn.replies[0], chat.turns[turn.id], chat.current_turn_id = [reply], turn, turn.id
    house.engine.adopt(chat)
    return chat


async def everything(house: House, name: str) -> bytes:
    _, pieces = export_all(house.engine, FORMATS[name])
    return b''.join([piece async for piece in pieces])


def page_of(house: House, chat: Chat, name: str) -> str:
    _, pieces = export_chat(house.engine, chat, FORMATS[name])
    return b''.join(pieces).decode()


@pytest.mark.parametrize('name', ['json', 'jsonl'])
async def test_they_go_into_an_empty_folder_and_out_the_same(house: House, other: House, name: str) -> None:
    chat = await drawn(house)
    first = await everything(house, name)
    one = await other.take_in(first)
    assert (one.state, one.taken, one.refused, one.left_out) == (ImportState.DONE, 1, [], {})
    assert other.files.read(digest(png(9, 8))) == png(9, 8)
    assert await everything(other, name) == first
    taken = await other.engine.open(chat.id)
    assert taken
    parts = [part for turn in taken.turns.values() for reply in turn.all_replies() for part in reply.parts]
    assert [part.kind for part in parts] == ['text', 'picture', 'text', 'picture', 'unshown']
    assert (parts[1].detail['width'], parts[1].detail['height']) == (9, 8)
    other.attachments.sweep_soon()
    await other.attachments.swept()
    assert other.files.read(digest(png(9, 8))) == png(9, 8)


async def test_one_whose_file_is_not_in_the_export_is_counted(house: House, other: House) -> None:
    content = json.loads(page_of(house, await drawn(house), 'json'))
    del content['files']
    one = await other.take_in(json.dumps(content).encode())
    assert (one.taken, list(one.left_out.values())) == (1, [1])


async def test_html_has_them_in_their_place(house: House) -> None:
    page = page_of(house, await drawn(house), 'html')
    code = base64.b64encode(png(9, 8)).decode()
    order = ('Before', f'src="data:image/png;base64,{code}"', 'after', f'href="{LINK}"', 'Not shown: 1 sound')
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert f'src="{LINK}"' not in page


async def test_markdown_in_a_zip_shows_them(house: House) -> None:
    await drawn(house)
    with zipfile.ZipFile(io.BytesIO(await everything(house, 'md'))) as archive:
        page = archive.read(next(name for name in archive.namelist() if name.endswith('.md'))).decode()
        found = re.search(r'Before\n\n📎 picture-1\.png \(\d+ B\)\n\n!\[picture-1\.png\]\((.+)\)\n\nafter', page)
        assert found
        assert archive.read(found[1]) == png(9, 8)
    assert f'[Picture on example.org](<{LINK}>)' in page
    assert '> **Not shown: 1 sound**' in page


async def test_markdown_alone_names_them(house: House) -> None:
    assert f'picture-1.png ({len(png(9, 8))} B), not part of this file' in page_of(house, await drawn(house), 'md')


@pytest.mark.parametrize('detail', [
    {}, {'name': 'x', 'media_type': 'image/png', 'digest': '../../etc/passwd', 'size': -1}, {'url': 'javascript:alert(1)'},
    {'url': 'https://[evil/">'}, {'url': 7, 'name': None}, {'name': '<b>', 'media_type': 'text/html', 'digest': 'x' * 64, 'size': 'no'}])
@pytest.mark.parametrize('name', ['md', 'html', 'json'])
async def test_what_a_foreign_file_says_of_a_picture_is_not_believed(
    house: House, other: House, detail: dict[str, object], name: str,
) -> None:
    content = json.loads(page_of(house, await drawn(house), 'json'))
    content['chats'][0]['turns'][0]['replies'][0]['parts'][1]['detail'] = detail
    await other.take_in(json.dumps(content).encode())
    taken = await other.engine.open(content['chats'][0]['id'])
    assert taken
    page = page_of(other, taken, name)
    assert 'after' in page
    assert name == 'json' or not re.search(r'javascript:|<b>|etc/passwd"', page)
