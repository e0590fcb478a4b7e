"""An answer that was to have a form is looked at when it is there."""
from __future__ import annotations

from typing import Any

import pytest

from chat.conversation import Part, Reply, ReplyStatus, RequestRecord
from chat.engine.answer_format import format_words
from chat.engine.error import EngineError
from chat.engine.lanes.lanes import checked_parameters

SCHEMA = {'type': 'object', 'properties': {'city': {'type': 'string'}}, 'required': ['city']}


@pytest.mark.parametrize(('form', 'text', 'words'), [
    (SCHEMA, '{"city": "Rome"}', 'Fits the JSON Schema'),
    (SCHEMA, '{"city": 3}', "Does not fit the JSON Schema: at “city”: 3 is not of type 'string'"),
    (SCHEMA, '{}', "Does not fit the JSON Schema: 'city' is a required property"),
    ('json', '[1, 2', 'Is not JSON at line 1, column 6'), ('json', '[1, 2]', 'Is JSON'), (None, 'Rome', '')])
def test_the_first_thing_that_is_wrong_is_told(form: Any, text: str, words: str) -> None:
    record = RequestRecord(parameters={'output_format': form} if form else {})
    reply = Reply(turn_id='t', lane=0, model='m', parts=[Part(kind='text', pieces=[text])], status=ReplyStatus.DONE, request=record)
    assert format_words(reply) == words


@pytest.mark.parametrize(('given', 'kept'), [
    ({'seed': '7'}, {'seed': 7}), ({'tool_choice': ' none '}, {'tool_choice': 'none'}),
    ({'output_format': 'json'}, {'output_format': 'json'}), ({'more': {'top_k': 1}}, {'more': {'top_k': 1}})])
def test_free_fields_are_kept_as_they_are_meant(given: Any, kept: Any) -> None:
    assert checked_parameters(given) == kept


@pytest.mark.parametrize('given', [{'seed': 'x'}, {'output_format': 'xml'}, {'more': 'top_k'}])
def test_what_nobody_takes_is_refused(given: Any) -> None:
    with pytest.raises(EngineError):
        checked_parameters(given)
