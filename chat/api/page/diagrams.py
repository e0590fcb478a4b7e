"""The modules of Mermaid that a diagram needs, within its document.

A preview fetches nothing, so all that draws it stands in it. Mermaid has 5 MB, and to read all of them took three quarters of a second
for each preview; a common kind of diagram needs a fifth of them. Which those are is known by the diagram's first word. One that is not
known here, or that sets options of its own (another layout, icons), gets all of them.
"""
from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

VENDOR = Path(__file__).parents[2] / 'ui' / 'vendor' / 'mermaid'
ENTRY = 'mermaid.mjs'
REFERENCE = re.compile(r'((?:\bfrom|\bimport)\s*|\bimport\()"\.[^"]*?([^"/]+\.mjs)"')
"""How a module names another one: by a path that means nothing within a document."""
STATIC = re.compile(r'\b(?:from|import)\s*"([^"/]+\.mjs)"')
FIRST_WORD = re.compile(r'(?:\s|%%[^\n{]*(?:\n|$))*([\w-]+)')
"""Behind comments."""
OWN_OPTIONS = re.compile(r'^\s*---|%%\s*\{|@\{|layout|icon', re.I)
LAYOUT = ('dagre-', 'sizeCapture-', 'bpmnIcons-')
FORMULAS = 'katex-'
KINDS = {
    'flowchart': ('flowDiagram-', *LAYOUT), 'graph': ('flowDiagram-', *LAYOUT), 'sequencediagram': ('sequenceDiagram-',),
    'classdiagram': ('classDiagram-', *LAYOUT), 'statediagram': ('stateDiagram-', *LAYOUT),
    'statediagram-v2': ('stateDiagram-', *LAYOUT), 'erdiagram': ('erDiagram-', *LAYOUT), 'gantt': ('ganttDiagram-',),
    'pie': ('pieDiagram-', 'pie-'), 'gitgraph': ('gitGraphDiagram-', 'gitGraph-'), 'journey': ('journeyDiagram-',),
    'mindmap': ('mindmap-definition-', 'cose-bilkent-', 'bpmnIcons-'), 'timeline': ('timeline-definition-',),
    'block': ('blockDiagram-', 'bpmnIcons-'), 'block-beta': ('blockDiagram-', 'bpmnIcons-'), 'quadrantchart': ('quadrantDiagram-',),
    'xychart': ('xychartDiagram-',), 'xychart-beta': ('xychartDiagram-',), 'kanban': ('kanban-definition-', 'bpmnIcons-'),
    'sankey': ('sankeyDiagram-',), 'sankey-beta': ('sankeyDiagram-',), 'requirementdiagram': ('requirementDiagram-', *LAYOUT)}
"""First word -> how the names of the modules begin that draw it."""
LINK = """
const imports = {};
for (const { dataset, textContent } of document.querySelectorAll("script[data-module]"))
  imports[dataset.module] = URL.createObjectURL(new Blob([textContent], { type: "text/javascript" }));
document.head.append(Object.assign(document.createElement("script"), { type: "importmap", textContent: JSON.stringify({ imports }) }));
"""
"""Gives each module an address within the document, under its name."""


def modules_for(diagram: str) -> tuple[str, ...]:
    """The names of the modules that draw it, in no order."""
    word = FIRST_WORD.match(diagram)
    prefixes = KINDS.get(word[1].lower()) if word and not OWN_OPTIONS.search(diagram) else None
    if prefixes is None:
        return _names()
    return _needed((*prefixes, FORMULAS) if '$$' in diagram else prefixes)


def elements(names: Iterable[str]) -> str:
    """As text that nothing runs yet, and the script that gives them their names."""
    scripts = ''.join(f'<script type="text/plain" data-module="{html.escape(name)}">{text_of(name)}</script>' for name in names)
    return f'{scripts}<script>{LINK}</script>'


@cache
def text_of(name: str) -> str:
    """The others are named in it as they are in the document."""
    path = VENDOR / name if name == ENTRY else VENDOR / 'modules' / name
    return REFERENCE.sub(r'\1"\2"', path.read_text(encoding='utf-8'))


@cache
def _names() -> tuple[str, ...]:
    return (ENTRY, *sorted(path.name for path in (VENDOR / 'modules').glob('*.mjs')))


@cache
def _needed(prefixes: tuple[str, ...]) -> tuple[str, ...]:
    """Those that begin like this and Mermaid itself, with all that they import."""
    found: dict[str, None] = {}
    todo = [ENTRY, *(name for name in _names() if name.startswith(prefixes))]
    while todo:
        if (name := todo.pop()) not in found:
            found[name] = None
            todo += STATIC.findall(text_of(name))
    return tuple(found)
