"""What is done without a command: the dashboard starts on this machine, or one line says what is in the way."""
from __future__ import annotations

import argparse
import asyncio
import errno
import gc
import logging
import platform
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from nicegui import app, core, ui
from nicegui.server import Server

from chat.api import guard, programs, routes
from chat.api.access import leaving
from chat.api.access.door import Door
from chat.api.access.hosts import names_of
from chat.api.log_file import LogFile
from chat.api.outermost import keep_outermost
from chat.api.page import suites
from chat.api.script_nonces import mark_scripts
from chat.api.socket_guard import guard_sockets
from chat.commands import link, network
from chat.commands.command import add_data_folder
from chat.commands.error import CommandError
from chat.conversation.watchers import place_of
from chat.engine.chats.drafts import Drafts
from chat.engine.engine import Engine
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.tools.python_source import PythonSource
from chat.providers.provider import Provider
from chat.providers.python_models import load_models_file
from chat.providers.registry import Providers
from chat.services import Services
from chat.settings import Settings, close_folder
from chat.settings.access_key import AccessKey
from chat.settings.running_note import RunningNote
from chat.store.rescue.damage import advice
from chat.store.store import Store, StoreError
from chat.ui import screen, shell
from chat.ui.look import theme
from chat.ui.sidebar.listing.rows import SidebarRows

log = logging.getLogger(__name__)

