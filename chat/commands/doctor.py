"""`doctor`: what is wrong here, and what to do about each. Nothing is changed."""
from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from chat.commands.checks.data import check_database, check_folder, check_running, check_settings
from chat.commands.checks.endpoints import check_endpoints
from chat.commands.checks.finding import Finding
from chat.commands.checks.program import check_program
from chat.commands.command import add_data_folder, data_folder
from chat.settings.settings import Settings

MARKS = {'ok': 'ok      ', 'note': 'note    ', 'problem': 'PROBLEM '}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_folder(parser)
    parser.add_argument('--config', type=Path, metavar='FILE', help='settings file (default: config.toml in the data folder)')
    parser.add_argument('--offline', action='store_true', help='do not ask the endpoints')


def run(options: argparse.Namespace) -> int:
    """0, or 1 if there is a problem."""
    folder = data_folder(options)
    settings = Settings(data_dir=folder, config=options.config or folder / 'config.toml', environ=os.environ)
    problems = 0
    for finding in findings(folder, settings, is_offline=options.offline):
        problems += finding.kind == 'problem'
        print(f'{MARKS[finding.kind]}{finding.what}', flush=True)
        if finding.advice:
            print(f'{" " * len(MARKS["ok"])}{finding.advice}', flush=True)
    if problems:
        print(f'{problems} problem{"s" if problems > 1 else ""}.', file=sys.stderr)
    return 1 if problems else 0


def findings(folder: Path, settings: Settings, *, is_offline: bool) -> Iterator[Finding]:
    yield from check_program()
    yield from check_folder(folder)
    yield from check_settings(settings)
    yield from check_running(folder)
    yield from check_database(folder)
    if not is_offline:
        yield from asyncio.run(check_endpoints(settings))
