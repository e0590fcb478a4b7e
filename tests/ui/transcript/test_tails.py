"""What is new in a reply, words and pictures in their order."""
from __future__ import annotations

from chat.analysis.self_naming import mask_for
from chat.conversation import Attachment, Delta, Part, Reply, ReplyStatus
from chat.ui.transcript.messages.entries import picture_entry
from chat.ui.transcript.messages.masked_tail import MaskedTail
from chat.ui.transcript.messages.tails import Tail

PICTURE = Attachment(name='picture-1.png', media_type='image/png', size=1234, digest='0' * 64)


def reply_of(*deltas: Delta) -> Reply:
    reply = Reply(turn_id='t', lane=0, model='fed/a')
    for delta in deltas:
        reply.append(delta, 1.0)
    return reply


def told(steps: list[str | Part]) -> list[str]:
    return [step if isinstance(step, str) else step.kind for step in steps]


def test_each_step_comes_once_and_in_its_place() -> None:
    reply, tail = reply_of(Delta(text='One')), Tail(kind='text')
    assert told(tail.steps(reply)) == ['One']
    for delta in (Delta(text=' more'), Delta(picture=PICTURE), Delta(thinking='Hm.'), Delta(text='Two')):
        reply.append(delta, 1.0)
    assert told(tail.steps(reply)) == [' more', 'picture', '\n\nTwo']
    assert told(tail.steps(reply)) == []
    reply.append(Delta(picture_link='https://example.org/a.png'), 1.0)
    assert told(tail.steps(reply)) == ['picture']
    assert told(tail.steps(reply)) == []
    reply.append(Delta(text='End'), 1.0)
    assert told(tail.steps(reply)) == ['\n\nEnd']


def test_words_alone_and_thoughts_are_as_before() -> None:
    reply = reply_of(Delta(thinking='Hm.'), Delta(picture=PICTURE), Delta(text='One'), Delta(thinking='So.'))
    assert Tail(kind='text').take(reply) == 'One'
    assert Tail(kind='thinking').take(reply) == 'Hm.\n\nSo.'


def test_the_beginning_of_a_name_is_let_out_before_a_picture() -> None:
    mask = mask_for([('fed/gemini-pro', '')])
    reply, tail = reply_of(Delta(text='I am Gem')), MaskedTail('text', mask)
    first = told(tail.steps(reply))
    reply.append(Delta(picture=PICTURE), 1.0)
    reply.append(Delta(text='Gemini.'), 1.0)
    reply.finish(ReplyStatus.DONE, 2.0)
    steps = [*first, *told(tail.steps(reply))]
    at = steps.index('picture')
    assert ''.join(steps[:at]) == 'I am Gem'
    assert 'Gemini' not in ''.join(steps)


def test_a_picture_is_told_by_its_digest_and_one_elsewhere_by_its_host() -> None:
    reply = reply_of(Delta(picture=PICTURE, picture_size=(40, 30)), Delta(picture_link='https://example.org:8080/a.png?b'))
    assert [picture_entry(part) for part in reply.parts] == [
        {'name': 'picture-1.png', 'size': '1 kB', 'picture': '0' * 64, 'width': 40, 'height': 30},
        {'name': 'Picture on example.org', 'url': 'https://example.org:8080/a.png?b'}]
    assert 'example.org' not in str(picture_entry(reply.parts[1], is_nameless=True))
    assert picture_entry(Part(kind='picture', detail={'url': 'javascript:alert(1)'})) == {'name': 'A picture that is not here'}


def test_a_tail_reads_only_what_is_new() -> None:
    reply = Reply(turn_id='t', lane=0, model='m')
    tail = Tail(kind='text')
    seen = ''
    for i in range(50):
        reply.append(Delta(text=f'{i},'), 1.0)
        if i % 3 == 0:
            seen += tail.take(reply)
        if i % 7 == 0:
            assert reply.text
    assert seen + tail.take(reply) == reply.text
    assert tail.take(reply) == ''
