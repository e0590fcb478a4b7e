"""A fake model that fails as it is told: a process that speaks OpenAI's Chat Completions.

The last prompt says what is to happen, as JSON: `{"number": 7, "fate": "fine"}`. Fates: `fine` writes all words; `busy` refuses the first
request and is fine then; `cut` ends the connection in the middle; `lost` before it has answered; `bad` refuses for good; `broken`
sends what is no event.
"""
from __future__ import annotations

import asyncio
import json
from asyncio import StreamReader, StreamWriter

WORDS = 60
PAUSE = 0.02
"""Seconds between two words."""
HEAD = b'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n'
refused: set[int] = set()


def words_of(number: int) -> list[str]:
    """Other words for each number, with what is hard to draw among them."""
    more = ['\n\n' if i % 20 == 19 else '`code` ' if i % 7 == 0 else 'ü 🎉 ' if i % 11 == 0 else '' for i in range(WORDS)]
    return [f'w{number}-{i} {more[i]}' for i in range(WORDS)]


async def converse(reader: StreamReader, writer: StreamWriter) -> None:
    try:
        head = (await reader.readuntil(b'\r\n\r\n')).decode()
        length = next((int(line[15:]) for line in head.split('\r\n') if line.lower().startswith('content-length:')), 0)
        body = await reader.readexactly(length)
        await answer(head.split(' ')[1], body, writer)
        await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # the other side has left, which is a part of the soak
    finally:
        writer.close()


async def answer(path: str, body: bytes, writer: StreamWriter) -> None:
    if not path.endswith('/chat/completions'):
        return refuse(writer, 200, {'object': 'list', 'data': [{'id': 'm', 'object': 'model'}]})
    prompt = prompt_of(json.loads(body))
    order = json.loads(prompt[prompt.rindex('{'):])  # a prompt whose answer failed may stand before it, in the same message
    number, fate = order['number'], order['fate']
    if fate == 'busy' and number not in refused:
        refused.add(number)
        return refuse(writer, 503, {'error': {'message': 'overloaded'}}, 'Retry-After: 0\r\n')
    if fate == 'bad':
        return refuse(writer, 400, {'error': {'message': 'this is not how to ask', 'type': 'invalid_request_error'}})
    if fate != 'lost':
        await stream(writer, number, fate)


def refuse(writer: StreamWriter, status: int, value: object, header: str = '') -> None:
    content = json.dumps(value).encode()
    writer.write(f'HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nConnection: close\r\n{header}'
                 f'Content-Length: {len(content)}\r\n\r\n'.encode() + content)


async def stream(writer: StreamWriter, number: int, fate: str) -> None:
    writer.write(HEAD)
    for i, word in enumerate(words_of(number)):
        writer.write(event({'delta': {'content': word}}))
        await writer.drain()
        await asyncio.sleep(PAUSE)
        if i == WORDS // 2 and fate == 'cut':
            return
        if i == WORDS // 2 and fate == 'broken':
            writer.write(b'data: {"choices": [{"delta": \n\n')
    writer.write(event({'delta': {}, 'finish_reason': 'stop'}) + b'data: [DONE]\n\n')


def event(choice: dict[str, object]) -> bytes:
    whole = {'id': 'c1', 'object': 'chat.completion.chunk', 'created': 1, 'model': 'm', 'choices': [{'index': 0, **choice}]}
    return b'data: ' + json.dumps(whole).encode() + b'\n\n'


def prompt_of(request: dict[str, list[dict[str, object]]]) -> str:
    content = request['messages'][-1]['content']
    return content if isinstance(content, str) else ''.join(part.get('text', '') for part in content)  # type: ignore[attr-defined]


async def serve() -> None:
    server = await asyncio.start_server(converse, '127.0.0.1', 0, backlog=500)
    print(f'http://127.0.0.1:{server.sockets[0].getsockname()[1]}', flush=True)
    await server.serve_forever()


if __name__ == '__main__':
    asyncio.run(serve())
