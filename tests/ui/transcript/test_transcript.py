"""What the transcript sends to the browser, and when."""
from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from nicegui.testing import User, user_simulation

from chat.conversation import Attachment, Chat, Delta, Lane, Reply, ReplyError, ReplyStatus, ToolCall, Turn, Usage
from chat.ui.parts import formatting
from chat.ui.transcript.messages import entries
from chat.ui.transcript.shown_turns import FIRST as FIRST_TURNS
from chat.ui.transcript.transcript import Transcript
from tests.ui.elements import props_of, send
from tests.waiting import turns_of_the_loop, until


def ask(chat: Chat, prompt: str, text: str | None = None) -> Reply:
    """One more turn; with `text` its reply has ended."""
    turn = Turn(chat_id=chat.id, prompt=prompt, parent_id=chat.current_turn_id)
    reply = Reply(turn_id=turn.id, lane=0, model='demo/fast')
    turn.replies[0] = [reply]
    chat.turns[turn.id] = turn
    chat.current_turn_id = turn.id
    if text is not None:
        reply.append(Delta(text=text), time.time())
        reply.finish(ReplyStatus.DONE, time.time())
    chat.tell_chat_changed()
    return reply


class Stage:
    """A transcript on a page; `messages` is what its browser was sent since the page itself."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.actions: list[tuple[str, dict[str, Any]]] = []
        self.messages: list[list[Any]] = []
        self.transcript: Transcript | None = None

    def show(self) -> None:
        self.transcript = Transcript(self.chat, 0, on_action=lambda action, args: self.actions.append((action, args)))
        self.transcript.run_method = self._take  # type: ignore[method-assign, assignment]

    def _take(self, name: str, message: list[Any]) -> Any:
        assert name == 'apply'
        self.messages.append(message)

    @property
    def ops(self) -> list[list[Any]]:
        return [op for message in self.messages for op in message[2]]

    def received(self, kind: str = 't') -> str:
        """All text of replies in the order it came, with new entries and by itself."""
        field = {'t': 'text', 'h': 'thinking'}[kind]
        added = {id(op): ''.join(entry[field] for entry in op[2] if entry['kind'] == 'reply') for op in self.ops if op[0] == 'l'}
        return ''.join(added.get(id(op), op[3] if op[0] == 't' and op[2] == kind else '') for op in self.ops)

    def start(self) -> dict[str, Any]:
        assert self.transcript
        return props_of(self.transcript)['start']


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage(Chat(lanes=[Lane(model='demo/fast')]))
    async with user_simulation(root=stage.show) as user:
        await open_page(user)
        yield stage


async def open_page(user: User) -> None:
    await user.open('/')


def write(chat: Chat, reply: Reply, text: str = '', **delta: Any) -> None:
    reply.append(Delta(text=text, **delta), time.time())
    chat.tell_reply_changed(reply)


async def test_text_crosses_the_wire_once(stage: Stage) -> None:
    reply = ask(stage.chat, 'hello')
    words = [f'word{i} ' for i in range(300)]
    for word in words:
        write(stage.chat, reply, word)
        await asyncio.sleep(0)
    await until(lambda: stage.received() == ''.join(words))
    assert len(stage.messages) < 30
    assert [message[0] for message in stage.messages] == list(range(stage.messages[0][0], stage.messages[0][0] + len(stage.messages)))


async def test_first_token_does_not_wait_for_the_clock(stage: Stage) -> None:
    reply = ask(stage.chat, 'hello')
    await until(lambda: stage.messages)
    write(stage.chat, reply, 'first')
    await turns_of_the_loop(2)
    assert stage.received() == 'first'


async def test_text_is_sent_once_although_the_pieces_were_joined_by_others(stage: Stage) -> None:
    reply = ask(stage.chat, 'hello')
    for piece in ['a', 'b', 'c', 'd', 'e', 'f']:
        write(stage.chat, reply, piece)
        if piece in 'bde':
            await until(lambda: stage.received() == reply.text)
            assert reply.text
    await until(lambda: stage.received() == 'abcdef')
    assert stage.received() == 'abcdef'


async def test_what_the_page_already_holds_is_not_sent_again(stage: Stage) -> None:
    reply = ask(stage.chat, 'hello')
    write(stage.chat, reply, 'so far ')
    start = stage.start()
    stage.messages.clear()
    write(stage.chat, reply, 'and more')
    await until(lambda: stage.messages)
    assert start['entries'][-1]['text'] == 'so far '
    assert stage.received() == 'and more'
    assert stage.messages[0][0] == start['seq'] + 1


async def test_a_lost_message_makes_the_browser_get_everything_anew(stage: Stage) -> None:
    reply = ask(stage.chat, 'hello', 'all of it')
    assert stage.transcript
    send(stage.transcript, 'resync')
    assert stage.ops[-1][0] == 'r'
    assert stage.ops[-1][1]['entries'][-1]['text'] == 'all of it'
    assert stage.ops[-1][1]['entries'][-1]['reply'] == reply.id


async def test_nothing_happens_while_nothing_happens(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    loop, planned = asyncio.get_running_loop(), list[asyncio.TimerHandle]()
    call_later = loop.call_later

    def note(delay: float, callback: Any, *args: Any, **options: Any) -> asyncio.TimerHandle:
        handle = call_later(delay, callback, *args, **options)
        if getattr(callback, '__self__', None) is stage.transcript:
            planned.append(handle)
        return handle
    monkeypatch.setattr(loop, 'call_later', note)
    reply = ask(stage.chat, 'hello')
    write(stage.chat, reply, 'text')
    reply.finish(ReplyStatus.DONE, time.time())
    stage.chat.tell_reply_changed(reply)
    await until(lambda: stage.received() == 'text' and all(one.cancelled() or one.when() < loop.time() for one in planned))
    await turns_of_the_loop()
    sent, count = len(stage.messages), len(planned)
    await turns_of_the_loop()
    assert (len(stage.messages), len(planned)) == (sent, count)
    assert all(one.cancelled() or one.when() < loop.time() for one in planned), 'something is still to come'


async def test_a_deleted_view_leaves_the_chat(stage: Stage) -> None:
    assert stage.transcript in stage.chat.views
    assert stage.transcript
    stage.transcript.delete()
    assert stage.chat.views == set()


async def test_only_the_newest_turns_are_sent_and_older_ones_when_asked_for(stage: Stage) -> None:
    for i in range(40):
        ask(stage.chat, f'question {i}', f'answer {i}')
    start = stage.start()
    assert len(start['entries']) == 2 * FIRST_TURNS
    assert start['hasOlder']
    stage.messages.clear()
    assert stage.transcript
    send(stage.transcript, 'older')
    await until(lambda: stage.messages)
    name, keys, added, has_older = stage.ops[0]
    assert (name, len(keys), len(added), has_older) == ('l', 80, 50, False)


async def test_a_new_turn_pushes_nothing_off_the_screen(stage: Stage) -> None:
    for i in range(FIRST_TURNS):
        ask(stage.chat, f'question {i}', f'answer {i}')
    stage.start()
    stage.messages.clear()
    ask(stage.chat, 'one more')
    await until(lambda: stage.messages)
    assert len(stage.ops[0][1]) == 2 * FIRST_TURNS + 2
    assert len(stage.ops[0][2]) == 2


async def test_buttons_are_off_while_a_reply_runs(stage: Stage) -> None:
    ask(stage.chat, 'one', 'done')
    stage.start()
    stage.messages.clear()
    reply = ask(stage.chat, 'two')
    await until(lambda: any(op[0] == 'b' and op[1]['chat'] for op in stage.ops))
    reply.finish(ReplyStatus.STOPPED, time.time())
    stage.chat.tell_reply_changed(reply)
    await until(lambda: stage.ops[-1] == ['b', {'lane': '', 'chat': ''}])
    changed = next(op[2] for op in stage.ops if op[0] == 'c')
    assert changed['state']['status'] == 'stopped'
    assert changed['ending'] == 'Stopped'


async def test_another_lane_blocks_the_chat_but_not_this_lane(stage: Stage) -> None:
    first = ask(stage.chat, 'both', 'done')
    other = Reply(turn_id=first.turn_id, lane=1, model='demo/slow')
    stage.chat.turns[first.turn_id].replies[1] = [other]
    stage.chat.tell_chat_changed()
    busy = stage.start()['busy']
    assert busy['chat']
    assert busy['lane'] == ''


async def test_half_characters_and_nuls_can_be_sent(stage: Stage) -> None:
    reply = ask(stage.chat, 'hello')
    write(stage.chat, reply, 'a\ud83d\0b')
    await until(lambda: stage.received())
    assert stage.received() == 'a\ufffd\0b'


async def test_thoughts_and_text_go_their_own_ways(stage: Stage) -> None:
    reply = ask(stage.chat, 'hello')
    write(stage.chat, reply, thinking='one ')
    write(stage.chat, reply, 'text ')
    write(stage.chat, reply, thinking='two')
    write(stage.chat, reply, 'more')
    await until(lambda: stage.received() == 'text more')
    assert stage.received('h') == reply.thinking == 'one \n\ntwo'


async def test_text_that_was_a_thought_is_sent_anew_as_one(stage: Stage) -> None:
    reply = ask(stage.chat, 'hello')
    write(stage.chat, reply, 'Hm.')
    await until(lambda: stage.received() == 'Hm.')
    reply.append(Delta(was_thought=True), time.time())
    write(stage.chat, reply, 'Yes')
    write(stage.chat, reply, ' and no')
    await until(lambda: stage.received().endswith('Yes and no'))
    words = [op[2:] for op in stage.ops if op[0] == 't']
    assert words[:2] == [['w', ''], ['h', 'Hm.']]
    assert ''.join(text for _, text in words[2:]) == 'Yes and no'


def test_only_differences_are_sent() -> None:
    before = {'a': 1, 'b': 2, 'state': {'status': 'waiting', 'note': 'x'}}
    after = {'a': 1, 'b': 3, 'state': {'status': 'writing'}}
    assert entries.changes(before, after) == {'b': 3, 'state': {'status': 'writing', 'note': None}}
    assert entries.changes(after, after) == {}


def test_a_blind_entry_holds_no_name_and_no_number() -> None:
    chat = Chat()
    reply = ask(chat, 'q', 'a')
    reply.cost, reply.usage = 0.4321, Usage(output_tokens=98765)
    entry = entries.reply_entry(chat.turns[reply.turn_id], reply, str, is_nameless=True)
    seen = str({key: value for key, value in entry.items() if key not in {'turn', 'reply'}})
    assert not any(word in seen for word in ('demo', '98765', '98,765', '0.43'))


def test_a_prompt_of_megabytes_is_clipped() -> None:
    file = Attachment(name='a.pdf', media_type='application/pdf', size=2_400_000, digest='d')
    turn = Turn(chat_id='c', prompt='x' * 1_000_000, attachments=[file])
    entry = entries.prompt_entry(turn, (1, 1))
    assert len(entry['text']) == entries.CLIPPED_PROMPT
    assert entry['length'] == 1_000_000
    assert entry['attachments'] == [{'name': 'a.pdf', 'size': '2.4 MB'}]


def test_small_print_leaves_out_what_is_not_known() -> None:
    reply = Reply(turn_id='t', lane=0, model='m', created_at=100.0)
    assert formatting.small_print(reply, 'm') == ['m']
    reply.append(Delta(text='x' * 370), 100.5)
    reply.finish(ReplyStatus.DONE, 102.5)
    assert formatting.small_print(reply, 'm') == ['m', 'first token 0.50 s', '~50 tokens/s', '~100 tokens']
    reply.usage, reply.cost = Usage(output_tokens=1500), 0.0123
    assert formatting.small_print(reply, 'm') == ['m', 'first token 0.50 s', '750 tokens/s', '1,500 tokens', '$0.0123']


@pytest.mark.parametrize(('seconds', 'words'), [
    (0.414, '0.41 s'), (3.14, '3.1 s'), (42.4, '42 s'), (185, '3 min 5 s'), (7800, '2 h 10 min'),
])
def test_durations_are_readable(seconds: float, words: str) -> None:
    assert formatting.duration(seconds) == words


@pytest.mark.parametrize(('dollars', 'words'), [
    (None, ''), (0.0, 'free'), (0.00001, '<$0.0001'), (0.0021, '$0.0021'), (1234.5, '$1,234.50'),
])
def test_costs_are_readable(dollars: float | None, words: str) -> None:
    assert formatting.cost(dollars) == words


def test_continue_is_offered_when_there_is_something_to_go_on_from() -> None:
    reply = Reply(turn_id='t', lane=0, model='m')
    reply.finish(ReplyStatus.FAILED, 1.0, ReplyError(kind='unreachable', message='gone'))
    assert 'continue' not in entries.reply_actions(reply)
    half = Reply(turn_id='t', lane=0, model='m')
    half.append(Delta(text='half', finish_reason='length'), 1.0)
    half.finish(ReplyStatus.DONE, 2.0)
    assert 'continue' in entries.reply_actions(half)
    assert formatting.ending(half) == 'Cut off at the length limit'


@pytest.mark.parametrize(('delta', 'words'), [
    (Delta(finish_reason='stop'), 'Ended without a word'), (Delta(thinking='Hm.'), 'Thought, but did not answer'), (Delta(text='Yes'), ''),
    (Delta(tool_call=ToolCall(id='1', name='look')), ''), (Delta(unshown='sound'), 'Not shown: 1 sound'),
    (Delta(text='Yes', unshown='hologram'), 'Not shown: “hologram”'),
    (Delta(unshown='damaged picture'), 'Not shown: 1 damaged picture'), (Delta(picture_link='https://example.org/a.png'), '')])
def test_an_answer_of_nothing_says_so(delta: Delta, words: str) -> None:
    reply = Reply(turn_id='t', lane=0, model='m')
    reply.append(delta, 1.0)
    reply.finish(ReplyStatus.DONE, 2.0)
    assert formatting.ending(reply) == words
