"""Which class speaks which protocol. An SDK is loaded when it is needed first: each takes a second or more."""
from __future__ import annotations

from importlib import import_module

from chat.providers.http.http_provider import HttpProvider
from chat.settings import Api

CLASSES: dict[Api, tuple[str, str]] = {
    'openai-chat': ('chat.providers.protocols.openai_chat', 'OpenAIChat'),
    'openai-responses': ('chat.providers.protocols.openai_responses', 'OpenAIResponses'),
    'anthropic': ('chat.providers.protocols.anthropic_messages', 'AnthropicMessages'),
}


def provider_class(api: Api) -> type[HttpProvider]:
    """Blocks while an SDK is loaded, the first time only."""
    module, name = CLASSES[api]
    kind: type[HttpProvider] = getattr(import_module(module), name)
    return kind
