from __future__ import annotations

import pytest

from chat.conversation import (
    Chat,
    Delta,
    Lane,
    Message,
    Part,
    Reply,
    ReplyError,
    ReplyStatus,
    ToolCall,
    ToolResult,
    Turn,
    Usage,
    messages_for,
)
from chat.conversation.merging import left_out_of, sources_of
from chat.conversation.text import CONTROLS, one_line, plain_text


def said(chat: Chat, prompt: str, answers: dict[int, str], parent: Turn | None = None) -> Turn:
    turn = Turn(chat_id=chat.id, prompt=prompt, parent_id=parent.id if parent else None)
    for lane, text in answers.items():
        reply = Reply(turn_id=turn.id, lane=lane, model='demo/fast')
        if text:
            reply.append(Delta(text=text), now=1.0)
        reply.finish(ReplyStatus.DONE, now=2.0)
        turn.replies[lane] = [reply]
    chat.turns[turn.id] = turn
    chat.current_turn_id = turn.id
    return turn


def contents(messages: list[Message]) -> list[tuple[str, str]]:
    return [(message.role, message.content) for message in messages]


def test_each_lane_goes_on_from_its_own_answers() -> None:
    chat = Chat(lanes=[Lane(model='a/x', number=0), Lane(model='b/y', number=1, system_prompt='Be brief.')])
    first = said(chat, 'one', {0: 'from x', 1: 'from y'})
    second = said(chat, 'two', {}, first)
    assert contents(messages_for(chat, second, chat.lanes[0])) == [('user', 'one'), ('assistant', 'from x'), ('user', 'two')]
    assert contents(messages_for(chat, second, chat.lanes[1])) == [
        ('system', 'Be brief.'), ('user', 'one'), ('assistant', 'from y'), ('user', 'two')]


def test_picked_history_feeds_the_chosen_answer_to_all() -> None:
    chat = Chat(lanes=[Lane(model='a/x', number=0), Lane(model='b/y', number=1)])
    first = said(chat, 'one', {0: 'from x', 1: 'from y'})
    first.picked_reply_id = first.replies[1][0].id
    second = said(chat, 'two', {}, first)
    second.history = 'picked'
    assert contents(messages_for(chat, second, chat.lanes[0]))[1] == ('assistant', 'from y')


def test_a_lane_that_sat_out_a_turn_does_not_see_it() -> None:
    chat = Chat(lanes=[Lane(model='a/x', number=0), Lane(model='b/y', number=1)])
    first = said(chat, 'one', {0: 'x1', 1: 'y1'})
    second = said(chat, 'two', {0: 'x2'}, first)
    third = said(chat, 'three', {}, second)
    assert contents(messages_for(chat, third, chat.lanes[1])) == [('user', 'one'), ('assistant', 'y1'), ('user', 'three')]


def test_a_lane_that_joins_later_takes_over_the_history_it_inherits() -> None:
    chat = Chat(lanes=[Lane(model='a/x', number=0), Lane(model='b/y', number=1, inherits=0)])
    first = said(chat, 'one', {0: 'x1'})
    second = said(chat, 'two', {}, first)
    assert contents(messages_for(chat, second, chat.lanes[1])) == [('user', 'one'), ('assistant', 'x1'), ('user', 'two')]


def test_prompts_around_an_empty_answer_become_one_message() -> None:
    chat = Chat(lanes=[Lane(model='a/x', number=0)])
    first = said(chat, 'one', {0: ''})
    second = said(chat, 'two', {}, first)
    assert contents(messages_for(chat, second, chat.lanes[0])) == [('user', 'one\n\ntwo')]


def test_a_reply_ends_exactly_once() -> None:
    reply = Reply(turn_id='t', lane=0, model='demo/fast')
    reply.finish(ReplyStatus.STOPPED, now=1.0)
    with pytest.raises(RuntimeError):
        reply.finish(ReplyStatus.DONE, now=2.0)
    assert (reply.status, reply.finished_at) == (ReplyStatus.STOPPED, 1.0)


@pytest.mark.parametrize('end', [ReplyStatus.DONE, ReplyStatus.STOPPED, ReplyStatus.INTERRUPTED, ReplyStatus.FAILED])
def test_every_end_stops_the_thinking_clock(end: ReplyStatus) -> None:
    reply = Reply(turn_id='t', lane=0, model='demo/fast')
    reply.append(Delta(thinking='hm'), now=10.0)
    reply.finish(end, now=14.0)
    assert reply.parts[0].seconds == 4.0


def test_a_thought_ends_when_writing_begins() -> None:
    reply = Reply(turn_id='t', lane=0, model='demo/fast')
    reply.append(Delta(thinking='hm'), now=10.0)
    assert reply.status is ReplyStatus.THINKING
    reply.append(Delta(text='So'), now=12.0)
    reply.append(Delta(text='.'), now=13.0)
    assert (reply.status, reply.parts[0].seconds, reply.text, reply.thinking) == (ReplyStatus.WRITING, 2.0, 'So.', 'hm')
    assert (reply.first_token_at, reply.first_text_at) == (10.0, 12.0)


