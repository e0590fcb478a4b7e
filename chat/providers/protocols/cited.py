"""Sources that services name beside a text, in the shapes that were seen: OpenAI's annotations (flat in Responses, nested in Chat
Completions), Anthropic's citations, plain addresses (Perplexity, xAI), search results (Perplexity, Zhipu, DashScope), grounding (Gemini,
LiteLLM), documents (Cohere, Azure)."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chat.conversation import CitedSource
from chat.conversation.json_object import JsonObject
from chat.providers.limits import ENTRIES
from chat.providers.stream.fields import named, table, text_of

LISTED = ('annotations', 'citations', 'search_results', 'references', 'web_search', 'sources', 'groundingChunks', 'grounding_chunks')
"""Fields whose value is sources. The same one in two of them is one."""
HOLDING = ('context', 'provider_specific_fields', 'extra_content', 'google', 'search_info', 'grounding_metadata', 'groundingMetadata',
           'vertex_ai_grounding_metadata')
"""Fields that may hold such a field."""
CITING = frozenset((*LISTED, *HOLDING))
NESTED = ('url_citation', 'file_citation', 'container_file_citation', 'file_path', 'file', 'web', 'retrievedContext', 'retrieved_context',
          'maps', 'document', 'tool_output', 'citation', 'details', 'source')
"""Where the names of a source stand that has a table of its own."""
ADDRESSES = ('url', 'uri', 'link', 'source')
TITLES = ('title', 'document_title', 'filename', 'file_name', 'filepath', 'name', 'site_name', 'file_id', 'id')
DEEPEST = 6
Cited = CitedSource | str
"""A source, or the name of what is none that is known."""


def cited_beside(values: JsonObject, depth: int = 0) -> Iterator[Cited]:
    """What the fields of an answer, a choice, a message or a part name."""
    for name in LISTED:
        if value := values.get(name):
            yield from cited_in(value)
    for name in HOLDING if depth < DEEPEST else ():
        held = values.get(name)
        for one in held[:ENTRIES] if isinstance(held, list) else [held]:
            if isinstance(one, dict):
                yield from cited_beside(one, depth + 1)


def cited_in(value: Any, depth: int = 0) -> Iterator[Cited]:
    """Of a source, or a list of them."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for one in value[:ENTRIES]:
            yield from cited_in(one, depth + 1)
    elif isinstance(value, str):
        yield from _checked(CitedSource.told('', value), 'source')
    elif isinstance(value, dict) and value:
        yield from _of_table(value, depth)


def _of_table(values: JsonObject, depth: int) -> Iterator[Cited]:
    if isinstance(sources := values.get('sources'), list):
        yield from cited_in(sources, depth + 1)
    elif (inner := next((held for name in NESTED if (held := table(values.get(name)))), None)) and not _first(values, ('url', 'uri')):
        yield from cited_in(inner, depth + 1)
    else:
        title = _first(values, TITLES) or _by_number(values)
        yield from _checked(CitedSource.told(title, _first(values, ADDRESSES)), named(values.get('type') or 'source'))


def _by_number(values: JsonObject) -> str:
    """A document without a title."""
    number = values.get('document_index')
    return f'Document {number + 1}' if isinstance(number, int) and not isinstance(number, bool) else ''


def _first(values: JsonObject, names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := text_of(values.get(name)))), '')


def _checked(source: CitedSource, kind: str) -> Iterator[Cited]:
    yield source if source.is_told else kind
