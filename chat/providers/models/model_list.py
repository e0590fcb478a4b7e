"""An endpoint's own list of models: which of them can be talked to, and what it tells about them."""
from __future__ import annotations

import re
from typing import Any

from chat.catalog import describe, described_by_list
from chat.conversation import Model
from chat.conversation.text import CONTROLS
from chat.providers.stream.answer import table
from chat.settings import Endpoint

NO_CHAT = re.compile(
    r'embed|whisper|tts|dall-e|[-/]image|moderation|transcri|realtime|rerank|audio|sora|\bveo|imagen|babbage|davinci-00|speech|[-/]ocr|\baqa\b|lyria|guard',
    re.IGNORECASE)
"""Names of models that do something else than write."""


def models_of(entries: list[dict[str, Any]], endpoint: Endpoint) -> list[Model]:
    """The models of a list, each once, in its order; `endpoint.models` are taken as they are."""
    where = place_of(endpoint)
    found: dict[str, Model] = {}
    for entry in entries:
        name = entry.get('id') or entry.get('name')
        if not isinstance(name, str) or not name.strip() or len(name) > 300 or CONTROLS.search(name):
            continue
        if not endpoint.models and not can_chat(name, entry):
            continue
        model = describe(f'{endpoint.name}/{name.strip().removeprefix("models/")}', where)
        found.setdefault(model.id, described_by_list(model, entry))
    return list(found.values())


def place_of(endpoint: Endpoint) -> str:
    """Where `catalog.describe` looks for prices."""
    return 'scripted' if endpoint.api == 'scripted' else 'local' if endpoint.is_local else endpoint.base_url


def can_chat(name: str, entry: dict[str, Any]) -> bool:
    """Whether this entry is a model to talk to, by its name and by what Mistral, LiteLLM, Groq, OpenRouter, Anthropic and LM Studio add."""
    modes = table(entry.get('architecture')).get('output_modalities')
    return not (
        NO_CHAT.search(name)
        or table(entry.get('capabilities')).get('completion_chat') is False
        or entry.get('mode') not in {None, '', 'chat', 'responses', 'completion'}
        or entry.get('active') is False
        or entry.get('lifecycle') == 'retired'
        or entry.get('type') in {'embeddings', 'embedding', 'image', 'audio', 'moderation', 'rerank'}
        or (isinstance(modes, list) and 'text' not in modes)
    )
