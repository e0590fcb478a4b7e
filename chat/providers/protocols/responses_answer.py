"""OpenAI's Responses, read: events by their `type`, or a whole response (provider-facts 1.3)."""
from __future__ import annotations

from typing import Any

from chat.conversation import Usage
from chat.providers.errors.failures import Place, error_of_body
from chat.providers.provider import ErrorKind
from chat.providers.stream.answer import Answer, count, is_error, table, text_of


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
            raise self.place.error(ErrorKind.CUT_OFF, why='the response was cancelled there')
        reason = table(response.get('incomplete_details')).get('reason')
        self.set_reason(str(reason or ('incomplete' if response.get('status') == 'incomplete' else 'stop')))
        self.is_over = True


def _usage(counts: dict[str, Any]) -> Usage | None:
    if not counts:
        return None
    return Usage(
        input_tokens=count(counts.get('input_tokens')), output_tokens=count(counts.get('output_tokens')),
        cache_read_tokens=count(table(counts.get('input_tokens_details')).get('cached_tokens')),
        thinking_tokens=count(table(counts.get('output_tokens_details')).get('reasoning_tokens')),
    )
