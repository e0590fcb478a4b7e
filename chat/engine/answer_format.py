"""Whether an answer has the form that its lane has asked for."""
from __future__ import annotations

import json

from chat.conversation import Reply, ReplyStatus
from chat.conversation.parameters import JSON_MODE
from chat.engine.tools.checking import complaint_about

FITS = 'Fits the JSON Schema'
IS_JSON = 'Is JSON'
LONGEST = 1_000_000
"""Characters of an answer that are looked at."""


def format_words(reply: Reply) -> str:
    """In a few words, with the first thing that is wrong; empty where no form was asked for, or there is no whole answer."""
    form = reply.request.parameters.get('output_format') if reply.request else None
    if not form or reply.status is not ReplyStatus.DONE or not reply.text.strip() or len(reply.text) > LONGEST:
        return ''
    try:
        value = json.loads(reply.text)
    except (ValueError, RecursionError) as error:
        place = f' at line {error.lineno}, column {error.colno}' if isinstance(error, json.JSONDecodeError) else ''
        return f'Is not JSON{place}'
    if form == JSON_MODE or not isinstance(form, dict):
        return IS_JSON
    complaint = complaint_about(value, form)
    return f'Does not fit the JSON Schema: {complaint}' if complaint else FITS
