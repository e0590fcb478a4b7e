"""What the engine cannot do now."""
from __future__ import annotations


class EngineError(Exception):
    """Something that can't be done now, in a sentence for the user."""
