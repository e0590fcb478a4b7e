"""DeepSeek, Grok, Gemini, LibreChat, LobeChat and llama.cpp: branches, thoughts, tools, files and endings come along or are counted."""
from __future__ import annotations

import json
from typing import Any

import pytest

from chat.conversation import Attachment, Chat, ReplyStatus
from tests.exchange.reading import Keeping, chat_of, parts, read_items, talk


def deepseek(**messages: Any) -> dict[str, Any]:
    """Each message names its parent first."""
    mapping: dict[str, Any] = {'root': {'id': 'root', 'parent': None, 'children': ['1'], 'message': None}}
    for key, (parent, message) in messages.items():
        told = {'files': [], 'model': 'deepseek-reasoner', 'inserted_at': f'2026-05-01T10:00:0{len(mapping)}.000000+08:00'} | message
        mapping[key] = {'id': key, 'parent': parent, 'children': [], 'message': told}
    return {'id': 'd1', 'title': 'Tea', 'inserted_at': '2026-05-01T10:00:00.000000+08:00', 'updated_at': '2026-05-01T11:00:00.000000+08:00',
            'mapping': mapping}


def said(kind: str, content: str, **more: Any) -> dict[str, Any]:
    return {'type': kind, 'content': content} | more


def test_deepseek_keeps_thoughts_searches_versions_and_the_names_of_files() -> None:
    chat, left_out = chat_of(deepseek(
        q=('root', {'fragments': [said('REQUEST', 'Which tea?')], 'files': [{'id': 'f', 'file_name': 'list.pdf', 'file_size': 9}]}),
        a=('q', {'fragments': [said('THINK', 'Green or black.', elapsed_secs=3), said('SEARCH', '', results=[
            {'title': 'Tea', 'url': 'https://tea.example'}, {'title': 'No', 'url': 'javascript:x'}]), said('RESPONSE', 'Green.')]}),
        b=('q', {'model': 'deepseek-chat', 'fragments': [said('RESPONSE', 'Black.'), said('TIP', 'Stay careful')]})))
    assert talk(chat) == [('Which tea?', ['Black.'])]
    first, second = chat.path()[0].replies[0]
    assert [(part.kind, part.text, part.seconds) for part in first.parts] == [
        ('thinking', 'Green or black.', 3.0), ('tool_result', '1. Tea https://tea.example\n2. No', None), ('text', 'Green.', None)]
    assert (first.model, second.model) == ('deepseek/deepseek-reasoner', 'deepseek/deepseek-chat')
    assert chat.lanes[0].model == second.model
    assert [(one.name, one.size) for one in chat.path()[0].attachments] == [('list.pdf', 9)]
    assert (left_out, chat.title, chat.updated_at - chat.created_at) == ({'parts of the kind “TIP”': 1}, 'Tea', 3600)


def test_deepseek_of_the_first_exports_takes_turns() -> None:
    chat, _ = chat_of(deepseek(
        one=('root', {'content': 'Which tea?'}), two=('one', {'content': 'Green.', 'reasoning_content': 'Hm.'}),
        three=('two', {'content': 'Why?'}), four=('three', {'content': 'It is.'})))
    assert talk(chat) == [('Which tea?', ['Green.']), ('Why?', ['It is.'])]
    assert parts(chat)[0] == ('thinking', 'Hm.')


def grok(*responses: dict[str, Any]) -> dict[str, Any]:
    told = {'id': 'g1', 'title': 'Boats', 'create_time': '2026-05-01T10:00:00.000000Z', 'modify_time': '2026-05-01T10:02:00Z',
            'starred': True}
    return {'conversation': told, 'responses': [{'response': one, 'share_link': None} for one in responses]}


def stamp(milliseconds: int) -> dict[str, Any]:
    return {'$date': {'$numberLong': str(milliseconds)}}


class Assets(Keeping):
    def find(self, name: str) -> tuple[str, bytes] | None:
        return (f'{name}.txt', b'text') if name == 'here' else None


