"""What is kept to be used again: personas and prompts; and which attached files are still in use."""
from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field, fields

from sqlite_utils import Database

from chat.conversation import new_id
from chat.conversation.json_object import JsonObject
from chat.conversation.parameters import Parameters, parameters_from
from chat.store.json_text import dumped, loaded
from chat.store.loading import Tables
from chat.store.rows import Row
from chat.store.store import Store

ALL_USES = 'SELECT digest FROM attachment_uses UNION SELECT digest FROM picture_uses'


@dataclass(kw_only=True, slots=True, frozen=True)
class Persona:
    """Somebody to talk to: a model with instructions, and how the conversation begins."""

    name: str
    id: str = field(default_factory=new_id)
    system_prompt: str = ''
    model: str = ''
    """Empty: the one that is chosen anyway."""
    parameters: Parameters = field(default_factory=dict)
    greeting: str = ''
    starters: tuple[str, ...] = ()
    """Prompts to begin with."""
    created_at: float = field(default_factory=time.time)


@dataclass(kw_only=True, slots=True, frozen=True)
class Prompt:
    """A text to be sent again, with `{{gaps}}` that are filled in each time."""

    title: str
    text: str
    id: str = field(default_factory=new_id)
    created_at: float = field(default_factory=time.time)


class Library:
    """Few and small, so all of it is read at once. Saving returns at once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def load(self) -> tuple[list[Persona], list[Prompt]]:
        """Both by the time they were made. Raises StoreError."""
        return _entries(await self._store.read_laid_over(_read))

    def save(self, entry: Persona | Prompt) -> None:
        self._store.save_row(entry_row(entry))

    def delete(self, entry: Persona | Prompt) -> None:
        self._store.delete_row(Row(table=_table(entry), id=entry.id, chat_id=entry.id))

    async def used_attachments(self) -> set[str]:
        """Digests of all files that a saved turn or reply has. Raises StoreError."""
        tables = await self._store.read_laid_over(_read_uses)
        return set(tables['attachment_uses'])


def entries_in(db: Database) -> tuple[list[Persona], list[Prompt]]:
    """Those that have been saved, by the time they were made. Raises sqlite3.Error."""
    return _entries(_read(db))


def entry_row(entry: Persona | Prompt) -> Row:
    values = asdict(entry)
    for name in ('parameters', 'starters'):
        if name in values:
            values[name] = dumped(values[name])
    return Row(table=_table(entry), id=entry.id, chat_id=entry.id, values=values)


def _entries(tables: Tables) -> tuple[list[Persona], list[Prompt]]:
    personas = [_persona_from(values) for values in tables['personas'].values()]
    prompts = [Prompt(**_known(Prompt, values)) for values in tables['prompts'].values()]
    return sorted(personas, key=lambda one: one.created_at), sorted(prompts, key=lambda one: one.created_at)


def _table(entry: Persona | Prompt) -> str:
    return 'personas' if isinstance(entry, Persona) else 'prompts'


def _read(db: Database) -> Tables:
    known = set(db.table_names())
    return {table: {row['id']: dict(row) for row in db.execute(f'SELECT * FROM {table}')} if table in known else {}
            for table in ('personas', 'prompts')}


def _read_uses(db: Database) -> Tables:
    return {'attachment_uses': {row['digest']: {'id': row['digest']} for row in db.execute(ALL_USES)}}


def _persona_from(values: JsonObject) -> Persona:
    nested = {'parameters': parameters_from(loaded(values['parameters'], {})),
              'starters': tuple(loaded(values['starters'], []))}
    return Persona(**{**_known(Persona, values), **nested})


def _known(kind: type[Persona] | type[Prompt], values: JsonObject) -> JsonObject:
    return {one.name: values[one.name] for one in fields(kind) if values.get(one.name) is not None}
