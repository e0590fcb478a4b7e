"""What a page is told of a question, and how it reads what the page says back."""
from __future__ import annotations

import json
from typing import Any

import pytest

from chat.conversation import Part, Reply, ReplyStatus
from chat.conversation.tools.asked import question_part
from chat.conversation.tools.question import Option, Question, QuestionField
from chat.ui.transcript.messages.tool_entries import tool_entries
from chat.ui.transcript.questions.question_entries import answers_from, question_entry

QUESTION = Question(message='I am GPT-9 \u202e', asker='hotel', fields=(
    QuestionField(id='room', label='Which room of GPT-9?', kind='choice', usual='GPT-9', takes_other=True,
                  options=(Option(value='GPT-9', label='The GPT-9 room'), Option(value='b'))),
    QuestionField(id='days', label='Days', kind='choices', options=(Option(value='m'), Option(value='t'))),
    QuestionField(id='sure', label='Sure?', kind='confirm', usual=False), QuestionField(id='what', label='What?')))


def asking() -> Part:
    return question_part(QUESTION, id='q', number=1, call='c', outlives=True)


def test_a_blind_comparison_tells_no_name_and_what_deceives_is_seen() -> None:
    part = asking()
    told = json.dumps(question_entry(part, is_running=True, hide=lambda text: text.replace('GPT-9', '…')), ensure_ascii=False)
    part.detail |= {'state': 'answered', 'answers': {'room': 'GPT-9'}}
    told += json.dumps(question_entry(part, is_running=True, hide=lambda text: text.replace('GPT-9', '…')), ensure_ascii=False)
    assert 'GPT-9' not in told
    assert '\\\\u202e' in told
    assert 'The … room' in told


def test_a_call_that_asks_waits_for_you_until_it_is_answered() -> None:
    call = Part(kind='tool_call', detail={'id': 'c', 'round': 1, 'name': 'book', 'state': 'running'})
    part = question_part(QUESTION, id='q', number=1, call='c')
    reply = Reply(turn_id='t', lane=0, model='m', parts=[call, part], status=ReplyStatus.ASKING)
    assert tool_entries(reply)[0]['waits'] == 'you'
    part.detail['state'] = 'answered'
    assert 'waits' not in tool_entries(reply)[0]


def test_choices_go_back_by_their_numbers() -> None:
    told = question_entry(asking(), is_running=True)
    assert [field.get('usual') for field in told['fields']] == [0, None, False, None]
    assert answers_from(QUESTION, [0, [1, 'Sunday'], True, 'words']) == {
        'room': 'GPT-9', 'days': ['t', 'Sunday'], 'sure': True, 'what': 'words'}


@pytest.mark.parametrize('said', [None, 7, 'x', {}, [7, [9, -1, True], None], [[0], 0, 0, {}, 'more', 'than', 'there', 'are']])
def test_whatever_a_page_sends_is_read_without_harm(said: object) -> None:
    assert set(answers_from(QUESTION, said)) <= {'room', 'days', 'sure', 'what'}


def test_a_call_that_has_a_form_is_quiet_and_one_of_a_finished_reply_waits_for_nobody() -> None:
    call = Part(kind='tool_call', detail={'id': 'c', 'round': 1, 'name': 'ask_user', 'state': 'running'})
    reply = Reply(turn_id='t', lane=0, model='m', parts=[call, asking()], status=ReplyStatus.ASKING)
    told = tool_entries(reply)
    assert [one.get('isQuiet') for one in told] == [True, None]
    assert told[1]['question']['state'] == 'asking'
    reply.status = ReplyStatus.INTERRUPTED
    assert tool_entries(reply)[1]['question']['state'] == 'ended'


@pytest.mark.parametrize('detail', [{}, {'id': [], 'call': {}, 'round': {}, 'outlives': True, 'question': [], 'state': []},
                                    {'question': {'message': 'x', 'address': 'javascript:alert(1)'}, 'state': 'asking'}])
def test_what_an_imported_chat_holds_is_told_as_unreadable(detail: dict[str, Any]) -> None:
    reply = Reply(turn_id='t', lane=0, model='m', parts=[Part(kind='question', detail=detail)], status=ReplyStatus.DONE)
    assert [one['question']['message'] for one in tool_entries(reply)] == ['A question that cannot be read']
