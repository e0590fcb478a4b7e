"""Starting and ending: what is in the way is said in one line before the browser opens."""
from __future__ import annotations

import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from chat.commands import start
from tests.running_app import ROOT, RunningApp, endpoint, free_port
from tests.store.rescue.damaging import spoil
from tests.waiting import PATIENCE, wait_until


@pytest.fixture
def apps() -> Iterator[Callable[..., RunningApp]]:
    made: list[RunningApp] = []

    def make(*args: object, **options: object) -> RunningApp:
        made.append(RunningApp(*args, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for app in made:
        app.close()


def refused(*arguments: object) -> str:
    """What a start that must fail has to say: exactly one line."""
    command = [sys.executable, 'app.py', '--no-browser', *map(str, arguments)]
    environment = {'PATH': os.environ['PATH'], 'HOME': '/nonexistent'}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout == ''
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr.strip()


def page(app: RunningApp, path: str = '/new') -> str:
    with urllib.request.urlopen(urllib.request.Request(app.url + path, headers=app.key), timeout=PATIENCE) as answer:
        return answer.read().decode()


def test_first_line_is_the_address_and_the_page_is_there(apps: Callable[..., RunningApp], tmp_path: Path) -> None:
    app = apps(tmp_path / 'new' / 'data', is_open=False).start()
    assert app.output[0].startswith(f'{app.url}/enter?once=')
    assert 'Polylogue' in page(app)
    assert app.database.exists()
    assert app.interrupt() == 0
    assert app.log == app.output[0]


def test_where_everybody_is_let_in_the_first_line_is_the_plain_address(apps: Callable[..., RunningApp], tmp_path: Path) -> None:
    app = apps(tmp_path, is_open=True).start()
    assert app.output[0] == f'{app.url}\n'
    assert app.interrupt() == 0


@pytest.mark.parametrize(('config', 'expected'), [('# nothing', set()), (endpoint('http://127.0.0.1:9/v1'), {'openai'})])
def test_a_start_loads_the_sdks_of_the_endpoints_that_are_set_up(
        apps: Callable[..., RunningApp], tmp_path: Path, config: str, expected: set[str]) -> None:
    app = apps(tmp_path, config=config, environ={'PYTHONPROFILEIMPORTTIME': '1'}).start()
    assert 'Polylogue' in page(app)
    assert app.interrupt() == 0
    modules = {line.rpartition('|')[2].strip() for line in app.output}
    assert {'httpx2', 'nicegui'} <= modules
    assert modules & {'openai', 'anthropic'} == expected


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_both_ways_to_end_it_are_orderly(apps: Callable[..., RunningApp], tmp_path: Path, number: int) -> None:
    app = apps(tmp_path, config='# nothing').start()
    app.process.send_signal(number)
    assert app.wait() in {0, -signal.SIGTERM}
    assert 'Traceback' not in app.log
    with closing(sqlite3.connect(app.database)) as db:
        assert db.execute('PRAGMA integrity_check').fetchone() == ('ok',)


def test_a_port_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(('127.0.0.1', 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused('--data', tmp_path, '--port', port)
    assert str(port) in said
    assert '--port' in said
    assert not (tmp_path / 'chats.db').exists(), 'it had gone on before it was sure of the port'


def test_port_0_takes_a_free_one(apps: Callable[..., RunningApp], tmp_path: Path) -> None:
    app = apps(tmp_path, '--port', '0', config='# nothing').start()
    address = app.output[0].strip()
    assert int(address.rpartition(':')[2]) not in {0, 8484}
    with urllib.request.urlopen(f'{address}/new', timeout=PATIENCE) as answer:
        assert 'Polylogue' in answer.read().decode()


def test_without_a_port_the_next_free_one_is_taken_and_said(apps: Callable[..., RunningApp], tmp_path: Path) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):  # by something else on this machine, which is as good
            other.bind(('127.0.0.1', start.USUAL_PORT))
            other.listen()
        app = apps(tmp_path, config='# nothing')
        app.names_port = False
        app.start()
        wait_until(lambda: len(app.output) >= 2)
    port = int(next(line for line in app.output if line.startswith('http')).strip().rpartition(':')[2])
    assert port != start.USUAL_PORT
    assert f'Port {start.USUAL_PORT} is in use: this is on port {port}.\n' in app.output


def test_the_usual_port_is_the_first_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, 'USUAL_PORT', free_port())
    assert start.chosen_port('127.0.0.1', None) == (start.USUAL_PORT, '')


def test_an_impossible_port_is_said_in_one_line(tmp_path: Path) -> None:
    assert '70000' in refused('--data', tmp_path, '--port', 70000)


def test_a_second_copy_on_the_same_data_is_refused(apps: Callable[..., RunningApp], tmp_path: Path) -> None:
    app = apps(tmp_path, config='# nothing').start()
    said = refused('--data', tmp_path, '--port', free_port())
    assert 'another copy' in said
    assert 'Polylogue' in page(app)


@pytest.mark.parametrize('host', ['0.0.0.0', '192.168.0.7'])
def test_other_hosts_are_refused_until_there_is_a_password(tmp_path: Path, host: str) -> None:
    said = refused('--data', tmp_path, '--host', host, '--port', free_port())
    assert 'password' in said
    assert host in said


def test_a_data_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / 'taken').write_text('')
    said = refused('--data', tmp_path / 'taken', '--port', free_port())
    assert str(tmp_path / 'taken') in said
    assert '--data' in said


def test_a_data_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    folder = '/proc/polylogue' if os.geteuid() == 0 else tmp_path / 'locked'
    if os.geteuid() != 0:
        Path(folder).mkdir(mode=stat.S_IRUSR | stat.S_IXUSR)
    said = refused('--data', folder, '--port', free_port())
    assert str(folder) in said
    assert '--data' in said


def test_a_broken_config_is_told_with_its_line_and_the_app_starts(apps: Callable[..., RunningApp], tmp_path: Path) -> None:
    broken = '[[endpoints]]\nname = "x"\napi_key = "sk-in-a-broken-file\n'
    (tmp_path / 'config.toml').write_text(broken)
    app = apps(tmp_path).start()
    wait_until(lambda: len(app.output) >= 2)
    said = next(line for line in app.output if 'config.toml' in line)
    assert 'line 3' in said
    assert 'sk-in-a-broken-file' not in app.log
    assert 'Polylogue' in page(app)
    assert 'line 3' in page(app, '/settings')
    assert app.interrupt() == 0
    assert (tmp_path / 'config.toml').read_text() == broken


def test_odd_proxies_and_certificates_are_told_and_the_app_starts(apps: Callable[..., RunningApp], tmp_path: Path) -> None:
    environ = {'ALL_PROXY': 'socks://127.0.0.1:9/', 'HTTPS_PROXY': 'http://[::1', 'SSL_CERT_FILE': str(tmp_path / 'missing.pem')}
    app = apps(tmp_path, config='# nothing', environ=environ).start()
    wait_until(lambda: 'SSL_CERT_FILE (no such file or directory)' in app.log)
    assert 'SSL_CERT_FILE (no such file or directory)' in page(app, '/settings')


def test_a_database_from_a_newer_version_is_refused_and_left_alone(apps: Callable[..., RunningApp], tmp_path: Path) -> None:
    app = apps(tmp_path, config='# nothing').start()
    assert app.interrupt() == 0
    with closing(sqlite3.connect(app.database)) as db:
        table = next(name for name, in db.execute("SELECT name FROM sqlite_master WHERE name LIKE '%migrations'"))
        columns = [row[1] for row in db.execute(f'PRAGMA table_info({table})')]
        row = dict(zip(columns, db.execute(f'SELECT * FROM {table}').fetchone(), strict=True))
        row |= {'name': '9999_from_the_future'} | ({'id': 9999} if 'id' in row else {})
        db.execute(f'INSERT INTO {table} ({", ".join(row)}) VALUES ({", ".join("?" * len(row))})', list(row.values()))
        db.commit()
        db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}  # the log goes on
    said = refused('--data', tmp_path, '--port', free_port())
    assert 'newer version' in said
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / 'chats.db').write_text('Dear diary, …' * 100)
    said = refused('--data', tmp_path, '--port', free_port())
    assert 'not a database' in said
    assert (tmp_path / 'chats.db').read_text() == 'Dear diary, …' * 100


