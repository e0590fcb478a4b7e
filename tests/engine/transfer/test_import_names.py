"""Titles, folders and tags from files, which keep to no limits of ours."""
from __future__ import annotations

import json
from collections import Counter

import tests.exchange.samples as samples
from chat.engine.transfer.import_names import tidy_names
from tests.engine.house import House
from tests.store.samples import rich_chat


async def test_titles_that_nobody_could_type_come_in_as_titles(house: House) -> None:
    titles = ['A' * 10_000, ' \n\t', '\u202eevil', 'two\nlines\x07\0']
    content = json.dumps([samples.chatgpt() | {'title': title, 'conversation_id': title} for title in titles])
    one = await house.take_in(content.encode())
    kept = [summary.title for summary in house.engine.listing.summaries.values()]
    assert kept == ['A' * 199 + '…', 'Why is the sky blue?', 'evil', 'two lines \ufffd']
    assert one.left_out['what a title has beyond 200 characters'] == 1


def test_folders_and_tags_that_nobody_could_choose_are_brought_within_bounds() -> None:
    left_out: Counter[str] = Counter()
    chat = rich_chat()
    chat.folder, chat.tags = f'a//{"b" * 500}/c/d/e/f/g', ['x' * 500, ' ', 'Red', 'red', *map(str, range(50))]
    tidy_names(chat, left_out)
    assert chat.folder == f'a/{"b" * 59}…/c/d/e/f'
    assert chat.tags == ['x' * 59 + '…', 'Red', *map(str, range(18))]
    assert left_out == {'folders more than 6 deep': 1, 'tags beyond 20 of a chat': 32, 'what a title has beyond 200 characters': 0}


def test_names_that_were_chosen_here_come_back_as_they_were() -> None:
    chat = rich_chat()
    before = chat.title, chat.folder, list(chat.tags)
    tidy_names(chat, left_out := Counter[str]())
    assert (chat.title, chat.folder, chat.tags) == before
    assert not any(left_out.values())
