"""`/api/docs`: what the API has, as a page that needs nothing from anywhere, made of the OpenAPI description that stands beside it."""
from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, Response

from chat.conversation.json_object import JsonObject, object_from

METHODS = ('get', 'post', 'patch', 'put', 'delete')
HEADERS = {'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
                                      "frame-ancestors 'none'", 'cache-control': 'no-store'}
STYLE = (Path(__file__).parent / 'docs.css').read_text(encoding='utf-8')
START = """curl -N $ADDRESS/api/v1/chat/stream \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '{"message": "Hello", "model": "demo/fast"}'

# any client of OpenAI or Anthropic
OPENAI_BASE_URL=$ADDRESS/v1 OPENAI_API_KEY=$TOKEN
ANTHROPIC_BASE_URL=$ADDRESS ANTHROPIC_API_KEY=$TOKEN"""


def add_docs(app: FastAPI) -> None:
    """Last: what it tells is all that the app has by then."""
    router = APIRouter(include_in_schema=False)

    @router.get('/api/docs')
    def get_docs() -> Response:
        return HTMLResponse(page_of(app.openapi()), headers=HEADERS)

    @router.get('/api/docs/openapi.json')
    def get_description() -> Response:
        return JSONResponse(app.openapi(), headers={'cache-control': 'no-store'})

    app.include_router(router)


def page_of(description: JsonObject) -> str:
    """A plain page of HTML: what can be opened needs no script."""
    info = object_from(description.get('info'))
    schemas = object_from(object_from(description.get('components')).get('schemas'))
    title, words = (html.escape(str(info.get(name) or '')) for name in ('title', 'description'))
    rest = ''.join(f'<h2>{html.escape(tag)}</h2>{"".join(entries)}' for tag, entries in _by_tag(description, schemas).items())
    return ('<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f'<title>{title} API</title><style>{STYLE}</style><main><h1>{title} API</h1>'
            f'<p>{words} The same as <a href="/api/docs/openapi.json">OpenAPI</a>.</p>'
            f'<pre>{html.escape(START)}</pre>{rest}</main></html>')


def _by_tag(description: JsonObject, schemas: JsonObject) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, methods in object_from(description.get('paths')).items():
        for method, entry in object_from(methods).items():
            if method in METHODS:
                tag = next(iter(entry.get('tags') or ['Other']))
                found.setdefault(tag, []).append(_entry(method, path, entry, schemas))
    return found


def _entry(method: str, path: str, entry: JsonObject, schemas: JsonObject) -> str:
    rows = [*_parameters(entry), *_body(entry, schemas)]
    table = f'<table>{"".join(rows)}</table>' if rows else '<p>No parameters.</p>'
    summary = html.escape(str(entry.get('summary') or ''))
    return (f'<details><summary><b>{method.upper()}</b> <code>{html.escape(path)}</code> <span>{summary}</span></summary>'
            f'<div>{table}</div></details>')


def _parameters(entry: JsonObject) -> Iterator[str]:
    for one in map(object_from, entry.get('parameters') or []):
        yield _row(str(one.get('name')), object_from(one.get('schema')), str(one.get('in')), is_required=one.get('required') is True)


def _body(entry: JsonObject, schemas: JsonObject) -> Iterator[str]:
    content = object_from(object_from(entry.get('requestBody')).get('content'))
    schema = _resolved(object_from(object_from(content.get('application/json')).get('schema')), schemas)
    required = schema.get('required') or []
    for name, field in object_from(schema.get('properties')).items():
        yield _row(name, object_from(field), 'body', is_required=name in required)


def _row(name: str, field: JsonObject, where: str, *, is_required: bool) -> str:
    words = ' · '.join(filter(None, (where, _kind(field), 'required' if is_required else '', str(field.get('description') or ''))))
    return f'<tr><td><code>{html.escape(name)}</code></td><th>{html.escape(words)}</th></tr>'


def _kind(field: JsonObject) -> str:
    if one_of := field.get('anyOf'):
        return ' or '.join(dict.fromkeys(filter(None, map(_kind, map(object_from, one_of)))))
    if '$ref' in field:
        return str(field['$ref']).rpartition('/')[2]
    if field.get('enum'):
        return ', '.join(map(str, field['enum']))
    kind: Any = field.get('type')
    return f'list of {_kind(object_from(field.get("items")))}' if kind == 'array' else '' if kind == 'null' else str(kind or 'any')


def _resolved(schema: JsonObject, schemas: JsonObject) -> JsonObject:
    """What is meant, also where it may be left out."""
    for one in [schema, *map(object_from, schema.get('anyOf') or [])]:
        if '$ref' in one:
            return object_from(schemas.get(str(one['$ref']).rpartition('/')[2]))
    return schema
