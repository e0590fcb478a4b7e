"""A row for each reply."""
from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pytest

from chat.conversation import Chat, Lane, Turn
from chat.exchange.outgoing.export import FORMATS
from tests.exchange.outgoing.pages import comparison, vote_on, written
from tests.store.samples import chat_with_reply, rich_chat


def table(chats: Iterable[Chat]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written('csv', chats), newline='')))


def test_the_table_has_a_row_for_each_reply_with_numbers() -> None:
    first, second = table([comparison()])
    assert (first['lane_name'], second['lane_name']) == ('demo/fast', 'demo/fast (2)')
    assert (first['first_token_seconds'], first['total_seconds'], first['tokens_per_second']) == ('0.5', '3.5', '10.0')
    assert (first['is_picked'], second['is_picked']) == ('no', 'yes')
    assert second['system_prompt'] == 'Answer as a poem'


def test_the_table_tells_the_vote_and_who_won() -> None:
    chat = comparison()
    votes = vote_on(chat, was_blind=True, is_locked=True, tags=('poems', 'x'))
    rows = list(csv.DictReader(io.StringIO(''.join(FORMATS['csv'].write([chat], votes)), newline='')))
    names = ('vote', 'is_vote_candidate', 'is_vote_winner', 'vote_was_blind', 'vote_is_revealed', 'voted_at', 'vote_tags')
    told = [[row[name] for name in names] for row in rows]
    assert told == [['winner', 'yes', winner, 'yes', 'yes', '2023-11-14T22:13:20Z', 'poems, x'] for winner in ('no', 'yes')]
    assert [row['vote'] for row in table([chat])] == ['', '']


def test_the_table_keeps_every_version_and_branch() -> None:
    rows = table([rich_chat()])
    assert [(row['lane'], row['version'], row['status']) for row in rows] == [('0', '1', 'done'), ('3', '1', 'failed'), ('3', '2',
        'stopped')]


@pytest.mark.parametrize('start', ['=', '+', '-', '@', '\t'])
def test_no_cell_is_taken_for_a_formula(start: str) -> None:
    chat, _, _ = chat_with_reply(f'{start}1', f"{start}HYPERLINK('x')")
    row = table([chat])[0]
    assert row['answer'].startswith(f"'{start}")
    assert row['prompt'].startswith(f"'{start}")


def test_a_prompt_without_a_reply_has_a_row() -> None:
    chat = Chat(lanes=[Lane(model='demo/fast')])
    turn = Turn(chat_id=chat.id, prompt='Hello?')
    chat.turns[turn.id] = turn
    assert [row['prompt'] for row in table([chat])] == ['Hello?']
