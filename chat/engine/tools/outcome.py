"""What comes of a call, whichever tool was called."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from chat.conversation import SentPicture
from chat.conversation.text import clean_text

LONGEST_RESULT = 100_000
"""Characters that the model and the chat get of one result."""
MOST_PICTURES = 8
"""Of one result."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Outcome:
    text: str = ''
    is_error: bool = False
    """The tool has failed, and its text says why: the model is told, and may try otherwise."""
    is_denied: bool = False
    """The user did not want it."""
    pictures: tuple[SentPicture, ...] = ()
    unshown: Mapping[str, int] = field(default_factory=dict)
    """What it gave that can be neither shown nor told (sound): name -> how often."""
    message_size: int | None = None
    """Bytes of the whole message, where only its beginning was taken in."""

    def bounded(self, most: int = LONGEST_RESULT) -> Outcome:
        """Cut at the limit, and said; what is no text is said, too."""
        text = clean_text(self.text[:most])
        if self.message_size:
            text += f'\n\n[The result was cut: these are the first {len(text):,} characters of a message of {self.message_size:,} bytes.]'
        elif len(self.text) > most:
            text += f'\n\n[The result was cut: these are the first {len(text):,} of {len(self.text):,} characters.]'
        unshown = dict(self.unshown)
        if len(self.pictures) > MOST_PICTURES:
            unshown['picture beyond the limit'] = len(self.pictures) - MOST_PICTURES
        notes = [f'[The result also holds {count} × {name}, which cannot be passed on.]' for name, count in unshown.items()]
        return replace(self, text='\n\n'.join(filter(None, (text, *notes))), pictures=self.pictures[:MOST_PICTURES], unshown=unshown)


class ToolError(Exception):
    """Why there is no result, in a sentence for the model and the user."""


def failed(sentence: str) -> Outcome:
    return Outcome(text=sentence, is_error=True)
