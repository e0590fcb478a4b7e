"""Services that people use, with what they need not know of them: the address, the kind of API, where a key is made."""
from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from chat.settings.endpoints import KNOWN_SERVICES, Api

Asked = Literal['key', 'address', 'all']
"""The one thing that a service wants to know; `all`: nothing is known of it."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Service:
    """`name` is what its endpoint is called if that is free, `label` what people call it."""

    name: str
    label: str
    asks: Asked = 'key'
    api: Api = 'openai-chat'
    base_url: str = ''
    key_page: str = ''
    """Where a key is made."""


KEY_PAGES = {
    'openai': ('OpenAI', 'https://platform.openai.com/api-keys'),
    'anthropic': ('Anthropic', 'https://console.anthropic.com/settings/keys'),
    'gemini': ('Gemini', 'https://aistudio.google.com/apikey'),
    'openrouter': ('OpenRouter', 'https://openrouter.ai/settings/keys'),
    'mistral': ('Mistral', 'https://console.mistral.ai/api-keys'),
    'groq': ('Groq', 'https://console.groq.com/keys'),
    'deepseek': ('DeepSeek', 'https://platform.deepseek.com/api_keys'),
    'xai': ('xAI', 'https://console.x.ai'),
}
"""What each known service is called, and where its keys are made; in the order of the tiles."""
KNOWN = {known.name: known for known in KNOWN_SERVICES}

SERVICES = (
    *(Service(name=name, label=label, api=KNOWN[name].api, base_url=KNOWN[name].base_url, key_page=page)
      for name, (label, page) in KEY_PAGES.items()),
    Service(name='ollama', label='Ollama', asks='address', base_url='http://127.0.0.1:11434/v1'),
    Service(name='lmstudio', label='LM Studio', asks='address', base_url='http://127.0.0.1:1234/v1'),
    Service(name='llamacpp', label='llama.cpp', asks='address', base_url='http://127.0.0.1:8080/v1'),
    Service(name='vllm', label='vLLM', asks='address', base_url='http://127.0.0.1:8000/v1'),
    Service(name='', label='Other', asks='all'),
)


def free_name(wanted: str, taken: Container[str]) -> str:
    """`openai`, or `openai-2` where that is taken."""
    number, name = 1, wanted
    while name and name in taken:
        number += 1
        name = f'{wanted}-{number}'
    return name


def full_address(typed: str) -> str:
    """What is meant by the address of a model server: `192.168.1.5:11434` and `http://host:8000/` have `/v1` at their end."""
    url = typed.strip()
    if url and '://' not in url:
        url = f'http://{url}'
    try:
        is_bare = urlsplit(url).path in {'', '/'} and not set('?#@') & set(url)
    except ValueError:
        is_bare = False
    return f'{url.rstrip("/")}/v1' if url and is_bare else url
