"""The tables of the library, and how an older library becomes a newer one.

Every layer of the export has its table, with the export's names; where a key is a word of SQL it has another one
(``from``, ``to``, ``break``, ``group``). Positions are character offsets as everywhere; ``substr(text, start + 1,
end - start)`` reads a span. Rows refer to entities, quotes, scenes and claims by their ids within a work.
"""

from __future__ import annotations

import sqlite3

from fabula.errors import LibraryError

APPLICATION_ID = 0x66616275  # "fabu": tells our files from other programs' databases


def create_layers(connection: sqlite3.Connection) -> None:
    """Make the tables, one for each layer (version 1)."""
    for statement in (*_WORK, *_CAST, *_SPEECH, *_SCENES, *_CLAIMS, *_THINGS, *_SEARCH):
        connection.execute(statement)


def create_corrections(connection: sqlite3.Connection) -> None:
    """Make the tables of what a work can be resolved anew from, and of the steps of its corrections (version 2)."""
    for statement in _CORRECTIONS:
        connection.execute(statement)


MIGRATIONS = (create_layers, create_corrections)  # number n makes version n + 1; never change one that was released


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of the library's tables; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def check_version(connection: sqlite3.Connection, name: str) -> bool:
    """Tell whether the tables are as new as this fabula; ``LibraryError`` when newer, or when they are no library's."""
    version = version_of(connection)
    if version > len(MIGRATIONS):
        raise LibraryError(
            f"{name}: was made by a newer fabula (its version is {version}, this fabula knows {len(MIGRATIONS)});"
            " upgrade with `pip install --upgrade fabula`, or name another library with --library"
        )
    ours = int(connection.execute("PRAGMA application_id").fetchone()[0]) == APPLICATION_ID
    if not ours and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise LibraryError(f"{name}: is another program's database; name another file with --library")
    return version == len(MIGRATIONS)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables up to this fabula's version, each step in one transaction; an error leaves the step before."""
    while _migrate_once(connection):
        pass


