"""The examples in deploy/ speak of options and files that there are, and keep what matters to streams and to safety."""
from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from chat.commands.command_line import START, chosen, parser_of
from tests.running_app import ROOT

DEPLOY = ROOT / 'deploy'


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding='utf-8')


def lines(name: str) -> dict[str, list[str]]:
    """Values of a unit by their names."""
    found: dict[str, list[str]] = {}
    for line in text(name).splitlines():
        if '=' in line and not line.startswith('#'):
            key, _, value = line.partition('=')
            found.setdefault(key, []).append(value)
    return found


def test_the_commands_are_understood() -> None:
    [service] = lines('polylogue.service')['ExecStart']
    [entry] = re.findall(r'^ENTRYPOINT (\[.*\])$', text('Dockerfile'), re.MULTILINE)
    for words in (shlex.split(service), json.loads(entry)):
        arguments = words[words.index('app.py') + 1:]
        assert chosen(arguments) == (START, arguments)
        options = parser_of(START).parse_args(arguments)
        assert options.no_browser
        assert options.data in {Path('/var/lib/polylogue'), Path('/data')}
    named = {option for name in ('polylogue.service', 'Dockerfile', 'nginx.conf', 'Caddyfile')
             for option in re.findall(r'--(?:behind-proxy|allow-host|host|tls-cert|tls-key|link|no-browser)\b', text(name))}
    assert sorted(option for option in named if option not in parser_of(START).format_help()) == []


def test_the_image_holds_what_the_app_needs_and_nothing_else() -> None:
    copied = [name for line in re.findall(r'^COPY (?!--from)(.*) \S+$', text('Dockerfile'), re.MULTILINE) for name in line.split()]
    assert sorted(copied) == ['app.py', 'chat', 'polylogue.py', 'requirements.txt']
    assert [name for name in copied if not (ROOT / name).exists()] == []
    allowed = {line[1:] for line in text('Dockerfile.dockerignore').splitlines() if line.startswith('!')}
    assert allowed == set(copied)
    assert re.findall(r'^USER (\w+)$', text('Dockerfile'), re.MULTILINE) == ['polylogue']
    assert re.findall(r'^VOLUME (\S+)$', text('Dockerfile'), re.MULTILINE) == ['/data']


def test_the_service_may_write_its_data_only() -> None:
    unit = lines('polylogue.service')
    assert unit['ProtectSystem'] == ['strict']
    assert unit['StateDirectory'] == ['polylogue']
    assert 'ReadWritePaths' not in unit
    assert (unit['NoNewPrivileges'], unit['CapabilityBoundingSet'], unit['UMask'], unit['User']) == (['yes'], [''], ['0077'], ['polylogue'])


def test_proxies_pass_streams_and_sockets_on_at_once() -> None:
    nginx = re.sub(r'\s+', ' ', text('nginx.conf'))
    for setting in ('proxy_buffering off;', 'proxy_request_buffering off;', 'gzip off;', 'proxy_http_version 1.1;', 'access_log off;',
                    'proxy_set_header Upgrade $http_upgrade;', 'proxy_set_header X-Forwarded-For $remote_addr;', 'listen 443 ssl'):
        assert setting in nginx, setting
    assert 'flush_interval -1' in text('Caddyfile')
    assert 'path: /var/lib/polylogue/chats.db' in text('litestream.yml')
