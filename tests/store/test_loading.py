"""A chat as it is read from disk, whatever stands there."""
from __future__ import annotations

from pathlib import Path

from chat.conversation import Chat, Delta, Reply, ReplyStatus, Turn, Usage
from chat.store.store import Store
from tests.store.samples import add_turn, change, chat_with_reply, opened, rich_chat


async def test_everything_comes_back_as_it_was_saved(path: Path) -> None:
    chat = rich_chat()
    store = opened(path)
    store.save_whole_chat(chat)
    assert await store.close()

    store = opened(path)
    loaded = await store.load_chat(chat.id)
    await store.close()

    assert repr(loaded) == repr(without_live_fields(chat))


async def test_a_chat_that_is_not_on_disk_yet_is_loaded_all_the_same(store: Store) -> None:
    chat = rich_chat()
    store.save_whole_chat(chat)
    assert store.has_pending(chat.id)
    loaded = await store.load_chat(chat.id)
    assert repr(loaded) == repr(without_live_fields(chat))


async def test_unknown_chat_is_none(store: Store) -> None:
    assert await store.load_chat('nothing') is None


async def test_a_row_that_makes_no_sense_does_not_hide_the_chat(store: Store, path: Path) -> None:
    chat, turn, _ = chat_with_reply()
    other = add_turn(chat, 'second', 'fine')
    store.save_whole_chat(chat)
    await store.flush()
    change(path, f"UPDATE replies SET status = 'dancing', parts = '{{', usage = '[' WHERE turn_id = '{turn.id}'")
    loaded = await store.load_chat(chat.id)
    assert loaded
    assert loaded.turns[turn.id].replies == {}
    assert loaded.turns[other.id].replies[0][0].text == 'fine'


async def test_what_was_left_running_comes_back_as_interrupted(path: Path) -> None:
    store = Store(path, clock=lambda: 1234.0)
    store.open()
    chat, turn, reply = chat_with_reply(text='', status=None)
    reply.append(Delta(thinking='let me see'), 1200.0)
    store.save_whole_chat(chat)
    done, done_turn, _ = chat_with_reply()
    store.save_whole_chat(done)
    await store.close()

    store = opened(path)
    loaded, finished = await store.load_chat(chat.id), await store.load_chat(done.id)
    await store.close()

    assert loaded
    assert finished
    interrupted = loaded.turns[turn.id].replies[0][0]
    assert (interrupted.status, interrupted.finished_at, interrupted.thinking) == (ReplyStatus.INTERRUPTED, 1234.0, 'let me see')
    assert interrupted.parts[0].seconds == 34.0
    assert finished.turns[done_turn.id].replies[0][0].status == ReplyStatus.DONE


async def test_the_order_of_lanes_and_versions_does_not_depend_on_the_order_of_saving(store: Store) -> None:
    turn = Turn(chat_id='c', prompt='p')
    replies = [Reply(turn_id=turn.id, lane=lane, model='m', version=version) for lane, version in ((2, 1), (0, 2), (0, 1), (2, 2))]
    for reply in replies:
        store.save_reply(reply, 'c')
    store.save_turn(turn)
    store.save_chat(Chat(id='c'))
    loaded = await store.load_chat('c')
    assert loaded
    assert {lane: [r.version for r in versions] for lane, versions in loaded.turns[turn.id].replies.items()} == {0: [1, 2], 2: [1, 2]}
    assert list(loaded.turns[turn.id].replies) == [0, 2]


def without_live_fields(chat: Chat) -> Chat:
    for turn in chat.turns.values():
        for reply in turn.all_replies():
            reply.last_data_at = None
            reply.settled = reply.used = Usage()
            for part in reply.parts:
                part.pieces[:] = [part.text] if part.text else []
    return chat


async def test_what_a_newer_version_has_added_hides_nothing_and_survives(path: Path) -> None:
    store = opened(path)
    chat = rich_chat()
    store.save_whole_chat(chat)
    await store.close()
    for table, column, at in (('chats', 'settings', '$'), ('chats', 'lanes', '$[0]'), ('turns', 'attachments', '$[0]'),
                              ('replies', 'usage', '$'), ('replies', 'request', '$'), ('replies', 'error', '$')):
        change(path, f"UPDATE {table} SET {column} = json_set({column}, '{at}.of_tomorrow', 5) WHERE {column} IS NOT NULL")
    store = opened(path)
    loaded = await store.load_chat(chat.id)
    assert loaded
    assert [len(list(turn.all_replies())) for turn in loaded.turns.values()] == [len(list(t.all_replies())) for t in chat.turns.values()]
    assert (loaded.lanes[0].other, loaded.settings.other['of_tomorrow']) == ({'of_tomorrow': 5}, 5)
    loaded.title = 'Changed here'
    store.save_whole_chat(loaded)
    await store.close()
    store = opened(path)
    again = await store.load_chat(chat.id)
    await store.close()
    assert again
    assert (again.title, again.lanes[0].other, again.settings.other['of_tomorrow']) == ('Changed here', {'of_tomorrow': 5}, 5)
    requests = [reply.request for turn in again.turns.values() for reply in turn.all_replies() if reply.request]
    assert [request.other['of_tomorrow'] for request in requests] == [5]