def test_grok_keeps_branches_thoughts_sources_and_the_files_of_its_zip() -> None:
    chat, left_out = chat_of(grok(
        {'_id': '1', 'sender': 'human', 'message': 'Why do boats float?', 'create_time': stamp(1777629600000),
         'file_attachments': ['here', 'lost']},
        {'_id': '2', 'sender': 'ASSISTANT', 'parent_response_id': '1', 'message': 'Water.', 'model': 'grok-3',
         'create_time': stamp(1777629605000)},
        {'_id': '3', 'sender': 'grok-4', 'parent_response_id': '1', 'create_time': stamp(1777629615000), 'model': 'grok-4',
         'message': 'They push it<grok:render card_id="a" type="x"><argument name="citation_id">3</argument></grok:render> aside.',
         'thinking_trace': 'Archimedes.', 'thinking_start_time': stamp(1777629606000), 'thinking_end_time': stamp(1777629609500),
         'cited_web_search_results': [{'title': 'Boats', 'url': 'https://boats.example'}], 'generated_image_urls': ['https://x/y.png']},
    ), Assets())
    assert talk(chat) == [('Why do boats float?', ['They push it aside.'])]
    assert [reply.model for reply in chat.path()[0].replies[0]] == ['xai/grok-3', 'xai/grok-4']
    newest = chat.path()[0].replies[0][1]
    assert [(part.kind, part.text, part.seconds) for part in newest.parts] == [
        ('thinking', 'Archimedes.', 3.5), ('text', 'They push it aside.', None), ('tool_result', '1. Boats https://boats.example', None)]
    assert [one.name for one in chat.path()[0].attachments] == ['here.txt', 'file']
    assert (chat.pinned, newest.created_at, left_out) == (True, 1777629615.0, {'citations': 1, 'pictures': 1})


def test_grok_without_links_is_a_straight_line_and_says_what_failed() -> None:
    chat, _ = chat_of(grok({'sender': 'human', 'message': 'One?'}, {'sender': 'assistant', 'message': '', 'error': 'Failed to respond.'},
                           {'sender': 'human', 'message': 'Two?'}, {'sender': 'assistant', 'message': '2'}))
    assert talk(chat) == [('One?', ['']), ('Two?', ['2'])]
    failed = chat.path()[0].replies[0][0]
    assert (failed.status, failed.error and failed.error.message) == (ReplyStatus.FAILED, 'Failed to respond.')


def asked(title: str, time: str, answer: str = '', **more: Any) -> dict[str, Any]:
    record = {'header': 'Gemini Apps', 'title': title, 'titleUrl': 'https://gemini.google.com/app', 'time': time,
              'products': ['Gemini Apps']}
    return record | ({'safeHtmlItem': [{'html': answer}]} if answer else {}) | more


def test_gemini_puts_questions_together_that_were_asked_soon_after_one_another() -> None:
    records = [
        asked('Prompted And in winter?', '2026-06-01T07:20:00Z', '<p>It <em>rests</em>.</p><ul><li>cold</li><li>dark</li></ul>'),
        asked('Used Gemini Apps', '2026-06-01T07:15:00Z'),
        asked('Asked Why is grass green?', '2026-06-01T07:00:00Z', '<p>Chlorophyll</p>', attachedFiles=['lawn.png']),
        asked('Eingabe: Warum?', '2026-05-30T07:00:00Z', '<pre><code>x &lt; 1</code></pre>'),
        {'header': 'YouTube', 'title': 'Watched a film', 'time': '2026-06-01T07:01:00Z', 'products': ['YouTube']}]
    found = read_items(records)
    chats = [chat for _, chat, _ in found if isinstance(chat, Chat)]
    assert [talk(chat) for chat in chats] == [
        [('Eingabe: Warum?', ['```\nx < 1\n```'])],
        [('Why is grass green?', ['Chlorophyll']), ('And in winter?', ['It *rests*.\n\n- cold\n- dark'])]]
    assert [one.name for one in chats[1].path()[0].attachments] == ['lawn.png']
    assert [name for name, _, _ in found] == ['', 'Gemini', 'Gemini'], 'what other products of Google noted is no chat'
    assert found[2][2] == {'entries of the log that are no prompts': 1}


def test_gemini_groups_by_the_address_where_there_is_one() -> None:
    link = {'titleUrl': 'https://gemini.google.com/app/c0ffee12'}
    records = [asked('Prompted Late', '2026-06-03T07:00:00Z', '<p>b</p>', **link),
               asked('Prompted Other', '2026-06-01T07:00:01Z', '<p>c</p>'),
               asked('Prompted Early', '2026-06-01T07:00:00Z', '<p>a</p>', **link)]
    chats = [talk(chat) for _, chat, _ in read_items(records) if isinstance(chat, Chat)]
    assert sorted(chats) == [[('Early', ['a']), ('Late', ['b'])], [('Other', ['c'])]]


def test_gemini_at_work_has_whole_conversations() -> None:
    answer = {'text': [{'data': 'Chlorophyll.'}], 'images': ['i'], 'model_thoughts': [{'headline': 'Leaves', 'description': 'They are.'}]}
    turns = [{'user_turn': {'prompt': 'Why green?', 'turn_index': 0}}, {'system_turn': answer}]
    chat, left_out = chat_of({'title': 'Grass', 'creation_time': '2026-06-01T07:00:00Z', 'last_modification_time': '2026-06-01T08:00:00Z',
                              'conversation_turns': turns})
    assert (talk(chat), parts(chat)[0]) == ([('Why green?', ['Chlorophyll.'])], ('thinking', 'Leaves\n\nThey are.'))
    assert left_out == {'pictures': 1}


