"""Chat Completions, read: one chunk or a whole answer, in the dialects of many servers (provider-facts 1.2 and 3)."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

from chat.conversation import Usage
from chat.conversation.json_object import JsonObject
from chat.providers.errors.failures import ErrorContext
from chat.providers.protocols.cited import CITING, cited_beside, cited_in
from chat.providers.protocols.tool_results import dumped
from chat.providers.protocols.verbatim import Beside
from chat.providers.stream.answer import Answer
from chat.providers.stream.beyond import Said
from chat.providers.stream.fields import count, dicts, entries, named, number_of, table, text_of
from chat.providers.stream.reported_cost import cost_in
from chat.providers.stream.reported_time import time_in

THOUGHTS = ('reasoning_content', 'reasoning', 'thinking', 'reasoning_details', 'reasoning_text', 'thought', 'thoughts')
"""Names of what a model thinks; servers that use two of them say the same in both."""
PLAIN = frozenset({
    'role', 'content', 'refusal', 'tool_calls', 'function_call', 'name', 'id', 'token_ids', *CITING, *THOUGHTS})
"""Fields of a delta that are read, and those that hold no content."""
SPOKEN = frozenset({'audio', 'output_audio', 'input_audio'})
PICTURES = frozenset({'images', 'image', 'image_url', 'output_image', 'input_image', 'inline_data'})
MEDIA = {'video': 'film', 'videos': 'film', 'video_url': 'film', 'files': 'file', 'file': 'file'}
"""Fields and parts that cannot be shown -> what they are called."""
WORDLESS = frozenset({'text', 'output_text', 'thinking', 'reasoning', 'refusal', ''})
"""Parts that have words, or happen to be empty."""
CHANNELS = ('thinking', 'text')
WORDS = ('text', 'content', 'thinking', 'summary')
"""Where a part has its words."""


class ChatAnswer(Answer):
    """Understands `chat.completion.chunk` and `chat.completion`."""

    protocol = 'openai-chat'

    def __init__(self, context: ErrorContext) -> None:
        super().__init__(context)
        self._beside = Beside()
        self._said: dict[Hashable, Said] = defaultdict(Said)
        """By "text", "thinking", or the index of a tool call."""
        self._calls: dict[int, str] = {}
        """Index -> id of the tool calls, in their order."""
        self._indexes: dict[str, int] = {}
        """The other way round."""
        self._next_index = 0
        self._has_deltas = False

    def is_own(self, body: JsonObject) -> bool:
        return 'choices' in body or 'usage' in body

    def sent(self) -> Any:
        return self._beside.content()

    def take_body(self, body: JsonObject) -> None:
        self._take_cited(body)
        if choices := body.get('choices'):
            for number, choice in enumerate(dicts(choices)):
                if number == 0:
                    self._take_choice(choice)
                else:
                    self.add_unshown('another answer', ('choice', number))  # nobody has asked for several
        if usage := body.get('usage') or table(body.get('x_groq')).get('usage'):
            self.add_usage(usage_of(usage))
            self.add_usage(time_in(body))

    def take_whole(self, body: JsonObject) -> bool:
        if not body.get('choices'):
            return False
        self.take_body(body)
        if self.finish_reason is None and self.has_content:
            self.finish_reason = 'stop'
        return True

    def _take_cited(self, values: JsonObject) -> None:
        if not CITING.isdisjoint(values):
            self.add_cited(cited_beside(values))

    def _take_choice(self, choice: JsonObject) -> None:
        self._take_cited(choice)
        # `delta` may be null (Azure's asynchronous filter)
        delta, message = choice.get('delta'), choice.get('message')
        if delta and isinstance(delta, dict):
            self._take_delta(delta)
        if message and isinstance(message, dict):
            self._take_message(message)
        if not (delta or message):
            self._say('text', text_of(choice.get('text')))
        if reason := choice.get('finish_reason') or choice.get('finishReason'):
            self.set_reason(named(reason))

    def _take_delta(self, delta: JsonObject) -> None:
        self._has_deltas = True
        content = delta.get('content')
        if isinstance(content, str) and len(delta) == 1:  # as nearly all are
            self._say('text', content)
            return
        if not delta.keys().isdisjoint(THOUGHTS):
            self._beside.take(delta)
        self._take_cited(delta)
        if thought := _thought_in(delta):
            self._say('thinking', thought)
        if content:
            if isinstance(content, str):
                self._say('text', content, is_thought='extra_content' in delta and _is_gemini_thought(delta))
            else:
                for channel, words in _parts(content):
                    self._say(channel, words)
                self._take_media(content)
        if refusal := delta.get('refusal'):
            self._say('text', text_of(refusal))
        for call in _calls_in(delta):
            self._take_tool_call(call)
        for name in entries(list(delta.keys() - PLAIN)):
            self._take_other(name, delta[name])

    def _take_message(self, message: JsonObject) -> None:
        """A whole message, or all of it so far, or (where there are no deltas) a piece: only what has not come yet counts."""
        if not self._has_deltas:
            self._beside.take(message)
        parts = [('thinking', _thought_in(message)), *_parts(message.get('content')), ('text', text_of(message.get('refusal')))]
        if not any(self._said[channel] for channel in CHANNELS):
            for channel, words in parts:
                self._say(channel, words, is_thought=_is_gemini_thought(message))
        else:
            for channel in CHANNELS:
                whole, said = ''.join(words for name, words in parts if name == channel), self._said[channel]
                self._say(channel, said.rest_of(whole) if self._has_deltas else said.next_of(whole))
        for position, call in enumerate(_calls_in(message)):
            self._take_tool_call(call, position)
        self._take_media(message.get('content'))
        self._take_cited(message)
        for name in entries(list(message.keys() - PLAIN)):
            self._take_other(name, message[name], is_whole=True)

    def _take_other(self, name: str, value: Any, *, is_whole: bool = False) -> None:
        """A field that is no text: sound with its transcript, pictures, what is not known."""
        if not value:
            return
        if name in SPOKEN:
            self._take_sound(table(value), is_whole=is_whole)
        elif name in PICTURES:
            for number, one in enumerate(entries(value) if isinstance(value, list) else [value]):
                self.add_pictures(one, (name, self.events, number))
        elif name in MEDIA:
            for number in range(len(entries(value)) if isinstance(value, list) else 1):
                self.add_unshown(MEDIA[name], (name, number))
        else:
            self.note_other(name)

    def _take_sound(self, sound: JsonObject, *, is_whole: bool) -> None:
        said, words = self._said['text'], text_of(sound.get('transcript'))
        self._say('text', said.rest_of(words) if is_whole else words)
        if sound.get('data'):
            self.add_unshown('sound', 'sound')

    def _take_media(self, content: Any) -> None:
        """Parts of the content that are no words."""
        for number, part in enumerate(dicts(content)):
            type = text_of(part.get('type'))
            if type in SPOKEN:
                self._take_sound(table(part.get(type)) or part, is_whole=True)
            elif type in PICTURES:
                self.add_pictures(part, ('part', self.events, number))
            elif type == 'tool_reference':
                self.add_cited(cited_in(part))
            elif not _words_in(part) and type not in WORDLESS:
                self.add_unshown(MEDIA.get(type, type), ('part', self.events, number))

    def _say(self, channel: str, words: str, *, is_thought: bool = False) -> None:
        if not words:
            return
        self._said[channel].add(words)
        if channel == 'thinking':
            self.add_thinking(words)
        else:
            self.add_text(words, is_thought=is_thought)

    def _take_tool_call(self, call: JsonObject, position: int | None = None) -> None:
        """`position`: its number in a whole message, of which only what has not come yet counts."""
        function, id = table(call.get('function')) or table(call.get('custom')), text_of(call.get('id'))
        name, arguments = text_of(function.get('name')), _arguments(function)
        index = self._index_of(call, id, name, position)
        if position is not None and index in self._calls:
            id, name, arguments = '', '', self._said[index].rest_of(arguments)
            if not arguments:
                return
        is_new = index not in self._calls or id not in {'', self._calls[index]}
        self._beside.take_call(index, call, is_new=is_new)
        if is_new:
            self._calls[index], self._said[index] = id, Said()
            self._indexes[id] = index
            self._next_index = max(self._next_index, index + 1)
        self._said[index].add(arguments)
        self.add_tool_call(index=index, id=id, name=name, arguments=arguments)

    def _index_of(self, call: JsonObject, id: str, name: str, position: int | None) -> int:
        """Gemini leaves the index out: then a new id or name starts a new call. In a whole message it is the position that counts."""
        if position is not None and id not in self._indexes and position < len(self._calls):
            return list(self._calls)[position]
        index = number_of(call.get('index'))
        if id and id in self._indexes and (position is not None or index is None):
            return self._indexes[id]
        if index is not None:
            return index
        is_new = not self._calls or bool(id or name)
        return self._next_index if is_new else next(reversed(self._calls))


def _thought_in(delta: JsonObject) -> str:
    return next((words for name in THOUGHTS if (value := delta.get(name)) and (words := _words_in(value))), '')


def _words_in(value: Any) -> str:
    """Of a string, a list of parts, a part."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ''.join(map(_words_in, entries(value)))
    return next((words for name in WORDS if (words := _words_in(value.get(name)))), '') if isinstance(value, dict) else ''


