"""What MCP servers serve beside tools: prompts and resources, to be put into a message by the user."""
from __future__ import annotations

from collections.abc import Iterator, Mapping

from chat.conversation.json_object import JsonObject, object_from, text_from
from chat.conversation.text import clean_text, plain_text
from chat.engine.tools.mcp_source import McpSource
from chat.engine.tools.outcome import LONGEST_RESULT, ToolError
from chat.engine.tools.toolbox import Toolbox

MOST = 200
"""That are listed."""
LONGEST_WORDS = 300
MOST_ARGUMENTS = 20
LONGEST_ARGUMENT = 20_000


def listed(toolbox: Toolbox) -> list[JsonObject]:
    """Of the servers that run; nothing is started for a list. Their words are a stranger's."""
    found = [one for source in toolbox.sources if isinstance(source, McpSource) for one in _served(source)]
    return found[:MOST]


async def read(toolbox: Toolbox, source_name: str, kind: str, name: str, arguments: Mapping[str, str]) -> str:
    """The text of a prompt with its arguments, or of a resource by its address. Raises ToolError."""
    source = toolbox.source(source_name)
    if not isinstance(source, McpSource):
        raise ToolError('This server is gone.')
    given = {key: str(value)[:LONGEST_ARGUMENT] for key, value in [*arguments.items()][:MOST_ARGUMENTS] if str(value).strip()}
    text = await (source.prompt(name, given) if kind == 'prompt' else source.resource(name))
    if not text.strip():
        raise ToolError('There is no text in it.')
    return clean_text(text[:LONGEST_RESULT])


def _served(source: McpSource) -> Iterator[JsonObject]:
    for one in source.prompts:
        gaps = [text_from(object_from(argument).get('name')) for argument in one.get('arguments') or [] if isinstance(argument, dict)]
        yield _entry(source, 'prompt', text_from(one.get('name')), one) | {'gaps': list(filter(None, gaps))[:MOST_ARGUMENTS]}
    for one in source.resources:
        yield _entry(source, 'resource', text_from(one.get('uri')), one) | {'gaps': []}


def _entry(source: McpSource, kind: str, key: str, told: JsonObject) -> JsonObject:
    title = text_from(told.get('title')) or text_from(told.get('name')) or key
    words = text_from(told.get('description')) or ('A prompt' if kind == 'prompt' else key)
    return {
        'id': f'{source.name} {kind} {key}', 'source': source.name, 'kind': kind, 'name': key,
        'title': plain_text(clean_text(f'{source.name}: {title}'[:LONGEST_WORDS])), 'text': plain_text(clean_text(words[:LONGEST_WORDS]))}
