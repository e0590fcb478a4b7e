"""Chats that no export has: blind comparisons before the reveal, for any form of them would tell which lane is which."""
from __future__ import annotations

from chat.engine.engine import Engine
from chat.store.loading import read_blind


async def withheld(engine: Engine) -> set[str]:
    """Ids of all that would be left out now. Raises StoreError."""
    saved = await engine.store.read(read_blind)
    live = engine.chats.all()  # they know better than the disk, which is told a moment later
    blind = {chat.id for chat in live if chat.is_blind and not chat.temporary}
    return ((saved - {chat.id for chat in live}) | blind) - engine.listing.hidden.keys()


def words_on(count: int) -> str:
    """What is said of them where an export begins."""
    if count == 1:
        return 'One blind comparison is not part of it, because its names are hidden until the reveal.'
    return f'{count:,} blind comparisons are not part of it, because their names are hidden until the reveal.'
