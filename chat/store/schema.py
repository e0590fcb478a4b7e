"""The tables, as numbered migrations. A number that was ever released is never changed again; a new shape is a new number."""
from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations('chat')

NOT_RUNNING = "status IN ('done', 'stopped', 'interrupted', 'failed')"
"""SQL for `ReplyStatus.is_final`."""
COUNTED = f'first_token_at IS NOT NULL AND {NOT_RUNNING}'
"""SQL for the replies that statistics are made of; an index has exactly these."""
BLIND = """instr(settings, '"blind":') > 0 AND instr(settings, '"blind":false') = 0"""
"""SQL for `Chat.is_blind`; no JSON function, which would refuse a row that is damaged."""
OF_BLIND_CHATS = f'SELECT id FROM chats INDEXED BY chats_blind WHERE {BLIND}'
SEARCHED = ('chats', 'turns', 'replies')


def newer_migrations(db: Database) -> set[str]:
    """Names of the applied migrations that this program does not know: a newer version made them."""
    known = {migration.name for migration in MIGRATIONS.pending(Database(memory=True, execute_plugins=False))}
    return {migration.name for migration in MIGRATIONS.applied(db)} - known


def is_foreign(db: Database) -> bool:
    """Whether another program made this database: it has tables, but none of our migrations (their own table comes before the first)."""
    return bool(set(db.table_names()) - {MIGRATIONS.migrations_table}) and not MIGRATIONS.applied(db)


def is_search_damaged(error: sqlite3.Error) -> bool:
    """Damage shows itself as a broken constraint, too: the tables have none that writing them could break. And where the root of an index
    is damaged, SQLite cannot even make the virtual table."""
    has_no_table = 'vtable constructor failed' in str(error)
    code = getattr(error, 'sqlite_errorcode', 0)
    return has_no_table or code == sqlite3.SQLITE_CORRUPT_VTAB or isinstance(error, sqlite3.IntegrityError)


def rebuild_search(db: Database) -> None:
    """Rebuild the word indexes from the tables; may take a second for every hundred megabytes of text."""
    for table in SEARCHED:
        db.execute(f"INSERT INTO {table}_words ({table}_words) VALUES ('rebuild')")


def remake_search(db: Database) -> None:
    """Make the word indexes from nothing: one that is damaged at its root can be neither read nor dropped the usual way."""
    with db.atomic():
        for table in SEARCHED:
            for event in ('added', 'changed', 'deleted'):
                db.execute(f'DROP TRIGGER IF EXISTS {table}_{event}')
            _drop_index(db, f'{table}_words')
        _create_indexes(db)
    rebuild_search(db)


def _drop_index(db: Database, name: str) -> None:
    """Also one whose pages cannot be read: SQLite forgets it, its pages are free after the next VACUUM."""
    tables = [name, *(f'{name}_{part}' for part in ('data', 'idx', 'content', 'docsize', 'config'))]
    forget(db, f"name IN ({', '.join('?' * len(tables))}) OR tbl_name IN ({', '.join('?' * len(tables))})", [*tables, *tables])


def forget(db: Database, condition: str, values: Sequence[str] = ()) -> None:
    """Take these out of the schema without touching their pages, which may be damaged (https://www.sqlite.org/recovery.html)."""
    db.execute('PRAGMA writable_schema = ON')
    db.execute(f'DELETE FROM sqlite_master WHERE {condition}', list(values))
    db.execute('PRAGMA writable_schema = RESET')


@MIGRATIONS(name='0001_conversations')
def _create_conversations(db: Database) -> None:
    """`number` is there because a rowid that is no declared column may change in a VACUUM, and the search index refers to it."""
    db.table('chats').create({
        'number': int, 'id': str, 'title': str, 'lanes': str, 'models': str, 'current_turn_id': str, 'folder': str, 'tags': str,
        'pinned': int, 'archived': int, 'unread': int, 'settings': str, 'created_at': float, 'updated_at': float,
    }, pk='number')
    db.table('turns').create({
        'number': int, 'id': str, 'chat_id': str, 'parent_id': str, 'prompt': str, 'attachments': str, 'history': str,
        'picked_reply_id': str, 'shown': str, 'created_at': float,
    }, pk='number')
    db.table('replies').create({
        'number': int, 'id': str, 'chat_id': str, 'turn_id': str, 'lane': int, 'version': int, 'model': str, 'text': str, 'parts': str,
        'status': str, 'error': str, 'finish_reason': str, 'usage': str, 'cost': float, 'created_at': float, 'first_token_at': float,
        'first_text_at': float, 'finished_at': float, 'arrivals': bytes, 'request': str, 'saved_at': float,
    }, pk='number')
    db.table('drafts').create({'id': str, 'text': str}, pk='id')
    for name in ('chats', 'turns', 'replies'):
        db.table(name).create_index(['id'], unique=True)
    db.table('turns').create_index(['chat_id'])
    db.table('replies').create_index(['chat_id'])
    db.table('replies').create_index(['turn_id'])
    db.execute(f'CREATE INDEX replies_running ON replies (number) WHERE NOT ({NOT_RUNNING})')


