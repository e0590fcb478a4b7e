"""Search over titles, prompts and the replies that have ended.

`two words` finds messages with both, `"two words"` the phrase, the last word is also found by its beginning (people search while
they type). `model:` `folder:` `tag:` `before:` `after:` narrow it down; they work without any word, too.

A blind comparison keeps its secret until the reveal: it is found by its title and its prompts, not by its models, nor by what they wrote:
whoever searches for a name would learn which of them has said it.
"""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlite_utils import Database

from chat.store.query import Query, parse
from chat.store.schema import NOT_RUNNING, OF_BLIND_CHATS
from chat.store.snippet import Pattern, cut_out

CANDIDATES = 2000
"""Newest matches that are ranked; of a word that is in every message the older ones are not looked at."""
RANKED = 200
"""Of each kind of place; enough for 50 hits when some chats have many."""
HITS_PER_CHAT = 3
LONGEST_TEXT = 200_000
"""Characters of a message in which the snippet is looked for."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Hit:
    """A place where something was found: a reply, a prompt (no reply id), or a chat by its title or a filter (no turn id)."""

    chat_id: str
    title: str
    turn_id: str | None = None
    reply_id: str | None = None
    snippet: str = ''
    """Plain text, one line. For HTML it has to be escaped like any other text."""
    marks: tuple[tuple[int, int], ...] = ()
    """Start and end of what was found in the snippet, in Python characters."""
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


@dataclass(kw_only=True, slots=True, frozen=True)
class Place:
    """One of the indexes, and (in SQL, where `m` is its table) how its rows are filtered and shown."""

    table: str
    column: str
    weight: float
    source: str
    chat_id: str
    turn_id: str
    reply_id: str
    time: str
    is_of_model: str
    is_indexed: str = '1'


OF_CHAT_WITH_MODEL = '+m.chat_id IN (SELECT id FROM chats WHERE instr(folded(models), ?) > 0)'
PLACES = (
    Place(table='chats', column='title', weight=2.0, source='chats m', chat_id='m.id', turn_id='NULL', reply_id='NULL',
          time='m.updated_at', is_of_model='instr(folded(m.models), ?) > 0'),
    Place(table='turns', column='prompt', weight=1.2, source='turns m INDEXED BY turns_facts', chat_id='m.chat_id', turn_id='m.id',
          reply_id='NULL', time='m.created_at', is_of_model=OF_CHAT_WITH_MODEL),
    Place(table='replies', column='text', weight=1.0, source='replies m INDEXED BY replies_facts', chat_id='m.chat_id', turn_id='m.turn_id',
          reply_id='m.id', time='m.created_at', is_of_model='instr(folded(m.model), ?) > 0', is_indexed=f'm.{NOT_RUNNING}'),
)
CONDITIONS = {
    'model': '{place.is_of_model}',
    'folder': "+{place.chat_id} IN (SELECT id FROM chats WHERE instr(folded(folder) || '/', ? || '/') = 1)",
    'tag': '+{place.chat_id} IN (SELECT c.id FROM chats c, json_each(c.tags) WHERE folded(json_each.value) = ?)',
    'before': '{place.time} < ?',
    'after': '{place.time} >= ?',
}
"""The plus keeps SQLite from looking up each row once for every chat of the list."""


def search(db: Database, text: str, limit: int = 50) -> list[Hit]:
    """Best first. Never fails for what was typed; raises sqlite3.Error for what is wrong with the database."""
    query = parse(text)
    if query.words:
        places = PLACES[:1] if query.is_one_letter else PLACES
        find = _newest if query.is_unspaced else _ranked
        has_blind = _has_blind(db)
        found = ((score, place.table, number) for place in places for score, number in find(db, place, query, has_blind=has_blind))
        ranked = sorted(found)
        return _best(db, query, ranked, limit)
    return _chats(db, query, limit) if query.filters else []


def _has_blind(db: Database) -> bool:
    """Nearly always not; the condition would cost a look at every match."""
    return db.execute(f'{OF_BLIND_CHATS} LIMIT 1').fetchone() is not None


def _ranked(db: Database, place: Place, query: Query, *, has_blind: bool) -> list[tuple[float, int]]:
    """The newest matches with their rank. `rank` is worked out only for rows that come out of the inner query; the filters read the
    narrow index beside the table, because a table of long texts has one row a page."""
    conditions, parameters = _conditions(place, query, has_blind=has_blind)
    words = f'{place.table}_words'
    joined = f'CROSS JOIN {place.source} ON m.number = {words}.rowid' if conditions else ''
    sql = f"""
        SELECT score * {place.weight} AS score, number FROM (
            SELECT {words}.rowid AS number, {words}.rank AS score FROM {words} {joined}
            WHERE {' AND '.join([f'{words} MATCH ?', *conditions])} ORDER BY {words}.rowid DESC LIMIT {CANDIDATES}
        ) ORDER BY score LIMIT {RANKED}"""
    return [(row['score'], row['number']) for row in db.execute(sql, [query.expression, *parameters])]


def _newest(db: Database, place: Place, query: Query, *, has_blind: bool) -> list[tuple[float, int]]:
    """The newest texts that hold all words anywhere, newest first; reads every text, so it takes its time."""
    conditions, parameters = _conditions(place, query, has_blind=has_blind)
    holds = [f'instr(m.{place.column}, ?) > 0' for _ in query.words]
    sql = f"""
        SELECT m.number FROM {place.table} m WHERE {' AND '.join([place.is_indexed, *conditions, *holds])}
        ORDER BY m.number DESC LIMIT {RANKED}"""
    return [(-row['number'], row['number']) for row in db.execute(sql, [*parameters, *(word.text for word in query.words)])]


def _conditions(place: Place, query: Query, *, has_blind: bool) -> tuple[list[str], list[str | float]]:
    conditions: list[str] = []
    parameters: list[str | float] = []
    for filter in query.filters:
        conditions.append(CONDITIONS[filter.name].format(place=place))
        parameters += [filter.value] * conditions[-1].count('?')
    if has_blind and (place.table == 'replies' or any(filter.name == 'model' for filter in query.filters)):
        conditions.append(f'+{place.chat_id} NOT IN ({OF_BLIND_CHATS})')
    return conditions, parameters


def _best(db: Database, query: Query, ranked: list[tuple[float, str, int]], limit: int) -> list[Hit]:
    """The first places, not more than a few of one chat, with their snippets."""
    hits: list[Hit] = []
    seen: Counter[str] = Counter()
    patterns = [Pattern(word.text, word.is_start, is_unspaced=word.is_unspaced) for word in query.words]
    for _, table, number in ranked:
        if len(hits) == limit:
            break
        place = next(place for place in PLACES if place.table == table)
        hit = _hit(db, place, number, patterns, seen)
        if hit:
            hits.append(hit)
    return hits


def _hit(db: Database, place: Place, number: int, patterns: list[Pattern], seen: Counter[str]) -> Hit | None:
    sql = f"""
        SELECT c.id, c.title, c.updated_at, {place.turn_id} AS turn_id, {place.reply_id} AS reply_id,
               substr(m.{place.column}, 1, {LONGEST_TEXT}) AS text
        FROM {place.table} m JOIN chats c ON c.id = {place.chat_id} WHERE m.number = ?"""
    row = db.execute(sql, [number]).fetchone()
    if row is None or seen[row['id']] == HITS_PER_CHAT:
        return None
    seen[row['id']] += 1
    snippet, marks = cut_out(row['text'] or '', patterns)
    return Hit(chat_id=row['id'], title=row['title'] or '', turn_id=row['turn_id'], reply_id=row['reply_id'], snippet=snippet, marks=marks,
               updated_at=row['updated_at'])


def _chats(db: Database, query: Query, limit: int) -> list[Hit]:
    """What the filters alone leave over, newest first."""
    conditions, parameters = _conditions(PLACES[0], query, has_blind=_has_blind(db))
    sql = f'SELECT m.id, m.title, m.updated_at FROM chats m WHERE {" AND ".join(conditions)} ORDER BY m.updated_at DESC LIMIT ?'
    return [Hit(chat_id=row['id'], title=row['title'] or '', updated_at=row['updated_at']) for row in db.execute(sql, [*parameters, limit])]
