"""Anthropic's Messages, for Anthropic and for gateways that speak it (provider-facts 2)."""
from __future__ import annotations

from functools import cached_property

import anthropic
import httpx2

from chat.catalog import CLAUDE_ALWAYS_THINKING
from chat.conversation.json_object import JsonObject
from chat.providers.errors.failures import ErrorContext
from chat.providers.http.attachments import ReadAttachment, prompt_of
from chat.providers.http.free_fields import messages_fields, with_more
from chat.providers.http.http_provider import LIST_TIMEOUT, HttpProvider
from chat.providers.http.sdk_clients import NO_KEY, add_headers, is_own_host
from chat.providers.protocols.messages_answer import MessagesAnswer
from chat.providers.protocols.messages_content import is_unsigned, messages_of
from chat.providers.provider import Request
from chat.providers.stream.answer import Answer
from chat.providers.stream.fields import count, table
from chat.settings import ANTHROPIC_URL, Endpoint

USUAL_MAX_TOKENS = 8192
"""`max_tokens` is required; the endpoint's list tells the most that a model takes. A smaller limit is learned from the complaint."""
THINKING_BUDGETS = {'minimal': 1024, 'low': 2048, 'medium': 8192, 'high': 16384, 'xhigh': 32000, 'max': 48000}
"""For models that only know thinking with a budget, in tokens."""
EFFORTS = frozenset({'low', 'medium', 'high', 'xhigh', 'max'})


class AnthropicMessages(HttpProvider):
    """An endpoint with `/v1/messages`."""

    required = frozenset({'model', 'messages', 'max_tokens', 'tools'})
    _entries: dict[str, JsonObject] = {}

    @cached_property
    def client(self) -> anthropic.AsyncAnthropic:
        return anthropic_client(self.endpoint, self.http, self.timeout)

    def body(self, request: Request, read_attachment: ReadAttachment | None) -> JsonObject:
        wanted = self.wanted(request)
        system = '\n\n'.join(prompt_of(message) for message in request.messages if message.role == 'system')
        body: JsonObject = {
            'model': request.model,
            'messages': messages_of(request, self.name, read_attachment),
            'max_tokens': wanted.get('max_tokens') or count(self._entry(request.model).get('max_tokens')) or USUAL_MAX_TOKENS,
            'stream': True,
        }
        if system:
            body['system'] = system
        if request.tools:
            body['tools'] = [
                {'name': tool.name, 'description': tool.description, 'input_schema': dict(tool.schema)} for tool in request.tools]
        if wanted.get('stop'):
            body['stop_sequences'] = wanted['stop']
        thinking = self._thinking(request, body['max_tokens'])
        body |= thinking
        free = messages_fields(wanted, has_tools=bool(request.tools))
        body |= free | ({'output_config': table(body.get('output_config')) | free['output_config']} if 'output_config' in free else {})
        if thinking.get('thinking', {}).get('type', 'disabled') == 'disabled':
            # a thinking model takes no sampling parameters
            body |= {name: wanted[name] for name in ('temperature', 'top_p') if wanted.get(name) is not None}
        return with_more(body, wanted)

    def new_answer(self, context: ErrorContext) -> Answer:
        return MessagesAnswer(context)

    async def send(self, body: JsonObject) -> httpx2.Response:
        # temperature and top_p are no arguments of anthropic 2.x any more, so all but the core goes in as it is
        rest = {name: value for name, value in body.items() if name not in {'model', 'messages', 'stream', 'max_tokens'}}
        manager = self.client.messages.with_streaming_response.create(
            model=body['model'], messages=body['messages'], max_tokens=body['max_tokens'], stream=body['stream'], extra_body=rest)
        return (await manager.__aenter__()).http_response

    async def send_list(self) -> httpx2.Response:
        manager = self.client.models.with_streaming_response.list(limit=1000, timeout=LIST_TIMEOUT)
        return (await manager.__aenter__()).http_response

    async def send_nothing(self) -> httpx2.Response:
        return await self.client.post('/v1/messages', cast_to=httpx2.Response, body={}, options={'timeout': LIST_TIMEOUT})

    async def list_entries(self) -> list[JsonObject]:
        entries = await super().list_entries()
        self._entries = {entry['id']: entry for entry in entries if isinstance(entry.get('id'), str)}
        return entries

    def _entry(self, model: str) -> JsonObject:
        return self._entries.get(model, {})

    def _thinking(self, request: Request, max_tokens: int) -> JsonObject:
        """Thoughts are asked for as summaries: some models would think without telling."""
        effort = self.wanted(request).get('reasoning_effort')
        types = table(table(table(self._entry(request.model).get('capabilities')).get('thinking')).get('types'))
        can_adapt, can_stop = (table(types.get(name)).get('supported', True) for name in ('adaptive', 'disabled'))
        if effort == 'none':
            return {'thinking': {'type': 'disabled'}} if can_stop else {}
        if not effort:
            is_always = not can_stop or bool(CLAUDE_ALWAYS_THINKING.match(request.model))
            return {'thinking': {'type': 'adaptive', 'display': 'summarized'}} if is_always else {}
        if can_adapt:
            level = effort if effort in EFFORTS else 'low'
            return {'thinking': {'type': 'adaptive', 'display': 'summarized'}, 'output_config': {'effort': level}}
        if is_unsigned(request, self.name):
            return {}
        budget = min(THINKING_BUDGETS.get(effort, 8192), max_tokens - 1)
        return {'thinking': {'type': 'enabled', 'budget_tokens': budget}} if budget >= 1024 else {}


def anthropic_client(endpoint: Endpoint, http: httpx2.AsyncClient, timeout: httpx2.Timeout) -> anthropic.AsyncAnthropic:
    """A client for Anthropic or a gateway that speaks like it; many gateways know only the older headers (provider-facts 0.6)."""
    key = endpoint.api_key or NO_KEY
    client = anthropic.AsyncAnthropic(
        api_key=key, base_url=endpoint.base_url or ANTHROPIC_URL, http_client=http, timeout=timeout, max_retries=0, open_telemetry=False,
    )
    if not is_own_host(endpoint.host, 'anthropic.com'):
        client._custom_headers = {'X-Api-Key': key, 'anthropic-version': '2023-06-01'}
    add_headers(client, endpoint)
    return client
