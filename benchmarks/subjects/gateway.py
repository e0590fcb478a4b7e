"""Tokens through the HTTP API: how much later than the upstream sends them they arrive, and what each of them costs.

Where `POLYLOGUE_BENCH_LITELLM` names a Python that has `litellm[proxy]`, its proxy is measured in the same run.
"""
from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import text
from benchmarks.bench import MODEL, Bench
from benchmarks.server import ROOT, Server, free_port
from benchmarks.table import Row

WAYS = {'/api/v1/chat/stream': 'API', '/v1/chat/completions': 'OpenAI'}
RUNS = 7
ORDER = {'kind': 'prose', 'count': 200, 'rate': 50}
CROWD = {'kind': 'prose', 'count': 300, 'rate': 30, 'wait': 1}
STREAMS = 200
CHEAP = {'kind': 'prose', 'count': 3000, 'rate': 1000}
LITELLM_KEY = f'sk-{secrets.token_hex(32)}'
STARTS = 120
"""Seconds that LiteLLM may take to start."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Lags:
    """Milliseconds after the upstream."""

    first: float
    later: float
    cpu: float
    """Microseconds a token."""


def measure(bench: Bench) -> Iterator[Row]:
    lite = litellm_lags(bench)
    with bench.polylogue() as server:
        key = (server.data / 'access.key').read_text().strip()
        ours = {path: lags(bench, server, path, key, MODEL) for path in WAYS}
    for path, name in WAYS.items():
        yield Row(measure=f'{name}: first token after the upstream (median of {RUNS})', unit='ms', bare=lite.first if lite else None,
                  polylogue=ours[path].first, at_most=10)
        yield Row(measure=f'{name}: later tokens after the upstream (median)', unit='ms', bare=lite.later if lite else None,
                  polylogue=ours[path].later, at_most=5)
        yield Row(measure=f'{name}: CPU a token at 1,000/s (bare: LiteLLM)', unit='µs', bare=lite.cpu if lite else None,
                  polylogue=ours[path].cpu, at_most_bare=1.5 if lite else None)
    yield from crowd(bench)


def lags(bench: Bench, server: Server, path: str, key: str, model: str) -> Lags:
    first: list[float] = []
    later: list[float] = []
    for _ in range(RUNS):
        [found] = ask(bench, server.url, path, key, model, [ORDER])
        first.append(found[0])
        later += found[1:]
    cpu = server.cpu_seconds()
    [rapid] = ask(bench, server.url, path, key, model, [CHEAP])
    assert rapid
    return Lags(first=median(first), later=median(later), cpu=1e6 * (server.cpu_seconds() - cpu) / int(str(CHEAP['count'])))


def ask(bench: Bench, url: str, path: str, key: str, model: str, orders: list[dict[str, object]]) -> list[list[float]]:
    """For each order the milliseconds by which each token arrived after it was sent."""
    prompts, runs = zip(*(bench.order(**order) for order in orders), strict=True)
    command = [sys.executable, '-m', 'benchmarks.api_client', url, path, key, model]
    answer = subprocess.run(command, cwd=ROOT, input=json.dumps(prompts), text=True, capture_output=True, check=True)
    return [late(bench.ask_upstream(f'times/{run}'), arrivals, int(str(order['count'])))
            for run, arrivals, order in zip(runs, json.loads(answer.stdout), orders, strict=True)]


def late(sent: list[float], arrivals: list[tuple[float, int]], count: int) -> list[float]:
    """Several tokens may arrive in one event: they are told apart by how many characters have come."""
    lags, ends, at = [], 0, 0
    for moment, token in zip(sent, text.prose(count), strict=True):
        ends += len(token)
        while arrivals[at][1] < ends:
            at += 1
        lags.append(1000 * (arrivals[at][0] - moment))
    return lags


def crowd(bench: Bench) -> Iterator[Row]:
    """All at once, with a probe in the app's loop."""
    probe = bench.folder / 'gateway.probe'
    with bench.polylogue(probe=probe) as server:
        key = (server.data / 'access.key').read_text().strip()
        begun = time.time()
        found = ask(bench, server.url, '/v1/chat/completions', key, MODEL, [CROWD] * STREAMS)
        ended = time.time()
    late_ms = sorted(float(line.split()[1]) for line in probe.read_text().splitlines() if begun + 1 < float(line.split()[0]) < ended)
    tokens = sorted(one for stream in found for one in stream[1:])
    title = f'{STREAMS} streams at 30 tokens/s'
    yield Row(measure=f'{title}: the loop is late by (p99)', unit='ms', polylogue=late_ms[int(0.99 * (len(late_ms) - 1))], at_most=50)
    yield Row(measure=f'{title}: tokens after the upstream (median)', unit='ms', polylogue=median(tokens))


def litellm_lags(bench: Bench) -> Lags | None:
    python = os.environ.get('POLYLOGUE_BENCH_LITELLM')
    if not python:
        print('  LiteLLM is not measured: POLYLOGUE_BENCH_LITELLM names no Python that has it', flush=True)
        return None
    with litellm(bench, python) as server:
        return lags(bench, server, '/v1/chat/completions', LITELLM_KEY, 'm')


@contextmanager
def litellm(bench: Bench, python: str) -> Iterator[Server]:
    config = bench.folder / 'litellm.json'
    parameters = {'model': 'openai/m', 'api_base': f'{bench.upstream.url}/v1', 'api_key': 'none'}
    config.write_text(json.dumps({'model_list': [{'model_name': 'm', 'litellm_params': parameters}]}))
    port = free_port()
    command = [str(Path(python).with_name('litellm')), '--config', str(config), '--port', str(port), '--host', '127.0.0.1']
    with (bench.folder / 'litellm.log').open('w') as log:
        environment = {**os.environ, 'LITELLM_MASTER_KEY': LITELLM_KEY}
        process = subprocess.Popen(command, cwd=bench.folder, text=True, stdout=log, stderr=log, env=environment)
    server = Server(url=f'http://127.0.0.1:{port}', process=process, log=bench.folder / 'litellm.log')
    try:
        until = time.time() + STARTS
        while not answers(port):
            if time.time() > until or process.poll() is not None:
                raise RuntimeError(server.log.read_text()[-2000:])
            time.sleep(0.3)
        yield server
    finally:
        server.stop()


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f'http://127.0.0.1:{port}/health/liveliness', timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False
