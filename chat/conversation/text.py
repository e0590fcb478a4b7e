"""Text that can be kept and sent."""
from __future__ import annotations

REPLACED = '\ufffd'


def clean_text(text: str) -> str:
    """Halves of a surrogate pair are put together; a half that stands alone becomes U+FFFD: no file, database or browser takes it."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode('utf-16-le', 'surrogatepass').decode('utf-16-le', 'replace')
    return text
