"""What the user has set up: endpoints from the environment and from one TOML file, and small preferences. Keys are never printed."""
from chat.settings.endpoints import ANTHROPIC_URL, NAME, OPENAI_URL, RESERVED_NAMES, Api, Endpoint, endpoint_from, host_of
from chat.settings.error import SettingsError
from chat.settings.settings import Removed, Settings, write_private

__all__ = [
    'ANTHROPIC_URL', 'NAME', 'OPENAI_URL', 'RESERVED_NAMES', 'Api', 'Endpoint', 'Removed', 'Settings', 'SettingsError', 'endpoint_from',
    'host_of', 'write_private',
]
