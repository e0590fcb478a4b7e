"""The tables in a file of LobeChat, whichever of its programs wrote it."""
from __future__ import annotations

from dataclasses import dataclass, field

from chat.conversation.json_object import JsonObject
from chat.exchange.fields import dict_in, dicts_in, text_in


@dataclass(kw_only=True, slots=True, frozen=True)
class LobeTables:
    """Rows by their ids."""

    messages: list[JsonObject]
    sessions: dict[str, JsonObject] = field(default_factory=dict)
    topics: dict[str, JsonObject] = field(default_factory=dict)
    agents: dict[str, JsonObject] = field(default_factory=dict)
    agent_ids: dict[str, str] = field(default_factory=dict)
    """Of the sessions."""
    plugins: dict[str, JsonObject] = field(default_factory=dict)
    """By the id of the message that holds their result."""
    threads: dict[str, JsonObject] = field(default_factory=dict)

    def agent_of(self, session_id: str) -> JsonObject:
        return self.agents.get(self.agent_ids.get(session_id, session_id), {})


def tables_of(item: JsonObject) -> LobeTables | None:
    """None for a file of another program."""
    state, data = dict_in(item, 'state'), dict_in(item, 'data')
    if 'exportType' in item and isinstance(state.get('messages'), list):
        return _tables(state)
    if ('schemaHash' in item or 'mode' in item) and isinstance(data.get('messages'), list):
        return _tables(data)
    if 'exportedAt' in item and 'version' in item and isinstance(item.get('messages'), list):
        return _one_topic(item)
    return None


def _tables(found: JsonObject) -> LobeTables:
    links = dicts_in(found, 'agentsToSessions')
    return LobeTables(
        messages=dicts_in(found, 'messages'), sessions=_by_id(found, 'sessions'), topics=_by_id(found, 'topics'),
        agents=_by_id(found, 'agents'), agent_ids={text_in(one, 'sessionId'): text_in(one, 'agentId') for one in links},
        plugins=_by_id(found, 'messagePlugins'), threads=_by_id(found, 'threads'))


def _one_topic(item: JsonObject) -> LobeTables | None:
    messages = dicts_in(item, 'messages')
    if not all('role' in one and 'content' in one for one in messages):
        return None
    topic_id = next((text for one in messages if (text := text_in(one, 'topicId'))), f'{item.get("title")} {item.get("exportedAt")}')
    topic = {'id': topic_id, 'title': text_in(item, 'title')}
    return LobeTables(messages=[one | {'topicId': topic_id} for one in messages], topics={topic_id: topic})


def _by_id(found: JsonObject, name: str) -> dict[str, JsonObject]:
    return {text_in(one, 'id'): one for one in dicts_in(found, name)}