def _parts(content: Any) -> list[tuple[str, str]]:
    """Channel and words; Mistral's content is a list once the model thinks."""
    found = []
    for part in entries(content) if isinstance(content, list) else [content]:
        if isinstance(part, str | int | float) and not isinstance(part, bool):
            found.append(('text', str(part)))
        elif isinstance(part, dict):
            channel = 'thinking' if part.get('type') in {'thinking', 'reasoning'} else 'text'
            found.append((channel, _words_in(part)))
    return found


def _calls_in(delta: JsonObject) -> list[JsonObject]:
    """`function_call` is what there was before `tool_calls`, and still is at some servers."""
    old = table(delta.get('function_call'))
    calls = dicts(delta.get('tool_calls') or [])
    return [*calls, {'index': 0, 'function': old}] if old and not calls else calls


def _arguments(function: JsonObject) -> str:
    given = function.get('arguments', function.get('input'))
    return given if isinstance(given, str) else dumped(given) if given else ''


def usage_of(counts: Any) -> Usage | None:
    """`usage` of chat completions; `completion_tokens` lacks the thinking at xAI, which the total gives away."""
    if not isinstance(counts, dict):
        return None
    given, written = count(counts.get('prompt_tokens')), count(counts.get('completion_tokens'))
    details = table(counts.get('prompt_tokens_details'))
    thought = count(table(counts.get('completion_tokens_details')).get('reasoning_tokens'))
    if given is not None and written is not None and thought and counts.get('total_tokens') == given + written + thought:
        written += thought
    return Usage(
        input_tokens=given, output_tokens=written, cache_read_tokens=count(details.get('cached_tokens')),
        cache_write_tokens=count(details.get('cache_write_tokens')), thinking_tokens=thought, cost=cost_in(counts))


def _is_gemini_thought(delta: JsonObject) -> bool:
    return table(table(delta.get('extra_content')).get('google')).get('thought') is True