def libre(**more: Any) -> dict[str, Any]:
    question = {'messageId': 'm1', 'parentMessageId': '00000000-0000-0000-0000-000000000000', 'isCreatedByUser': True, 'sender': 'User',
                'text': 'Fuel?', 'createdAt': '2024-04-09T14:32:05.230Z',
                'files': [{'file_id': 'f', 'filename': 'car.jpg', 'type': 'image/jpeg'}]}
    first = {'messageId': 'm2', 'parentMessageId': 'm1', 'isCreatedByUser': False, 'text': 'Eight.', 'model': 'gpt-4o',
             'endpoint': 'openAI', 'createdAt': '2024-04-09T14:32:06Z'}
    second = {'messageId': 'm3', 'parentMessageId': 'm1', 'isCreatedByUser': False, 'text': '', 'model': 'claude-x',
              'endpoint': 'anthropic', 'createdAt': '2024-04-09T14:32:09Z', 'unfinished': True, 'content': [
                  {'type': 'think', 'think': 'Diesel.'}, {'type': 'text', 'text': {'value': 'Ten,'}},
                  {'type': 'tool_call', 'tool_call': {'id': 't', 'name': 'search', 'args': '{}', 'output': '10', 'type': 'tool_call'}},
                  {'type': 'text', 'text': 'or more.'}, {'type': 'hologram'}]}
    return {'conversationId': 'c1', 'title': 'Car', 'endpoint': 'openAI', 'options': {'model': 'gpt-4o', 'promptPrefix': 'Be brief',
            'temperature': 1, 'top_p': 9}, 'messages': [question, first, second]} | more


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


MESSAGES = [
    {'id': 'u1', 'role': 'user', 'content': 'Draw', 'sessionId': 's', 'topicId': 't', 'createdAt': 1700000000000, 'files': ['f1']},
    {'id': 'a1', 'role': 'assistant', 'content': '', 'parentId': 'u1', 'sessionId': 's', 'topicId': 't', 'createdAt': 1700000001000,
     'extra': {'fromModel': 'gpt-4o', 'fromProvider': 'openai'}, 'reasoning': {'content': 'A cat.', 'duration': 1500},
     'tools': [{'id': 'k', 'identifier': 'art', 'apiName': 'draw', 'arguments': '{"what": "cat"}'}]},
    {'id': 'r1', 'role': 'tool', 'content': 'drawn', 'parentId': 'a1', 'sessionId': 's', 'topicId': 't', 'createdAt': 1700000002000,
     'tool_call_id': 'k', 'plugin': {'identifier': 'art', 'apiName': 'draw'}},
    {'id': 'a2', 'role': 'assistant', 'content': 'Here.', 'parentId': 'r1', 'sessionId': 's', 'topicId': 't', 'createdAt': 1700000003000},
    {'id': 'u2', 'role': 'user', 'content': 'Again', 'sessionId': 's', 'topicId': 't', 'createdAt': 1700000004000},
    {'id': 'a3', 'role': 'assistant', 'content': '...', 'parentId': 'u2', 'sessionId': 's', 'topicId': 't', 'createdAt': 1700000005000,
     'error': {'type': 'InvalidAPIKey', 'message': 'No key'}},
    {'id': 'u3', 'role': 'user', 'content': 'Without a topic', 'sessionId': 's', 'createdAt': 1700000009000}]
AGENT = {'model': 'gpt-4o', 'provider': 'openai', 'systemRole': 'Paint', 'params': {'top_p': 0.5}}
SESSION = {'id': 's', 'meta': {'title': 'Painter'}, 'config': AGENT}
TOPIC = {'id': 't', 'title': 'Cats', 'sessionId': 's', 'favorite': True, 'updatedAt': 1700000005000}


@pytest.mark.parametrize('item', [
    {'exportType': 'all', 'version': 7, 'state': {'messages': MESSAGES, 'sessions': [SESSION], 'topics': [TOPIC], 'settings': {}}},
    {'mode': 'pglite', 'schemaHash': 'x', 'data': {
        'messages': MESSAGES, 'topics': [TOPIC], 'sessions': [{'id': 's', 'title': 'Painter'}],
        'agentsToSessions': [{'agentId': 'g', 'sessionId': 's'}], 'agents': [AGENT | {'id': 'g'}]}}],
    ids=['browser', 'database'])