@MIGRATIONS(name='0002_search')
def _create_search(db: Database) -> None:
    """Word indexes of titles, prompts and the replies that have ended. They hold no text of their own (it lies in the tables), and
    triggers keep them in step, so that a growing reply costs the index nothing until its end.

    FTS5 wants to be told the old text of a row before the new one, and never of a row that it does not have; with two triggers for
    one event the order would be SQLite's choice.
    """
    db.table('turns').create_index(['number', 'chat_id', 'created_at'], index_name='turns_facts')
    db.table('replies').create_index(['number', 'chat_id', 'created_at', 'model'], index_name='replies_facts')
    db.execute(f'CREATE VIEW ended_replies AS SELECT number, text FROM replies WHERE {NOT_RUNNING}')
    _create_indexes(db)
    rebuild_search(db)


def _create_indexes(db: Database) -> None:
    _create_index(db, 'chats', 'title', content='chats')
    _create_index(db, 'turns', 'prompt', content='turns')
    _create_index(db, 'replies', 'text', content='ended_replies', condition='{row}.' + NOT_RUNNING)


def _create_index(db: Database, table: str, column: str, *, content: str, condition: str = '1') -> None:
    was_in, is_in = condition.format(row='old'), condition.format(row='new')
    change = f'({was_in} OR {is_in}) AND (old.{column} IS NOT new.{column} OR ({was_in}) <> ({is_in}))'
    drop = f"INSERT INTO {table}_words ({table}_words, rowid, {column}) SELECT 'delete', old.number, old.{column} WHERE {was_in};"
    take = f'INSERT INTO {table}_words (rowid, {column}) SELECT new.number, new.{column} WHERE {is_in};'
    db.execute(f"CREATE VIRTUAL TABLE {table}_words USING fts5({column}, content='{content}', content_rowid='number', "
               f"tokenize='unicode61 remove_diacritics 2')")
    db.execute(f'CREATE TRIGGER {table}_added AFTER INSERT ON {table} BEGIN {take} END')
    db.execute(f'CREATE TRIGGER {table}_changed AFTER UPDATE ON {table} WHEN {change} BEGIN {drop} {take} END')
    db.execute(f'CREATE TRIGGER {table}_deleted AFTER DELETE ON {table} BEGIN {drop} END')


@MIGRATIONS(name='0003_prompt_suites')
def _create_suites(db: Database) -> None:
    db.table('suites').create({
        'number': int, 'id': str, 'title': str, 'lanes': str, 'count': int, 'created_at': float, 'run_seconds': float,
    }, pk='number')
    db.table('suite_prompts').create({'id': str, 'suite_id': str, 'number': int, 'prompt': str})
    db.table('suite_cells').create({
        'id': str, 'suite_id': str, 'number': int, 'lane': int, 'model': str, 'status': str, 'text': str, 'parts': str, 'error': str,
        'finish_reason': str, 'usage': str, 'cost': float, 'created_at': float, 'first_token_at': float, 'first_text_at': float,
        'finished_at': float,
    })
    db.table('suites').create_index(['id'], unique=True)
    for name in ('suite_prompts', 'suite_cells'):
        db.table(name).create_index(['id'], unique=True)
        db.table(name).create_index(['suite_id', 'number'])
    db.execute('CREATE INDEX suite_cells_states ON suite_cells (suite_id, number, lane, status, id)')
    db.execute('CREATE TRIGGER suites_deleted AFTER DELETE ON suites BEGIN DELETE FROM suite_prompts WHERE suite_id = old.id; '
               'DELETE FROM suite_cells WHERE suite_id = old.id; END')


