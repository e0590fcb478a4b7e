from __future__ import annotations

import pytest

from chat.store.search.snippet import LENGTH, Pattern, cut_out


def marked(text: str, *words: str, is_start: bool = False) -> str:
    """The snippet with what was found in brackets."""
    snippet, marks = cut_out(text, [Pattern(word, is_start) for word in words])
    for start, end in reversed(marks):
        snippet = f'{snippet[:start]}[{snippet[start:end]}]{snippet[end:]}'
    return snippet


@pytest.mark.parametrize(('text', 'words', 'snippet'), [
    ('A brown pelican.', ['brown', 'pelican'], 'A [brown] [pelican].'),
    ('Crème brûlée', ['creme brulee'], '[Crème brûlée]'),
    ('creme', ['Crème'], '[creme]'),
    ('one\n\n  two\tthree', ['two'], 'one [two] three'),
    ('nul\0 bell\x07 \u202ertl word', ['word'], 'nul bell rtl [word]'),
    ('<b>bold</b>', ['bold'], '<b>[bold]</b>'),
    ('unfound', ['x'], 'unfound'),
    ('words wordy', ['word'], 'words wordy'),
    ('snake_case', ['case'], 'snake_[case]'),
    ('foo-bar', ['foo.bar'], '[foo-bar]'),
    ('', ['x'], ''),
    ('한국어 한', ['한'], '한국어 [한]'),
    ('😀 emoji', ['emoji'], '😀 [emoji]'),
    ('an 😀 emoji', ['😀'], 'an [😀] emoji'),
])
def test_what_was_found_is_marked(text: str, words: list[str], snippet: str) -> None:
    assert marked(text, *words) == snippet


def test_a_word_that_is_still_typed_is_marked_as_far_as_it_goes() -> None:
    assert marked('words wordy sword', 'word', is_start=True) == '[word]s [word]y sword'


def test_overlapping_finds_are_one_mark() -> None:
    assert marked('brown pelican', 'brown pelican', 'pelican') == '[brown pelican]'


def test_the_place_with_most_of_the_words_is_found_behind_many_others() -> None:
    snippet = marked(f'{"tide and sea. " * 300} The spring tide at last. {"tide and sea. " * 300}', 'spring', 'tide')
    assert '[spring] [tide] at last' in snippet


def test_the_place_with_most_of_the_words_is_shown() -> None:
    text = f'pelican {"x " * 500} pelican and bird {"y " * 500}'
    snippet = marked(text, 'pelican', 'bird')
    assert '[pelican] and [bird]' in snippet
    assert snippet.startswith('… x')
    assert snippet.endswith('y …')
    assert len(snippet) < LENGTH + 20
