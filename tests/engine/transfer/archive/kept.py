"""A data folder as the app leaves it, and backups as an enemy would make them."""
from __future__ import annotations

import asyncio
import hashlib
import json
import zipfile
from pathlib import Path

from chat.conversation import Attachment
from chat.engine.transfer.archive.archive import FORMAT
from tests.store.samples import chat_with_reply, opened

NOTE = b'a note that was attached'
DIGEST = hashlib.sha256(NOTE).hexdigest()
KEY = 'sk-of-the-file-0123456789abcdef'
CONFIG = f'[[endpoints]]\nname = "work"\napi = "openai-chat"\nbase_url = "https://llm.example.org/v1"\napi_key = "{KEY}"\n'


def fill(data: Path, *titles: str) -> Path:
    """Chats of these titles, to each of which one file is attached; settings with a key."""
    store = opened(data / 'chats.db')
    for title in titles:
        chat, turn, _ = chat_with_reply(title=title)
        turn.attachments = [Attachment(name='note.txt', media_type='text/plain', size=len(NOTE), digest=DIGEST, text=NOTE.decode())]
        store.save_whole_chat(chat)
    asyncio.run(store.close())
    (data / 'attachments').mkdir(exist_ok=True)
    (data / 'attachments' / DIGEST).write_bytes(NOTE)
    (data / 'config.toml').write_text(CONFIG)
    return data


def archive_of(path: Path, database: Path, *members: tuple[str | zipfile.ZipInfo, bytes | str]) -> Path:
    """A backup with these beside what it must have."""
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.write(database, 'chats.db')
        archive.writestr('backup.json', json.dumps({'format': FORMAT, 'made_at': '2026-01-01T00:00:00+00:00'}))
        for name, content in members:
            archive.writestr(name, content)
    return path
