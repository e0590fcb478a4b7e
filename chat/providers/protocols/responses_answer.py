"""OpenAI's Responses, read: events by their `type`, or a whole response (provider-facts 1.3).

The same words come up to four times: in pieces, at the end of their part, at the end of their item, at the end of the response. Of each
of these what counts is what the ones before have not brought: some servers leave the pieces out, others the wholes.
"""
from __future__ import annotations

from typing import Any

from chat.conversation import Usage
from chat.conversation.json_object import JsonObject
from chat.providers.errors.failures import ErrorContext, error_of_body
from chat.providers.protocols.cited import cited_beside, cited_in
from chat.providers.protocols.responses_items import CALL, MESSAGE, THOUGHT, Item, Items, kind_of, words_of
from chat.providers.protocols.tool_results import dumped, pictures_and_rest, words_of_result
from chat.providers.protocols.verbatim import Outputs
from chat.providers.provider import ErrorKind
from chat.providers.stream.answer import Answer
from chat.providers.stream.fields import count, dicts, id_of, named, number_of, table, text_of
from chat.providers.stream.reported_cost import cost_in
from chat.providers.stream.reported_time import time_in

PIECES = {
    'output_text': (MESSAGE, 'text', 'text'), 'refusal': (MESSAGE, 'refusal', 'refusal'),
    'audio.transcript': (MESSAGE, 'transcript', 'transcript'), 'output_audio_transcript': (MESSAGE, 'transcript', 'transcript'),
    'reasoning_summary_text': (THOUGHT, 'summary', 'text'), 'reasoning_summary': (THOUGHT, 'summary', 'text'),
    'reasoning_text': (THOUGHT, 'content', 'text'), 'reasoning': (THOUGHT, 'content', 'text'),
    'function_call_arguments': (CALL, 'arguments', 'arguments'), 'custom_tool_call_input': (CALL, 'arguments', 'input'),
    'mcp_call_arguments': (CALL, 'arguments', 'arguments'), 'code_interpreter_call_code': (CALL, 'arguments', 'code'),
}
"""Event without its `.delta` or `.done` -> kind of item, what it says, the name of the whole in the `.done`."""
DELTAS = {f'response.{name}.delta': (kind, channel) for name, (kind, channel, _) in PIECES.items()}
WHOLES = {f'response.{name}.done': fields for name, fields in PIECES.items()}
PARTS = {
    'output_text': ('text', 'text'), 'text': ('text', 'text'), 'refusal': ('refusal', 'refusal'),
    'output_audio': ('transcript', 'transcript'), 'summary_text': ('summary', 'text'), 'reasoning_text': ('content', 'text'),
}
"""Type of a part -> what it says, the name of its words."""
ENDS = frozenset(f'response.{word}' for word in ('completed', 'incomplete', 'failed', 'cancelled', 'done'))
SILENT = frozenset({
    'response.created', 'response.in_progress', 'response.queued', 'response.image_generation_call.partial_image'})
CITED = {'response.output_text.annotation.added': 'annotation', 'response.reasoning.search_results': 'results'}
"""Event -> where it names sources; the second is Perplexity's."""
SILENT_ITEMS = frozenset({'mcp_list_tools', 'compaction', 'context_compaction', 'item_reference', 'reasoning', 'message'})
"""What a model has not said: what only the service can read, and lists of what there is."""
OWN_CALLS = frozenset({'function_call', 'custom_tool_call'})
"""That the service leaves to whoever asks."""
LONGEST_COMPARED = 500_000
"""Characters of texts that are the same if only their white space differs."""
GIVEN = frozenset({'action', 'actions', 'commands', 'operation', 'queries', 'query'})
"""What a tool of the service is given, where that is no text."""


