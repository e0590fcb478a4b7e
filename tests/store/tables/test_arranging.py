"""What people arrange is written for many chats in one step, and touches nothing else."""
from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from chat.engine.listing import summary_of
from chat.store.store import Store
from chat.store.tables.arranging import write_arrangement
from tests.store.samples import chat_with_reply, rows


async def test_title_folder_tags_and_marks_are_written_and_no_other_column(store: Store, path: Path) -> None:
    chat, *_ = chat_with_reply(title='Old')
    other, *_ = chat_with_reply(title='Other')
    for one in (chat, other):
        store.save_whole_chat(one)
    await store.flush()
    new = replace(
        summary_of(chat), title='half \ud800', folder='A/B', tags=('x', 'ü'), pinned=True, archived=True, models=('no',), updated_at=9.0)
    await store.write(partial(write_arrangement, summaries=[new, replace(new, id='unknown')]))
    assert rows(path, 'SELECT title, folder, tags, pinned, archived FROM chats ORDER BY pinned DESC') == [
        ('half \ufffd', 'A/B', '["x","ü"]', 1, 1), ('Other', '', '[]', 0, 0)]
    assert rows(path, 'SELECT count(*), min(updated_at), min(models) FROM chats') == [(2, 1000.0, '["demo/fast"]')]
