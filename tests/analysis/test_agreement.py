"""Which answer says something the others don't."""
from __future__ import annotations

from chat.analysis.agreement import agreement, content_words

CATS = 'Cats purr because the muscles of their larynx twitch.'
SAME = 'The larynx muscles of purring cats are twitching.'
DOGS = 'Dogs wag their long tails when somebody comes home.'


def test_paragraph_of_only_one_answer_is_found() -> None:
    owl, fox = agreement([f'{CATS}\n\n{DOGS}', SAME])
    assert [one.is_only_here for one in owl] == [False, True]
    assert [one.is_only_here for one in fox] == [False]


def test_it_is_told_who_says_the_same() -> None:
    first, _, third = agreement([CATS, DOGS, SAME])
    assert first[0].shared_with == (2,)
    assert third[0].shared_with == (0,)


def test_two_paragraphs_may_stand_against_one() -> None:
    both = agreement([f'{CATS} {DOGS}', f'{CATS}\n\n{DOGS}'])
    assert not any(one.is_only_here for answer in both for one in answer)


def test_short_lines_are_not_judged() -> None:
    assert agreement(['Sure!', DOGS])[0][0].share is None
    assert not agreement(['Sure!', DOGS])[0][0].is_only_here


def test_single_answer_has_nobody_to_agree_with() -> None:
    assert not agreement([DOGS])[0][0].is_only_here


def test_stop_words_carry_nothing() -> None:
    assert content_words('This is what they would have been') == frozenset()
    assert content_words('Das ist ja nicht das, was wir haben wollen') == frozenset()
    assert content_words('Die Katzen schnurren') == {'katzen', 'schnur'}
