"""Programs as MCP servers: who may add them."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.settings import Settings, SettingsError
from chat.settings.mcp_servers import server_from


def test_the_page_may_add_programs_only_when_the_file_says_so(tmp_path: Path) -> None:
    program, address = server_from('files', {'command': 'npx'}), server_from('search', {'url': 'https://example.com/mcp'})
    settings = Settings.load(tmp_path, environ={})
    settings.check_programs([address])
    with pytest.raises(SettingsError, match='“files” is a program'):
        settings.check_programs([address, program])
    settings.check_programs([address, program], is_owner_here=True)
    for value in ('"yes"', '1', 'false'):
        (tmp_path / 'config.toml').write_text(f'mcp_programs_from_page = {value}\n')
        settings.reload()
        with pytest.raises(SettingsError):
            settings.check_programs([program])
    (tmp_path / 'config.toml').write_text('mcp_programs_from_page = true\n')
    settings.reload()
    settings.check_programs([program])
