"""Preferences: read as they were chosen, or as they usually are, whatever stands in the file; kept only if they can be that."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chat.settings import Settings, SettingsError
from chat.settings.preferences import CARRIED, FIND_LOCAL_SERVERS, Preference

CHOICES: dict[str, tuple[object, object]] = {
    'theme': ('dark', 'pink'), 'density': ('compact', 3), 'width': ('wide', ['wide']), 'keys': ('off', False), 'last_model': ('a/b', 5),
    'last_lanes': (['a/b', 'c/d'], 'a/b'), 'lane_sets': ([{'name': 'Pair'}], {'name': 'Pair'}), 'stream_answers': (False, 'no'),
    'notify': (True, 'yes'), 'notify_after': (2.5, 'soon'), 'daily_budget': (4.0, 'much'), 'find_local_servers': (False, 0)}
"""Name -> what it may be, and what it may not."""
EVERY = {**CARRIED, FIND_LOCAL_SERVERS.name: FIND_LOCAL_SERVERS}


def settings_in(folder: Path) -> Settings:
    return Settings.load(folder, environ={})


@pytest.mark.parametrize('preference', EVERY.values(), ids=EVERY)
def test_what_was_kept_is_read_after_a_restart(tmp_path: Path, preference: Preference[Any]) -> None:
    good, _ = CHOICES[preference.name]
    assert preference.of(settings_in(tmp_path)) == preference.usual != good
    preference.keep(settings_in(tmp_path), good)
    assert preference.of(settings_in(tmp_path)) == good
    preference.keep(settings_in(tmp_path), None)
    assert preference.of(settings_in(tmp_path)) == preference.usual


@pytest.mark.parametrize('preference', EVERY.values(), ids=EVERY)
def test_what_it_cannot_be_is_neither_kept_nor_read(tmp_path: Path, preference: Preference[Any]) -> None:
    _, bad = CHOICES[preference.name]
    settings = settings_in(tmp_path)
    with pytest.raises(SettingsError, match=f'“{preference.name}” was not kept'):
        preference.keep(settings, bad)
    assert not settings.config.exists()
    settings.set(preference.name, bad)  # as somebody writes it by hand
    assert preference.of(settings_in(tmp_path)) == preference.usual


def test_of_a_list_the_rest_is_read(tmp_path: Path) -> None:
    settings_in(tmp_path).set('last_lanes', ['a/b', 5, 'c/d'])
    settings_in(tmp_path).set('lane_sets', [{'name': 'Pair'}])
    assert CARRIED['last_lanes'].of(settings_in(tmp_path)) == ['a/b', 'c/d']
    assert CARRIED['lane_sets'].of(settings_in(tmp_path)) == [{'name': 'Pair'}]