def test_fragments_of_a_tool_call_are_put_together_by_index() -> None:
    reply = Reply(turn_id='t', lane=0, model='demo/fast')
    reply.append(Delta(tool_call=ToolCall(index=0, id='a', name='weather', arguments='{"city"')), now=1.0)
    reply.append(Delta(tool_call=ToolCall(index=1, id='b', name='time')), now=1.0)
    reply.append(Delta(tool_call=ToolCall(index=0, arguments=':"Paris"}')), now=1.0)
    assert [(part.detail['name'], part.text) for part in reply.parts] == [('weather', '{"city":"Paris"}'), ('time', '')]


def test_a_name_and_an_id_that_come_late_belong_to_the_call() -> None:
    reply = Reply(turn_id='t', lane=0, model='demo/fast')
    reply.append(Delta(tool_call=ToolCall(index=3, arguments='{"x"')), now=1.0)
    reply.append(Delta(tool_call=ToolCall(index=3, id='a', name='get', arguments=': 1}')), now=1.0)
    reply.append(Delta(tool_call=ToolCall(index=3, id='b', name='get')), now=1.0)
    assert [(part.detail['id'], part.detail['name'], part.text) for part in reply.parts] == [('a', 'get', '{"x": 1}'), ('b', 'get', '')]


@pytest.mark.parametrize(('before', 'after', 'whole'), [
    ('Look.', 'Done.', 'Look.\n\nDone.'), ('Look.\n', 'Done.', 'Look.\n\nDone.'), ('Look.\n\n', 'Done.', 'Look.\n\nDone.'),
    ('Look.', '\nDone.', 'Look.\n\nDone.'), ('', 'Done.', 'Done.'), ('Look.', '\n\n\nDone.', 'Look.\n\n\nDone.')])
@pytest.mark.parametrize('between', [
    [Delta(tool_call=ToolCall(id='a', name='get'))], [Delta(tool_result=ToolResult(name='get', text='4'))],
    [Delta(tool_call=ToolCall(id='a', name='get')), Delta(thinking='Hm.'), Delta(unshown='sound')]])
def test_text_behind_the_use_of_a_tool_is_a_paragraph(between: list[Delta], before: str, after: str, whole: str) -> None:
    reply = Reply(turn_id='t', lane=0, model='demo/fast', created_at=1.0)
    for delta in [Delta(text=before), *between, Delta(text=after), Delta(text=' More.')]:
        reply.append(delta, now=1.0)
    assert reply.text == f'{whole} More.'
    assert reply.arrivals[-1][2] == len(reply.text)


def test_text_around_a_thought_or_something_unshown_is_one_text() -> None:
    reply = Reply(turn_id='t', lane=0, model='demo/fast')
    for delta in (Delta(text='One wo'), Delta(thinking='Hm.'), Delta(unshown='sound'), Delta(text='rd.')):
        reply.append(delta, now=1.0)
    assert reply.text == 'One word.'


def test_what_is_said_to_be_a_paragraph_is_one() -> None:
    reply = Reply(turn_id='t', lane=0, model='demo/fast')
    for delta in (Delta(thinking='One'), Delta(thinking='Two', is_paragraph=True), Delta(text='A'), Delta(text='B', is_paragraph=True)):
        reply.append(delta, now=1.0)
    assert (reply.thinking, reply.text) == ('One\n\nTwo', 'A\n\nB')


def test_what_cannot_be_shown_is_counted_by_name() -> None:
    reply = Reply(turn_id='t', lane=0, model='demo/fast')
    for name in ('sound', 'film', 'sound', *(f'kind {number}' for number in range(30))):
        reply.append(Delta(unshown=name), now=1.0)
    counts = {part.detail['name']: part.detail['count'] for part in reply.parts}
    assert (counts['sound'], counts['film'], counts['other parts'], len(counts)) == (2, 1, 12, 21)


def test_a_tool_is_the_first_token_of_an_answer_that_begins_with_it() -> None:
    reply = Reply(turn_id='t', lane=0, model='demo/fast')
    reply.append(Delta(tool_call=ToolCall(id='a', name='get')), now=3.0)
    reply.append(Delta(text='So.'), now=5.0)
    assert (reply.first_token_at, reply.first_text_at) == (3.0, 5.0)


def test_usage_that_comes_in_two_halves_is_merged() -> None:
    reply = Reply(turn_id='t', lane=0, model='demo/fast')
    reply.append(Delta(usage=Usage(input_tokens=10, output_tokens=1)), now=1.0)
    reply.append(Delta(usage=Usage(output_tokens=25)), now=2.0)
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (10, 25)


