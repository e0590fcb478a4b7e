"""Asking a provider in tests."""
from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chat.conversation import Delta, Message, Reply, Usage
from chat.providers.http.connections import Connections
from chat.providers.http.http_provider import HttpProvider
from chat.providers.protocols.anthropic_messages import AnthropicMessages
from chat.providers.protocols.openai_chat import OpenAIChat
from chat.providers.protocols.openai_responses import OpenAIResponses
from chat.providers.provider import Provider, ProviderError, Request
from chat.settings import Api, Endpoint, Settings
from tests.model_server import ModelServer

KINDS: dict[str, type[HttpProvider]] = {'openai-chat': OpenAIChat, 'openai-responses': OpenAIResponses, 'anthropic': AnthropicMessages}
APIS: tuple[Api, ...] = ('openai-chat', 'openai-responses', 'anthropic')
FAR = 'http://models.example/v1'
"""An address in the world, for `far_connections`."""
KEY = 'sk-very-secret-key-0123456789'


@dataclass(kw_only=True)
class Got:
    """All that came out of one stream."""

    deltas: list[Delta] = field(default_factory=list)
    error: ProviderError | None = None

    @property
    def reply(self) -> Reply:
        """What becomes of it."""
        reply = Reply(turn_id='t', lane=0, model='local/test-model')
        for delta in self.deltas:
            reply.append(delta, 0.0)
        return reply

    @property
    def text(self) -> str:
        return self.reply.text

    @property
    def thinking(self) -> str:
        return self.reply.thinking

    @property
    def tools(self) -> list[tuple[str, str]]:
        """Names and arguments of calls, names and texts of results."""
        return [(part.detail['name'], part.text) for part in self.reply.parts if part.kind in {'tool_call', 'tool_result'}]

    @property
    def unshown(self) -> dict[str, int]:
        return {part.detail['name']: part.detail['count'] for part in self.reply.parts if part.kind == 'unshown'}

    @property
    def finish_reason(self) -> str | None:
        return self.deltas[-1].finish_reason if self.deltas else None

    @property
    def usage(self) -> Usage:
        return self.reply.usage

    @property
    def notes(self) -> list[str]:
        return [delta.note for delta in self.deltas if delta.note]

    @property
    def kind(self) -> str | None:
        return self.error.kind if self.error else None


def ask_for(prompt: str = 'Hi', *, model: str = 'test-model', stream: bool = True, system: str = '', **parameters: Any) -> Request:
    messages = [Message(role='system', content=system)] if system else []
    return Request(model=model, messages=(*messages, Message(role='user', content=prompt)), parameters=parameters, stream=stream)


async def got(provider: Provider, request: Request | None = None) -> Got:
    """Run a stream to its end."""
    result = Got()
    try:
        async for delta in provider.stream(request or ask_for()):
            result.deltas.append(delta)
    except ProviderError as error:
        result.error = error
    return result


def provider_for(server: ModelServer, connections: Connections, api: Api = 'openai-chat', **options: Any) -> HttpProvider:
    """A provider whose endpoint is the model server."""
    url = server.url if api == 'anthropic' else server.v1
    return provider_at(url, connections, api, **options)


def provider_at(
    url: str, connections: Connections, api: Api = 'openai-chat', *,
    key: str = KEY, headers: tuple[tuple[str, str], ...] = (), models: tuple[str, ...] = (), **options: Any,
) -> HttpProvider:
    endpoint = Endpoint(name='local', api=api, base_url=url, api_key=key, headers=headers, models=models)
    return KINDS[api](endpoint, connections, **options)


def settings_with(folder: Path, *endpoints: tuple[str, str]) -> Settings:
    settings = Settings.load(folder, None, {})
    for name, url in endpoints:
        settings.add_endpoint(name=name, api='openai-chat', base_url=url, api_key=KEY)
    return settings
