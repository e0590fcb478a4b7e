"""A program that asks the HTTP API and notes when each character came. Arguments: URL, path, token; the prompts come as JSON on stdin.

Prints JSON: for each prompt a list of pairs (epoch seconds, characters that had come by then).
"""
from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

import aiohttp

Arrivals = list[tuple[float, int]]


def body_of(path: str, model: str, prompt: str) -> dict[str, Any]:
    if path.startswith('/v1/'):
        return {'model': model, 'stream': True, 'messages': [{'role': 'user', 'content': prompt}]}
    return {'model': model, 'message': prompt, 'temporary': True}


def text_in(event: dict[str, Any]) -> str:
    """Of an event of either way."""
    choices = event.get('choices')
    return str(event.get('content') or (choices[0]['delta'].get('content') if choices else '') or '')


async def ask(session: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> Arrivals:
    arrivals: Arrivals = []
    async with session.post(url, json=body) as response:
        response.raise_for_status()
        async for line in response.content:
            if line.startswith(b'data: {') and (text := text_in(json.loads(line[6:]))):
                arrivals.append((time.time(), (arrivals[-1][1] if arrivals else 0) + len(text)))
    return arrivals


async def main() -> None:
    url, path, token, model = sys.argv[1:5]
    prompts = json.load(sys.stdin)
    headers, limits = {'authorization': f'Bearer {token}'}, aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(headers=headers, timeout=limits, connector=aiohttp.TCPConnector(limit=0)) as session:
        print(json.dumps(await asyncio.gather(*(ask(session, url + path, body_of(path, model, prompt)) for prompt in prompts))))


if __name__ == '__main__':
    asyncio.run(main())
