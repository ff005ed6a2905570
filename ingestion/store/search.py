"""Full-text search of one customer's passages: BM25 over pre-split words, the question widened by the glossary."""

import json
import re
from collections.abc import Iterable

from sqlalchemy import Connection, text

from ingestion.model.fact import Frozen
from ingestion.store.scope import Scope
from ingestion.store.split import query_words, words_of
from ingestion.taxonomy.glossary import glossary

_CJK = re.compile("[\u3400-\u9fff]")
MAX_WORDS = 60
RRF_K = 60


FIRST = 400
"""Best passages of all customers looked at before those of one are told apart; where they are too few, all are."""
_NEAREST = """SELECT p.id, p.page, p.text, p.lines, p.section, d.sha256, d.file, f.rank AS rank FROM
    (SELECT rowid, rank FROM passages_fts WHERE passages_fts MATCH :query ORDER BY rank LIMIT :first) f
    JOIN passages p ON p.id = f.rowid JOIN documents d ON d.id = p.document
    WHERE p.customer = :customer AND (:document IS NULL OR d.sha256 = :document) ORDER BY f.rank LIMIT :limit"""
_ALL = """SELECT p.id, p.page, p.text, p.lines, p.section, d.sha256, d.file, bm25(passages_fts) AS rank FROM passages_fts
    JOIN passages p ON p.id = passages_fts.rowid JOIN documents d ON d.id = p.document
    WHERE passages_fts MATCH :query AND p.customer = :customer AND (:document IS NULL OR d.sha256 = :document)
    ORDER BY rank LIMIT :limit"""
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM passages_fts WHERE passages_fts MATCH :query LIMIT :first)"


class PassageHit(Frozen):
    """A passage found, with the place of each of its lines."""

    document: str
    file: str
    page: int
    text: str
    lines: tuple[tuple[str, tuple[float, float, float, float]], ...]
    section: str | None = None
    score: float = 0.0
    passage: int = 0


def widened(query: str) -> list[str]:
    """Search words of the question and of what its concepts are called in both languages."""
    words = query_words(query)
    for mention in glossary().mentions(query)[:6]:
        for phrase in (mention.concept.zh, mention.concept.en, *mention.concept.phrases[:6]):
            words += query_words(phrase)
    return list(dict.fromkeys(words))[:MAX_WORDS]


def search_text(
    connection: Connection, scope: Scope, query: str, limit: int, document: str | None, widen: bool = True
) -> list[PassageHit]:
    """Passages by BM25, best first; `widen` adds what the glossary calls the question's concepts."""
    words = widened(query) if widen else query_words(query)
    if not words:
        return []
    values = {"query": match_query(words), "customer": scope.customer, "document": document, "limit": limit}
    first = {"query": values["query"], "first": FIRST}
    rows = connection.execute(text(_NEAREST), {**values, **first}).all()
    if len(rows) < limit and connection.execute(text(_COUNT), first).scalar_one() == FIRST:  # the best are others'
        rows = connection.execute(text(_ALL), values).all()
    return [
        PassageHit(
            document=row.sha256,
            file=row.file,
            page=row.page,
            text=row.text,
            lines=tuple((t, tuple(b)) for t, b in json.loads(row.lines)),
            section=row.section,
            score=-row.rank,
            passage=row.id,
        )
        for row in rows
    ]


def match_query(words: Iterable[str]) -> str:
    """An FTS5 query that asks for any of the words; quoted, so nothing in them is an operator."""
    return " OR ".join('"' + word.replace('"', "") + '"' for word in words)


def fused(arms: list[tuple[float, list[PassageHit]]], limit: int) -> list[PassageHit]:
    """Hits of several searches in one order by weighted reciprocal rank."""
    scores: dict[int, float] = {}
    hits: dict[int, PassageHit] = {}
    for weight, found in arms:
        for rank, hit in enumerate(found, start=1):
            scores[hit.passage] = scores.get(hit.passage, 0.0) + weight / (RRF_K + rank)
            hits.setdefault(hit.passage, hit)
    best = sorted(scores, key=lambda passage: -scores[passage])[:limit]
    return [hits[passage].model_copy(update={"score": scores[passage]}) for passage in best]


def is_mostly_chinese(text_: str) -> bool:
    """True where the English vector arm has nothing to say."""
    return len(_CJK.findall(text_)) * 3 > sum(ch.isascii() and ch.isalpha() for ch in text_)


def index_words(text_: str, title: str) -> str:
    """What the full-text index holds for a passage: its words, and once the title's (kind, subject, section)."""
    return " ".join([*words_of(title), *words_of(text_)])
