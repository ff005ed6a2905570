"""The schema as ordered steps; `PRAGMA user_version` counts those done. A step is never edited once released."""

from sqlalchemy import Connection, text

from ingestion.errors import StoreError

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE customers (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, as_of TEXT, revision INTEGER NOT NULL DEFAULT 0,
            created_at TEXT NOT NULL, updated_at TEXT NOT NULL)""",
        """CREATE TABLE documents (
            id INTEGER PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers(id) ON DELETE CASCADE,
            sha256 TEXT NOT NULL, file TEXT NOT NULL, kind TEXT NOT NULL, language TEXT NOT NULL, pages INTEGER NOT NULL,
            status TEXT NOT NULL, period_end TEXT, source_basis TEXT NOT NULL, subject TEXT, error TEXT,
            facts INTEGER NOT NULL, problems INTEGER NOT NULL, extraction BLOB NOT NULL, page_sizes TEXT NOT NULL,
            password TEXT, added_at TEXT NOT NULL, UNIQUE (customer, sha256))""",
        """CREATE TABLE identifiers (
            customer TEXT NOT NULL REFERENCES customers(id) ON DELETE CASCADE, document INTEGER NOT NULL
            REFERENCES documents(id) ON DELETE CASCADE, scheme TEXT NOT NULL, value TEXT NOT NULL)""",
        """CREATE TABLE facts (
            customer TEXT NOT NULL REFERENCES customers(id) ON DELETE CASCADE, document INTEGER NOT NULL
            REFERENCES documents(id) ON DELETE CASCADE, id TEXT NOT NULL, field TEXT, statement TEXT NOT NULL,
            period_end TEXT, months INTEGER, basis TEXT NOT NULL, value TEXT NOT NULL, label TEXT NOT NULL, page INTEGER NOT NULL)""",
        "CREATE INDEX facts_by_field ON facts (customer, field, period_end)",
        """CREATE TABLE passages (
            id INTEGER PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers(id) ON DELETE CASCADE, document INTEGER NOT NULL
            REFERENCES documents(id) ON DELETE CASCADE, page INTEGER NOT NULL, position INTEGER NOT NULL, section TEXT,
            text TEXT NOT NULL, lines TEXT NOT NULL, hash TEXT NOT NULL)""",
        "CREATE INDEX passages_by_page ON passages (customer, document, page)",
        "CREATE VIRTUAL TABLE passages_fts USING fts5(words, tokenize='unicode61')",
        """CREATE TABLE outbox (
            id INTEGER PRIMARY KEY, customer TEXT NOT NULL, passage INTEGER NOT NULL, action TEXT NOT NULL, hash TEXT NOT NULL)""",
        """CREATE TABLE generations (
            customer TEXT PRIMARY KEY, embedder TEXT NOT NULL, collection TEXT NOT NULL)""",
        """CREATE TABLE jobs (
            id TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers(id) ON DELETE CASCADE, kind TEXT NOT NULL,
            file TEXT NOT NULL, sha256 TEXT NOT NULL, step TEXT NOT NULL, page INTEGER NOT NULL DEFAULT 0,
            pages INTEGER NOT NULL DEFAULT 0, message TEXT, state TEXT NOT NULL, updated_at TEXT NOT NULL)""",
        """CREATE TABLE audit (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, customer TEXT NOT NULL, actor TEXT NOT NULL,
            action TEXT NOT NULL, detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL)""",
        """CREATE TABLE turns (
            conversation TEXT NOT NULL, turn INTEGER NOT NULL, customer TEXT NOT NULL REFERENCES customers(id) ON DELETE CASCADE,
            question TEXT NOT NULL, answer TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (conversation, turn))""",
        "CREATE TABLE flags (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    ),
    (
        """CREATE TABLE rulings (
            id INTEGER PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers(id) ON DELETE CASCADE, kind TEXT NOT NULL,
            target TEXT NOT NULL, value TEXT, reason TEXT NOT NULL, actor TEXT NOT NULL, at TEXT NOT NULL)""",
        "CREATE INDEX rulings_by_customer ON rulings (customer)",
    ),
    (
        """CREATE TABLE entries (
            id INTEGER PRIMARY KEY, customer TEXT NOT NULL REFERENCES customers(id) ON DELETE CASCADE, kind TEXT NOT NULL,
            entry TEXT NOT NULL, body TEXT NOT NULL, actor TEXT NOT NULL, at TEXT NOT NULL)""",
        "CREATE INDEX entries_by_kind ON entries (customer, kind, entry)",
    ),
    ("CREATE TABLE audit_private (seq INTEGER PRIMARY KEY, customer TEXT NOT NULL, body TEXT NOT NULL)",),
    (
        """CREATE TABLE summaries (
            customer TEXT PRIMARY KEY REFERENCES customers(id) ON DELETE CASCADE, revision INTEGER NOT NULL, body TEXT NOT NULL)""",
        "CREATE INDEX documents_by_customer ON documents (customer)",
    ),
    (
        "ALTER TABLE turns RENAME TO turns_before",
        """CREATE TABLE turns (
            customer TEXT NOT NULL REFERENCES customers(id) ON DELETE CASCADE, actor TEXT NOT NULL, conversation TEXT NOT NULL,
            turn INTEGER NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, made TEXT NOT NULL DEFAULT '{}', at TEXT NOT NULL,
            PRIMARY KEY (customer, actor, conversation, turn))""",
        """INSERT INTO turns (customer, actor, conversation, turn, question, answer, at)
            SELECT customer, 'local', conversation, turn, question, answer, at FROM turns_before ORDER BY rowid""",
        "DROP TABLE turns_before",
    ),
    (
        """CREATE TABLE profiles (
            customer TEXT PRIMARY KEY REFERENCES customers(id) ON DELETE CASCADE, made TEXT NOT NULL, digest TEXT NOT NULL,
            body BLOB NOT NULL)""",
    ),
    (
        """CREATE TABLE search_keys (
            key INTEGER PRIMARY KEY AUTOINCREMENT, customer TEXT NOT NULL UNIQUE REFERENCES customers(id) ON DELETE CASCADE)""",
        "INSERT INTO search_keys (customer) SELECT id FROM customers ORDER BY rowid",
        "CREATE VIRTUAL TABLE passages_words USING fts5(words, tokenize='unicode61')",
        """INSERT INTO passages_words (rowid, words)
            SELECT p.id, k.key || 'x' || replace(f.words, ' ', ' ' || k.key || 'x') FROM passages_fts f
            JOIN passages p ON p.id = f.rowid JOIN search_keys k ON k.customer = p.customer ORDER BY p.id""",
        "DROP TABLE passages_fts",
        "CREATE VIRTUAL TABLE passages_vocab USING fts5vocab(passages_words, 'row')",
    ),
    (
        """CREATE TABLE recognised (
            sha256 TEXT NOT NULL, page INTEGER NOT NULL, made TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (sha256, page))""",
    ),
    ("ALTER TABLE jobs ADD COLUMN actor TEXT NOT NULL DEFAULT 'local'",),
    (
        """CREATE TABLE sent (
            id INTEGER PRIMARY KEY AUTOINCREMENT, customer TEXT NOT NULL REFERENCES customers(id) ON DELETE CASCADE, actor TEXT NOT NULL,
            conversation TEXT, at TEXT NOT NULL, purpose TEXT NOT NULL, model TEXT NOT NULL, prompt TEXT NOT NULL, sha256 TEXT NOT NULL,
            bytes INTEGER NOT NULL, masked INTEGER NOT NULL, body TEXT NOT NULL)""",
        "CREATE INDEX sent_of ON sent (customer, id)",
    ),
    ("ALTER TABLE documents ADD COLUMN coverage TEXT",),
)


def migrate(connection: Connection) -> None:
    """Bring the schema to this version inside the caller's transaction.

    Raises:
        StoreError: the store was written by a newer version.
    """
    done = connection.execute(text("PRAGMA user_version")).scalar_one()
    if done > len(STEPS):
        raise StoreError("store_newer")
    for number, step in enumerate(STEPS[done:], start=done + 1):
        for statement in step:
            connection.execute(text(statement))
        connection.execute(text(f"PRAGMA user_version = {number}"))
