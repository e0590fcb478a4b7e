"""What every command is: words after the program's name, a module that carries it out, and a line in the help."""
from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from chat.settings.settings import usual_folder


@dataclass(kw_only=True, slots=True, frozen=True)
class Command:
    """Its module has `add_arguments(parser)` and `run(options) -> exit code`, and is loaded only when the command is wanted."""

    words: str
    """As they are typed: 'doctor', 'user add'; '' for what is done without any."""
    module: str
    summary: str
    """For the list of commands, without a full stop."""

    def parser(self, program: str) -> argparse.ArgumentParser:
        parser = argparse.ArgumentParser(prog=f'{program} {self.words}'.strip(), description=f'{self.summary}.', allow_abbrev=False)
        self._of_module('add_arguments')(parser)
        return parser

    def run(self, options: argparse.Namespace) -> int:
        """The exit code. Raises CommandError, SettingsError, StoreError, ProviderError: what is in the way, in one sentence."""
        return cast(int, self._of_module('run')(options))

    def _of_module(self, name: str) -> Callable[..., object]:
        return cast(Callable[..., object], getattr(importlib.import_module(self.module), name))


def add_data_folder(parser: argparse.ArgumentParser) -> None:
    """The option that every command has."""
    parser.add_argument('--data', type=Path, metavar='DIR', help="folder for everything that is written (default: the user's data folder)")


def data_folder(options: argparse.Namespace) -> Path:
    """The folder that was named, or the usual one; it may not be there."""
    return usual_folder() if options.data is None else Path(options.data).expanduser()
