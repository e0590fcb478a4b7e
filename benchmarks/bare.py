"""The bare pass-through that Polylogue is compared with: a minimal page that appends each token to one text node."""
from __future__ import annotations

import asyncio
import json
import sys

import aiohttp
from aiohttp import web

PAGE = """<!doctype html><meta charset="utf-8"><title>bare</title>
<style>
article { display: flex; flex-direction: column-reverse; height: 90vh; overflow: auto; } /* stays at the end without a script */
div { white-space: pre-wrap; max-width: 46rem; }
</style>
<input aria-label="Message"><article><div data-part="text"></div></article>
<script>
const node = document.createTextNode('');
document.querySelector('[data-part=text]').append(node);
const socket = new WebSocket(`ws://${location.host}/socket`);
socket.onmessage = (event) => node.appendData(event.data);
const input = document.querySelector('input');
input.onkeydown = (event) => { if (event.key === 'Enter') { node.data = ''; socket.send(input.value); } };
</script>"""


async def page(_: web.Request) -> web.Response:
    return web.Response(text=PAGE, content_type='text/html')


async def socket(request: web.Request) -> web.WebSocketResponse:
    browser = web.WebSocketResponse()
    await browser.prepare(request)
    async with aiohttp.ClientSession() as session:
        async for prompt in browser:
            await pass_through(session, prompt.data, browser)
    return browser


async def pass_through(session: aiohttp.ClientSession, prompt: str, browser: web.WebSocketResponse) -> None:
    body = {'model': 'm', 'stream': True, 'messages': [{'role': 'user', 'content': prompt}]}
    async with session.post(f'{sys.argv[1]}/v1/chat/completions', json=body, timeout=aiohttp.ClientTimeout(total=None)) as response:
        async for line in response.content:
            if line.startswith(b'data: {'):
                for choice in json.loads(line[6:])['choices']:
                    if text := choice['delta'].get('content'):
                        await browser.send_str(text)


async def main() -> None:
    app = web.Application()
    app.add_routes([web.get('/', page), web.get('/socket', socket)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, '127.0.0.1', 0)
    await site.start()
    print(f'http://127.0.0.1:{runner.addresses[0][1]}', flush=True)
    await asyncio.Event().wait()


if __name__ == '__main__':
    asyncio.run(main())
