"""`restore FILE`: a backup takes the place of what is kept, which stays beside it."""
from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chat.commands.command import add_data_folder, data_folder
from chat.commands.error import CommandError
from chat.engine.transfer.archive.archive import ArchiveError
from chat.engine.transfer.archive.reading import unpack
from chat.engine.transfer.archive.swapping import swap
from chat.settings.backed_up import restored
from chat.settings.private_files import write_private
from chat.store.data_lock import InUse, hold_lock


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('file', type=Path, metavar='FILE', help='what “backup” has written')
    add_data_folder(parser)
    parser.add_argument('--config', type=Path, metavar='FILE', help='settings file (default: config.toml in the data folder)')
    parser.add_argument('--trust-settings', action='store_true',
                        help='take all of its settings: also those that run programs, send variables of the environment or open the door')


def run(options: argparse.Namespace) -> int:
    data = data_folder(options)
    config = options.config or data / 'config.toml'
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(data), tempfile.TemporaryDirectory(prefix='restoring-', dir=data) as folder:
            return restore(options.file, data, Path(folder), config, trusts=options.trust_settings)
    except ArchiveError as error:
        raise CommandError(f'{error} Nothing was changed.') from None
    except OSError as error:
        raise CommandError(f'The data folder {data} cannot be used ({error.strerror or error}); choose another one with --data.') from None


def restore(file: Path, data: Path, folder: Path, config: Path, *, trusts: bool) -> int:
    """`folder` is empty and on the file system of `data`. Raises ArchiveError, SettingsError, StoreError, OSError."""
    contents = unpack(file, folder)
    left_out = merge_settings(folder / 'config.toml', config, trusts=trusts)
    aside = data / f'before-restore-{time.strftime("%Y%m%d-%H%M%S")}'
    swap(data, folder, aside, settings=config)
    print(f'{data} holds {contents.chats:,} chats and {contents.attachments:,} attached files again, as of {contents.made_at}.')
    print(f'What was there before is kept in {aside}; delete it when you are sure.')
    for what in left_out:
        print(f'Left out of the settings: {what} (--trust-settings takes it).')
    return 0


def merge_settings(unpacked: Path, config: Path, *, trusts: bool) -> list[str]:
    """Make the settings of the backup those to go on with. What was left out, in words. Raises SettingsError, OSError."""
    if not unpacked.exists():
        return []
    present = config.read_text(encoding='utf-8', errors='replace') if config.exists() else ''
    found = restored(unpacked.read_text(encoding='utf-8', errors='replace'), present, trusts=trusts)
    unpacked.unlink()
    write_private(unpacked.with_name(config.name), found.text)
    return found.left_out


@contextmanager
def locked(data: Path) -> Iterator[None]:
    try:
        lock = hold_lock(data / 'chats.db')
    except InUse:
        raise CommandError(f'Polylogue is running on {data}: end it first, for it would write into what is restored.') from None
    try:
        yield
    finally:
        lock.release()