@MIGRATIONS(name='0004_personas_and_prompts')
def _create_library(db: Database) -> None:
    db.table('personas').create({
        'id': str, 'name': str, 'system_prompt': str, 'model': str, 'parameters': str, 'greeting': str, 'starters': str,
        'created_at': float,
    }, pk='id')
    db.table('prompts').create({'id': str, 'title': str, 'text': str, 'created_at': float}, pk='id')


@MIGRATIONS(name='0005_attachment_uses')
def _create_attachment_uses(db: Database) -> None:
    """Which files the turns have, kept in step by triggers, so that nobody has to read the texts of all attachments to find out."""
    db.table('attachment_uses').create({'turn_id': str, 'digest': str})
    db.table('attachment_uses').create_index(['turn_id'])
    db.table('attachment_uses').create_index(['digest'])
    uses = "SELECT {turn}.id, json_extract(value, '$.digest') FROM json_each({turn}.attachments)"
    take = f'INSERT INTO attachment_uses (turn_id, digest) {uses.format(turn="new")};'
    drop = 'DELETE FROM attachment_uses WHERE turn_id = old.id;'
    has_files = "{turn}.attachments IS NOT NULL AND json_valid({turn}.attachments) AND {turn}.attachments <> '[]'"
    db.execute(f'CREATE TRIGGER turns_attached AFTER INSERT ON turns WHEN {has_files.format(turn="new")} BEGIN {take} END')
    db.execute('CREATE TRIGGER turns_attached_others AFTER UPDATE ON turns WHEN new.attachments IS NOT old.attachments '
               f'BEGIN {drop} {take} END')
    db.execute(f'CREATE TRIGGER turns_detached AFTER DELETE ON turns WHEN {has_files.format(turn="old")} BEGIN {drop} END')
    db.execute(f"INSERT INTO attachment_uses (turn_id, digest) SELECT turns.id, json_extract(value, '$.digest') "
               f"FROM turns, json_each(turns.attachments) WHERE {has_files.format(turn='turns')}")


@MIGRATIONS(name='0004_votes')
def _create_votes(db: Database) -> None:
    """A vote stays when its chat goes, for it is about the models; the words of the prompt go."""
    db.table('votes').create({
        'number': int, 'id': str, 'chat_id': str, 'turn_id': str, 'created_at': float, 'lanes': str, 'outcome': str, 'winner': int,
        'winning_model': str, 'was_blind': int, 'is_locked': int, 'tags': str, 'prompt': str,
    }, pk='number')
    db.table('votes').create_index(['id'], unique=True)
    db.table('votes').create_index(['chat_id'])
    db.execute("CREATE TRIGGER votes_chat_deleted AFTER DELETE ON chats BEGIN UPDATE votes SET prompt = '' WHERE chat_id = old.id; END")


@MIGRATIONS(name='0006_statistics')
def _create_statistics(db: Database) -> None:
    """The index holds all that is counted, so that nobody has to walk over the texts. What was spent has a table of its own: it stays
    when a chat is deleted."""
    db.execute('CREATE INDEX replies_counted ON replies (created_at, model, usage, cost, first_token_at, finished_at, status) '
               f'WHERE {COUNTED}')
    db.table('spending').create({'id': str, 'day': str, 'model': str, 'cost': float, 'replies': int, 'unpriced': int})
    db.table('spending').create_index(['id'], unique=True)
    db.table('spending').create_index(['day'])
    day = "date(finished_at, 'unixepoch', 'localtime')"
    db.execute(f"INSERT INTO spending (id, day, model, cost, replies, unpriced) SELECT {day} || ' ' || model, {day}, model, "
               f'coalesce(sum(cost), 0.0), count(*), sum(cost IS NULL) FROM replies WHERE {COUNTED} AND finished_at IS NOT NULL '
               'GROUP BY 2, model')


@MIGRATIONS(name='0007_blind_comparisons')
def _create_blind_index(db: Database) -> None:
    """So that search and statistics learn at once whether there is anything to keep quiet about."""
    db.execute(f'CREATE INDEX chats_blind ON chats (id) WHERE {BLIND}')


