"""Whoever comes back at any place gets exactly what was missed."""
from __future__ import annotations

import random
from collections.abc import Iterator

from chat.conversation import Delta, Reply, ReplyStatus, ToolCall, ToolResult
from chat.conversation.tools.rounds import calls_in
from chat.engine.following.reading import Place, Step, steps_from


def a_life() -> Iterator[Reply]:
    """A reply in all its moments, from the first one to the end."""
    reply = Reply(turn_id='t', lane=0, model='fed/m')
    yield reply
    for delta in (
        Delta(thinking='Let me '), Delta(thinking='see.'), Delta(text='One '), Delta(text='\ud83d'), Delta(text='\ude00 two'),
        Delta(tool_call=ToolCall(id='a', name='look', arguments='{"q":')), Delta(tool_call=ToolCall(arguments=' 1}')),
        Delta(tool_call=ToolCall(index=1, id='b', name='write', arguments='{}')),
    ):
        reply.append(delta, 1.0)
        yield reply
    first, second = calls_in(reply.parts)
    first.detail['state'], second.detail['state'] = 'running', 'asking'
    yield reply
    for delta in (Delta(tool_result=ToolResult(id='a', name='look', text='found', round=1)),
                  Delta(tool_result=ToolResult(id='b', name='write', text='No.', round=1, is_error=True)),
                  Delta(text='Three', unshown='sound'), Delta(text=' four.')):
        reply.append(delta, 2.0)
        yield reply
    reply.finish(ReplyStatus.DONE, 3.0)
    yield reply


def told(steps: list[Step]) -> list[tuple[str, str]]:
    """What a reader has at the end, however it was cut into steps."""
    joined: list[tuple[str, str]] = []
    for step in steps:
        words = step.text or str(step.detail.get('id', ''))
        if joined and joined[-1][0] == step.kind and step.kind in {'text', 'thinking'}:
            joined[-1] = step.kind, joined[-1][1] + words
        else:
            joined.append((step.kind, words))
    return joined


WHOLE = [
    ('thinking', 'Let me see.'), ('text', 'One 😀 two'), ('tool_call', 'a'), ('tool_call', 'b'), ('question', 'b'),
    ('tool_result', 'found'), ('tool_result', 'No.'), ('text', '\n\nThree four.'), ('usage', ''), ('ended', '')]


def test_steps_make_the_whole_however_often_somebody_looks() -> None:
    for seed in range(40):
        chance = random.Random(seed)
        seen: list[Step] = []
        for reply in a_life():
            if chance.random() < 0.6 or not reply.is_running or reply.parts and reply.parts[-1].detail.get('state') == 'asking':
                seen += steps_from(reply, seen[-1].place if seen else Place())
        assert told(seen) == WHOLE, seed
        assert seen[-1].place.has_ended


def test_who_comes_back_at_any_step_gets_the_rest() -> None:
    live: list[Step] = []
    for reply in a_life():
        live += steps_from(reply, live[-1].place if live else Place())
    for number, step in enumerate(live, start=1):
        again = live[:number] + list(steps_from(reply, step.place))
        assert [one for one in told(again) if one[0] != 'question'] == [one for one in WHOLE if one[0] != 'question'], number
    assert list(steps_from(reply, live[-1].place)) == []


def test_a_question_is_told_again_only_while_it_is_open() -> None:
    moments = a_life()
    reply = next(one for one in moments if one.parts and one.parts[-1].detail.get('state') == 'asking')
    steps = list(steps_from(reply, Place()))
    assert [step.kind for step in steps[-2:]] == ['tool_call', 'question']
    assert [step.kind for step in steps_from(reply, steps[-2].place)] == ['question']
    assert list(steps_from(reply, steps[-1].place)) == []


def test_text_that_was_a_thought_is_told_anew() -> None:
    reply = Reply(turn_id='t', lane=0, model='fed/m')
    reply.append(Delta(text='Hm, so it is'), 1.0)
    *_, before = steps_from(reply, Place())
    reply.append(Delta(was_thought=True, text='Yes.'), 2.0)
    steps = list(steps_from(reply, before.place))
    assert told(steps) == [('restart', ''), ('thinking', 'Hm, so it is'), ('text', 'Yes.')]
    assert list(steps_from(reply, steps[-1].place)) == []


def test_what_the_app_has_lost_is_told_anew() -> None:
    reply = Reply(turn_id='t', lane=0, model='fed/m')
    reply.append(Delta(text='Half'), 1.0)
    reply.finish(ReplyStatus.INTERRUPTED, 2.0)
    for place in (Place(length=9), Place(part=3), Place(turns=2)):
        assert told(list(steps_from(reply, place))) == [('restart', ''), ('text', 'Half'), ('usage', ''), ('ended', '')]


def test_arguments_are_told_as_they_come_where_somebody_wants_them_so() -> None:
    reply = Reply(turn_id='t', lane=0, model='fed/m')
    seen: list[Step] = []
    calls = (ToolCall(name='look'), ToolCall(id='a', arguments='{"q"'), ToolCall(arguments=': 1}'), ToolCall(index=1, id='b', name='go'))
    for call in calls:
        reply.append(Delta(tool_call=call), 1.0)
        seen += steps_from(reply, seen[-1].place if seen else Place(), grows=True)
    assert [(step.text, step.detail) for step in seen] == [('{"q"', {'id': 'a', 'name': 'look'}), (': 1}', {})]
    reply.finish(ReplyStatus.DONE, 2.0)
    seen += steps_from(reply, seen[-1].place, grows=True)
    assert [(step.kind, step.text, step.detail.get('name')) for step in seen[2:]] == [
        ('tool_call', '', 'go'), ('usage', '', None), ('ended', '', None)]
