"""A real llama.cpp server with a tiny random model, in a process of its own: a wire that nobody here wrote.

    with TinyLlama(slots=1) as llama:
        llama.v1            # the base address for OpenAI's protocols
        llama.busy_slots()  # how many replies it is generating

Chat Completions, Responses and Messages; batching, its queue, thinking, overflow and keys are its own. The model says words without end,
some hundred a second, the same ones each time with temperature 0.
"""
from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path
from typing import Any, Self

import psutil
import xllamacpp

from tests.running_app import ROOT
from tests.tiny_model import write_model
from tests.waiting import PATIENCE, wait_until

THOUGHT_TOKENS = 40


class TinyLlama:
    """`port` 0: any; `slots`: replies at once, each with `window` tokens; `predict`: the most it says, endless if -1."""

    def __init__(
        self, *, port: int = 0, slots: int = 4, window: int = 2048, predict: int = -1, thinking: bool = False, key: str = '',
    ) -> None:
        self.port = port
        self._key = key
        self._options = {'port': port, 'slots': slots, 'window': window, 'predict': predict, 'thinking': thinking, 'key': key}
        self._process: subprocess.Popen[str] | None = None
        self._is_up = threading.Event()

    @property
    def url(self) -> str:
        return f'http://127.0.0.1:{self.port}'

    @property
    def v1(self) -> str:
        return f'{self.url}/v1'

    def busy_slots(self) -> int:
        """How many replies it is generating now."""
        return sum(bool(slot['is_processing']) for slot in self._slots())

    def tokens_written(self) -> int:
        """Of all replies so far."""
        with urllib.request.urlopen(f'{self.url}/metrics', timeout=PATIENCE) as answer:
            lines = answer.read().decode().splitlines()
        return int(float(next(line.split()[1] for line in lines if line.startswith('llamacpp:tokens_predicted_total '))))

    def freeze(self) -> None:
        """From now on it does nothing until `go_on`: as if all its slots were taken by somebody else."""
        self._running.send_signal(signal.SIGSTOP)
        wait_until(lambda: psutil.Process(self._running.pid).status() == psutil.STATUS_STOPPED)

    def go_on(self) -> None:
        self._running.send_signal(signal.SIGCONT)

    def __enter__(self) -> Self:
        command = [sys.executable, '-m', 'tests.tiny_llama', json.dumps(self._options)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        threading.Thread(target=self._listen, daemon=True).start()
        assert self._is_up.wait(PATIENCE), 'llama.cpp has not started'
        assert self.port, 'llama.cpp has ended at once'
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()

    def _slots(self) -> list[dict[str, Any]]:
        request = urllib.request.Request(f'{self.url}/slots', headers={'authorization': f'Bearer {self._key}'})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            slots: list[dict[str, Any]] = json.load(answer)
            return slots

    @property
    def _running(self) -> subprocess.Popen[str]:
        assert self._process, 'it was not started'
        return self._process

    def _listen(self) -> None:
        for line in self._running.stdout or ():
            if line.startswith('listening on '):
                self.port = int(line.strip().rpartition(':')[2])
                break
        self._is_up.set()


def parameters(model: Path, options: dict[str, Any]) -> xllamacpp.CommonParams:
    """The command line of llama-server, so to speak."""
    chosen = xllamacpp.CommonParams()
    chosen.model.path, chosen.model_alias = str(model), {'tiny'}
    chosen.n_parallel, chosen.n_ctx, chosen.n_predict = options['slots'], options['slots'] * options['window'], options['predict']
    chosen.hostnames, chosen.port = ['127.0.0.1'], options['port']
    chosen.cpuparams.n_threads = 1
    chosen.endpoint_slots = chosen.endpoint_metrics = chosen.use_jinja = True
    if options['key']:
        chosen.api_keys = [options['key']]
    if options['thinking']:
        chosen.enable_reasoning = 1
        chosen.reasoning_format = xllamacpp.common_reasoning_format.COMMON_REASONING_FORMAT_DEEPSEEK
        chosen.sampling.reasoning_budget_tokens = THOUGHT_TOKENS
    return chosen


def main(options: dict[str, Any]) -> None:
    """Serve until killed."""
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / 'tiny.gguf'
        write_model(model, thinking=options['thinking'])
        server = xllamacpp.Server(parameters(model, options))
        print('listening on', server.listening_address, flush=True)
        threading.Event().wait()


if __name__ == '__main__':
    main(json.loads(sys.argv[1]))
