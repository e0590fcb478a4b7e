"""Which optional fields of a request a server does not take: learned from its own complaint, remembered until the end of the program."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chat.conversation.json_object import JsonObject
from chat.providers.errors.error_bodies import error_tables, readable_body

EVERYWHERE = ''
OF_THE_ENDPOINT = frozenset({'stream_options', 'max_completion_tokens', 'max_tokens', 'store', 'stream_options.include_obfuscation'})
"""Refused for one model means refused for all of this endpoint; the other fields depend on the model."""
OTHER_NAME = {'max_tokens': 'max_completion_tokens', 'max_completion_tokens': 'max_tokens'}
FIELDS_OF = {
    'max_tokens': {'max_tokens', 'max_completion_tokens', 'max_output_tokens'}, 'stop': {'stop', 'stop_sequences'},
    'reasoning_effort': {'reasoning_effort', 'reasoning', 'thinking', 'output_config'},
    'output_format': {'response_format', 'text', 'output_config'},
}
"""What a parameter of the user's is called in the protocols, where that is not just its name."""
HINTS = {
    'temperature': re.compile(r'temperature', re.I), 'top_p': re.compile(r'\btop[_ ]?p\b', re.I),
    'max_tokens': re.compile(r'max[_ ]?(?:completion[_ ]?|output[_ ]?)?tokens|in the completion', re.I),
    'stop': re.compile(r'\bstop\b|stop[_ ]?sequence', re.I), 'reasoning_effort': re.compile(r'effort|\bthink(?:ing)?\b', re.I),
}
"""How a complaint names a parameter in words of its own (Gemini: `maxOutputTokens`, Ollama: "does not support thinking")."""
ABOUT_A_VALUE = re.compile(
    r'must be|at most|maximum|minimum|less than|greater than|between|range|exceed|too (?:large|small|high|low)|[<>≤≥]', re.I)
WORDS = {
    'stream': r'(?i)param: stream\b|[`\'"“]stream[`\'"”]|verified to stream|'
              r'\b(?:not|unsupported|unavailable)\b.{0,60}\bstream(?:ing|ed)?\b|'
              r'\bstream(?:ing|ed)?\b(?=.{0,60}\b(?:not|unsupported|unavailable)\b)',
    'stream_options': r'stream_options|include_usage',
    'stream_options.include_obfuscation': 'include_obfuscation',
    'reasoning.summary': r'reasoning\.summary|reasoning summar',
    'reasoning': r'reasoning\b(?!\.summary| summar)',
    'extra_body': r'extra_body|thinking_config|include_thoughts|\bgoogle\b|thinking',
    'thinking': r'thinking|adaptive',
    'output_config': r'output_config|effort',
    'stop': r'[`\'"“]stop[`\'"”]|\bparam: stop\b',
}
"""How a complaint names the field, where that is not just its name."""


class RefusedFields:
    """The memory of one endpoint."""

    def __init__(self, required: frozenset[str]) -> None:
        self.required = required
        self._refused: dict[str, set[str]] = {}
        self._limits: dict[str, int] = {}
        """Model -> most `max_tokens` that it takes."""

    def applied(self, model: str, body: JsonObject) -> JsonObject:
        """The body without what is refused; a limit of tokens moves to the field's other name."""
        refused = self._refused.get(EVERYWHERE, set()) | self._refused.get(model, set())
        if 'stream' in refused:
            # who does not stream for this model takes no words about how
            body = {name: value for name, value in body.items() if name != 'stream_options'} | {'stream': False}
        kept: JsonObject = {}
        for name, value in body.items():
            if name not in refused or name == 'stream':
                kept[name] = _without_refused(name, value, refused)
            elif (other := OTHER_NAME.get(name)) and other not in refused:
                kept[other] = value
        if 'max_tokens' in kept and model in self._limits:
            kept['max_tokens'] = min(kept['max_tokens'], self._limits[model])
        return {name: value for name, value in kept.items() if value is not None}

    def learn(self, model: str, body: JsonObject, complaint: bytes, chosen: Mapping[str, Any] | None = None) -> bool:
        """Remember what this answer to `body` names. False: it names nothing that can be left out.

        What the user has `chosen` (as in `Request.parameters`) is never left out behind his back; it may only move to its other name.
        """
        text = ' '.join(_words_in(complaint))
        found = re.search(r'max_tokens: (\d+) > (\d+)', text)
        if found and 'max_tokens' not in (chosen or {}):
            self._limits[model] = int(found[2])
            return True
        if self.chosen_in(body, complaint, chosen or {}):
            return False
        named = self._named(body, text)
        for name in named:
            self._refused.setdefault(EVERYWHERE if name in OF_THE_ENDPOINT else model, set()).add(name)
        return bool(named)

    def chosen_in(self, body: JsonObject, complaint: bytes, chosen: Mapping[str, Any]) -> list[str]:
        """The user's parameters that this answer to `body` refuses."""
        text = ' '.join(_words_in(complaint))
        named = self._named(body, text) | ({'max_tokens'} if 'max_tokens' in body and re.search(r'\bmax_tokens\b', text) else set())
        if not ABOUT_A_VALUE.search(text):
            named = {name for name in named if OTHER_NAME.get(name) is None or OTHER_NAME[name] in self._refused.get(EVERYWHERE, ())}
        return [name for name in chosen if named & FIELDS_OF.get(name, {name})]

    def hinted_at(self, complaint: bytes, chosen: Mapping[str, Any]) -> list[str]:
        """The user's parameters that an answer speaks of which names no field: for complaints that nothing else explains."""
        text = ' '.join(_words_in(complaint))
        return [name for name in chosen if name in HINTS and HINTS[name].search(text)]

    def is_answer_too_long(self, complaint: bytes, chosen: Mapping[str, Any]) -> bool:
        """Whether there is no room for an answer as long as the user wants it, rather than for what has been said so far.

        Servers give both as a context that is too small, with the numbers.
        """
        most, text = chosen.get('max_tokens'), ' '.join(_words_in(complaint))
        numbers = [number for found in re.findall(r'\d{4,}', text.replace(',', '')) if (number := int(found)) != most]
        return bool(most and numbers and HINTS['max_tokens'].search(text) and most >= min(numbers) / 2)

    def _named(self, body: JsonObject, text: str) -> set[str]:
        return {name for name in _optional(body, self.required) if re.search(WORDS.get(name, rf'\b{re.escape(name)}\b'), text)}


def _optional(body: JsonObject, required: frozenset[str]) -> Iterator[str]:
    for name, value in body.items():
        if name in required or value is False:
            continue
        yield name
        if isinstance(value, dict):
            yield from (f'{name}.{inner}' for inner in value if f'{name}.{inner}' in WORDS)


def _without_refused(name: str, value: Any, refused: set[str]) -> Any:
    if not isinstance(value, dict):
        return value
    return {inner: kept for inner, kept in value.items() if f'{name}.{inner}' not in refused} or None


def _words_in(complaint: bytes) -> Iterator[str]:
    """What the server says, without the copy of the request that some put beside it."""
    body = readable_body(complaint)
    if isinstance(body, str):
        yield body
    for error in error_tables(body):
        for key in ('message', 'msg', 'detail', 'error'):
            if isinstance(text := error.get(key), str):
                yield text
        if isinstance(param := error.get('param'), str):
            yield f'param: {param}'
        if isinstance(location := error.get('loc'), list):
            yield ' '.join(str(step) for step in location)
