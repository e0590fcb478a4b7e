"""Titles, tags and folders: clipped, refused or spelled as they are already."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.engine.chats.keeping import Keeping
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.one_line import LONGEST_TITLE
from tests.engine.conftest import Feed, asked, on_disk


async def test_a_title_of_ten_thousand_characters_is_clipped_with_a_sentence(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    chat = await asked(engine, feed, 'Question')
    done = await keeping.rename(chat.id, 'word ' * 2000)
    assert done
    assert done.sentence == f'That title had 10,000 characters; the first {LONGEST_TITLE} are kept.'
    assert len(chat.title) <= LONGEST_TITLE
    assert await keeping.rename(chat.id, ' \n\t ') is None


async def test_names_that_are_too_long_are_refused_and_nothing_is_changed(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    chat = await asked(engine, feed, 'Question')
    with pytest.raises(EngineError, match='60 characters; this one has 61'):
        await keeping.move([chat.id], 'x' * 61)
    assert chat.folder == ''


async def test_a_tag_and_a_folder_are_spelled_as_they_are_already(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    one, other = await asked(engine, feed, 'One'), await asked(engine, feed, 'Other')
    await keeping.tag([one.id], 'Garden')
    await keeping.tag([one.id, other.id], '#GARDEN')
    await keeping.move([one.id], 'Home/Plants')
    await keeping.move([other.id], 'home/Repairs')
    assert (one.tags, other.tags) == (['Garden'], ['Garden'])
    assert (one.folder, other.folder) == ('Home/Plants', 'Home/Repairs')
    await keeping.tag([other.id], 'garden', added=False)
    assert other.tags == []


@pytest.mark.parametrize(('typed', 'kept'), [
    ('a/b', 'a/b'), (' a // b / ', 'a/b'), ('..', '..'), ('🥖 “x” \'y\' "z"', '🥖 “x” \'y\' "z"'), ('<b>&amp;', '<b>&amp;'),
    ('two\nlines\0', 'two lines'), ('\u202eturned', 'turned'), ('half \ud800', 'half \ufffd'),
    ("Robert'); DROP TABLE chats", "Robert'); DROP TABLE chats"),
])
async def test_odd_names_of_folders_are_names(engine: Engine, feed: Feed, keeping: Keeping, tmp_path: Path, typed: str, kept: str) -> None:
    chat = await asked(engine, feed, 'Question')
    await keeping.move([chat.id], typed)
    saved = await on_disk(engine, tmp_path, chat.id)
    assert saved
    assert saved.folder == chat.folder == kept


async def test_a_name_of_slashes_only_takes_no_chat_out_of_its_folder(engine: Engine, feed: Feed, keeping: Keeping) -> None:
    chat = await asked(engine, feed, 'Question')
    await keeping.move([chat.id], 'Home')
    for typed, words in (('//', 'needs a name'), ('/'.join('abcdefg'), '6 deep'), ('x' * 300, '60 characters; this one has 300')):
        with pytest.raises(EngineError, match=words):
            await keeping.move([chat.id], typed)
    assert chat.folder == 'Home'
