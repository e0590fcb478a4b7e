"""Chats of ChatGPT: branches, versions, thoughts, tools."""
from __future__ import annotations

from collections import Counter

import tests.exchange.samples as samples
from chat.conversation import Chat
from chat.exchange.fields import Empty
from chat.exchange.incoming.chatgpt import chatgpt
from tests.exchange.reading import case, converted, one_chat, parts, talk


def test_chatgpt_keeps_the_branch_on_screen() -> None:
    chat, _ = converted(chatgpt.chat_from, samples.chatgpt())
    assert talk(chat) == [('Why is the sky blue?', ['Because of scattering.']), ('And at night?', ['It is dark.'])]
    assert chat.title == 'Sky'
    assert chat.archived


def test_chatgpt_keeps_regenerated_answers_as_versions_and_edited_prompts_as_branches() -> None:
    chat, _ = converted(chatgpt.chat_from, samples.chatgpt())
    first, second = chat.path()
    assert [reply.text for reply in first.replies[0]] == ['Because of scattering.', 'It just is.']
    assert first.shown == {0: first.replies[0][0].id}
    assert sorted(turn.prompt for turn in chat.siblings(second)) == ['And at night?', 'And on Mars?']


def test_chatgpt_keeps_thoughts_tools_and_models() -> None:
    chat, _ = converted(chatgpt.chat_from, samples.chatgpt())
    reply = chat.path()[1].replies[0][0]
    assert [(part.kind, part.text) for part in reply.parts] == [
        ('thinking', '**Looking up**\n\nNight is dark.'), ('tool_call', 'import sky'), ('tool_result', 'black'), ('text', 'It is dark.')]
    assert reply.model == 'openai/o3'
    assert chat.lanes[0].model == 'openai/gpt-4o'
    assert chat.lanes[0].system_prompt == 'I am a painter.\n\nBe brief.'


def test_chatgpt_tells_what_the_export_does_not_hold() -> None:
    chat, left_out = converted(chatgpt.chat_from, samples.chatgpt_with_pictures())
    assert talk(chat) == [('[picture]\n\nWhat is this?', ['A cat, see .'])]
    assert left_out == Counter({'pictures': 1, 'attached files': 1, 'messages of the kind “hologram”': 1})


def test_chatgpt_without_children_is_put_together_from_the_parents() -> None:
    (_, chat, _), shell, emptied = case('chatgpt-no-children.json')
    assert isinstance(chat, Chat)
    assert talk(chat) == [('How long is a marathon?', ['42.195 km.']), ('In miles?', ['About 26.2 miles.'])]
    assert [reply.text for reply in chat.path()[1].replies[0]] == ['26.2 miles.', 'About 26.2 miles.']
    assert shell == ('', None, {})
    assert isinstance(emptied[1], Empty)


def test_chatgpt_instructions_go_into_the_lane_and_damage_is_told_apart_from_emptiness() -> None:
    (_, good, _), bad, (_, after, _) = case('chatgpt-hidden-context.json')
    assert isinstance(good, Chat)
    assert isinstance(after, Chat)
    assert (good.lanes[0].system_prompt, good.lanes[0].model) == ('I grow roses.\n\nAnswer in one line.', 'openai/gpt-5-thinking')
    assert talk(good) == [('When do I prune?', ['In late winter.'])]
    assert parts(good)[0] == ('thinking', '**Season**\n\nRoses: late winter.')
    assert bad[2] == {'entries that are no messages': 2}, 'so the import names this chat instead of counting it as empty'
    assert talk(after) == [('Still there?', ['Yes.'])]


def test_chatgpt_every_kind_of_message_is_there_or_counted() -> None:
    chat, left_out = one_chat('chatgpt-kinds-without-parts.json')
    assert [text for _, text in parts(chat)] == [
        'search("roses")', 'L0: Roses – a page', 'Prune in late winter.', '```python\nprint(6 * 7)\n```', '42\n', 'The tool is away.',
        '{"name": "letter", "type": "document", "content": "Dear roses"}', 'Done.']
    assert 'what I said aloud' in chat.path()[0].prompt
    assert left_out == {'pictures': 1, 'sound or video': 1, 'messages of the kind “made_up_in_2027”': 1}
