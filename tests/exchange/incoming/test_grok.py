"""Grok: branches, thoughts, sources, files and endings come along or are counted."""
from __future__ import annotations

from chat.conversation import ReplyStatus
from tests.exchange.programs import grok, stamp
from tests.exchange.reading import Keeping, chat_of, talk


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


def test_grok_an_entry_without_a_message_is_counted_and_keeps_no_other_away() -> None:
    item = grok({'sender': 'human', 'message': 'One?'}, {'sender': 'assistant', 'message': 'Yes.'})
    item['responses'] += [{'response': None}, 'noise']
    chat, left_out = chat_of(item)
    assert talk(chat) == [('One?', ['Yes.'])]
    assert left_out == {'entries that are no messages': 2}
