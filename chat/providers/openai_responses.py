"""OpenAI's Responses: the only protocol in which OpenAI shows what its models think (provider-facts 1.3)."""
from __future__ import annotations

from functools import cached_property
from typing import Any

import httpx2
import openai

from chat.catalog import describe
from chat.conversation import Message, Usage
from chat.providers.answer import Answer, count, is_error, table, text_of
from chat.providers.attachments import ReadAttachment, pictures_of, prompt_of
from chat.providers.failures import Place, error_of_body
from chat.providers.http_provider import LIST_TIMEOUT, HttpProvider
from chat.providers.provider import ErrorKind, Request
from chat.providers.sdk_clients import is_own_host, openai_client


class OpenAIResponses(HttpProvider):
    """An endpoint with `/responses`. Nothing is stored there: the history is sent with every prompt."""

    @cached_property
    def client(self) -> openai.AsyncOpenAI:
        return openai_client(self.endpoint, self.http, self.timeout)

    def body(self, request: Request, read_attachment: ReadAttachment | None) -> dict[str, Any]:
        wanted = self.wanted(request)
        instructions = '\n\n'.join(prompt_of(message) for message in request.messages if message.role == 'system')
        body: dict[str, Any] = {
            'model': request.model,
            'input': [_item(message, read_attachment) for message in request.messages if message.role != 'system'],
            'stream': request.stream,
            'store': False,
        }
        if instructions:
            body['instructions'] = instructions
        body |= {name: wanted[name] for name in ('temperature', 'top_p') if wanted.get(name) is not None}
        if wanted.get('max_tokens'):
            body['max_output_tokens'] = wanted['max_tokens']
        if reasoning := self._reasoning(request):
            body['reasoning'] = reasoning
        if request.stream and is_own_host(self.endpoint.host, 'openai.com'):
            body['stream_options'] = {'include_obfuscation': False}
        return body

    def new_answer(self, place: Place) -> Answer:
        return ResponsesAnswer(place)

    async def send(self, body: dict[str, Any]) -> httpx2.Response:
        rest = {name: value for name, value in body.items() if name not in {'model', 'input', 'stream'}}
        manager = self.client.responses.with_streaming_response.create(
            model=body['model'], input=body['input'], stream=body['stream'], extra_body=rest, timeout=self.timeout_for(body))
        return (await manager.__aenter__()).http_response

    async def send_list(self) -> httpx2.Response:
        manager = self.client.models.with_streaming_response.list(timeout=LIST_TIMEOUT)
        return (await manager.__aenter__()).http_response

    def _reasoning(self, request: Request) -> dict[str, Any]:
        """Summaries come only on request, and only thinking models may be asked for them."""
        effort = self.wanted(request).get('reasoning_effort')
        thinks = 'reasoning_effort' in describe(f'{self.name}/{request.model}', self.endpoint.base_url).parameters
        if not (effort or thinks):
            return {}
        return ({'effort': effort} if effort else {}) | ({} if effort == 'none' else {'summary': 'auto'})


class ResponsesAnswer(Answer):
    """Understands the events by their `type` and the whole response. Types that are not known are passed over."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._summary: tuple[Any, Any] | None = None
        self._has_thought = False

    def take_body(self, body: dict[str, Any]) -> None:
        match body.get('type'):
            case 'response.output_text.delta' | 'response.refusal.delta':
                self.add_text(text_of(body.get('delta')))
            case 'response.reasoning_summary_text.delta' | 'response.reasoning_text.delta':
                self._take_thought(body)
            case 'response.output_item.added':
                self._take_item(body, table(body.get('item')))
            case 'response.function_call_arguments.delta':
                self.add_tool_call(index=count(body.get('output_index')) or 0, id='', name='', arguments=text_of(body.get('delta')))
            case 'response.completed' | 'response.incomplete' | 'response.failed' | 'response.cancelled':
                self._take_end(table(body.get('response')))
            case 'error':
                raise error_of_body(body.get('error') or body, self.place)
            case _:
                if is_error(body):
                    raise error_of_body(body, self.place)

    def take_whole(self, body: dict[str, Any]) -> bool:
        if not isinstance(body.get('output'), list):
            return False
        for index, item in enumerate(body['output']):
            if item.get('type') == 'reasoning':
                thoughts = [text_of(part.get('text')) for part in [*(item.get('summary') or ()), *(item.get('content') or ())]]
                self.add_thinking('\n\n'.join(thoughts))
            elif item.get('type') == 'message':
                for part in item.get('content') or ():
                    self.add_text(text_of(part.get('text') or part.get('refusal')))
            elif item.get('type') == 'function_call':
                self.add_tool_call(
                    index=index, id=text_of(item.get('call_id')), name=text_of(item.get('name')), arguments=text_of(item.get('arguments')))
        self._take_end(body)
        return True

    def _take_thought(self, body: dict[str, Any]) -> None:
        """Each part of a summary is a paragraph of its own."""
        part = (body.get('item_id'), body.get('summary_index', body.get('content_index')))
        if self._has_thought and part != self._summary:
            self.add_thinking('\n\n')
        self._summary, self._has_thought = part, True
        self.add_thinking(text_of(body.get('delta')))

    def _take_item(self, body: dict[str, Any], item: dict[str, Any]) -> None:
        if item.get('type') == 'function_call':
            self.add_tool_call(
                index=count(body.get('output_index')) or 0, id=text_of(item.get('call_id')), name=text_of(item.get('name')),
                arguments=text_of(item.get('arguments')))

    def _take_end(self, response: dict[str, Any]) -> None:
        self.add_usage(_usage(table(response.get('usage'))))
        if response.get('status') == 'failed' or response.get('error'):
            raise error_of_body(response.get('error') or {'message': ''}, self.place)
        if response.get('status') == 'cancelled':
            raise self.place.error(ErrorKind.CUT_OFF, 'the response was cancelled there')
        reason = table(response.get('incomplete_details')).get('reason')
        self.finish_reason = str(reason or ('incomplete' if response.get('status') == 'incomplete' else 'stop'))
        self.is_over = True


def _usage(counts: dict[str, Any]) -> Usage | None:
    if not counts:
        return None
    return Usage(
        input_tokens=count(counts.get('input_tokens')), output_tokens=count(counts.get('output_tokens')),
        cache_read_tokens=count(table(counts.get('input_tokens_details')).get('cached_tokens')),
        thinking_tokens=count(table(counts.get('output_tokens_details')).get('reasoning_tokens')),
    )


def _item(message: Message, read: ReadAttachment | None) -> dict[str, Any]:
    pictures, missing = pictures_of(message, read)
    text = prompt_of(message, missing)
    if not pictures:
        return {'role': message.role, 'content': text}
    parts: list[dict[str, Any]] = [{'type': 'input_image', 'detail': 'auto', 'image_url': picture.url} for picture in pictures]
    return {'role': message.role, 'content': [*parts, {'type': 'input_text', 'text': text}] if text else parts}
