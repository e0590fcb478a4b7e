"""Which names a backup may hold."""
from __future__ import annotations

from chat.engine.transfer.archive.archive import NAMES


def test_only_known_names_are_names() -> None:
    assert all(NAMES.fullmatch(name) for name in ('chats.db', 'config.toml', 'backup.json', f'attachments/{"0" * 64}'))
    strange = ('chatsxdb', 'attachments', 'attachments/', f'attachments/{"0" * 65}', f'attachments/{"G" * 64}', 'x/chats.db', 'chats.db\n')
    assert not any(NAMES.fullmatch(name) for name in strange)
