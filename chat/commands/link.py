"""A link for one more browser: `--link` makes it for the app that runs already, a start prints it as the address."""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chat.api.access.entrance import PATH
from chat.commands.error import CommandError
from chat.settings import Settings
from chat.settings.access_key import AccessKey
from chat.settings.running_note import RunningNote
from chat.store.data_lock import is_held


def run(options: argparse.Namespace) -> int:
    """Nobody is asked for it: whoever can read the key can make a link. Raises CommandError, SettingsError."""
    folder = Settings.load(options.data, options.config).data_dir
    note = RunningNote.found_in(folder)
    if note is None or not is_held(folder / 'chats.db'):
        raise CommandError(f'Polylogue is not running on {folder}: start it, and it prints a link.')
    print(note.address if note.is_open else link(note.address, AccessKey.of(folder)))
    return 0


def link(address: str, key: AccessKey) -> str:
    """It works once, for a minute."""
    return f'{address}{PATH}?once={key.new_code()}'


def called() -> str:
    """How the program was called, for somebody who is to call it again."""
    name = Path(sys.argv[0]).name
    return f'python {name}' if name.endswith('.py') else name