class ResponsesAnswer(Answer):
    protocol = 'openai-responses'

    def __init__(self, context: ErrorContext) -> None:
        super().__init__(context)
        self._sent = Outputs()
        self._items = Items()
        self._speaking: dict[str, object] = {}
        """Kind -> what has said its last words."""

    def is_own(self, body: JsonObject) -> bool:
        return text_of(body.get('type')).startswith('response.')

    def sent(self) -> Any:
        return self._sent.content()

    def take_body(self, body: JsonObject) -> None:
        self._sent.take(body)
        type = text_of(body.get('type'))
        if fields := DELTAS.get(type):
            self._take_piece(body, *fields)
        elif whole := WHOLES.get(type):
            self._take_end_of_part(body, *whole)
        elif type in {'response.output_item.added', 'response.output_item.done'}:
            item, is_end = table(body.get('item')), type.endswith('done')
            known = self._items.announced(item, kind_of(item), number_of(body.get('output_index')), is_end=is_end)
            self._take_item(known, item, is_end=is_end)
        elif type in {'response.content_part.added', 'response.content_part.done', 'response.reasoning_summary_part.done'}:
            self._take_part(body, table(body.get('part')))
        elif type in ENDS:
            self.add_usage(time_in(body))
            self._take_response({'status': type.removeprefix('response.')} | (table(body.get('response')) or body))
        elif type == 'error':
            raise error_of_body(body.get('error') or body, self.context)
        elif name := CITED.get(type):
            self.add_cited(cited_in(body.get(name)))
        elif type == 'response.audio.delta':
            self.add_unshown('sound', 'sound')
        elif type not in SILENT:
            self.note_other(type.removeprefix('response.'))

    def take_whole(self, body: JsonObject) -> bool:
        if not isinstance(body.get('output'), list):
            return False
        self._sent.take(body)
        self._take_response(body)
        return True

    def _take_piece(self, body: JsonObject, kind: str, channel: str) -> None:
        delta = body.get('delta')
        self._say(self._items.of_piece(body, kind), channel, _number(body), text_of(delta) or text_of(table(delta).get('text')))

    def _take_end_of_part(self, body: JsonObject, kind: str, channel: str, name: str) -> None:
        item = self._items.of_piece(body, kind)
        self._say_rest(item, channel, _number(body), text_of(body.get(name)))

    def _take_part(self, body: JsonObject, part: JsonObject) -> None:
        type = text_of(part.get('type'))
        self.add_cited(cited_beside(part))
        kind = THOUGHT if type in {'summary_text', 'reasoning_text'} else MESSAGE
        self._take_words(self._items.of_piece(body, kind), _number(body), part)

    def _take_words(self, item: Item, number: int, part: JsonObject) -> None:
        if fields := PARTS.get(type := text_of(part.get('type'))):
            channel, name = fields
            self._say_rest(item, channel, number, text_of(part.get(name)))
            if type == 'output_audio' and part.get('data'):
                self.add_unshown('sound', 'sound')
        elif words := text_of(part.get('text')):
            self._say_rest(item, 'text', number, words)
        elif 'image' in type:
            self.add_pictures(part, (item.number, number))
        else:
            self.add_unshown(type, (item.number, number))

    def _take_item(self, item: Item, values: JsonObject, *, is_end: bool, has_words: bool = True) -> None:
        """`has_words`: whether what it says may be new."""
        if item.kind == MESSAGE and is_end:
            for part in dicts(values.get('content')):
                self.add_cited(cited_beside(part))
        if values.get('type') == 'search_results':
            self.add_cited(cited_in(values.get('results')))
        elif values.get('type') == 'image_generation_call':
            if is_end:
                self.add_pictures(values.get('result'), item.number)
        elif item.kind == CALL:
            self._take_call(item, values, is_end=is_end)
        elif item.kind in {MESSAGE, THOUGHT}:
            for name in ('summary', 'content') if has_words else ():
                for number, part in enumerate(dicts(values.get(name))):
                    self._take_words(item, number, part)
        elif (type := text_of(values.get('type'))).endswith('_output'):
            if is_end and self.is_new((item.number, 'result')):
                self.add_tool_result(id=id_of(values.get('call_id')), name='', text=words_of_result(values.get('output')))
        elif type not in SILENT_ITEMS:
            self.add_unshown(type, item.number)

    def _take_call(self, item: Item, values: JsonObject, *, is_end: bool) -> None:
        id, name = id_of(values.get('call_id')) or id_of(values.get('id')), id_of(values.get('name'))
        if not item.is_called:
            item.is_called = True
            name = name or text_of(values.get('type')).removesuffix('_call').removesuffix('_request')
            item.is_foreign = text_of(values.get('type')) not in OWN_CALLS
            self.add_tool_call(index=item.number, id=id, name=name, arguments='', is_foreign=item.is_foreign)
        self._say_rest(item, 'arguments', 0, words_of(CALL, values))
        if not is_end:
            return
        given = {key: value for key, value in values.items() if key in GIVEN and value}
        if given and not item.words:
            self._say(item, 'arguments', 0, dumped(given))
        pictures, rest = pictures_and_rest(_result_of(values))
        if (result := words_of_result(rest)) and self.is_new((item.number, 'result')):
            self.add_tool_result(id=id, name=name, text=result)
        for number, picture in enumerate(pictures):
            self.add_pictures(picture, (item.number, number))

    def _say_rest(self, item: Item, channel: str, number: int, whole: str) -> None:
        if whole:
            came = item.said.get((channel, number))
            self._say(item, channel, number, came.rest_of(whole) if came else whole)

    def _say(self, item: Item, channel: str, number: int, words: str) -> None:
        if not words:
            return
        if (channel, number) not in item.said:
            self.bounds.add_stretch()
        item.said[channel, number].add(words)
        if item.kind == CALL:
            self.add_tool_call(index=item.number, id='', name='', arguments=words, is_foreign=item.is_foreign)
            return
        # two parts of a message are one text (gateways make a part of each source), two parts of a summary are two paragraphs
        speaker = (item.number, channel, number if item.kind == THOUGHT else 0)
        if self._speaking.get(item.kind) != speaker:
            self._speaking[item.kind] = speaker
            self.begin_paragraph()
        if item.kind == THOUGHT:
            self.add_thinking(words)
        else:
            self.add_text(words)

    def _take_response(self, response: JsonObject) -> None:
        output = dicts(response.get('output') or [])
        if not output and not self.has_content and text_of(response.get('output_text')):
            output = [{'type': MESSAGE, 'content': [{'type': 'output_text', 'text': response['output_text']}]}]
        has_new_words = {kind: self._has_new_words(kind, output) for kind in (MESSAGE, THOUGHT)}
        for item, values in self._items.whole(output):
            self._take_item(item, values, is_end=True, has_words=has_new_words.get(item.kind, True))
        self._take_end(response)

    def _has_new_words(self, kind: str, output: list[JsonObject]) -> bool:
        """Not where all that was said is the same, however it was cut into items."""
        whole = ''.join(words_of(kind, item) for item in output if kind_of(item) == kind)
        said = self._items.words_of_kind(kind)
        if said in {'', whole} or len(whole) > LONGEST_COMPARED or len(said) > LONGEST_COMPARED:
            return whole != said
        return ''.join(whole.split()) != ''.join(said.split())

    def _take_end(self, response: JsonObject) -> None:
        self.add_usage(_usage(table(response.get('usage'))))
        if response.get('status') == 'failed' or response.get('error'):
            raise error_of_body(response.get('error') or {'message': ''}, self.context)
        if response.get('status') == 'cancelled':
            raise self.context.error(ErrorKind.CUT_OFF, why='the response was cancelled there')
        reason = table(response.get('incomplete_details')).get('reason')
        self.set_reason(named(reason or ('incomplete' if response.get('status') == 'incomplete' else 'stop')))
        self.is_over = True


def _number(body: JsonObject) -> int:
    """Of a part of its item."""
    return number_of(body.get('summary_index', body.get('content_index'))) or 0


def _result_of(item: JsonObject) -> Any:
    return next((item[name] for name in ('output', 'outputs', 'results', 'error') if item.get(name)), None)


def _usage(counts: JsonObject) -> Usage | None:
    if not counts:
        return None
    return Usage(
        input_tokens=count(counts.get('input_tokens')), output_tokens=count(counts.get('output_tokens')),
        cache_read_tokens=count(table(counts.get('input_tokens_details')).get('cached_tokens')),
        thinking_tokens=count(table(counts.get('output_tokens_details')).get('reasoning_tokens')), cost=cost_in(counts))
