"""Gemini: a log of single questions becomes chats, and whole conversations stay whole."""
from __future__ import annotations

from chat.conversation import Chat
from tests.exchange.programs import asked
from tests.exchange.reading import chat_of, parts, read_items, talk


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