USUAL_PORT = 8484
"""None that a model server uses: llama.cpp has 8080, vLLM 8000."""
PORTS_TRIED = 100
"""From the usual one on, where no port was named."""
RECONNECT_SECONDS = 120
"""How long a tab may be out of reach and still go on without reloading (a closed laptop lid, a changed network)."""
PING_SECONDS = 8
"""How soon a broken connection is noticed. NiceGUI would derive 96 s from the value above."""
MESSAGES_KEPT = 10_000
"""For a tab that is out of reach: at 20 messages a second, more than RECONNECT_SECONDS."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('files', type=Path, metavar='FILE.py', nargs='*', help='the same as --models FILE.py')
    parser.add_argument('--port', type=int, help=f'port to listen on, 0 for any that is free (default: {USUAL_PORT}, or the next free one)')
    add_data_folder(parser)
    network.add_arguments(parser)
    parser.add_argument('--config', type=Path, metavar='FILE', help='settings file (default: config.toml in the data folder)')
    parser.add_argument('--models', type=Path, metavar='FILE.py', nargs='+', default=[],
                        help='Python files that define models and tools of your own')
    parser.add_argument('--no-browser', action='store_true', help='do not open the browser')
    parser.add_argument('--link', action='store_true', help='print a link that lets one more browser into the running app')


def run(options: argparse.Namespace) -> int:
    """Return when it has ended. Raises SettingsError, StoreError, ProviderError, StartError for what is in the way of a start."""
    if options.link:
        return link.run(options)
    options.models = [*checked_files(options.files), *options.models]
    services = prepare(options)
    if options.port_note:
        print(options.port_note, file=sys.stderr)
    with written_log(services.settings.data_dir), suppress(KeyboardInterrupt):  # uvicorn hands Ctrl-C on after everything was closed
        serve(services, options)
    if options.failure:
        print(options.failure, file=sys.stderr)
    return 1 if options.failure else 0


@contextmanager
def written_log(data: Path) -> Iterator[None]:
    """The app runs without a log, too."""
    try:
        file = LogFile(data)
    except OSError as error:
        print(f'There is no log, because {data / "logs"} cannot be written ({error.strerror or error}).', file=sys.stderr)
        yield
        return
    try:
        yield
    finally:
        file.close()


class StartError(CommandError):
    """Why the app cannot start, in one sentence."""


def checked_files(files: Sequence[Path]) -> Sequence[Path]:
    """A mistyped command would otherwise be taken for a file of models. Raises StartError."""
    for file in files:
        if file.suffix != '.py':
            raise StartError(f'“{file}” is neither a command nor a Python file; --help lists the commands, which come first.')
    return files


def prepare(options: argparse.Namespace) -> Services:
    """Everything that can go wrong is tried here, before the page or the browser opens."""
    options.failure = ''
    settings = Settings.load(options.data, options.config)
    network.check(options, settings)
    options.port, options.port_note = chosen_port(options.host, options.port)
    if settings.problem:
        print(settings.problem, file=sys.stderr)
    options.key = AccessKey.of(settings.data_dir)  # looks at the mode first
    close_folder(settings.data_dir, config=settings.config, is_usual=options.data is None)
    extra: list[Provider] = [provider for path in options.models for provider in load_models_file(path)]
    sources = [source for path in options.models if (source := PythonSource(path)).tools]
    store = Store(settings.data_dir / 'chats.db')
    store.open()
    providers = Providers(settings, extra=extra, own_port=options.port, read_attachment=AttachmentFiles(settings.data_dir).read)
    providers.warm()
    if providers.connections.defect:
        print(providers.connections.defect, file=sys.stderr)
    engine = Engine(store, providers)
    for source in sources:
        engine.tools.toolbox.add(source)
    return Services(settings=settings, store=store, providers=providers, engine=engine, drafts=Drafts(store))


def chosen_port(host: str, port: int | None) -> tuple[int, str]:
    """The port, and a sentence if it is not the usual one because that is in use. Raises StartError."""
    if port is not None:
        return checked_port(host, port), ''
    for candidate in range(USUAL_PORT, USUAL_PORT + PORTS_TRIED):
        if not is_in_use(host, candidate):
            free = checked_port(host, candidate)
            return free, '' if free == USUAL_PORT else f'Port {USUAL_PORT} is in use: this is on port {free}.'
    raise StartError(f'Ports {USUAL_PORT} to {USUAL_PORT + PORTS_TRIED - 1} are all in use; choose another one with --port.')


def checked_port(host: str, port: int) -> int:
    """The port, or a free one for 0. Raises StartError if somebody else listens there, or it may not be listened on."""
    try:
        return bound_port(host, port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, 'strerror', None) or error
        raise StartError(f'Port {port} cannot be used ({reason}); choose another one with --port.') from None


def is_in_use(host: str, port: int) -> bool:
    try:
        return not bound_port(host, port)
    except OSError as error:
        return error.errno == errno.EADDRINUSE


def bound_port(host: str, port: int) -> int:
    """The port, after it could be bound once. Raises OSError, OverflowError."""
    family = socket.AF_INET6 if ':' in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return int(probe.getsockname()[1])


def serve(services: Services, options: argparse.Namespace) -> None:
    """Run the page until Ctrl-C."""
    services.engine.is_seen = screen.is_seen
    app.add_middleware(programs.ProgramsFirst, programs=programs.build(services))
    services.login.password = services.settings.password
    door = Door(key=options.key, login=services.login, cookie=f'polylogue-{options.port}', is_open=services.settings.is_open,
                is_behind_proxy=options.behind_proxy, has_tls=bool(options.tls_cert))
    app.add_middleware(guard.Guard, door=door, command=link.called(), names=names_of(*network.names(options)))
    keep_outermost(app, guard.Guard, programs.ProgramsFirst)
    mark_scripts()
    guard_sockets(core.sio, lambda sid: leaving.is_welcome(sid, services.sessions, core.sio))
    leaving.follow(services.sessions, core.sio)
    core.sio.eio.cors_allowed_origins = []  # no headers, and no check that knows nothing of TLS and proxies: the guard has compared
    app.include_router(routes.build(
        services.engine, services.pastes, services.imports, services.attachments, services.prompts, services.judging, services.picks,
        services.export_turn))
    app.include_router(suites.routes(services.suites, services.prompt_files))
    app.on_shutdown(lambda: stop(services))
    url = network.address(options)
    app.on_startup(lambda: start(services, options, url))
    rows = SidebarRows()
    rows.follow(services.engine.listing, services.engine.is_running, services.engine.replies.is_asking)
    ui.run(
        lambda: shell.page(services, rows), host=options.host, port=options.port, title='Polylogue', favicon=theme.FAVICON,
        dark=None, language='en-US',
        reload=False, show=False, show_welcome_message=False, tailwind=False, reconnect_timeout=RECONNECT_SECONDS,
        message_history_length=MESSAGES_KEPT, binding_refresh_interval=None, timeout_graceful_shutdown=1,
        log_config=None,
        # on this machine bytes cost nothing; compressing a page takes longer than building it, a megabyte for a socket all others' time
        gzip_middleware_factory=None, ws_per_message_deflate=False, **network.server_options(options))


async def start(services: Services, options: argparse.Namespace, url: str) -> None:
    core.sio.eio.ping_interval = core.sio.eio.ping_timeout = PING_SECONDS
    try:
        await services.engine.start()
        await services.start()
    except StoreError as error:  # an app that shows an empty list would look as if everything were gone
        options.failure = f'{error} {advice(services.store.path)}'
        return app.shutdown()
    except Exception as error:  # a page that never opens, and nobody who says why
        options.failure = f'Polylogue could not start because of an error of its own ({place_of(error)}); please report it.'
        return app.shutdown()
    services.providers.start()
    gc.freeze()  # what was loaded by now stays; the collector need not walk it in mid-stream
    note = RunningNote(address=url, is_open=services.settings.is_open)
    try:
        await asyncio.to_thread(note.leave, services.settings.data_dir)
    except OSError as error:  # the page works without it
        log.warning('Other commands do not find this app, because its address could not be written: %s', error)
    log.info('app started', extra={'facts': {'address': url, 'endpoints': len(services.settings.endpoints),
                                             'models_files': len(options.models), 'python': platform.python_version()}})
    await announce(lambda: url if note.is_open else link.link(url, options.key), opens_browser=not options.no_browser)


async def announce(new_link: Callable[[], str], *, opens_browser: bool) -> None:
    """Print an address as soon as the page can be opened, not before. The browser gets one of its own: each works once."""
    while not Server.instance.started:  # noqa: ASYNC110 - uvicorn offers a flag and no event
        await asyncio.sleep(0.01)
    print(new_link(), flush=True)
    if opens_browser:
        await asyncio.to_thread(webbrowser.open, new_link())


async def stop(services: Services) -> None:
    """Running replies are saved as interrupted; all of it fits into three seconds."""
    log.info('app stopping', extra={'facts': {'running_replies': len(list(services.engine.replies))}})
    parts = (services.backups, services.imports, services.suites, services.engine, services.engine.tools.toolbox, services.keeping,
             services.providers, services.store)
    for part in parts:
        try:
            await part.close()
        except Exception as error:  # the store is the last one, and must be reached
            log.error('%s was not closed in order: %s', type(part).__name__, place_of(error))
    await asyncio.to_thread(RunningNote.remove, services.settings.data_dir)
    log.info('app stopped')
