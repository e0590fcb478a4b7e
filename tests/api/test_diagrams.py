"""Which parts of Mermaid stand in the document of a diagram: those that draw it, whole, and not many more."""
from __future__ import annotations

import pytest

from chat.api.page.diagrams import ENTRY, KINDS, STATIC, VENDOR, elements, modules_for, text_of

ALL = {ENTRY, *(path.name for path in (VENDOR / 'modules').iterdir())}


@pytest.mark.parametrize('word', KINDS)
def test_a_common_kind_has_its_modules_with_all_that_they_import_and_little_else(word: str) -> None:
    names = modules_for(f'{word}\n  A --> B')
    assert all(any(name.startswith(prefix) for name in names) for prefix in KINDS[word])
    assert {imported for name in names for imported in STATIC.findall(text_of(name))} <= set(names)
    assert sum(len(text_of(name)) for name in names) < 1_600_000


@pytest.mark.parametrize('diagram', [
    'C4Context\n Person(a)', 'x', '', '---\nconfig:\n  layout: elk\n---\nflowchart LR\n A',
    "%%{init: {'look': 'handDrawn'}}%%\nflowchart LR\n A",
    'flowchart LR\n A@{ icon: "x" }', '-' * 1000])
def test_what_is_not_known_or_sets_options_has_all_of_them(diagram: str) -> None:
    assert set(modules_for(diagram)) == ALL


def test_comments_and_formulas_are_seen() -> None:
    plain = modules_for('%% graph of it\n\n  %% another: sequenceDiagram\n flowchart TD\n A')
    assert set(plain) == set(modules_for('flowchart LR\n A'))
    assert {name for name in modules_for('graph LR\n A["$$x$$"]') if name not in plain} == {next(n for n in ALL if n.startswith('katex-'))}


def test_no_module_ends_the_element_it_stands_in_or_names_another_by_its_path() -> None:
    document = elements(ALL).lower()
    assert document.count('<script') == document.count('</script') == len(ALL) + 1
    assert not [name for name in ALL if 'from"./' in text_of(name) or 'import"./' in text_of(name) or 'import("./' in text_of(name)]
