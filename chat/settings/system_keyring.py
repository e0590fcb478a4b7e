"""Keys that stand in the keyring of the system: the settings file has only their names, as in `api_key = "keyring:openai"`."""
from __future__ import annotations

from importlib import import_module
from typing import Any

from chat.settings.error import SettingsError

PREFIX = 'keyring:'
SERVICE = 'polylogue'
"""Under which they are kept there; no other entry can be named."""
_found: dict[str, str] = {}
"""Name -> key. A keyring may ask its owner each time, and the settings are read often."""


def key_from(text: str) -> str:
    """The key itself, where the text names one of the keyring; else the text. Raises SettingsError that says how to put it there."""
    if not text.startswith(PREFIX):
        return text
    name = text.removeprefix(PREFIX).strip()
    if name not in _found:
        _found[name] = _asked_for(name)
    return _found[name]


def forget() -> None:
    """Ask the keyring again from now on."""
    _found.clear()


def _asked_for(name: str) -> str:
    """The library is loaded only by those who use it. It raises what its backends raise."""
    keyring: Any = import_module('keyring')
    errors: Any = import_module('keyring.errors')
    try:
        key = keyring.get_password(SERVICE, name)
    except (errors.KeyringError, OSError, RuntimeError) as error:
        raise SettingsError(f'The keyring of this system cannot be asked for “{name}” ({type(error).__name__}): unlock it, '
                            'or name a variable in “api_key_env”.') from None
    if not key:
        raise SettingsError(f'The keyring has no key “{name}”: put it there with “keyring set {SERVICE} {name}”.')
    return str(key).strip()
