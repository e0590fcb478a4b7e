"""A token is shown once, kept as its SHA-256, and says what its program may do."""
from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.engine.error import EngineError
from chat.engine.tokens.tokens import Tokens, new_token
from chat.store.store import Store
from chat.store.tables.tokens import save_beside
from tests.store.samples import opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / 'chats.db'


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    store = opened(path)
    yield store
    await store.close()


async def test_a_token_lets_in_after_a_restart_and_stands_nowhere(path: Path, store: Store) -> None:
    token, secret = Tokens(store).add('  my\neditor ', ['read', 'ask'], daily_budget=2.5)
    assert (token.name, token.scopes, token.digest) == ('my editor', ('ask', 'read'), hashlib.sha256(secret.encode()).hexdigest())
    assert secret.startswith('plg_')
    assert len(secret) > 45
    await store.flush()
    again = Tokens(store)
    await again.load()
    found = await again.find(secret)
    assert found
    assert (found.name, found.scopes, found.daily_budget) == ('my editor', ('ask', 'read'), 2.5)
    assert await again.find(secret[:-1]) is None
    await store.flush()
    files = b''.join(one.read_bytes() for one in path.parent.iterdir() if one.is_file())
    assert secret.encode() not in files


async def test_a_token_that_a_command_adds_while_the_app_runs_is_known_and_a_revoked_one_is_not(path: Path, store: Store) -> None:
    now = [1000.0]
    tokens = Tokens(store, clock=lambda: now[0])
    await tokens.load()
    token, secret = new_token('cli', ['export'])
    save_beside(path, token)
    found = await tokens.find(secret)
    assert found
    assert found.last_used_at == 1000.0
    assert tokens.revoke(found.id)
    assert not tokens.revoke(found.id)
    now[0] += 10
    assert await tokens.find(secret) is None
    assert tokens.all == []


async def test_a_budget_holds_for_a_day(store: Store) -> None:
    now = [1_700_000_000.0]
    tokens = Tokens(store, clock=lambda: now[0])
    token, _ = tokens.add('a', ['ask'], daily_budget=1)
    tokens.charge(token, 0.6)
    tokens.charge(token, None)
    assert tokens.refusal(token) == ''
    tokens.charge(token, 0.4)
    assert tokens.refusal(token) == 'This token has spent its budget for today ($1.00).'
    assert 0 < tokens.seconds_to_midnight() <= 86_400
    now[0] += tokens.seconds_to_midnight() + 1
    assert tokens.refusal(token) == ''


@pytest.mark.parametrize(('name', 'scopes', 'more'), [
    (' \n', ['ask'], {}), ('a', [], {}), ('a', ['ask', 'all'], {}), ('a', ['ask'], {'daily_budget': -1.0}),
    ('a', ['ask'], {'daily_budget': float('nan')}), ('a', ['ask'], {'streams': 0})])
def test_what_is_no_token_is_refused(name: str, scopes: list[str], more: dict[str, float]) -> None:
    with pytest.raises(EngineError):
        new_token(name, scopes, **more)  # type: ignore[arg-type]
