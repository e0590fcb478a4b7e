"""The one TOML file of the user: read with the environment beside it, written without losing a comment."""
from __future__ import annotations

import os
import re
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import platformdirs
import tomlkit
from tomlkit.exceptions import TOMLKitError

from chat.conversation.json_object import JsonObject
from chat.settings.address_secrets import check_typed_url
from chat.settings.endpoints import Endpoint, endpoint_from, endpoints_of
from chat.settings.entries import has_secret, overwrite, with_kept_secrets
from chat.settings.error import SettingsError
from chat.settings.key_rules import is_sent_to
from chat.settings.mcp_servers import PROGRAMS_FROM_PAGE, TABLE, McpServer, servers_in
from chat.settings.password import Password
from chat.settings.private_files import hide_from_others, is_readable_by_others, write_private


@dataclass(kw_only=True, slots=True, frozen=True)
class RemovedEndpoint:
    """An endpoint that was taken out of the file, with its place, its comments and its key."""

    name: str
    position: int
    entry: Any = field(repr=False)
    before: str = field(repr=False)
    """The text of the file with it, and without it."""
    after: str = field(repr=False)


class Settings:
    """The endpoints and preferences of one data folder. Changes are written at once."""

    def __init__(self, *, data_dir: Path, config: Path, environ: Mapping[str, str]) -> None:
        self.data_dir = data_dir
        self.config = config
        self.environ = environ
        self.problem: str | None = None
        """What is wrong with the file, in a sentence; what could be read of it is used all the same."""
        self.endpoints: list[Endpoint] = []
        """In the order shown: those of the file first; a name of the file hides the same name of the environment."""
        self.mcp_servers: list[McpServer] = []
        """In the order of the file."""
        self._document = tomlkit.document()
        self._writing = threading.Lock()  # pages write in threads; each change is made to what the one before it has left
        self.reload()

    @classmethod
    def load(cls, data_dir: Path | None = None, config: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
        """Read everything. Raises SettingsError only if the data folder cannot be written."""
        folder = (data_dir or usual_folder()).expanduser()
        _check_writable(folder)
        return cls(data_dir=folder, config=config or folder / 'config.toml', environ=os.environ if environ is None else environ)

    def reload(self) -> None:
        """Read the file and the environment again."""
        self.problem = None
        self._stamp = _stamp_of(self.config)
        self._document = self._read_document()
        from_file = self._endpoints_of_file()
        taken = {endpoint.name for endpoint in from_file}
        self.mcp_servers = self._servers_of_file()
        self.endpoints = from_file + [e for e in endpoints_of(self.environ) if e.name not in taken]

    def add_endpoint(
        self, *, name: str, api: str, base_url: str, api_key: str = '', api_key_env: str = '',
        models: tuple[str, ...] = (), concurrency: int | None = None, headers: Mapping[str, str] | None = None,
        prices: str = '', keeps_secrets: bool = False,
    ) -> Endpoint:
        """Write an endpoint into the file; one of the same name is replaced. Raises SettingsError, also for a key in its address.

        `keeps_secrets`: see `with_kept_secrets`.
        """
        check_typed_url(base_url.strip())
        values: JsonObject = {'name': name.strip(), 'api': api, 'base_url': base_url.strip()}
        extras = {'api_key': api_key.strip(), 'api_key_env': api_key_env.strip(), 'models': list(models), 'concurrency': concurrency,
                  'headers': dict(headers or {}), 'prices': prices}
        values |= {key: value for key, value in extras.items() if value}
        with self._writing:
            self._refuse_broken_file()
            entries = self._entries()
            if keeps_secrets:
                values = self.with_kept_secrets(values)
            endpoint = endpoint_from(values, self.environ)
            position = next((i for i, entry in enumerate(entries) if entry.get('name') == endpoint.name), None)
            if position is not None:
                overwrite(entries[position], values)
            else:
                if not entries:
                    self._document['endpoints'] = tomlkit.aot()
                cast(Any, self._document['endpoints']).append(tomlkit.item(values))
            self._write()
        return endpoint

    def with_kept_secrets(self, values: JsonObject) -> JsonObject:
        """These values of an endpoint, with the key and the headers that stand in the file where no new ones are given."""
        return with_kept_secrets(values, self.entries())

    def check_programs(self, servers: Sequence[McpServer], *, is_owner_here: bool = False) -> None:
        """Only somebody who could run the program anyway may have it run: who is at this machine and can read the user's files. Others
        take a word in the file. Raises SettingsError."""
        programs = [server.name for server in servers if server.command]
        if programs and not is_owner_here and self._document.get(PROGRAMS_FROM_PAGE) is not True:
            raise SettingsError(
                f'“{programs[0]}” is a program, and would run with your rights. It can be added in a browser on the computer where '
                f'Polylogue runs that was let in by a link; or write it into {self.config.name}, as [{TABLE}.{programs[0]}], or put '
                f'“{PROGRAMS_FROM_PAGE} = true” at the top of that file and add it here.')

    @property
    def is_open(self) -> bool:
        """Whether everybody is let in who reaches the page; only these very words in the file can say so."""
        return self._document.get('access') == 'open'

    @property
    def password(self) -> Password | None:
        """Of browsers on other computers. Raises SettingsError for one that nobody could have."""
        text = self._document.get('password')
        return None if text is None else Password.of(str(text))

    def keep_password(self, password: Password) -> None:
        """Raises SettingsError."""
        with self._writing:
            self._refuse_broken_file()
            self._document['password'] = password.text
            self._write()

    @property
    def is_key_exposed(self) -> bool:
        """Whether the file holds a secret and other users of this machine can read it."""
        holds_secret = any(map(has_secret, self._entries())) or any(server.secrets for server in self.mcp_servers)
        return holds_secret and is_readable_by_others(self.config)

    def hide_file(self) -> None:
        """Make the file readable for its owner only. Raises SettingsError."""
        try:
            hide_from_others(self.config)
        except OSError as error:
            raise SettingsError(f'The mode of {self.config} cannot be changed ({error.strerror}): run “chmod 600” on it.') from None

    def sends_key(self, variable: str, url: str) -> bool:
        """Whether an endpoint of the file, or of a known service, sends the key in this variable to this host already."""
        return is_sent_to(variable, url, self._entries())

    def remove_endpoint(self, name: str) -> RemovedEndpoint:
        """Take an endpoint out of the file; what is returned brings it back. Raises SettingsError if it does not stand there."""
        with self._writing:
            self._refuse_broken_file()
            entries = self._entries()
            position = next((i for i, entry in enumerate(entries) if entry.get('name') == name), None)
            if position is None:
                raise SettingsError(f'“{name}” is not in {self.config.name}: unset its variable in the environment to remove it.')
            before, entry = self._document.as_string(), entries[position]
            del entries[position]
            if not entries:
                del self._document['endpoints']
            after = self._document.as_string()
            self._write()
        return RemovedEndpoint(name=name, position=position, entry=entry, before=before, after=after)

    def put_back_endpoint(self, removed: RemovedEndpoint) -> None:
        """As it was, letter by letter; what was written into the file since stays. Raises SettingsError."""
        with self._writing:
            self._refuse_broken_file()
            if self._document.as_string() == removed.after:
                self._document = tomlkit.parse(removed.before)
            else:
                entries = self._entries()
                if any(entry.get('name') == removed.name for entry in entries):
                    raise SettingsError(f'“{removed.name}” has been added again in the meantime and was left as it is.')
                if not entries:
                    self._document['endpoints'] = tomlkit.aot()
                cast(Any, self._document['endpoints']).insert(removed.position, removed.entry)
            self._write()

    def entries(self) -> list[JsonObject]:
        """The endpoints as they stand in the file, keys and all."""
        return [dict(entry.unwrap() if hasattr(entry, 'unwrap') else entry) for entry in self._entries()]

    def add_servers(self, servers: Sequence[McpServer]) -> None:
        """Write MCP servers into the file; those of the same names are replaced. Raises SettingsError."""
        with self._writing:
            self._refuse_broken_file()
            if not isinstance(self._document.get(TABLE), Mapping):
                self._document[TABLE] = tomlkit.table(is_super_table=True)
            for server in servers:
                cast(dict[str, Any], self._document[TABLE])[server.name] = tomlkit.item(server.to_values())
            self._write()

    def remove_server(self, name: str) -> None:
        """Raises SettingsError."""
        with self._writing:
            self._refuse_broken_file()
            table = self._document.get(TABLE)
            if isinstance(table, Mapping):
                cast(dict[str, Any], table).pop(name, None)
                if not table:
                    del self._document[TABLE]
            self._write()

    def get(self, name: str, default: Any = None) -> Any:
        """An entry of the [ui] table; see `preferences.py`."""
        table = self._document.get('ui')
        value = table.get(name, default) if isinstance(table, Mapping) else default
        return value.unwrap() if hasattr(value, 'unwrap') else value

    def set(self, name: str, value: Any) -> None:
        """Keep an entry of the [ui] table; None forgets it. Raises SettingsError."""
        with self._writing:
            self._refuse_broken_file()
            if not isinstance(self._document.get('ui'), Mapping):
                self._document['ui'] = tomlkit.table()
            table = cast(JsonObject, self._document['ui'])
            table.pop(name, None) if value is None else table.update({name: value})
            self._write()

    def _read_document(self) -> tomlkit.TOMLDocument:
        try:
            return tomlkit.parse(self.config.read_text(encoding='utf-8'))
        except FileNotFoundError:
            return tomlkit.document()
        except UnicodeDecodeError:
            self.problem = f'{self.config.name} is not UTF-8 text, so it is not used: save it as UTF-8.'
        except OSError as error:
            self.problem = f'{self.config.name} cannot be read ({error.strerror}), so it is not used.'
        except TOMLKitError as error:
            # ' at line 3 col 9' is cut off: the place is said once, at the start. The text itself never holds a value of the file.
            reason = re.sub(r' at line \d+ col \d+$', '', str(error)).rstrip('.')
            place = f', line {error.line}' if hasattr(error, 'line') else ''
            self.problem = f'{self.config.name}{place}: {reason[:120]}; the file is not used until this is mended.'
        return tomlkit.document()

    def _endpoints_of_file(self) -> list[Endpoint]:
        found: dict[str, Endpoint] = {}
        for number, entry in enumerate(self._entries(), 1):
            try:
                endpoint = endpoint_from(entry, self.environ)
                if endpoint.name in found:
                    raise SettingsError(f'The name “{endpoint.name}” is used twice: the second one is left out.')
                found[endpoint.name] = endpoint
            except SettingsError as error:
                self.problem = self.problem or f'{self.config.name}{self._line_of(number)}, endpoint {number}: {error}'
        return list(found.values())

    def _servers_of_file(self) -> list[McpServer]:
        servers: list[McpServer] = []
        for one in servers_in(self._document):
            if isinstance(one, McpServer):
                servers.append(one)
            else:
                self.problem = self.problem or f'{self.config.name}: {one}'
        return servers

    def _line_of(self, number: int) -> str:
        """Where the n-th [[endpoints]] starts; nothing if it is written another way."""
        lines = self._document.as_string().splitlines()
        starts = [i for i, line in enumerate(lines, 1) if re.match(r'\s*\[\[\s*"?endpoints"?\s*\]\]', line)]
        return f', line {starts[number - 1]}' if number <= len(starts) else ''

    def _entries(self) -> Any:
        entries = self._document.get('endpoints')
        if isinstance(entries, list) and all(isinstance(entry, Mapping) for entry in entries):
            return entries
        if entries is not None:
            self.problem = self.problem or f'{self.config.name}: “endpoints” must be written as [[endpoints]] tables.'
            return []
        return []

    def _refuse_broken_file(self) -> None:
        """Never write over a file that could not be read, or over what was written into it meanwhile: the user would lose that."""
        if self._stamp != _stamp_of(self.config):
            self.reload()
        if self.config.exists() and self.problem and not self._document.as_string().strip() and self.config.stat().st_size:
            raise SettingsError(f'Nothing was changed, because {self.problem}')

    def _write(self) -> None:
        try:
            write_private(self.config, self._document.as_string())
        except OSError as error:
            raise SettingsError(f'{self.config.name} cannot be written ({error.strerror}): check the folder and the free space.') from None
        self.reload()


def usual_folder() -> Path:
    """Where data lies if nobody names another place."""
    return Path(platformdirs.user_data_dir('polylogue', appauthor=False))


def _stamp_of(path: Path) -> tuple[int, int]:
    """By which a file is known that was written again; (0, 0) for none."""
    try:
        found = path.stat()
        return found.st_mtime_ns, found.st_size
    except OSError:
        return 0, 0



def _check_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as error:
        raise SettingsError(
            f'The data folder {folder} cannot be written ({error.strerror}): choose another one with --data DIR.') from None
