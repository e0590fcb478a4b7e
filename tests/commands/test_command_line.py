"""Words after the program's name choose a command; what is mistyped is said, and nothing starts."""
from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import pytest

from chat.commands.command import Command
from chat.commands.command_line import COMMANDS, START, chosen, parser_of
from tests.running_app import ROOT
from tests.waiting import PATIENCE

USER_ADD = Command(words='user add', module='chat.commands.start', summary='give somebody an account')
DOCTOR = Command(words='doctor', module='chat.commands.start', summary='say what is wrong and what helps')


@pytest.mark.parametrize(('arguments', 'expected', 'rest'), [
    ([], START, []),
    (['--port', '9000'], START, ['--port', '9000']),
    (['mine.py'], START, ['mine.py']),
    (['doctor'], DOCTOR, []),
    (['doctor', '--data', 'd'], DOCTOR, ['--data', 'd']),
    (['user', 'add', 'ann'], USER_ADD, ['ann']),
    (['doctors'], START, ['doctors']),
])
def test_the_first_words_choose(arguments: Sequence[str], expected: Command, rest: Sequence[str]) -> None:
    assert chosen(arguments, [USER_ADD, DOCTOR]) == (expected, rest)


@pytest.mark.parametrize('arguments', [['user'], ['user', 'ad'], ['user', '--data', 'd']])
def test_half_a_command_names_the_whole_ones(arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        chosen(arguments, [USER_ADD, DOCTOR])
    assert ended.value.code == 2
    assert 'user add' in capsys.readouterr().err


def test_help_of_the_start_lists_the_commands() -> None:
    said = parser_of(START, [USER_ADD, DOCTOR]).format_help()
    assert '  user add  give somebody an account\n  doctor    say what is wrong and what helps\n' in said


def test_every_command_takes_a_data_folder_and_explains_itself() -> None:
    for command in (START, *COMMANDS):
        assert '--data DIR' in parser_of(command).format_help(), command.words


def test_what_is_no_command_is_said_in_one_line() -> None:
    done = subprocess.run([sys.executable, 'app.py', 'dcotor'], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 1
    assert 'dcotor' in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_choosing_a_command_loads_no_page() -> None:
    source = ('import sys\nimport chat.main\n'
              'print(sorted({"nicegui", "openai", "anthropic", "httpx2"} & set(sys.modules)))')
    done = subprocess.run([sys.executable, '-c', source], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert done.stdout == '[]\n'
