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
"""One event of a stream, or an answer in one piece: there may be pictures in it."""
READ_BYTES = 2_500_000
"""What is left of it when pictures and sounds are taken out."""
VALUES = 20_000
"""Tables, lists and fields in it: many small ones take a hundred times their length in memory. Beside a picture, values of any kind."""
ENTRIES = 1_000
"""Of a list in an event that is gone through."""
EVENT_TEXT = MEGABYTE
"""Bytes of text, in UTF-8, that one event brings."""
REPLY_TEXT = 16 * MEGABYTE
"""Bytes of text and thoughts of one reply, more than any context window holds."""
LONGEST_NAME = 300
"""Characters of a name or an id."""
TOOL_CALLS = 1_000
"""Of one reply."""
ARGUMENTS = 4 * MEGABYTE
"""Bytes of names and arguments of all tool calls of one reply."""
STRETCHES = 10_000
"""Changes between text, thoughts, tools and pictures in one reply."""


class TooMuch(Exception):
    """More than is taken of one reply. The text says of what, to stand after "sent"."""
