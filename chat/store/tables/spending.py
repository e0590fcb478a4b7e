"""What was spent, by day and model. It belongs to no chat: it stays when chats go."""
from __future__ import annotations

from dataclasses import dataclass, replace

from sqlite_utils import Database

from chat.store.rows import Row


@dataclass(kw_only=True, slots=True, frozen=True)
class Spending:
    """What one model has cost on one day."""

    day: str
    """As 2026-01-31, on this computer's clock."""
    model: str
    blind_chat: str = ''
    """The id of the blind comparison that it was spent in, until its reveal: the name of the model is not to be told."""
    cost: float
    """Dollars, as far as known."""
    replies: int
    unpriced: int
    """Replies whose price is not known."""

    @property
    def id(self) -> str:
        return f'{self.day} {self.model} {self.blind_chat}'.rstrip()

    def plus(self, other: Spending) -> Spending:
        return replace(self, cost=self.cost + other.cost, replies=self.replies + other.replies, unpriced=self.unpriced + other.unpriced)


def read_spending(db: Database, day: str) -> list[Spending]:
    rows = db.execute('SELECT day, model, blind_chat, cost, replies, unpriced FROM spending WHERE day = ?', [day])
    return [Spending(**dict(row)) for row in rows]


def read_all_spending(db: Database) -> list[Spending]:
    rows = db.execute('SELECT day, model, blind_chat, cost, replies, unpriced FROM spending ORDER BY id')
    return [Spending(**dict(row)) for row in rows]


def spending_row(one: Spending) -> Row:
    return Row(table='spending', id=one.id, chat_id='', values={
        'id': one.id, 'day': one.day, 'model': one.model, 'blind_chat': one.blind_chat, 'cost': one.cost, 'replies': one.replies,
        'unpriced': one.unpriced})


def no_spending_row(one: Spending) -> Row:
    """For what was moved to another place."""
    return Row(table='spending', id=one.id, chat_id='')
