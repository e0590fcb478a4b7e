"""The page that tells what the API has needs nothing from anywhere, and names all that there is."""
from __future__ import annotations

import re
from pathlib import Path

from tests.api.served import served


async def test_the_page_names_every_address_and_loads_nothing(tmp_path: Path) -> None:
    async with served(tmp_path) as house:
        page = await house.client.get('/api/docs')
        description = (await house.client.get('/api/docs/openapi.json')).json()
    assert len(description['paths']) > 25
    assert [path for path in description['paths'] if f'<code>{path}</code>' not in page.text] == []
    assert re.findall(r'(?:src|href)="(?!/api/docs)[^"]*"|<script|@import|url\(', page.text) == []
    assert "default-src 'none'" in page.headers['content-security-policy']
    for words in ('conversation_id', 'required', 'Ask several models the same'):
        assert words in page.text
