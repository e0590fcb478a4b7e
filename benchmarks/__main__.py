"""The command line of the benchmarks: runs the subjects one after the other and prints one table."""
from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.subjects import (
    code_block,
    compare,
    crashes,
    first_token,
    gateway,
    hostile_servers,
    hostile_texts,
    long_reply,
    many_chats,
    memory,
    previews,
    sidebar,
    streaming,
    switching,
    tool_rounds,
)
from benchmarks.table import Row, render

SUBJECTS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    'streaming': streaming.measure,
    'first-token': first_token.measure,
    'long-reply': long_reply.measure,
    'code-block': code_block.measure,
    'many-chats': many_chats.measure,
    'switching': switching.measure,
    'sidebar': sidebar.measure,
    'compare': compare.measure,
    'crashes': crashes.measure,
    'previews': previews.measure,
    'tool-rounds': tool_rounds.measure,
    'compare-tools': compare.measure_with_tools,
    'memory': memory.measure,
    'gateway': gateway.measure,
    'hostile-servers': hostile_servers.measure,
    'hostile-texts': hostile_texts.measure,
}


def main() -> int:
    arguments = parse()
    rows: list[Row] = []
    with Bench() as bench:
        for name in arguments.only or SUBJECTS:
            print(f'measuring {name} ...', flush=True)
            for row in SUBJECTS[name](bench):
                print(f'  {row.measure}: {row.shown(row.polylogue)}', flush=True)
                rows.append(row)
    print(f'\n{render(rows)}\nPython {platform.python_version()}, {platform.machine()}, {bench.browser_version}')
    if arguments.json:
        arguments.json.write_text(json.dumps([{**asdict(row), 'ratio': row.ratio, 'is_ok': row.is_ok} for row in rows], indent=2) + '\n')
    return 0 if all(row.is_ok for row in rows) else 1


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='benchmarks/run', description=__doc__)
    parser.add_argument('--only', action='append', choices=SUBJECTS, help='measure this subject alone (may be given several times)')
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the rows to this file as well')
    return parser.parse_args()


if __name__ == '__main__':
    raise SystemExit(main())