def test_models_of_your_own_can_be_talked_to(apps: Callable[..., RunningApp], tmp_path: Path) -> None:
    file = tmp_path / 'parrot.py'
    file.write_text(
        'from chat.providers.python_models import model\n\n\n'
        "@model('echo')\nasync def echo(messages):\n    yield 'You said: '\n    yield messages[-1].content\n")
    app = apps(tmp_path / 'data', '--models', str(file), config='# nothing').start()
    assert 'parrot/echo' in page(app)


def test_a_models_file_with_a_mistake_is_said(tmp_path: Path) -> None:
    file = tmp_path / 'wrong.py'
    file.write_text('def broken(:\n')
    said = refused('--data', tmp_path / 'data', '--port', free_port(), '--models', file)
    assert 'wrong.py' in said
    assert '1' in said
    said = refused('--data', tmp_path / 'data', '--port', free_port(), '--models', tmp_path / 'missing.py')
    assert 'missing.py' in said


def test_an_endpoint_out_of_reach_delays_nothing(apps: Callable[..., RunningApp], tmp_path: Path) -> None:
    with socket.socket() as silent:  # takes connections and says nothing
        silent.bind(('127.0.0.1', 0))
        silent.listen()
        app = apps(tmp_path, config=endpoint(f'http://127.0.0.1:{silent.getsockname()[1]}/v1').replace('models = ["m"]', '')).start()
        assert 'Polylogue' in page(app)
        assert app.interrupt() == 0


def test_a_list_that_cannot_be_read_ends_the_start_with_the_way_back(apps: Callable[..., RunningApp], tmp_path: Path) -> None:
    app = apps(tmp_path).start()
    assert app.interrupt() == 0
    (tmp_path / 'backups').mkdir(exist_ok=True)
    (tmp_path / 'backups' / 'chats-20260101-000000.db').write_bytes(app.database.read_bytes())
    spoil(app.database, 'chats')
    said = refused('--data', tmp_path, '--port', free_port())
    assert said.startswith(f'{app.database} ')
    assert 'chats-20260101-000000.db' in said
