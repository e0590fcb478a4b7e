"""Tools are off until somebody chooses them: for a chat, by its persona, for a lane."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.conversation import Chat, ChatSettings, Lane
from chat.engine.error import EngineError
from chat.engine.library.personas import TOOLS, Instructions, assign
from chat.engine.tools.choice import checked, chosen_for, with_choice
from chat.engine.tools.mcp_source import McpSource
from chat.engine.tools.python_source import PythonSource
from chat.settings.mcp_servers import McpServer
from chat.store.tables.library import Persona

ALL = ('files/read', 'files/write')


def test_a_lane_decides_for_itself_or_does_as_its_chat() -> None:
    chat = Chat(settings=ChatSettings(tools=('files',)))
    assert chosen_for(Lane(model='m'), chat) == ('files',)
    assert chosen_for(Lane(model='m', tools=()), chat) == ()
    assert chosen_for(Lane(model='m', tools=('search/find',)), chat) == ('search/find',)
    assert chosen_for(Lane(model='m'), Chat()) == ()


def test_a_source_with_one_tool_less_is_its_other_tools_and_all_tools_are_the_source() -> None:
    chosen = with_choice((), 'files', ALL, is_on=True)
    assert chosen == ('files',)
    chosen = with_choice(chosen, 'files/write', ALL, is_on=False)
    assert chosen == ('files/read',)
    assert with_choice(chosen, 'files/write', ALL, is_on=True) == ('files',)
    assert with_choice(('other', *chosen), 'files/read', ALL, is_on=False) == ('other',)


def test_a_persona_brings_its_tools_and_takes_them_away_again() -> None:
    chat = Chat(lanes=[Lane(model='m')], settings=ChatSettings(tools=('mine',)))
    own = Instructions.of(chat)
    assign(chat, Persona(name='Clerk', parameters={'temperature': 0.5, TOOLS: ['files/read']}), own=own)
    assert (chat.settings.tools, chat.lanes[0].parameters) == (('files/read',), {'temperature': 0.5})
    assign(chat, None, own=own)
    assert chat.settings.tools == ('mine',)


def test_only_tools_that_there_are_or_that_were_chosen_before_can_be_chosen() -> None:
    assert checked(['files', 'search/find', 'files'], ['files', 'search']) == ('files', 'search/find')
    assert checked([], ['files']) == ()
    assert checked(['gone/read'], ['files'], ('gone/read',)) == ('gone/read',)
    assert checked('files', ['files']) == checked(None, ['files']) == checked([1, None, ''], ['files']) == ()
    with pytest.raises(EngineError, match='no tools called “gone/read” here'):
        checked(['gone/read'], ['files'])
    with pytest.raises(EngineError, match='At most 500'):
        checked([f'files/{number}' for number in range(501)], ['files'])


def test_what_a_chat_and_a_lane_remember_survives_the_disk() -> None:
    settings = ChatSettings(tools=('files',), allowed_tools=('files/write',), is_one_world=False)
    assert ChatSettings.from_json(settings.to_json()) == settings
    lane = Lane(model='m', tools=())
    assert Lane.from_json(lane.to_json()) == lane
    assert Lane.from_json(Lane(model='m').to_json()).tools is None


def test_nobody_else_has_the_name_of_what_is_built_in(tmp_path: Path) -> None:
    path = tmp_path / 'Polylogue.py'
    path.write_text('from polylogue import tool\n\n@tool\ndef f() -> None:\n    pass\n')
    assert [tool.key for tool in PythonSource(path).tools] == ['Polylogue-2/f']
    assert McpSource(McpServer(name='Polylogue', command='x')).name == 'Polylogue-2'
