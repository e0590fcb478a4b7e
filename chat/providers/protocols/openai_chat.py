"""Chat Completions: the protocol that nearly every server speaks, each with a dialect (provider-facts 1.2 and 3)."""
from __future__ import annotations

from functools import cached_property

import httpx2
import openai

from chat.conversation.json_object import JsonObject
from chat.providers.errors.failures import ErrorContext
from chat.providers.http.attachments import ReadAttachment
from chat.providers.http.free_fields import chat_fields, with_more
from chat.providers.http.http_provider import LIST_TIMEOUT, HttpProvider
from chat.providers.http.sdk_clients import is_own_host
from chat.providers.protocols.chat_answer import ChatAnswer
from chat.providers.protocols.chat_messages import messages_of
from chat.providers.protocols.openai_client import openai_client
from chat.providers.provider import Request
from chat.providers.stream.answer import Answer


class OpenAIChat(HttpProvider):
    """An endpoint with `/chat/completions`."""

    required = HttpProvider.required | {'tools'}

    @cached_property
    def client(self) -> openai.AsyncOpenAI:
        return openai_client(self.endpoint, self.http, self.timeout)

    def body(self, request: Request, read_attachment: ReadAttachment | None) -> JsonObject:
        host, wanted = self.endpoint.host, self.wanted(request)
        is_openai = is_own_host(host, 'openai.com')
        body: JsonObject = {
            'model': request.model,
            'messages': messages_of(request, self.endpoint, read_attachment),
            'stream': True,
        }
        if request.tools:
            body['tools'] = [{'type': 'function', 'function': {'name': tool.name, 'description': tool.description,
                                                               'parameters': dict(tool.schema)}} for tool in request.tools]
        body |= {name: wanted[name] for name in ('temperature', 'top_p', 'stop', 'reasoning_effort') if name in wanted}
        body |= chat_fields(wanted, has_tools=bool(request.tools))
        if wanted.get('max_tokens'):
            body['max_completion_tokens' if is_openai else 'max_tokens'] = wanted['max_tokens']
        if not is_own_host(host, 'mistral.ai'):
            # Mistral's schema has no stream_options; it sends the usage anyway
            body['stream_options'] = {'include_usage': True} | ({'include_obfuscation': False} if is_openai else {})
        if is_own_host(host, 'googleapis.com'):
            body['extra_body'] = {'google': {'thinking_config': {'include_thoughts': True}}}
        return with_more(body, wanted)

    def new_answer(self, context: ErrorContext) -> Answer:
        return ChatAnswer(context)

    async def send(self, body: JsonObject) -> httpx2.Response:
        rest = {name: value for name, value in body.items() if name not in {'model', 'messages', 'stream'}}
        # The fields go in as they are: what the SDK's types do not know (or know better) must reach the server all the same.
        manager = self.client.chat.completions.with_streaming_response.create(
            model=body['model'], messages=body['messages'], stream=body['stream'], extra_body=rest)
        return (await manager.__aenter__()).http_response

    async def send_list(self) -> httpx2.Response:
        manager = self.client.models.with_streaming_response.list(timeout=LIST_TIMEOUT)
        return (await manager.__aenter__()).http_response

    async def send_nothing(self) -> httpx2.Response:
        return await self.client.post('/chat/completions', cast_to=httpx2.Response, body={}, options={'timeout': LIST_TIMEOUT})
