"""Keys on the settings page: taken, kept in the file, never sent back."""
from __future__ import annotations

from pathlib import Path

from nicegui import json
from nicegui.testing import user_simulation

from chat.providers.registry import Providers
from chat.settings import Settings
from chat.ui.settings.settings_page import settings_page
from tests.ui.elements import sent, text_of

KEY = 'sk-secret-of-the-environment'


async def test_no_element_of_the_page_holds_a_key(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path, None, {'OPENAI_API_KEY': KEY})
    settings.add_endpoint(name='mine', api='openai-chat', base_url='http://127.0.0.1:9/v1', api_key='sk-secret-of-the-file')
    providers = Providers(settings, finds_local=False)
    async with user_simulation(root=lambda: settings_page(settings, providers)) as user:
        await user.open('/')
        assert user.client
        page = json.dumps({key: sent(element) for key, element in user.client.elements.items()})
        user.client.delete()
    assert 'key set' in page
    assert 'sk-secret' not in page
    assert not providers.watchers, 'a page that is gone still watches the providers'


async def test_a_broken_file_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / 'config.toml').write_text('[ui]\ntheme = "dark"\nnonsense\n')
    settings = Settings.load(tmp_path, None, {})
    async with user_simulation(root=lambda: settings_page(settings, Providers(settings, finds_local=False))) as user:
        await user.open('/')
        assert user.client
        texts = [text_of(element) for element in user.client.elements.values()]
    assert any('line 3' in text for text in texts)
