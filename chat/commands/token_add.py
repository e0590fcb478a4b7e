"""`token add NAME`: a token for a program, printed once. The app may be running or not."""
from __future__ import annotations

import argparse
import sys

from chat.commands.command import add_data_folder
from chat.commands.error import CommandError
from chat.engine.error import EngineError
from chat.engine.tokens.tokens import SCOPES, new_token
from chat.settings import Settings, close_folder
from chat.store.tables.tokens import STREAMS, save_beside


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('name', metavar='NAME', help='what the program is called')
    parser.add_argument('--scopes', default=','.join(SCOPES), metavar='A,B', help=f'what it may do, of {", ".join(SCOPES)} (default: all)')
    parser.add_argument('--budget', type=float, metavar='DOLLARS', help='what it may spend a day (default: as much as the app)')
    parser.add_argument('--streams', type=int, default=STREAMS, metavar='N', help=f'answers at once (default: {STREAMS})')
    add_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    """Raises SettingsError, StoreError, CommandError."""
    scopes = [scope.strip() for scope in options.scopes.split(',') if scope.strip()]
    try:
        token, secret = new_token(options.name, scopes, daily_budget=options.budget, streams=options.streams)
    except EngineError as error:
        raise CommandError(str(error)) from None
    settings = Settings.load(options.data, None)
    close_folder(settings.data_dir, config=settings.config, is_usual=options.data is None)
    save_beside(settings.data_dir / 'chats.db', token)
    print('Keep it now, it is not shown again. Programs send it as “Authorization: Bearer …”.', file=sys.stderr)
    print(secret, flush=True)
    return 0
