"""Pictures in an export."""
from __future__ import annotations

import pytest

from chat.exchange.outgoing.prose import rendered


@pytest.mark.parametrize('kind', ['image/svg+xml', 'text/html', 'application/pdf'])
def test_only_plain_pictures_can_be_saved(kind: str) -> None:
    assert '<a ' not in rendered(f'![a](data:{kind};base64,AAAA) [a](data:{kind};base64,AAAA) data:{kind};base64,{"A" * 300}')
    assert '<a href="data:image/png;base64,AAAA" download="a.png">' in rendered('![a](data:image/png;base64,AAAA)')