@MIGRATIONS(name='0008_deletions')
def _create_deletions(db: Database) -> None:
    """Chats that are being deleted: many at once take their time, and none of them may come back when the program ends meanwhile."""
    db.table('deletions').create({'id': str}, pk='id')
    db.execute('CREATE TRIGGER chats_deletion_done AFTER DELETE ON chats BEGIN DELETE FROM deletions WHERE id = old.id; END')


@MIGRATIONS(name='0009_spending_of_blind_comparisons')
def _keep_blind_spending_apart(db: Database) -> None:
    """What a blind comparison has cost belongs to no model that is told before the reveal, also after a restart."""
    db.execute("ALTER TABLE spending ADD COLUMN blind_chat TEXT NOT NULL DEFAULT ''")


@MIGRATIONS(name='0010_statistics_of_suites')
def _create_suite_statistics(db: Database) -> None:
    db.execute('CREATE INDEX suite_cells_counted ON suite_cells (created_at, model, usage, cost, first_token_at, finished_at, status) '
               f'WHERE {COUNTED}')


@MIGRATIONS(name='0011_search_filters')
def _create_filter_indexes(db: Database) -> None:
    """So that a search learns at once which folders and models there are, and what is theirs."""
    db.execute('CREATE INDEX chats_folders ON chats (folder, id)')
    db.execute('CREATE INDEX chats_models ON chats (models, id)')
    db.execute('CREATE INDEX replies_models ON replies (model, number, chat_id, created_at)')


@MIGRATIONS(name='0012_draft_files')
def _create_draft_files(db: Database) -> None:
    db.table('draft_files').create({
        'id': str, 'draft': str, 'number': int, 'name': str, 'media_type': str, 'size': int, 'digest': str, 'text': str, 'tokens': int,
        'note': str,
    }, pk='id')
    db.table('draft_files').create_index(['draft'])


@MIGRATIONS(name='0013_pictures_in_replies')
def _create_picture_uses(db: Database) -> None:
    """Which files the replies have (a list of digests), kept in step by triggers like those of the turns."""
    db.execute('ALTER TABLE replies ADD COLUMN pictures TEXT')
    db.table('picture_uses').create({'reply_id': str, 'digest': str})
    db.table('picture_uses').create_index(['reply_id'])
    db.table('picture_uses').create_index(['digest'])
    take = 'INSERT INTO picture_uses (reply_id, digest) SELECT new.id, value FROM json_each(new.pictures);'
    drop = 'DELETE FROM picture_uses WHERE reply_id = old.id;'
    db.execute(f'CREATE TRIGGER replies_drawn AFTER INSERT ON replies WHEN new.pictures IS NOT NULL BEGIN {take} END')
    db.execute(f'CREATE TRIGGER replies_drawn_others AFTER UPDATE ON replies WHEN new.pictures IS NOT old.pictures BEGIN {drop} {take} END')
    db.execute(f'CREATE TRIGGER replies_wiped AFTER DELETE ON replies WHEN old.pictures IS NOT NULL BEGIN {drop} END')


@MIGRATIONS(name='0014_pieces_of_running_replies')
def _create_reply_pieces(db: Database) -> None:
    """What was added to a reply since its row was written whole (see `checkpoints`); gone when it has ended."""
    db.table('reply_pieces').create({
        'id': str, 'reply_id': str, 'chat_id': str, 'turn_id': str, 'base': float, 'number': int, 'part': int, 'text': str,
        'saved_at': float,
    }, pk='id')
    for column in ('reply_id', 'chat_id', 'turn_id'):
        db.table('reply_pieces').create_index([column])


@MIGRATIONS(name='0015_tokens')
def _create_tokens(db: Database) -> None:
    """What programs show at the door: only its SHA-256 is here."""
    db.table('tokens').create({
        'id': str, 'name': str, 'digest': str, 'scopes': str, 'daily_budget': float, 'streams': int, 'owner': str, 'created_at': float,
        'last_used_at': float, 'day': str, 'spent': float,
    }, pk='id')
    db.table('tokens').create_index(['digest'], unique=True)


@MIGRATIONS(name='0015_sessions')
def _create_sessions(db: Database) -> None:
    """Browsers that were let in; the id is the SHA-256 of what the cookie holds."""
    db.table('sessions').create({
        'id': str, 'account': str, 'how': str, 'browser': str, 'address': str, 'created_at': float, 'seen_at': float,
    }, pk='id')
