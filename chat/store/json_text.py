"""Values in columns: JSON as short as it gets."""
from __future__ import annotations

import json
import logging
from typing import Any

log = logging.getLogger(__name__)


def dumped(value: Any) -> str:
    """What can say itself by `to_json` does so, at any depth. Raises TypeError, ValueError or RecursionError for what cannot be written."""
    return json.dumps(value, ensure_ascii=False, separators=(',', ':'), default=_plain)


def dumped_if_any(value: Any) -> str | None:
    """Null for nothing, which is what nearly all rows have."""
    return dumped(value) if value else None


def loaded(text: str | None, default: Any) -> Any:
    """The default, and a word in the log, for what is no JSON."""
    if not text:
        return default
    try:
        return json.loads(text)
    except ValueError:
        log.warning('A value in the database is not JSON and is left out.')
        return default


def _plain(value: Any) -> Any:
    return value.to_json() if hasattr(value, 'to_json') else str(value)