def test_text_that_was_a_thought_becomes_one() -> None:
    reply = Reply(turn_id='t', lane=0, model='demo/fast', created_at=100.0)
    reply.append(Delta(text='Hm, '), now=101.0)
    reply.append(Delta(text='so.\n'), now=102.0)
    reply.append(Delta(was_thought=True), now=103.0)
    assert (reply.text, reply.thinking, reply.status, reply.first_text_at, reply.turns) == ('', 'Hm, so.', 'thinking', None, 1)
    reply.append(Delta(text='Yes.'), now=104.0)
    assert (reply.text, reply.parts[0].seconds, reply.first_token_at, reply.first_text_at) == ('Yes.', 3.0, 101.0, 104.0)
    assert reply.arrivals == [(1000, 4, 0), (2000, 8, 0), (4000, 8, 4)]


def test_only_the_text_of_this_try_can_have_been_a_thought() -> None:
    reply = Reply(turn_id='t', lane=0, model='demo/fast', parts=[Part(kind='text', pieces=['It begins'])], continued_from=9)
    reply.append(Delta(text='I go on.'), now=1.0)
    reply.append(Delta(was_thought=True), now=2.0)
    reply.append(Delta(text=' and ends.'), now=3.0)
    assert (reply.text, reply.thinking) == ('It begins and ends.', 'I go on.')
    alone = Reply(turn_id='t', lane=0, model='demo/fast')
    alone.append(Delta(was_thought=True), now=1.0)
    assert alone.parts == []


def test_text_before_a_tool_was_none() -> None:
    reply = Reply(turn_id='t', lane=0, model='demo/fast')
    for delta in (Delta(text='I look.'), Delta(tool_call=ToolCall(id='a', name='get')), Delta(text='Hm.'), Delta(was_thought=True)):
        reply.append(delta, now=1.0)
    assert (reply.text, reply.thinking) == ('I look.', 'Hm.')


def test_arrivals_are_recorded_in_steps_of_fifty_milliseconds() -> None:
    reply = Reply(turn_id='t', lane=0, model='demo/fast', created_at=100.0)
    for i in range(10):
        reply.append(Delta(text='ab'), now=100.0 + i * 0.0101)
    assert reply.arrivals == [(40, 0, 10), (90, 0, 20)]


def test_the_newest_branch_below_a_turn_is_found() -> None:
    chat = Chat(lanes=[Lane(model='a/x', number=0)])
    root = said(chat, 'root', {0: 'r'})
    said(chat, 'left', {0: 'l'}, root).created_at = 1.0
    right = said(chat, 'right', {0: 'r'}, root)
    leaf = said(chat, 'leaf', {0: 'x'}, right)
    assert chat.leaf_below(root) is leaf
    assert [turn.prompt for turn in chat.path()] == ['root', 'right', 'leaf']
    assert [turn.prompt for turn in chat.siblings(right)] == ['left', 'right']


@pytest.mark.parametrize(('text', 'plain'), [
    ('\x1b[31mred\x07', r'\x1b[31mred\x07'), ('a\u202egpj.exe', r'a\u202egpj.exe'), ('\u2066x\u2069', r'\u2066x\u2069'),
    ('\x9b2J', r'\x9b2J'),
    ('\x7f\u200b\u061c', r'\x7f\u200b\u061c'), ('a\U000e0041\U000e0042', r'a\U000e0041\U000e0042'), ('a\rb', r'a\x0db')])
def test_what_deceives_the_reader_becomes_visible(text: str, plain: str) -> None:
    assert plain_text(text) == plain
    assert ReplyError(kind='server', message=text).message == plain
    assert one_line(f'x {text} y') == one_line(one_line(f'x {text} y'))
    assert not CONTROLS.search(one_line(f'x {text} y'))


@pytest.mark.parametrize('text', ['Grüße', 'two\nlines\tand a tab', '👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️', 'שלום', 'می‌خواهم', '日本\u3000語', ''])
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert plain_text(text) == text


def test_only_complete_answers_are_merged_and_the_others_have_a_reason() -> None:
    chat = Chat(lanes=[Lane(model='demo/fast', number=number) for number in range(8)])
    turn = said(chat, 'why?', {number: f'Answer {number}' for number in range(6)} | {6: ''})
    ends = {1: (ReplyStatus.FAILED, None), 2: (ReplyStatus.STOPPED, 'stop'), 3: (ReplyStatus.INTERRUPTED, None),
            4: (ReplyStatus.DONE, 'length')}
    for number, (status, reason) in ends.items():
        turn.replies[number][0].status, turn.replies[number][0].finish_reason = status, reason
    turn.replies[5][0].status = ReplyStatus.WRITING
    assert [reply.lane for reply in sources_of(chat, turn)] == [0]
    assert left_out_of(chat, turn) == {
        1: 'failed', 2: 'stopped', 3: 'interrupted', 4: 'cut off at the limit of its length', 5: 'still being written', 6: 'no text'}
