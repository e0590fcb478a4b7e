"""Every name of NiceGUI that is not public and is used here: a new version that lacks one is named by its test."""
from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest
from nicegui import Client, core, dependencies, ui
from nicegui.server import Server

from chat.ui.parts import nicegui_seams
from tests.test_layers import ROOT

OF_ELEMENTS = ['_handle_delete', '_to_dict', '_displayed_contents']
OF_PAGES = ['_find_matching_path', '_render_404', '_required_query_params_changed']


@pytest.mark.parametrize('name', OF_ELEMENTS)
def test_elements_have(name: str) -> None:
    assert callable(getattr(ui.element, name))


@pytest.mark.parametrize('name', OF_PAGES)
def test_sub_pages_have(name: str) -> None:
    assert callable(getattr(ui.sub_pages, name))


@pytest.mark.parametrize(('owner', 'name'), [(ui.element, '_text'), (ui.sub_pages, '_router'), (ui.sub_pages, '_match'),
                                             (Client, '_response_built')])
def test_instances_have_what_is_set_when_they_are_made(owner: type, name: str) -> None:
    assert re.search(rf'self\.{name}\b.* = ', inspect.getsource(owner))


def test_modules_have_what_serves_the_scripts_of_the_page() -> None:
    assert all(hasattr(dependencies, name) for name in ('esm_modules', 'libraries', 'register_esm', 'register_dynamic_resource'))
    assert hasattr(core, 'sio')
    assert 'instance' in Server.__annotations__


def test_no_other_file_reaches_for_private_names_of_elements() -> None:
    private = {'_text', '_props', '_router', '_match', '_response_built', '_classes', '_style', '_event_listeners'}
    seams = Path(nicegui_seams.__file__)
    found = [f'{path.name}:{node.lineno} {node.attr}' for path in sorted((ROOT / 'chat' / 'ui').rglob('*.py')) if path != seams
             for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))) if isinstance(node, ast.Attribute) and node.attr in private]
    assert found == []
