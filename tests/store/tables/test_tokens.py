"""Tokens are kept with what they may do, and one that is deleted is gone."""
from __future__ import annotations

from dataclasses import replace

from chat.store.store import Store
from chat.store.tables.tokens import Token, TokenRows


async def test_a_token_comes_back_as_it_was_until_it_is_deleted(store: Store) -> None:
    rows = TokenRows(store)
    plain = Token(name='plain', digest='a' * 64, created_at=1.0)
    full = Token(name='full', digest='b' * 64, scopes=('ask', 'export'), daily_budget=1.5, streams=3, owner='anna', created_at=2.0,
                 last_used_at=3.0, day='2026-01-02', spent=0.25)
    for token in (full, plain):
        rows.save(token)
    assert await rows.load() == [plain, full]
    rows.save(changed := replace(full, spent=0.5))
    rows.delete(plain)
    await store.flush()
    assert await rows.load() == [changed]
