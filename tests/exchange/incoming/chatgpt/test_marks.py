"""Marks in the texts of ChatGPT and what stands beside them."""
from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

import tests.exchange.samples as samples
from chat.exchange.incoming.chatgpt import chatgpt

PAGES = [{'title': 'Rain | all [about] it', 'url': 'https://rain.example/a b(c)?utm_source=chatgpt.com',
          'supporting_websites': [{'title': '', 'url': 'https://www.wet.example/x'}, {'title': 'Evil', 'url': 'javascript:alert(1)'}]}]


def mark(*fields: str) -> str:
    return '\ue200' + '\ue202'.join(fields) + '\ue201'


def answered(text: str, *references: dict[str, Any]) -> tuple[str, dict[str, int]]:
    """What becomes of an answer, and what is left out of it."""
    values = samples.chatgpt_with_pictures()
    message = values['mapping']['cat']['message']
    message['content']['parts'], message['metadata'] = [text], {'content_references': list(references)}
    for name in ('what', 'strange'):
        values['mapping'][name]['message'] |= {'content': {'content_type': 'text', 'parts': ['?']}, 'metadata': {}}
    left_out: Counter[str] = Counter()
    chat = chatgpt.chat_from(values, left_out)
    return chat.path()[0].replies[0][0].text.removeprefix('?\n\n'), dict(+left_out)


@pytest.mark.parametrize(('fields', 'words'), [
    (('entity', '["city","Berlin","capital of Germany"]'), 'Berlin'),
    (('product_entity', '["turn0product1","Sony WH-1000"]'), 'Sony WH-1000'),
    (('products', '{"selections":[["turn0product1","Pen"],["turn0product2","Ink"]],"tags":["a"]}'), 'Pen, Ink'),
    (('url', 'The map', 'https://map.example/x'), '[The map](https://map.example/x)'), (('url', 'The map', 'turn0search3'), 'The map'),
    (('url', 'https://map.example/x'), '[map.example](https://map.example/x)'),
    (('url', 'Run', 'javascript:alert(1)'), 'Run, javascript:alert(1)'),
    (('navlist', 'Latest news', 'turn0news1,turn0news2'), 'Latest news'), (('video', 'How rain falls', 'turn0video1'), 'How rain falls'),
    (('entity', '["broken'), ''), (('cite', 'turn0search0', 'turn1view2'), ''), (('filecite', 'turn0file0', 'L1-L8'), '')])
def test_a_mark_leaves_the_label_that_was_read(fields: tuple[str, ...], words: str) -> None:
    assert answered(f'Before {mark(*fields)} after.')[0] == f'Before {words} after.'


@pytest.mark.parametrize(('found', 'reference', 'words'), [
    (mark('cite', 'turn0search0'), {'type': 'grouped_webpages', 'items': PAGES, 'alt': '([x](https://other.example))'},
     r'([Rain \| all \[about\] it](https://rain.example/a%20b%28c%29?utm_source=chatgpt.com), [www.wet.example](https://www.wet.example/x))'),
    (mark('cite', 'turn0search0'), {'type': 'grouped_webpages', 'items': [], 'alt': '([x](https://other.example))'}, '([x](https://other.example))'),
    (mark('filecite', 'turn0file0'), {'type': 'file', 'name': 'report.pdf'}, '(report.pdf)'),
    (mark('entity', '["company","Motorola"]'), {'type': 'entity', 'alt': 'Motorola, Inc.'}, 'Motorola, Inc.'),
    (mark('i', 'turn0image1'), {'type': 'image_inline', 'prompt_text': 'a wet cat'}, 'a wet cat'),
    (mark('url', 'Tesla', 'turn0search1'), {'type': 'webpage', 'title': 'Tesla', 'url': 'https://tesla.example'}, '[Tesla](https://tesla.example)'),
    (mark('navlist', 'News', 'turn0news1'), {'type': 'nav_list', 'items': PAGES[0]['supporting_websites']},
     'News: [www.wet.example](https://www.wet.example/x)'),
    (mark('video', 'x'), {'type': 'hidden'}, ''),
    ('【4†source】', {'type': 'webpage', 'title': 'Old', 'url': 'http://old.example'}, '([Old](http://old.example))'),
    ('【4†source】', {}, '【4†source】')])
def test_what_is_told_beside_the_text_takes_the_place_of_its_mark(found: str, reference: dict[str, Any], words: str) -> None:
    assert answered(f'It rains {found}.', {'matched_text': found} | reference) == (f'It rains {words}.', {})


def test_a_mark_without_words_and_sources_without_a_mark_are_counted() -> None:
    cited, pictures = mark('cite', 'turn0search0'), mark('image_group', '{"query":["rain"]}')
    footnote = {'type': 'sources_footnote', 'matched_text': ' ', 'sources': [*PAGES, {'title': 'Other', 'url': 'https://other.example'}]}
    text, left_out = answered(f'See {pictures}{cited}', {'matched_text': cited, 'items': PAGES}, footnote)
    assert text.startswith('See ([Rain')
    assert left_out == {'things shown in the text (“image_group”)': 1, 'web sources that no text points to': 1}


def test_pictures_that_python_made_are_counted() -> None:
    values = samples.chatgpt()
    shown = [{'message_type': 'image', 'image_url': 'file-service://file-1'}, {'message_type': 'stream', 'text': 'black'}]
    values['mapping']['night-result']['message']['metadata'] = {'aggregate_result': {'messages': shown}}
    left_out: Counter[str] = Counter()
    chatgpt.chat_from(values, left_out)
    assert +left_out == {'pictures': 1}


@pytest.mark.parametrize(('author', 'words'), [
    ({'role': 'system'}, 'messages from “system”'), ({'role': 'critic'}, 'messages from “critic”'), (None, 'messages from “nobody”')])
def test_what_others_said_is_counted_unless_it_is_empty_or_hidden(author: dict[str, Any] | None, words: str) -> None:
    values = samples.chatgpt()
    said = values['mapping']['system']['message']
    said['author'], said['content']['parts'] = author, ['Be careful.']
    left_out: Counter[str] = Counter()
    chatgpt.chat_from(values, left_out)
    assert +left_out == {words: 1}
    said['metadata'] = {'is_visually_hidden_from_conversation': True}
    left_out.clear()
    chatgpt.chat_from(values, left_out)
    assert +left_out == {}
