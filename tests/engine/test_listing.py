"""The list of all chats: who is told of what, and what stays hidden while it counts as deleted."""
from __future__ import annotations

from collections.abc import Sequence

import pytest

from chat.conversation import Chat
from chat.engine.listing import LONGEST_TITLE, Listing, summary_of, title_from
from chat.store.store import ChatSummary


class Told:
    """What the watchers of a listing are told."""

    def __init__(self, listing: Listing) -> None:
        self.ids: list[str] = []
        self.crowds: list[list[str]] = []
        listing.watchers.add(self.ids.append)
        listing.crowd_watchers.add(self._take)

    def _take(self, summaries: Sequence[ChatSummary]) -> None:
        self.crowds.append([summary.id for summary in summaries])


def test_a_chat_is_listed_as_it_is_and_told_of() -> None:
    listing, chat = Listing(), Chat(title='Rain', tags=['wet'])
    told = Told(listing)
    listing.put(chat)
    chat.title = 'Snow'
    assert (listing.summaries[chat.id].title, listing.summaries[chat.id].tags) == ('Rain', ('wet',)), 'it is a picture of that moment'
    listing.put(chat)
    assert listing.summaries[chat.id].title == 'Snow'
    listing.remove(chat.id)
    assert (listing.summaries, told.ids) == ({}, [chat.id] * 3)


def test_a_temporary_chat_is_told_of_and_not_listed() -> None:
    listing, chat = Listing(), Chat(temporary=True)
    told = Told(listing)
    listing.put(chat)
    assert (listing.summaries, told.ids) == ({}, [chat.id])


def test_what_counts_as_deleted_stays_hidden_whatever_happens_to_it() -> None:
    listing, chat, other = Listing(), Chat(title='Old'), Chat()
    listing.put(chat)
    listing.hide(chat.id)
    told = Told(listing)
    chat.title = 'New'
    listing.put(chat)
    listing.put_many([summary_of(chat), summary_of(other)])
    assert list(listing.summaries) == [other.id]
    listing.reveal([chat.id, 'unknown'])
    assert listing.summaries[chat.id].title == 'New'
    assert told.crowds == [[other.id], [chat.id]]


def test_filling_it_overwrites_nothing_that_is_newer() -> None:
    listing, chat = Listing(), Chat(title='From the disk')
    old = summary_of(chat)
    chat.title = 'Since then'
    listing.put(chat)
    listing.fill([old])
    assert listing.summaries[chat.id].title == 'Since then'


def test_a_chat_from_the_disk_is_brought_up_to_date_and_one_that_is_gone_is_none() -> None:
    listing, chat = Listing(), Chat(title='Now', tags=['new'], pinned=True)
    listing.put(chat)
    loaded = Chat(id=chat.id, title='Before')
    assert listing.bring_up_to_date(loaded)
    assert (loaded.title, loaded.tags, loaded.pinned) == ('Now', ['new'], True)
    assert not listing.bring_up_to_date(Chat())


@pytest.mark.parametrize(('prompt', 'title'), [
    ('', 'New chat'), ('\n \n Why is rain wet? \nTell me.', 'Why is rain wet?'), ('a\tb', 'a b'),
    ('word ' * 20, 'word ' * 11 + 'word…'), ('x' * 100, 'x' * LONGEST_TITLE + '…'), ('So long, ' + 'and thanks, ' * 9, None)])
def test_the_title_is_the_first_line_cut_between_words(prompt: str, title: str | None) -> None:
    made = title_from(prompt)
    assert title is None or made == title
    assert len(made) <= LONGEST_TITLE + 1
    assert not made.removesuffix('…').endswith((' ', ','))
