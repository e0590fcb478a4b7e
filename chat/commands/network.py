"""From where the app can be reached, and what that takes: beyond this machine a password, and TLS, its own or that of a proxy."""
from __future__ import annotations

import argparse
import ssl
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from chat.commands.error import CommandError
from chat.commands.link import called
from chat.settings import Settings

LOOPBACK = {'127.0.0.1', 'localhost', '::1'}
EVERYWHERE = {'0.0.0.0', '::', ''}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('--host', default='127.0.0.1', help='address to listen on (default: 127.0.0.1); any other takes a password and TLS')
    parser.add_argument('--tls-cert', type=Path, metavar='FILE', help='certificate (PEM), with those of its issuers')
    parser.add_argument('--tls-key', type=Path, metavar='FILE', help='its key (PEM)')
    parser.add_argument('--behind-proxy', action='store_true', help='all requests come through a proxy of yours that has TLS')
    parser.add_argument('--allow-host', metavar='NAME', action='append', default=[], help='a name by which browsers may call this app')


def check(options: argparse.Namespace, settings: Settings) -> None:
    """Raises CommandError with one sentence that says what to do, SettingsError."""
    if options.allow_host and any(not name.strip() or set(name) & set('/ *@,') for name in options.allow_host):
        raise CommandError('--allow-host takes one name, such as chat.example.org, without “https://” and without “*”.')
    is_reachable = options.host not in LOOPBACK or options.behind_proxy
    has_tls = _has_tls(options)
    how = f'--host {options.host}' if options.host not in LOOPBACK else '--behind-proxy'
    if is_reachable and settings.is_open:
        raise CommandError(f'access = "open" in {settings.config.name} lets everybody in: take that line out, or start without {how}.')
    if is_reachable and settings.password is None:
        command = f'{called()} password{_data(options)}'
        raise CommandError(f'Whoever reaches {how} has to give a password, and there is none yet: set one with “{command}”.')
    if is_reachable and not has_tls and not options.behind_proxy:
        raise CommandError('Without TLS others on the network could read the password: '
                           f'start it with “{how} --tls-cert FILE --tls-key FILE”, '
                           f'or with “{how} --behind-proxy” if a proxy in front of it has TLS.')


def address(options: argparse.Namespace) -> str:
    """To be printed: one that can be opened on this machine, or the name that was allowed first."""
    host = options.host
    if host in EVERYWHERE:
        host = options.allow_host[0] if options.allow_host and _has_tls(options) else '127.0.0.1'
    return f'{"https" if _has_tls(options) else "http"}://{f"[{host}]" if ":" in host else host}:{options.port}'


def server_options(options: argparse.Namespace) -> dict[str, Any]:
    """For uvicorn. What a proxy says is read by the door, which believes only what the nearest one has written."""
    files = {'ssl_certfile': str(options.tls_cert), 'ssl_keyfile': str(options.tls_key)} if _has_tls(options) else {}
    return {'proxy_headers': False, 'server_header': False, **files}


def names(options: argparse.Namespace) -> list[str]:
    """By which it may be called besides this machine's own."""
    return [*options.allow_host, *([options.host] if options.host not in EVERYWHERE and not _is_address(options.host) else [])]


def _has_tls(options: argparse.Namespace) -> bool:
    """Raises CommandError if the files cannot be used."""
    cert, key = options.tls_cert, options.tls_key
    if not cert and not key:
        return False
    if not cert or not key:
        raise CommandError('--tls-cert and --tls-key go together: a certificate, and the key to it.')
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password=lambda: '')
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        found = error.reason if isinstance(error, ssl.SSLError) else getattr(error, 'strerror', None)
        reason = str(found or error).lower().replace('_', ' ')
        raise CommandError(f'{cert} and {key} cannot be used as certificate and key ({reason}).') from None
    return True


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _data(options: argparse.Namespace) -> str:
    return f' --data {options.data}' if options.data else ''
