"""An endpoint's own list of models: which of them can be talked to, and what it tells about them."""
from __future__ import annotations

import re
import time
from typing import Any

from chat.catalog import FREE, describe, described_by_list
from chat.conversation import Model
from chat.conversation.json_object import JsonObject
from chat.conversation.text import CONTROLS
from chat.providers.limits import MODELS
from chat.providers.stream.fields import table
from chat.settings import Endpoint

NO_CHAT = re.compile(
    r'embed|whisper|tts|dall-e|[-/]image|moderation|transcri|realtime|rerank|audio|sora|\bveo|imagen|babbage|davinci-00|speech|[-/]ocr|\baqa\b|lyria|guard',
    re.IGNORECASE)
"""Names of models that do something else than write."""
PATH = re.compile(r'^(?:/|[A-Za-z]:\\).*[/\\]')
"""Of a file on the server: its folders say nothing about it."""


FREE_OWNERS = frozenset({
    'llamacpp', 'library', 'local', 'vllm', 'sglang', 'organization_owner', 'koboldcpp', 'tabbyapi', 'mlx', 'docker', 'humanity', 'ollama'})
"""`owned_by` in the lists of programs that run models themselves: llama.cpp, Ollama, transformers, vLLM, SGLang, LM Studio and others."""
FREE_PORTS = frozenset({11434, 1234})
"""Ollama, which calls the owner of a model what stands before its name, and LM Studio."""
CLOUD = re.compile(r'[:-]cloud$')
"""Models that Ollama asks its own service for."""
LISTS = ('data', 'models', 'result', 'items', 'list')
"""Where a list of models is, if it is not the whole body: OpenAI and Anthropic, Ollama and Cohere, Cloudflare, others."""
LONGEST_NAME = 300
"""Characters."""
BREATH = 20
"""Models."""


def entries_in(body: Any) -> list[JsonObject]:
    """The models in the answer to "which are there": a list of tables or names, or a table of them; Ollama says null while it has none.

    Raises ValueError if nothing in it can be a list of models.
    """
    if isinstance(body, list):
        return [{'id': entry} if isinstance(entry, str) else entry for entry in body if isinstance(entry, (str, dict))]
    if not isinstance(body, dict):
        raise ValueError('no list of models')
    found = next((body[name] for name in LISTS if isinstance(body.get(name), (list, dict))), None)
    if isinstance(found, list):
        return entries_in(found)
    if isinstance(found, dict):
        return entries_in(found) if any(isinstance(found.get(name), list) for name in LISTS) else _named(found)
    if body.get('object') == 'list' or any(name in body and body[name] is None for name in LISTS):
        return []
    raise ValueError('no list of models')


def _named(table: JsonObject) -> list[JsonObject]:
    """Names with what is known of each."""
    if not all(isinstance(entry, dict) for entry in table.values()):
        raise ValueError('no list of models')
    return [{'id': name, **entry} for name, entry in table.items()]


def name_of(entry: JsonObject) -> str:
    """What a request has to call this model, exactly as its server says it; "" if nobody could ask for it.

    Google alone says more than it wants to hear.
    """
    names = (value for key in ('id', 'name', 'model') if isinstance(value := entry.get(key), str) and value.strip())
    name = next(names, '').strip()
    if len(name) > LONGEST_NAME or CONTROLS.search(name):
        return ''
    return name.removeprefix('models/') if name.startswith('models/gem') else name


def models_of(entries: list[JsonObject], endpoint: Endpoint) -> list[Model]:
    """The models of a list, each once, in its order, at most MODELS; `endpoint.models` are taken as they are."""
    found: dict[str, Model] = {}
    for number, entry in enumerate(entries):
        if number % BREATH == BREATH - 1:
            time.sleep(0)  # in a thread: without it the event loop gets its turn only every five milliseconds
        if len(found) >= MODELS:
            break
        name = name_of(entry)
        if not name or not (endpoint.models or can_chat(name, entry)):
            continue
        prices = FREE if is_free(endpoint, name, entry) else endpoint.prices
        model = describe(f'{endpoint.name}/{name}', price_source_of(endpoint), prices)
        found.setdefault(model.id, described_by_list(model, entry))
    return list(found.values())


def price_source_of(endpoint: Endpoint) -> str:
    """Where `catalog.describe` looks for prices."""
    return 'scripted' if endpoint.api == 'scripted' else endpoint.base_url


def is_free(endpoint: Endpoint, name: str, entry: JsonObject) -> bool:
    """Whether it is known that this model costs nothing: a gateway to paid models may be on this machine as well."""
    if endpoint.prices or not endpoint.is_near or CLOUD.search(name):
        return endpoint.prices == FREE
    return str(entry.get('owned_by')).lower() in FREE_OWNERS or endpoint.port in FREE_PORTS


def can_chat(name: str, entry: JsonObject) -> bool:
    """Whether this entry is a model to talk to, by its name and by what Mistral, LiteLLM, Groq, OpenRouter, Anthropic and LM Studio add."""
    modes = table(entry.get('architecture')).get('output_modalities')
    return not (
        NO_CHAT.search(PATH.sub('', name))
        or table(entry.get('capabilities')).get('completion_chat') is False
        or entry.get('mode') not in {None, '', 'chat', 'responses', 'completion'}
        or entry.get('active') is False
        or entry.get('lifecycle') == 'retired'
        or entry.get('type') in {'embeddings', 'embedding', 'image', 'audio', 'moderation', 'rerank'}
        or (isinstance(modes, list) and 'text' not in modes)
    )
