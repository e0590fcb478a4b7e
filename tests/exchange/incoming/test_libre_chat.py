"""LibreChat: branches, parts, errors and what was set come along."""
from __future__ import annotations

from chat.conversation import ReplyStatus
from tests.exchange.programs import libre
from tests.exchange.reading import chat_of, talk


def test_librechat_keeps_branches_parts_and_what_was_set() -> None:
    chat, left_out = chat_of(libre())
    assert talk(chat) == [('Fuel?', ['Ten,\n\nor more.'])]
    first, second = chat.path()[0].replies[0]
    assert (first.model, second.model, second.status) == ('openai/gpt-4o', 'anthropic/claude-x', ReplyStatus.STOPPED)
    assert [part.kind for part in second.parts] == ['thinking', 'text', 'tool_call', 'tool_result', 'text']
    assert (chat.lanes[0].system_prompt, chat.lanes[0].parameters) == ('Be brief', {'temperature': 1.0})
    assert [one.name for one in chat.path()[0].attachments] == ['car.jpg']
    assert left_out == {'parts of the kind “hologram”': 1}


def test_librechat_with_messages_inside_one_another_is_the_same_chat() -> None:
    question, first, second = libre()['messages']
    nested = libre(recursive=True, messagesTree=[question | {'children': [first | {'children': []}, second | {'children': []}]}])
    del nested['messages']
    whole, again = chat_of(libre())[0], chat_of(nested)[0]
    assert (again.id, [*again.turns], talk(again)) == (whole.id, [*whole.turns], talk(whole))


def test_librechat_an_error_is_told_as_one() -> None:
    question, first, _ = libre()['messages']
    reply = chat_of(libre(messages=[question, first | {'error': True, 'text': 'No credit'}]))[0].path()[0].replies[0][0]
    assert (reply.status, reply.error and reply.error.message, reply.text) == (ReplyStatus.FAILED, 'No credit', '')