def test_lobechat_makes_a_chat_of_each_topic(item: dict[str, Any]) -> None:
    found = read_items([item])
    cats, rest = (chat for _, chat, _ in found)
    assert isinstance(cats, Chat)
    assert isinstance(rest, Chat)
    assert (cats.title, cats.folder, cats.pinned, rest.title, rest.folder) == ('Cats', 'Painter', True, 'Painter', '')
    assert parts(cats) == [('thinking', 'A cat.'), ('tool_call', '{"what": "cat"}'), ('tool_result', 'drawn'), ('text', 'Here.')]
    assert [prompt for prompt, _ in talk(cats)] == ['Draw', 'Again']
    failed = cats.path()[1].replies[0][0]
    assert (failed.status, failed.error and failed.error.message, failed.parts) == (ReplyStatus.FAILED, 'No key', [])
    assert (cats.lanes[0].model, cats.lanes[0].system_prompt, cats.lanes[0].parameters) == ('openai/gpt-4o', 'Paint', {'top_p': 0.5})
    assert [left_out for _, _, left_out in found] == [{}, {}]


def test_lobechat_one_topic_alone_is_a_chat_as_well() -> None:
    messages = [{name: value for name, value in one.items() if name not in {'sessionId', 'topicId'}} for one in MESSAGES[:4]]
    (name, chat, _), = read_items([{'version': '2.0', 'exportedAt': '2026-01-01T00:00:00Z', 'title': 'Cats', 'messages': messages}])
    assert isinstance(chat, Chat)
    assert (name, chat.title, talk(chat)) == ('LobeChat', 'Cats', [('Draw', ['Here.'])])


def lines(*messages: dict[str, Any], key: str = 'c') -> list[dict[str, Any]]:
    session = {'type': 'session', 'harness': 'llama.app', 'id': key, 'name': f'Chat {key}', 'lastModified': 1783620763176, 'currNode': ''}
    return [session, *({'type': 'message', 'message': one | {'convId': key, 'type': 'text'}} for one in messages)]


ROOT = {'id': 'r', 'role': 'system', 'content': 'Be kind', 'timestamp': 1783619815000, 'parent': None}
QUESTION = {'id': 'u', 'role': 'user', 'content': 'Hi', 'timestamp': 1783619815561, 'parent': 'r', 'extra': [
    {'type': 'textFile', 'name': 'a.txt', 'content': 'Text'},
    {'type': 'imageFile', 'name': 'b.png', 'base64Url': 'data:image/png;base64,aGk='}]}
ANSWER = {'id': 'a', 'role': 'assistant', 'content': 'Hello.', 'timestamp': 1783619816561, 'parent': 'u', 'model': 'qwen/3',
          'reasoningContent': 'Greet.', 'timings': {'prompt_n': 5, 'predicted_n': 7},
          'toolCalls': [{'id': 'k', 'type': 'function', 'function': {'name': 'wave', 'arguments': '{}'}}]}


def test_llama_cpp_lines_become_chats_with_thoughts_tools_and_files() -> None:
    found = read_items([*lines(ROOT, QUESTION, ANSWER), *lines({'id': 'x', 'role': 'user', 'content': 'Two', 'parent': None}, key='d')])
    first, second = (chat for _, chat, _ in found)
    assert isinstance(first, Chat)
    assert isinstance(second, Chat)
    assert parts(first) == [('thinking', 'Greet.'), ('text', 'Hello.'), ('tool_call', '{}')]
    assert (first.lanes[0].system_prompt, first.lanes[0].model) == ('Be kind', 'llamacpp/qwen/3')
    assert [(one.name, one.size) for one in first.path()[0].attachments] == [('a.txt', 4), ('b.png', 2)]
    assert (first.path()[0].replies[0][0].usage.output_tokens, second.title, talk(second)) == (7, 'Chat d', [('Two', [])])


def test_llama_cpp_older_files_are_the_same_chats() -> None:
    answer = ANSWER | {'toolCalls': json.dumps(ANSWER['toolCalls'])}
    old = {'conv': {'id': 'c', 'name': 'Chat c', 'lastModified': 1783620763176, 'currNode': 'a'}, 'messages': [ROOT, QUESTION, answer]}
    new = next(chat for _, chat, _ in read_items(lines(ROOT, QUESTION, ANSWER)))
    assert isinstance(new, Chat)
    chat, _ = chat_of(old)
    assert (chat.id, parts(chat), chat.title) == (new.id, parts(new), new.title)


class Refusing(Keeping):
    """Takes no file."""

    def keep(self, name: str, data: bytes) -> Attachment | None:
        return None


def test_a_file_that_cannot_be_kept_leaves_its_name() -> None:
    new = {'conv': {'id': 'c', 'name': 'x'}, 'messages': [ROOT, QUESTION, ANSWER]}
    chat, left_out = chat_of(new, Refusing())
    assert [(one.name, one.text) for one in chat.path()[0].attachments] == [('a.txt', 'Text'), ('b.png', None)]
    assert left_out == {}
