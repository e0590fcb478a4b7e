"""OpenAI's Responses: the only protocol in which OpenAI shows what its models think (provider-facts 1.3)."""
from __future__ import annotations

from functools import cached_property

import httpx2
import openai

from chat.catalog import describe
from chat.conversation.json_object import JsonObject
from chat.providers.errors.failures import ErrorContext
from chat.providers.http.attachments import ReadAttachment, prompt_of
from chat.providers.http.free_fields import responses_fields, with_more
from chat.providers.http.http_provider import LIST_TIMEOUT, HttpProvider
from chat.providers.http.sdk_clients import is_own_host
from chat.providers.protocols.openai_client import openai_client
from chat.providers.protocols.responses_answer import ResponsesAnswer
from chat.providers.protocols.responses_input import input_of
from chat.providers.provider import Request
from chat.providers.stream.answer import Answer


class OpenAIResponses(HttpProvider):
    """An endpoint with `/responses`. Nothing is stored there: the history is sent with every prompt."""

    required = HttpProvider.required | {'tools'}

    @cached_property
    def client(self) -> openai.AsyncOpenAI:
        return openai_client(self.endpoint, self.http, self.timeout)

    def body(self, request: Request, read_attachment: ReadAttachment | None) -> JsonObject:
        wanted = self.wanted(request)
        instructions = '\n\n'.join(prompt_of(message) for message in request.messages if message.role == 'system')
        body: JsonObject = {
            'model': request.model,
            'input': input_of(request, self.name, read_attachment),
            'stream': True,
            'store': False,
        }
        if instructions:
            body['instructions'] = instructions
        if request.tools:
            body['tools'] = [{'type': 'function', 'name': tool.name, 'description': tool.description, 'parameters': dict(tool.schema),
                              'strict': False} for tool in request.tools]
        body |= {name: wanted[name] for name in ('temperature', 'top_p') if wanted.get(name) is not None}
        body |= responses_fields(wanted, has_tools=bool(request.tools))
        if wanted.get('max_tokens'):
            body['max_output_tokens'] = wanted['max_tokens']
        if reasoning := self._reasoning(request):
            body['reasoning'] = reasoning
            if request.tools:
                body['include'] = ['reasoning.encrypted_content']  # nothing is stored there, and thoughts have to go back
        if is_own_host(self.endpoint.host, 'openai.com'):
            body['stream_options'] = {'include_obfuscation': False}
        return with_more(body, wanted)

    def new_answer(self, context: ErrorContext) -> Answer:
        return ResponsesAnswer(context)

    async def send(self, body: JsonObject) -> httpx2.Response:
        rest = {name: value for name, value in body.items() if name not in {'model', 'input', 'stream'}}
        manager = self.client.responses.with_streaming_response.create(
            model=body['model'], input=body['input'], stream=body['stream'], extra_body=rest)
        return (await manager.__aenter__()).http_response

    async def send_list(self) -> httpx2.Response:
        manager = self.client.models.with_streaming_response.list(timeout=LIST_TIMEOUT)
        return (await manager.__aenter__()).http_response

    async def send_nothing(self) -> httpx2.Response:
        return await self.client.post('/responses', cast_to=httpx2.Response, body={}, options={'timeout': LIST_TIMEOUT})

    def _reasoning(self, request: Request) -> JsonObject:
        """Summaries come only on request, and only thinking models may be asked for them."""
        effort = self.wanted(request).get('reasoning_effort')
        thinks = 'reasoning_effort' in describe(f'{self.name}/{request.model}', self.endpoint.base_url).parameters
        if not (effort or thinks):
            return {}
        return ({'effort': effort} if effort else {}) | ({} if effort == 'none' else {'summary': 'auto'})
