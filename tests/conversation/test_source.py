"""Sources beside an answer: each once, safe to show, and where they belong."""
from __future__ import annotations

from typing import Any

import pytest

from chat.conversation import CitedSource, Delta, Part, Reply, ReplyStatus, sources_in
from chat.engine.continuing import begin_with


def reply(*deltas: Delta) -> Reply:
    made = Reply(turn_id='t', lane=0, model='m')
    for delta in deltas:
        made.append(delta, 1.0)
    return made


def test_a_title_that_comes_later_is_taken_and_the_order_stays() -> None:
    made = reply(Delta(sources=(CitedSource(url='https://a.example'), CitedSource(title='b.pdf'))), Delta(text='Well '),
                 Delta(sources=(CitedSource(title='A', url='https://a.example'),)), Delta(text='then.'))
    assert [part.kind for part in made.parts] == ['text'], 'no words are parted by them'
    made.finish(ReplyStatus.DONE, 2.0)
    assert [part.kind for part in made.parts] == ['text', 'sources']
    assert sources_in(made.parts) == [CitedSource(title='A', url='https://a.example'), CitedSource(title='b.pdf')]


def test_a_version_that_goes_on_keeps_them_behind_its_words() -> None:
    cut = reply(Delta(text='Well '), Delta(sources=(CitedSource(title='b.pdf'),)))
    cut.finish(ReplyStatus.STOPPED, 2.0)
    more = reply()
    begin_with(more, cut)
    more.append(Delta(text='then.', sources=(CitedSource(title='b.pdf'), CitedSource(title='c.pdf'))), 3.0)
    more.finish(ReplyStatus.DONE, 4.0)
    assert [(part.kind, part.text) for part in more.parts] == [('text', 'Well then.'), ('sources', '')]
    assert [one.title for one in sources_in(more.parts)] == ['b.pdf', 'c.pdf']


@pytest.mark.parametrize('listed', [None, 7, 'x', [7, None, 'x'], [{}], [{'title': 7, 'url': []}]])
def test_imported_parts_may_hold_anything(listed: Any) -> None:
    assert sources_in([Part(kind='sources', detail={'sources': listed}), Part(kind='text', detail={'sources': [{'title': 'x'}]})]) == []


def test_what_leads_elsewhere_is_words() -> None:
    told = [CitedSource.told('', 'javascript:alert(1)'), CitedSource.told('a\nb\u202e', 'HTTPS://A.example'), CitedSource.told(' ', '')]
    assert told == [CitedSource(title='javascript:alert(1)'), CitedSource(title='a b', url='HTTPS://A.example'), CitedSource()]
