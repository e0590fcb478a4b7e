"""The lists of models of the last time, so that the model picker is full before anybody has answered."""
from __future__ import annotations

import json
import threading
from itertools import islice
from pathlib import Path

from chat.conversation import Model
from chat.conversation.json_object import JsonObject
from chat.providers.limits import MODELS
from chat.settings import Endpoint, write_private


class ModelCache:
    """A small JSON file. It may be lost at any time: then the lists are fetched again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._lists: JsonObject = self._read()

    def labels(self, endpoint: Endpoint) -> dict[str, str]:
        """Name -> label. Empty if the endpoint was another one then."""
        entry = self._lists.get(endpoint.name)
        if not isinstance(entry, dict) or entry.get('base_url') != endpoint.shown_url or not isinstance(entry.get('models'), dict):
            return {}
        return {name: str(label) for name, label in islice(entry['models'].items(), MODELS)}

    def free(self, endpoint: Endpoint) -> frozenset[str]:
        """Names of models that cost nothing."""
        entry = self._lists.get(endpoint.name)
        names = entry.get('free') if isinstance(entry, dict) and entry.get('base_url') == endpoint.shown_url else None
        return frozenset(name for name in names if isinstance(name, str)) if isinstance(names, list) else frozenset()

    def keep(self, endpoint: Endpoint, models: list[Model]) -> None:
        """Write down this list; on a full disk it is simply fetched again next time. Runs in a thread."""
        with self._lock:
            self._lists[endpoint.name] = {
                'base_url': endpoint.shown_url, 'models': {model.id.partition('/')[2]: model.label for model in models},
                'free': [model.id.partition('/')[2] for model in models if model.is_free]}
            try:
                write_private(self.path, json.dumps(self._lists, indent=1))
            except OSError:
                return

    def _read(self) -> JsonObject:
        try:
            lists = json.loads(self.path.read_text(encoding='utf-8'))
        except (OSError, ValueError):
            return {}
        return lists if isinstance(lists, dict) else {}
