"""The command line: the first words choose a command; without one of them the dashboard starts."""
from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from chat.commands.command import Command

START = Command(words='', module='chat.commands.start', summary='Polylogue: many models, one window')
COMMANDS: tuple[Command, ...] = (
    Command(words='doctor', module='chat.commands.doctor', summary='say what is wrong here, and what to do about it'),
    Command(words='backup', module='chat.commands.backup', summary='write chats, attached files and settings into one file'),
    Command(words='restore', module='chat.commands.restore', summary='go back to a backup; what was there is kept aside'),
    Command(words='password', module='chat.commands.password', summary='set the password for browsers on other computers'),
    Command(words='token add', module='chat.commands.token_add', summary='make a token for a program that uses the HTTP API'),
    Command(words='mcp', module='chat.commands.mcp', summary='give other programs the running app as an MCP server (stdio)'),
)
"""In the order of the help. Another one is a module in this folder and a line here."""


def chosen(arguments: Sequence[str], commands: Sequence[Command] = COMMANDS) -> tuple[Command, Sequence[str]]:
    """The command and what is left for it. Exits with 2 for half a command, as for any mistake in what was typed."""
    for command in commands:
        words = command.words.split()
        if list(arguments[:len(words)]) == words:
            return command, arguments[len(words):]
    first = arguments[0] if arguments else ''
    if group := [command.words for command in commands if command.words.split()[0] == first]:
        print(f'{first} what? {", ".join(f"{program()} {words}" for words in group)}', file=sys.stderr)
        raise SystemExit(2)
    return START, arguments


def parser_of(command: Command, commands: Sequence[Command] = COMMANDS) -> argparse.ArgumentParser:
    parser = command.parser(program())
    if command is START and commands:
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        width = max(len(one.words) for one in commands)
        lines = [f'  {one.words:{width}}  {one.summary}' for one in commands]
        parser.epilog = '\n'.join(['commands:', *lines, f'\n{program()} COMMAND --help tells more about one.'])
    return parser


def program() -> str:
    """As it was called: app.py, or polylogue where it is installed."""
    return Path(sys.argv[0]).name.removesuffix('.exe') or 'app.py'
