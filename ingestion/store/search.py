"""Full-text search of one customer's passages: BM25 over pre-split words, the question widened by the glossary."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from ingestion.model.fact import Frozen
from ingestion.store import fulltext
from ingestion.store.scope import Scope
from ingestion.store.split import query_words, words_of
from ingestion.taxonomy.glossary import glossary

_CJK = re.compile("[\u3400-\u9fff]")
MAX_WORDS = 60
VECTOR_WEIGHT, TEXT_WEIGHT = 1.0, 1.0
RRF_K = 60
SHARE = 0.7
"""Of the passages found, the part that one paper may fill while others have something to say."""


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
    found = fulltext.best(connection, scope, [(word, 1.0) for word in words], document)
    papers = fulltext.papers_of(connection, scope, [number for number, _ in found])
    return hits_of(connection, scope, spread(found, papers, limit))


def spread(
    found: Sequence[tuple[int, float]], papers: Mapping[int, int], limit: int, share: float = SHARE
) -> list[tuple[int, float]]:
    """The best `limit` passages (number, score) of which one paper has at most its share while other papers have some.

    A paper stuffed with the words of every question thereby leaves room for the others.
    """
    most = max(1, round(limit * share))
    taken: Counter[int] = Counter()
    first: list[tuple[int, float]] = []
    for number, score in found:
        paper = papers.get(number, 0)
        if len(first) < limit and taken[paper] < most:
            taken[paper] += 1
            first.append((number, score))
    kept = {number for number, _ in first}
    rest = [entry for entry in found if entry[0] not in kept][: limit - len(first)]
    return sorted([*first, *rest], key=lambda entry: -entry[1])


def hits_of(connection: Connection, scope: Scope, found: Sequence[tuple[int, float]]) -> list[PassageHit]:
    """Passages (number, score) of this customer with their words and places, in the order given."""
    rows = fulltext.rows_of(connection, scope, [number for number, _ in found])
    return [
        PassageHit(
            document=row.sha256,
            file=row.file,
            page=row.page,
            text=row.text,
            lines=tuple((t, tuple(b)) for t, b in json.loads(row.lines)),
            section=row.section,
            score=score,
            passage=row.id,
        )
        for number, score in found
        if (row := rows.get(number)) is not None
    ]


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


def with_near(text_hits: list[PassageHit], near: list[PassageHit], limit: int) -> list[PassageHit]:
    """Hits by full text and hits by vectors in one order; full text alone where no vector is near."""
    return fused([(TEXT_WEIGHT, text_hits), (VECTOR_WEIGHT, near)], limit) if near else text_hits[:limit]


def is_mostly_chinese(text_: str) -> bool:
    """True where the English vector arm has nothing to say."""
    return len(_CJK.findall(text_)) * 3 > sum(ch.isascii() and ch.isalpha() for ch in text_)


def index_words(text_: str, title: str) -> str:
    """What the full-text index holds for a passage: its words, and once the title's (kind, subject, section)."""
    return " ".join([*words_of(title), *words_of(text_)])
