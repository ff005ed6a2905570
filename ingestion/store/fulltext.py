"""The full-text index: every word is kept under its customer's key, so that a search walks this customer's words and no other's.

The nearest passages come from SQLite's FTS5; their order is BM25 over this customer's own passages (k1 1.2, b 0.75), which no other
customer's papers change. FTS5's own ranking counts the whole home.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, text

from ingestion.store.scope import Scope

FIRST = 400
"""Passages of the customer that are put in order word by word."""
COMMON = 0.4
"""A word in more than this share of the passages finds nothing by itself."""
WALKED = 40_000
"""Entries of the index that one search walks through; the rarest words come first."""
LEAST = 3
K1, B = 1.2, 0.75
Weights = Sequence[tuple[str, float]]
"""Search words with how much each counts."""


class Place(NamedTuple):
    """The paper (its number) and page of a passage, and whether the paper is Chinese."""

    paper: int
    page: int
    chinese: bool


def keyed(key: int, words: str) -> str:
    """Words, parted by blanks, as the index keeps them for the customer with this key."""
    return " ".join(f"{key}x{word}" for word in words.split()) or f"{key}x"


def key_of(c: Connection, scope: Scope) -> int | None:
    """The customer's key, or None for no customer."""
    found = c.execute(text("SELECT key FROM search_keys WHERE customer = :c"), {"c": scope.customer}).scalar()
    return None if found is None else int(found)


def add_words(c: Connection, scope: Scope, rows: Iterable[tuple[int, str]]) -> None:
    """Put passages of the customer (number, words) into the index."""
    key = key_of(c, scope)
    if key is None:
        return
    made = [{"id": number, "w": keyed(key, words)} for number, words in rows]
    if made:
        c.execute(text("INSERT INTO passages_words (rowid, words) VALUES (:id, :w)"), made)


def forget_words(c: Connection, passages: str, values: dict[str, Any]) -> None:
    """Take the passages that the query `passages` (our own SQL) names out of the index."""
    c.execute(text(f"DELETE FROM passages_words WHERE rowid IN ({passages})"), values)  # noqa: S608 - our own query


def holds(c: Connection, scope: Scope, words: Sequence[str]) -> bool:
    """True where one passage of the customer has all of `words`."""
    key = key_of(c, scope)
    if key is None:
        return False
    query = text("SELECT 1 FROM passages_words WHERE passages_words MATCH :q LIMIT 1")
    return c.execute(query, {"q": _phrases(key, words, " ")}).scalar() is not None


def best(c: Connection, scope: Scope, words: Weights, document: str | None = None) -> list[tuple[int, float]]:
    """Passages of the customer (number, score), best first, at most 400; with `document` of this paper alone."""
    key = key_of(c, scope)
    if key is None or not words:
        return []
    total = c.execute(text("SELECT count(*) FROM passages WHERE customer = :c"), {"c": scope.customer}).scalar_one()
    seen = _passages_with(c, key, [word for word, _ in words])
    told = [(word, weight) for word, weight in words if seen[word]]
    if not told:
        return []
    found = _nearest(c, scope, key, _telling([word for word, _ in told], seen, total), document)
    return _ordered(key, found, told, seen, total)


def _passages_with(c: Connection, key: int, words: Sequence[str]) -> dict[str, int]:
    """In how many passages of the customer each word stands; 1 where the index parts it (a number with a point)."""
    terms = {f"{key}x{word}": word for word in words}
    query = text("SELECT term, doc FROM passages_vocab WHERE term = :t")
    counts = {word: 1 if "." in word else 0 for word in words}
    for term, word in terms.items():
        row = c.execute(query, {"t": term}).one_or_none()
        if row is not None:
            counts[word] = int(row.doc)
    return counts


def _telling(words: list[str], seen: dict[str, int], total: int) -> list[str]:
    """The words to look for: the rarest first, as long as few enough entries are walked."""
    chosen: list[str] = []
    walked = 0
    for word in sorted(words, key=lambda w: seen[w]):
        enough = len(chosen) >= LEAST
        if enough and (seen[word] > COMMON * total or walked + seen[word] > WALKED):
            break
        chosen.append(word)
        walked += seen[word]
    return chosen


def _nearest(c: Connection, scope: Scope, key: int, words: list[str], document: str | None) -> list[tuple[int, str]]:
    values = {"q": _phrases(key, words, " OR "), "c": scope.customer, "d": document, "n": FIRST}
    if document is None:
        query = "SELECT rowid, words FROM passages_words WHERE passages_words MATCH :q ORDER BY rank LIMIT :n"
    else:
        query = """SELECT f.rowid, f.words FROM passages_words f JOIN passages p ON p.id = f.rowid
            WHERE passages_words MATCH :q AND p.customer = :c AND p.document =
            (SELECT id FROM documents WHERE customer = :c AND sha256 = :d) ORDER BY f.rank LIMIT :n"""
    return [(int(row[0]), str(row[1])) for row in c.execute(text(query), values)]


def _ordered(
    key: int, found: list[tuple[int, str]], words: Weights, seen: dict[str, int], total: int
) -> list[tuple[int, float]]:
    counted = [(number, kept.split()) for number, kept in found]
    usual = sum(len(kept) for _, kept in counted) / (len(counted) or 1)
    rare = {f"{key}x{w}": weight * log(1 + (total - seen[w] + 0.5) / (seen[w] + 0.5)) for w, weight in words}
    scored = []
    for number, kept in counted:
        length = K1 * (1 - B + B * len(kept) / usual)
        times = Counter(word for word in kept if word in rare)
        scored.append((number, sum(rare[w] * n * (K1 + 1) / (n + length) for w, n in times.items())))
    return sorted(scored, key=lambda entry: -entry[1])


def _phrases(key: int, words: Iterable[str], joint: str) -> str:
    """Words as an FTS5 query under the customer's key; quoted, so that nothing in them is an operator."""
    return joint.join(f'"{key}x{word.replace(chr(34), "")}"' for word in words)


def rows_of(c: Connection, scope: Scope, passages: Sequence[int]) -> dict[int, Any]:
    """Rows of this customer's passages by number: id, page, text, lines, section, sha256, file; foreign numbers are left out."""
    query = text(
        """SELECT p.id, p.page, p.text, p.lines, p.section, d.sha256, d.file FROM passages p
        JOIN documents d ON d.id = p.document WHERE p.customer = :c AND p.id IN :ids"""
    ).bindparams(bindparam("ids", expanding=True))
    return {row.id: row for row in c.execute(query, {"c": scope.customer, "ids": list(passages)})} if passages else {}


def places_of(c: Connection, scope: Scope, passages: Sequence[int]) -> dict[int, Place]:
    """Where each of this customer's passages stands."""
    query = text(
        """SELECT p.id, p.document, p.page, d.language FROM passages p JOIN documents d ON d.id = p.document
        WHERE p.customer = :c AND p.id IN :ids"""
    ).bindparams(bindparam("ids", expanding=True))
    values = {"c": scope.customer, "ids": list(passages)}
    found = c.execute(query, values) if passages else ()
    return {row.id: Place(row.document, row.page, row.language.startswith("zh")) for row in found}
