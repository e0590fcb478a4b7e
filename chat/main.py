"""The program: carries out what the command line asks for, or says in one line what is in the way."""
from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from chat.api.terminal import take_over_logging
from chat.commands.command_line import chosen, parser_of
from chat.commands.error import CommandError
from chat.providers.provider import ProviderError
from chat.settings.error import SettingsError
from chat.store.opening import StoreError

if sys.platform != 'win32':
    import resource


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, or 1 with one line that says what is in the way, or what the command itself says."""
    keep_to_ourselves()
    take_over_logging()
    command, rest = chosen(sys.argv[1:] if arguments is None else arguments)
    options = parser_of(command).parse_args(rest)
    try:
        return command.run(options)
    except (CommandError, SettingsError, StoreError, ProviderError) as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # who reads what is printed wants no more of it, such as “head”
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141  # as a shell says it
    except KeyboardInterrupt:
        return 130  # what a shell says of a program that Ctrl-C has ended


def keep_to_ourselves() -> None:
    """Other users of this machine read nothing that we, or the processes we start, will write; memory with keys in it is never dumped."""
    os.umask(0o077)
    if sys.platform != 'win32':
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
