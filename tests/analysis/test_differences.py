"""Two texts side by side."""
from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from chat.analysis.differences import Line, compare
from chat.analysis.paragraphs import paragraphs_of

OWL = 'Cats purr because muscles twitch.\n\nIt heals bones.\n\n```py\na = 1\nb = 2\n```\n\nThe end.'
FOX = 'Cats purr since muscles twitch.\n\nDogs wag tails.\n\n```py\na = 1\nc = 3\nb = 2\n```\n\nThe end.'


def test_changed_words_are_marked() -> None:
    first = compare(OWL, FOX)[0]
    assert first.left == (('Cats purr ', False), ('because ', True), ('muscles twitch.', False))
    assert first.right == (('Cats purr ', False), ('since ', True), ('muscles twitch.', False))


def test_paragraph_without_a_counterpart_stands_alone() -> None:
    rows = compare(OWL, FOX)
    assert (rows[1].left, rows[1].right) == ((('It heals bones.', True),), ())
    assert (rows[2].left, rows[2].right) == ((), (('Dogs wag tails.', True),))


def test_code_is_compared_by_lines() -> None:
    code = next(row for row in compare(OWL, FOX) if row.is_code)
    assert code.lines[1:4] == (
        Line(left=('a = 1', False), right=('a = 1', False)), Line(left=None, right=('c = 3', True)),
        Line(left=('b = 2', False), right=('b = 2', False)))


def test_same_paragraph_further_down_is_found() -> None:
    rows = compare('One two three four.\n\nFive six seven eight.', 'New words stand here.\n\nOne two three four.\n\nFive six seven eight.')
    assert [row.is_same for row in rows] == [False, True, True]


def test_same_texts_do_not_differ() -> None:
    assert all(row.is_same for row in compare(OWL, OWL))


def test_sign_between_two_changes_is_no_common_ground() -> None:
    row = compare('alpha beta, gamma delta said so', 'alpha zeta, omega delta said so')[0]
    assert row.left[1] == ('beta, gamma ', True)


def test_open_fence_reaches_to_the_end() -> None:
    found = paragraphs_of('Text.\n\n```js\nlet a;\n\nlet b;')
    assert [(one.text, one.is_code) for one in found] == [('Text.', False), ('```js\nlet a;\n\nlet b;', True)]


@given(st.text('ab \n`.', max_size=80), st.text('ab \n`.', max_size=80))
def test_nothing_is_lost(left: str, right: str) -> None:
    """What stands in the rows are the paragraphs, in order."""
    rows = compare(left, right)
    for place, text in enumerate((left, right)):
        shown = []
        for row in rows:
            lines = [line.right if place else line.left for line in row.lines]
            words = row.right if place else row.left
            shown.append('\n'.join(line[0] for line in lines if line) if lines else ''.join(word for word, _ in words))
        assert [one for one in shown if one] == [paragraph.text for paragraph in paragraphs_of(text)]


def test_very_long_texts_end_in_time() -> None:
    chance = random.Random(1)
    words = [f'word{number}' for number in range(60)]
    left, right = ('\n\n'.join(' '.join(chance.choices(words, k=700)) for _ in range(40)) for _ in range(2))
    started = time.process_time()
    compare(left, right)
    compare(' '.join(chance.choices(words, k=40_000)), ' '.join(chance.choices(words, k=40_000)))
    assert time.process_time() - started < 15