def _migrate_once(connection: sqlite3.Connection) -> bool:
    """Run the next migration, if there is one; tell whether there was."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = version_of(connection)  # only now sure: another process may have migrated meanwhile
        if version < len(MIGRATIONS):
            MIGRATIONS[version](connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {version + 1}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return version < len(MIGRATIONS)


# -- version 1 ------------------------------------------------------------------------------------------------------

_OF_WORK = "work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE"
_ORDERED = f"{_OF_WORK}, position INTEGER NOT NULL"  # the place in its layer
_PLACED = "start INTEGER NOT NULL, end INTEGER NOT NULL"
_SURE = "confidence REAL NOT NULL"
_IN_ORDER = "PRIMARY KEY (work, position)"


def _refers(column: str, table: str) -> str:
    return f"FOREIGN KEY (work, {column}) REFERENCES {table} (work, id) DEFERRABLE INITIALLY DEFERRED"


def _company(table: str, owner: str, owners: str) -> str:
    """Return the table of a list of entities that each row of `owners` has."""
    return f"""CREATE TABLE {table} ({_OF_WORK}, {owner} INTEGER NOT NULL, position INTEGER NOT NULL,
        entity INTEGER NOT NULL, PRIMARY KEY (work, {owner}, position), {_refers(owner, owners)},
        {_refers("entity", "entities")}) WITHOUT ROWID"""


_WORK = (
    """CREATE TABLE works (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, title TEXT, author TEXT, language TEXT NOT NULL,
        words INTEGER NOT NULL, chapters INTEGER NOT NULL, characters INTEGER NOT NULL, quotes INTEGER NOT NULL,
        read_at TEXT NOT NULL, has_tokens INTEGER NOT NULL, fabula TEXT NOT NULL, model TEXT NOT NULL,
        model_sha256 TEXT NOT NULL, source TEXT NOT NULL, source_sha256 TEXT NOT NULL, cast_sha256 TEXT)""",
    "CREATE TABLE texts (work INTEGER PRIMARY KEY REFERENCES works (id) ON DELETE CASCADE, text TEXT NOT NULL)",
    f"""CREATE TABLE tags ({_ORDERED}, type TEXT NOT NULL, tag TEXT, {_IN_ORDER}) WITHOUT ROWID""",
    f"""CREATE TABLE chapters ({_ORDERED}, {_PLACED}, number INTEGER, title TEXT, {_IN_ORDER}) WITHOUT ROWID""",
    f"""CREATE TABLE paratext ({_ORDERED}, {_PLACED}, kind TEXT NOT NULL, {_IN_ORDER}) WITHOUT ROWID""",
    f"""CREATE TABLE tokens ({_ORDERED}, {_PLACED}, sentence INTEGER NOT NULL, paragraph INTEGER NOT NULL, lemma TEXT,
        upos TEXT, xpos TEXT, head INTEGER, deprel TEXT, {_IN_ORDER}) WITHOUT ROWID""",
)
_CAST = (
    f"""CREATE TABLE entities ({_ORDERED}, id INTEGER NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL,
        is_group INTEGER NOT NULL, pronouns TEXT, narrator INTEGER NOT NULL, mentions INTEGER NOT NULL, {_SURE},
        {_IN_ORDER}, UNIQUE (work, id)) WITHOUT ROWID""",
    f"""CREATE TABLE aliases ({_OF_WORK}, entity INTEGER NOT NULL, position INTEGER NOT NULL, alias TEXT NOT NULL,
        PRIMARY KEY (work, entity, position), {_refers("entity", "entities")}) WITHOUT ROWID""",
    f"""CREATE TABLE mentions ({_ORDERED}, {_PLACED}, entity INTEGER NOT NULL, type TEXT NOT NULL, form TEXT NOT NULL,
        {_SURE}, {_IN_ORDER}, {_refers("entity", "entities")}) WITHOUT ROWID""",
    "CREATE INDEX mentions_of_entity ON mentions (work, entity)",
    f"""CREATE TABLE events ({_ORDERED}, {_PLACED}, lemma TEXT NOT NULL, agent INTEGER, patient INTEGER, {_IN_ORDER},
        {_refers("agent", "entities")}, {_refers("patient", "entities")}) WITHOUT ROWID""",
)
_SPEECH = (
    f"""CREATE TABLE quotes ({_ORDERED}, id INTEGER NOT NULL, {_PLACED}, utterance INTEGER NOT NULL, speaker INTEGER,
        kind TEXT NOT NULL, cue_start INTEGER, cue_end INTEGER, speaker_mention_start INTEGER,
        speaker_mention_end INTEGER, {_SURE}, {_IN_ORDER}, UNIQUE (work, id), {_refers("speaker", "entities")}
        ) WITHOUT ROWID""",
    _company("quote_addressees", "quote", "quotes"),
    _company("quote_hearers", "quote", "quotes"),
    """CREATE VIEW quote_texts AS SELECT quotes.work, quotes.id, entities.name AS speaker,
        substr(texts.text, quotes.start + 1, quotes.end - quotes.start) AS text
        FROM quotes JOIN texts ON texts.work = quotes.work
        LEFT JOIN entities ON entities.work = quotes.work AND entities.id = quotes.speaker""",
)
_SCENES = (
    f"""CREATE TABLE scenes ({_ORDERED}, id INTEGER NOT NULL, {_PLACED}, place INTEGER, time TEXT,
        opened_by TEXT NOT NULL, {_IN_ORDER}, UNIQUE (work, id), {_refers("place", "entities")}) WITHOUT ROWID""",
    _company("scene_present", "scene", "scenes"),
    f"""CREATE TABLE pov ({_ORDERED}, {_PLACED}, entity INTEGER, person INTEGER NOT NULL, {_IN_ORDER},
        {_refers("entity", "entities")}) WITHOUT ROWID""",
)
_CLAIMS = (
    f"""CREATE TABLE knowledge ({_ORDERED}, id INTEGER NOT NULL, claim TEXT NOT NULL, stance TEXT NOT NULL,
        how TEXT NOT NULL, {_PLACED}, quote INTEGER, {_SURE}, {_IN_ORDER}, UNIQUE (work, id),
        {_refers("quote", "quotes")}) WITHOUT ROWID""",
    _company("knowledge_about", "claim", "knowledge"),
    _company("knowledge_holders", "claim", "knowledge"),
    _company("knowledge_unaware", "claim", "knowledge"),
    f"""CREATE TABLE relations ({_ORDERED}, source INTEGER NOT NULL, target INTEGER NOT NULL, aspect TEXT NOT NULL,
        change TEXT NOT NULL, value REAL NOT NULL, {_PLACED}, {_SURE}, {_IN_ORDER}, {_refers("source", "entities")},
        {_refers("target", "entities")}) WITHOUT ROWID""",
    f"""CREATE TABLE findings ({_ORDERED}, kind TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL, {_SURE},
        {_IN_ORDER}) WITHOUT ROWID""",
    f"""CREATE TABLE finding_spans ({_OF_WORK}, finding INTEGER NOT NULL, position INTEGER NOT NULL, {_PLACED},
        PRIMARY KEY (work, finding, position),
        FOREIGN KEY (work, finding) REFERENCES findings (work, position) DEFERRABLE INITIALLY DEFERRED
        ) WITHOUT ROWID""",
)
_THINGS = (
    f"""CREATE TABLE objects ({_ORDERED}, name TEXT NOT NULL, {_IN_ORDER}) WITHOUT ROWID""",
    f"""CREATE TABLE object_steps ({_OF_WORK}, object INTEGER NOT NULL, position INTEGER NOT NULL, holder INTEGER,
        recipient INTEGER, action TEXT NOT NULL, {_PLACED}, PRIMARY KEY (work, object, position),
        FOREIGN KEY (work, object) REFERENCES objects (work, position) DEFERRABLE INITIALLY DEFERRED,
        {_refers("holder", "entities")}, {_refers("recipient", "entities")}) WITHOUT ROWID""",
    f"""CREATE TABLE timeline ({_ORDERED}, {_PLACED}, text TEXT NOT NULL, kind TEXT NOT NULL, value TEXT, anchor TEXT,
        {_IN_ORDER}) WITHOUT ROWID""",
)
_SEARCH = (
    # A quote lies `within` the passage of story text that holds it, so that a search shows one hit a place.
    f"""CREATE TABLE passages (id INTEGER PRIMARY KEY, {_OF_WORK}, kind TEXT NOT NULL, quote INTEGER, within INTEGER,
        {_PLACED})""",
    "CREATE INDEX passages_of_work ON passages (work)",
    """CREATE VIEW passage_texts AS SELECT passages.id AS id,
        substr(texts.text, passages.start + 1, passages.end - passages.start) AS body
        FROM passages JOIN texts ON texts.work = passages.work""",
    """CREATE VIRTUAL TABLE passage_index USING fts5 (body, content = 'passage_texts', content_rowid = 'id',
        tokenize = 'porter unicode61 remove_diacritics 2')""",
)

# -- version 2 ------------------------------------------------------------------------------------------------------

_CORRECTIONS = (
    "CREATE TABLE groundworks (work INTEGER PRIMARY KEY REFERENCES works (id) ON DELETE CASCADE, packed BLOB NOT NULL)",
    # Each step is the whole cast file as it then was; the one that holds now has its number in `corrections_now`.
    f"""CREATE TABLE corrections ({_ORDERED}, label TEXT NOT NULL, toml TEXT NOT NULL, made_at TEXT NOT NULL,
        {_IN_ORDER}) WITHOUT ROWID""",
    """CREATE TABLE corrections_now (work INTEGER PRIMARY KEY REFERENCES works (id) ON DELETE CASCADE,
        position INTEGER NOT NULL)""",
)
