"""What the page is told about where tools come from, for the switches in the composer, of a lane and of a persona."""
from __future__ import annotations

from chat.conversation.json_object import JsonObject
from chat.conversation.text import clean_text, plain_text
from chat.engine.tools.source import Source

LONGEST_DESCRIPTION = 300
MOST_TOOLS = 200
"""Of one source that are listed."""


def source_facts(source: Source) -> JsonObject:
    """What servers tell of themselves is a stranger's text."""
    return {
        'name': source.name, 'state': source.state, 'problem': plain_text(clean_text(source.problem)),
        'more': max(0, len(source.tools) - MOST_TOOLS),
        'tools': [{
            'key': tool.key, 'name': plain_text(clean_text(tool.own_name or tool.name)),
            'description': clean_text(tool.description[:LONGEST_DESCRIPTION]), 'isReadOnly': tool.is_read_only,
        } for tool in source.tools[:MOST_TOOLS]]}
