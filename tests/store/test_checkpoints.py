"""A long reply is written piece by piece, and whole again whoever reads it."""
from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.conversation import Chat, Delta, Lane, Reply, ReplyStatus, ToolCall, Turn
from chat.store.checkpoints import Checkpoints, with_pieces
from chat.store.rows import Values, encoded, interrupted, reply_from
from chat.store.store import Store
from tests.store.samples import opened, rows

LONG = 'word ' * 4_000


def running(at: float = 1000.0) -> tuple[Chat, Turn, Reply]:
    chat = Chat(title='Long', lanes=[Lane(model='demo/fast')], created_at=at, updated_at=at)
    turn = Turn(chat_id=chat.id, prompt='Go on', created_at=at)
    reply = Reply(turn_id=turn.id, lane=0, model='demo/fast', created_at=at)
    turn.replies[0] = [reply]
    chat.turns[turn.id], chat.current_turn_id = turn, turn.id
    return chat, turn, reply


def test_the_bytes_written_grow_with_the_text() -> None:
    _, _, reply = running()
    checkpoints, written = Checkpoints(), 0
    for second in range(300):
        reply.append(Delta(text='x' * 2_000), 1000.0 + second)
        written += sum(len(value) for value in encoded(checkpoints.row(reply, 'c', 1000.0 + second)).values() if isinstance(value, str))
    assert written < 5 * len(reply.text)


async def test_what_was_written_in_pieces_is_whole_after_a_crash(path: Path) -> None:
    store = opened(path)
    chat, turn, reply = running()
    reply.append(Delta(thinking=LONG), 1001.0)
    store.save_whole_chat(chat)
    for number in range(8):
        step = Delta(thinking=f' thought {number} ü') if number < 4 else Delta(text=f'{number} 🎉 {LONG if number == 4 else "more"}')
        reply.append(step, 1002.0)
        store.save_reply(reply, chat.id)
        await store.flush()
    assert rows(path, 'SELECT count(*) > 2 FROM reply_pieces') == [(1,)]
    await store.close()
    again = opened(path)
    loaded = await again.load_chat(chat.id)
    assert loaded
    found = loaded.turns[turn.id].replies[0][0]
    assert (found.status, found.text, found.thinking) == (ReplyStatus.INTERRUPTED, reply.text, reply.thinking)
    assert rows(path, 'SELECT count(*) FROM reply_pieces') == [(0,)]
    assert {hit.title for hit in await again.search('more')} == {'Long'}
    await again.close()


async def test_who_reads_it_meanwhile_reads_all_of_it(store: Store) -> None:
    chat, turn, reply = running()
    reply.append(Delta(text=LONG), 1001.0)
    store.save_whole_chat(chat)
    await store.flush()
    for is_flushed in (True, False):
        reply.append(Delta(text='and more '), 1002.0)
        store.save_reply(reply, chat.id)
        if is_flushed:
            await store.flush()
        loaded = await store.load_chat(chat.id)
        assert loaded
        assert loaded.turns[turn.id].replies[0][0].text == reply.text


async def test_nothing_is_left_of_pieces_at_the_end(store: Store, path: Path) -> None:
    chat, _, reply = running()
    reply.append(Delta(text=LONG), 1001.0)
    store.save_whole_chat(chat)
    reply.append(Delta(text='more'), 1002.0)
    store.save_reply(reply, chat.id)
    await store.flush()
    reply.finish(ReplyStatus.DONE, 1003.0)
    store.save_reply(reply, chat.id)
    await store.flush()
    assert rows(path, 'SELECT count(*) FROM reply_pieces') == [(0,)]
    assert rows(path, 'SELECT text FROM replies') == [(reply.text,)]


@pytest.mark.parametrize('is_turn', [True, False])
async def test_pieces_go_with_what_is_deleted(store: Store, path: Path, is_turn: bool) -> None:
    chat, turn, reply = running()
    reply.append(Delta(text=LONG), 1001.0)
    store.save_whole_chat(chat)
    reply.append(Delta(text='a secret'), 1002.0)
    store.save_reply(reply, chat.id)
    await store.flush()
    if is_turn:
        store.delete_turn(turn.id, chat.id)
    else:
        store.delete_chat(chat.id)
    await store.flush()
    assert rows(path, 'SELECT count(*) FROM reply_pieces') == [(0,)]


STEPS = st.lists(st.one_of(
    st.builds(lambda text: Delta(text=text), st.text(max_size=9)), st.builds(lambda text: Delta(thinking=text), st.text(max_size=9)),
    st.builds(lambda text: Delta(text=text), st.sampled_from([LONG, LONG + 'ü'])), st.just(Delta(thinking=LONG)),
    st.just(Delta(was_thought=True)), st.just(Delta(tool_call=ToolCall(id='t', name='clock', arguments='{}')))), max_size=30)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_any_way_to_grow_is_read_back(steps: list[Delta]) -> None:
    _, _, reply = running()
    checkpoints = Checkpoints()
    whole: Values = {}
    pieces: list[Values] = []
    for number, step in enumerate(steps):
        reply.append(step, 1000.0 + number)
        row = checkpoints.row(reply, 'c', 1000.0 + number)
        if row.table == 'replies':
            whole = encoded(row)
        else:
            pieces.append(encoded(row))
        read = with_pieces(whole, pieces)
        ended = read | interrupted(read)
        found = reply_from(ended)
        assert (found.text, found.thinking) == (reply.text, reply.thinking)
