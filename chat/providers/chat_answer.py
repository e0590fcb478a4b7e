"""Chat Completions, read: one chunk or a whole answer, in the accents of many servers (provider-facts 1.2 and 3)."""
from __future__ import annotations

from typing import Any

from chat.conversation import Usage
from chat.providers.answer import Answer, count, is_error, table, text_of
from chat.providers.failures import Place, error_of_body


class ChatAnswer(Answer):
    """Understands `chat.completion.chunk` and `chat.completion`."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._tool_ids: list[str] = []

    def take_body(self, body: dict[str, Any]) -> None:
        choices = body.get('choices')
        if choices:
            self._take_choice(choices[0])
        if is_error(body) or (body and body.keys() <= {'detail', 'message', 'code', 'status'}):
            raise error_of_body(body, self.place)
        if usage := body.get('usage') or table(body.get('x_groq')).get('usage'):
            self.add_usage(usage_of(usage))

    def take_whole(self, body: dict[str, Any]) -> bool:
        if not body.get('choices'):
            return False
        self.take_body(body)
        if self.finish_reason is None and self.has_content:
            self.finish_reason = 'stop'
        return True

    def _take_choice(self, choice: dict[str, Any]) -> None:
        # `delta` may be null (Azure's asynchronous filter); a whole answer has `message` instead
        delta = choice.get('delta') or choice.get('message')
        if delta:
            self._take_delta(delta)
        if reason := choice.get('finish_reason'):
            if reason == 'error' or choice.get('error'):
                raise error_of_body(choice.get('error') or {'message': text_of(choice.get('native_finish_reason'))}, self.place)
            self.finish_reason = str(reason)

    def _take_delta(self, delta: dict[str, Any]) -> None:
        if thinking := text_of(delta.get('reasoning_content') or delta.get('reasoning')):
            self.add_thinking(thinking)
        if content := delta.get('content'):
            if isinstance(content, str):
                self.add_text(content, is_thought='extra_content' in delta and _is_gemini_thought(delta))
            else:
                self._take_parts(content)
        if refusal := delta.get('refusal'):
            self.add_text(text_of(refusal))
        if calls := delta.get('tool_calls'):
            for call in calls:
                self._take_tool_call(call)

    def _take_parts(self, parts: Any) -> None:
        """Mistral's content is a list once the model thinks."""
        for part in parts if isinstance(parts, list) else [parts]:
            if isinstance(part, str):
                self.add_text(part)
            elif part.get('type') == 'thinking':
                thoughts = part.get('thinking')
                pieces = thoughts if isinstance(thoughts, list) else [{'text': thoughts}]
                self.add_thinking(''.join(text_of(piece.get('text')) for piece in pieces))
            elif part.get('type') in {'text', 'output_text', None}:
                self.add_text(text_of(part.get('text')))

    def _take_tool_call(self, call: dict[str, Any]) -> None:
        """Gemini leaves the index out: then a new id or name starts a new call."""
        function, id = table(call.get('function')), text_of(call.get('id'))
        index = call.get('index')
        if not isinstance(index, int):
            is_new = not self._tool_ids or (id and id not in self._tool_ids) or (not id and bool(function.get('name')))
            index = len(self._tool_ids) if is_new else self._tool_ids.index(id) if id else len(self._tool_ids) - 1
        while len(self._tool_ids) <= min(index, 1000):
            self._tool_ids.append(id)
        arguments = function.get('arguments')
        self.add_tool_call(index=index, id=id, name=text_of(function.get('name')), arguments=text_of(arguments))


def usage_of(counts: Any) -> Usage | None:
    """`usage` of chat completions; `completion_tokens` lacks the thinking at xAI, which the total gives away."""
    if not isinstance(counts, dict):
        return None
    given, written = count(counts.get('prompt_tokens')), count(counts.get('completion_tokens'))
    details = table(counts.get('prompt_tokens_details'))
    thought = count(table(counts.get('completion_tokens_details')).get('reasoning_tokens'))
    if given is not None and written is not None and thought and counts.get('total_tokens') == given + written + thought:
        written += thought
    cost = counts.get('cost')
    return Usage(
        input_tokens=given, output_tokens=written, cache_read_tokens=count(details.get('cached_tokens')),
        cache_write_tokens=count(details.get('cache_write_tokens')), thinking_tokens=thought,
        cost=float(cost) if isinstance(cost, (int, float)) and not isinstance(cost, bool) and cost >= 0 else None,
    )


def _is_gemini_thought(delta: dict[str, Any]) -> bool:
    return table(table(delta.get('extra_content')).get('google')).get('thought') is True
