"""What a component is told: values in Python, plain JSON in the browser's spelling."""
from __future__ import annotations

import json
from dataclasses import dataclass, field

from chat.ui.parts.props import Props, plain


@dataclass(kw_only=True, slots=True, frozen=True)
class Leaf(Props):
    is_over: bool
    at_once: int = 2


@dataclass(kw_only=True, slots=True, frozen=True)
class Branch(Props):
    name: str
    first_leaf: Leaf | None = None
    all_the_leaves: list[Leaf] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)


def test_names_are_spelled_as_in_javascript_at_any_depth() -> None:
    branch = Branch(name='a', first_leaf=Leaf(is_over=True), all_the_leaves=[Leaf(is_over=False, at_once=3)], pairs=[(1, 2)])
    assert branch.to_json() == {
        'name': 'a', 'firstLeaf': {'isOver': True, 'atOnce': 2}, 'allTheLeaves': [{'isOver': False, 'atOnce': 3}], 'pairs': [[1, 2]]}
    assert json.loads(json.dumps(branch.to_json())) == branch.to_json()
    assert Branch(name='b').to_json() == {'name': 'b', 'firstLeaf': None, 'allTheLeaves': [], 'pairs': []}


def test_names_that_are_data_stay_as_they_are() -> None:
    assert plain({'max_tokens': (Leaf(is_over=True),)}) == {'max_tokens': [{'isOver': True, 'atOnce': 2}]}
