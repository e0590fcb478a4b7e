"""What the user has set up: endpoints from the environment and from one TOML file, and small preferences. Keys are never printed."""
from chat.settings.address_secrets import check_typed_url, shown_url
from chat.settings.endpoints import (
    ANTHROPIC_URL,
    API_NAMES,
    NAME,
    OPENAI_URL,
    PRICES,
    RESERVED_NAMES,
    Api,
    Endpoint,
    endpoint_from,
    host_of,
)
from chat.settings.error import SettingsError
from chat.settings.key_rules import check_key, origin_of
from chat.settings.private_files import close_folder, hide_from_others, is_readable_by_others, write_private
from chat.settings.settings import RemovedEndpoint, Settings

__all__ = [
    'ANTHROPIC_URL', 'API_NAMES', 'NAME', 'OPENAI_URL', 'PRICES', 'RESERVED_NAMES', 'Api', 'Endpoint', 'RemovedEndpoint', 'Settings',
    'SettingsError', 'check_key', 'check_typed_url', 'close_folder', 'endpoint_from', 'hide_from_others', 'host_of',
    'is_readable_by_others', 'origin_of', 'shown_url', 'write_private',
]
