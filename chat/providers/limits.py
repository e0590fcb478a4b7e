"""How much is taken from a model server. Honest ones stay far below; the others get a sentence instead of taking the program down."""
from __future__ import annotations

MEGABYTE = 1_000_000
LIST_BYTES = 8 * MEGABYTE
"""The list of models of an endpoint; LiteLLM with every model there is has less than two."""
LIST_ENTRIES = 10_000
"""Entries of it that are looked at."""
MODELS = 2_000
"""Models of an endpoint that can be picked."""
ERROR_BYTES = 64_000
"""Of an error's body; the rest is not read. Some servers put the whole request into it."""
ERROR_SECONDS = 10
"""How long an error's body may take to come."""
HEADER_BYTES = 32_000
"""Status line and headers, those of interim answers (103 Early Hints) included. Servers take 8 to 32 kB of a client."""
EVENT_BYTES = 32 * MEGABYTE
"""One event of a stream: there may be a picture in it."""
EVENT_CHARACTERS = MEGABYTE
"""Text of one event."""
EVENT_VALUES = 300_000
"""Values in one large event: a JSON of many small ones takes a hundred times its size in memory."""
DOCUMENT_BYTES = EVENT_BYTES
"""An answer in one piece."""
REPLY_CHARACTERS = 16 * MEGABYTE
"""Text and thoughts of one reply, more than any context window holds."""
TOOL_CALLS = 1_000
"""Of one reply."""
ARGUMENT_CHARACTERS = 4 * MEGABYTE
"""Names and arguments of all tool calls of one reply."""
