"""`backup FILE`: everything that is kept, in one file, while the app may be running."""
from __future__ import annotations

import argparse
from pathlib import Path

from chat.commands.command import add_data_folder, data_folder
from chat.commands.error import CommandError
from chat.engine.transfer.archive.archive import ArchiveError
from chat.engine.transfer.archive.writing import write_archive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('file', type=Path, metavar='FILE', help='the backup to write, such as polylogue.zip')
    add_data_folder(parser)
    parser.add_argument('--config', type=Path, metavar='FILE', help='settings file (default: config.toml in the data folder)')
    parser.add_argument('--with-keys', action='store_true', help='with config.toml as it is, keys and passwords and all')


def run(options: argparse.Namespace) -> int:
    data = data_folder(options)
    try:
        made = write_archive(data, options.file, config=options.config or data / 'config.toml', with_keys=options.with_keys)
    except ArchiveError as error:
        raise CommandError(str(error)) from None
    keys = 'WITH the keys of the settings' if made.has_keys else 'without keys'
    print(f'{options.file} holds {made.chats:,} chats, {made.attachments:,} attached files and the settings, {keys}. It is not encrypted.')
    for what in made.left_out:
        print(f'Left out: {what}.')
    return 0
