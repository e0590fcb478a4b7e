"""`password`: set the one that browsers on other computers sign in with. What is stored cannot be turned back into it."""
from __future__ import annotations

import argparse
import sys
from getpass import getpass

from chat.commands.command import add_data_folder
from chat.commands.error import CommandError
from chat.settings import Settings
from chat.settings.password import Password


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    """Asked for twice in a terminal, else read from stdin. Raises SettingsError, CommandError."""
    settings = Settings.load(options.data, None)
    settings.keep_password(Password.new(asked()))
    print(f'The password is set in {settings.config}. It counts from the next start on, and signs out whoever used another one.')
    return 0


def asked() -> str:
    """Raises CommandError."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip('\r\n')
    password = getpass('Password: ')
    if getpass('Once more: ') != password:
        raise CommandError('These are two different passwords; nothing was changed.')
    return password
