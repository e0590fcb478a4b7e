"""Rows as they were at the moment of saving, with every character and of any length."""
from __future__ import annotations

from pathlib import Path

from chat.conversation import Delta
from chat.store.store import Store
from tests.store.samples import chat_with_reply, rows


async def test_what_is_saved_is_the_state_of_that_moment(store: Store) -> None:
    chat, _, reply = chat_with_reply(text='first', status=None)
    store.save_whole_chat(chat)
    reply.append(Delta(text=' and more'), 1003)
    chat.lanes[0].parameters['temperature'] = 1.0
    chat.tags.append('late')
    loaded = await store.load_chat(chat.id)
    assert loaded
    assert [loaded.running_replies()[0].text, loaded.lanes[0].parameters, loaded.tags] == ['first', {}, []]


async def test_halves_of_characters_and_nul_are_stored_and_found_again(store: Store, path: Path) -> None:
    chat, turn, reply = chat_with_reply('half \ud83d and nul \0.', '', title='\udc00', status=None)
    for piece in ('a\ud83d', '\ude00b', '\0', '\ud800'):
        reply.append(Delta(text=piece), 1001)
    store.save_whole_chat(chat)
    store.save_draft('new', 'x\ud83d')
    assert await store.flush()
    assert rows(path, 'SELECT text FROM replies') == [('a😀b\0\ufffd',)]
    loaded = await store.load_chat(chat.id)
    assert loaded
    assert (loaded.title, loaded.turns[turn.id].prompt) == ('\ufffd', 'half \ufffd and nul \0.')
    assert loaded.turns[turn.id].replies[0][0].text == 'a😀b\0\ufffd'
    assert await store.load_draft('new') == 'x\ufffd'


async def test_ten_megabytes_of_text_are_kept(store: Store) -> None:
    text = 'Grüße, ' * 1_500_000
    chat, turn, reply = chat_with_reply(text, text)
    store.save_whole_chat(chat)
    assert await store.flush(60)
    loaded = await store.load_chat(chat.id)
    assert loaded
    assert loaded.turns[turn.id].prompt == loaded.turns[turn.id].replies[0][0].text == reply.text
