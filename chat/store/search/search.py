"""Search over titles, prompts and the replies that have ended.

`two words` finds messages with both, `"two words"` the phrase, the last word is also found by its beginning (people search while
they type). `model:` `folder:` `tag:` `before:` `after:` narrow it down; they work without any word, too.

A blind comparison keeps its secret until the reveal: it is found by its title and its prompts, not by its models, nor by what they wrote:
whoever searches for a name would learn which of them has said it.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from chat.conversation.lane_names import names_of
from chat.store.rows import lanes_from
from chat.store.search.indexes import CHATS, TARGETS, Conditions, Filters, SearchTarget
from chat.store.search.query import Query, parse
from chat.store.search.snippet import Pattern, cut_out

CANDIDATES = 2000
"""Newest matches that are ranked; of a word that is in every message the older ones are not looked at."""
RANKED = 200
"""From each of the targets; enough for 50 hits when some chats have many."""
EVERYWHERE = 20_000
"""A word in so many messages is taken for a whole word, also at the end of what is typed: the longer ones that begin like it would hardly
be seen among so many, and it takes long to put them all together."""
HITS_PER_CHAT = 3
LONGEST_TEXT = 200_000
"""Characters of a message in which the snippet is looked for."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Hit:
    """Where something was found: a reply, a prompt (no reply id), or a chat by its title or a filter (no turn id)."""

    chat_id: str
    title: str
    turn_id: str | None = None
    reply_id: str | None = None
    snippet: str = ''
    """Plain text, one line. For HTML it has to be escaped like any other text."""
    marks: tuple[tuple[int, int], ...] = ()
    """Start and end of what was found in the snippet, in Python characters."""
    lane_name: str = ''
    """Which lane's reply it is, where there are several lanes."""
    updated_at: float
    """Of the chat."""

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The snippet cut up: text, and whether it is marked."""
        pieces, at = [], 0
        for start, end in self.marks:
            pieces += [(self.snippet[at:start], False), (self.snippet[start:end], True)]
            at = end
        return [(text, is_marked) for text, is_marked in [*pieces, (self.snippet[at:], False)] if text]


class Hits:
    """The first of them, not more than a few of one chat, with their snippets."""

    def __init__(self, db: Database, limit: int) -> None:
        self.hits: list[Hit] = []
        self._db = db
        self._limit = limit
        self._seen: set[tuple[str, int]] = set()
        self._of_chat: Counter[str] = Counter()

    @property
    def is_full(self) -> bool:
        return len(self.hits) == self._limit

    def take(self, query: Query, ranked: Iterable[tuple[float, str, int]]) -> None:
        """As many as there is room for, best first, behind those that are here already."""
        patterns = [Pattern(word.text, word.is_start, is_unspaced=word.is_unspaced, ending=word.ending) for word in query.words]
        for _, table, number in ranked:
            if self.is_full:
                break
            if (table, number) not in self._seen:
                self._seen.add((table, number))
                self._add(next(target for target in TARGETS if target.table == table), number, patterns)

    def _add(self, target: SearchTarget, number: int, patterns: list[Pattern]) -> None:
        sql = f"""
            SELECT c.id, c.title, c.updated_at, {target.turn_id} AS turn_id, {target.reply_id} AS reply_id,
                   {target.lane} AS lane, c.lanes,
                   substr(m.{target.column}, 1, {LONGEST_TEXT}) AS text
            FROM {target.table} m JOIN chats c ON c.id = {target.chat_id} WHERE m.number = ?"""
        row = self._db.execute(sql, [number]).fetchone()
        if row is None or self._of_chat[row['id']] == HITS_PER_CHAT:
            return
        self._of_chat[row['id']] += 1
        snippet, marks = cut_out(row['text'] or '', patterns)
        self.hits.append(Hit(chat_id=row['id'], title=row['title'] or '', turn_id=row['turn_id'], reply_id=row['reply_id'], snippet=snippet,
                             marks=marks, lane_name=_lane_name(row['lane'], row['lanes']), updated_at=row['updated_at']))


def _lane_name(lane: int | None, stored: str | None) -> str:
    """What blind comparisons hide is not found at all."""
    lanes = [] if lane is None else lanes_from(stored)
    return names_of(lanes).get(lane or 0, '') if len(lanes) > 1 else ''


def search(db: Database, text: str, limit: int = 50) -> list[Hit]:
    """Best first. Never fails for what was typed; raises sqlite3.Error for what is wrong with the database."""
    query = parse(text)
    if not query.words and not query.filters:
        return []
    filters = Filters(db, query)
    if not query.words:
        return _chats(db, filters, limit)
    targets = TARGETS[:1] if query.is_one_letter else TARGETS
    hits = Hits(db, limit)
    for reading in query.readings:
        if not hits.is_full:
            find = _newest if reading.is_unspaced else _ranked
            found = ((score, target.table, number) for target in targets for score, number in find(db, target, reading, filters))
            hits.take(reading, sorted(found))
    return hits.hits


def _ranked(db: Database, target: SearchTarget, query: Query, filters: Filters) -> list[tuple[float, int]]:
    """The newest matches with their rank. `rank` is worked out only for rows that come out of the inner query.

    When the filters leave few rows these are listed first, and the matches compared with the list; else the facts of match after match are
    looked up until there are enough of them. Either way the same is found. The signs of C++ are looked for
    in the texts of these matches only: there are hardly ever more of the letter C.
    """
    words = f'{target.table}_words'
    numbers = filters.few(target)
    if numbers is None:
        conditions, span = filters.conditions(target), filters.span(target)
        source = f'CROSS JOIN {target.table} m {target.narrow_index} ON m.number = {words}.rowid' if conditions.terms else ''
        if span:
            conditions.add(f'{words}.rowid BETWEEN ? AND ?', *span)
    else:
        conditions, source = _listed(numbers, f'{words}.rowid'), ''
    if query.signs:
        source = f'CROSS JOIN {target.table} m ON m.number = {words}.rowid'
    for sign in query.signs:
        conditions.add(f'instr(m.{target.column}, ?) > 0', sign)
    signs = ' AND '.join(f"t.{target.column} LIKE '%' || ? || '%'" for _ in query.signed)
    sql = f"""
        SELECT score * {target.weight} AS score, found.number FROM (
            SELECT {words}.rowid AS number, {words}.rank AS score FROM {words} {source}
            WHERE {' AND '.join([f'{words} MATCH ?', *conditions.terms])}
            ORDER BY {words}.rowid DESC LIMIT {CANDIDATES}
        ) AS found {f'CROSS JOIN {target.table} t ON t.number = found.number WHERE {signs}' if signs else ''}
        ORDER BY score LIMIT {RANKED}"""
    expression = query.expression(is_finished=_is_everywhere(db, words, query.last_word))
    return [(row['score'], row['number']) for row in db.execute(sql, [expression, *conditions.parameters, *query.signed])]


def _is_everywhere(db: Database, words: str, expression: str) -> bool:
    sql = f'SELECT count(*) AS count FROM (SELECT 1 FROM {words} WHERE {words} MATCH ? LIMIT {EVERYWHERE})'
    return bool(expression) and db.execute(sql, [expression]).fetchone()['count'] == EVERYWHERE


def _newest(db: Database, target: SearchTarget, query: Query, filters: Filters) -> list[tuple[float, int]]:
    """The newest texts that hold all words anywhere, newest first; reads every text, so it takes its time."""
    numbers = filters.few(target)
    conditions = filters.conditions(target)
    if numbers is not None:
        conditions = Conditions()
        conditions.among('m.number', numbers)
    terms = [target.is_indexed, *conditions.terms, *(f'instr(m.{target.column}, ?) > 0' for _ in query.words)]
    sql = f'SELECT m.number FROM {target.table} m WHERE {" AND ".join(terms)} ORDER BY m.number DESC LIMIT {RANKED}'
    return [(-row['number'], row['number']) for row in db.execute(sql, [*conditions.parameters, *(word.text for word in query.words)])]


def _listed(numbers: list[int], number: str) -> Conditions:
    """Only these. The index is read from the first to the last of them; the plus keeps it from being asked for each one alone."""
    conditions = Conditions()
    conditions.add(f'{number} BETWEEN ? AND ?', min(numbers, default=0), max(numbers, default=0))
    conditions.among(f'+{number}', numbers)
    return conditions


def _chats(db: Database, filters: Filters, limit: int) -> list[Hit]:
    """What the filters alone leave over, newest first."""
    conditions = filters.conditions(CHATS, is_by_chat=True)
    sql = f'SELECT m.id, m.title, m.updated_at FROM chats m WHERE {" AND ".join(conditions.terms)} ORDER BY m.updated_at DESC LIMIT ?'
    rows = db.execute(sql, [*conditions.parameters, limit])
    return [Hit(chat_id=row['id'], title=row['title'] or '', updated_at=row['updated_at']) for row in rows]
