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
TEXT_WEIGHT, VECTOR_WEIGHT = 1.0, 0.5
"""The vector arm moves pages that both arms know; alone it brings none before those of full text (`docs/retrieval.md`)."""
RRF_K = 60
LIFT, LIFT_CHINESE = 1.0, 0.3
"""How much of its second best passage a page's best one is lifted by; the second for Chinese questions about Chinese papers."""
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
    places = fulltext.places_of(connection, scope, [number for number, _ in found])
    ranked = lifted(found, places, is_mostly_chinese(query))
    return hits_of(connection, scope, spread(ranked, {number: place.paper for number, place in places.items()}, limit))


def lifted(
    found: Sequence[tuple[int, float]], places: Mapping[int, fulltext.Place], chinese: bool
) -> list[tuple[int, float]]:
    """Passages (number, score) with the best of each page lifted by the second best of the page: a page that speaks of it twice.

    A Chinese question about a Chinese paper is lifted less: its words are short and stand on many pages.
    """
    pages: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for number, score in found:
        place = places[number]
        pages.setdefault((place.paper, place.page), []).append((number, score))
    out: list[tuple[int, float]] = []
    for on_page in pages.values():
        best, *others = sorted(on_page, key=lambda entry: -entry[1])
        lift = LIFT_CHINESE if chinese and places[best[0]].chinese else LIFT
        out += [(best[0], best[1] + lift * (others[0][1] if others else 0.0)), *others]
    return sorted(out, key=lambda entry: -entry[1])


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
            lines=tuple((line[0], tuple(line[1])) for line in json.loads(row.lines)),
            section=row.section,
            score=score,
            passage=row.id,
        )
        for number, score in found
        if (row := rows.get(number)) is not None
    ]


def fused(arms: list[tuple[float, list[PassageHit]]], limit: int) -> list[PassageHit]:
    """Hits of several searches, the best of each page, in one order by weighted reciprocal rank of the pages."""
    scores: dict[tuple[str, int], float] = {}
    hits: dict[tuple[str, int], PassageHit] = {}
    for weight, found in arms:
        pages = list(dict.fromkeys((hit.document, hit.page) for hit in found))
        for rank, page in enumerate(pages, start=1):
            scores[page] = scores.get(page, 0.0) + weight / (RRF_K + rank)
        for hit in found:
            hits.setdefault((hit.document, hit.page), hit)
    best = sorted(scores, key=lambda page: -scores[page])[:limit]
    return [hits[page].model_copy(update={"score": scores[page]}) for page in best]


def with_near(text_hits: list[PassageHit], near: list[PassageHit], limit: int) -> list[PassageHit]:
    """Hits by full text and hits by vectors in one order; full text alone where no vector is near."""
    return fused([(TEXT_WEIGHT, text_hits), (VECTOR_WEIGHT, near)], limit) if near else text_hits[:limit]


def is_mostly_chinese(text_: str) -> bool:
    """True where the English vector arm has nothing to say."""
    return len(_CJK.findall(text_)) * 3 > sum(ch.isascii() and ch.isalpha() for ch in text_)


def index_words(text_: str, title: str) -> str:
    """What the full-text index holds for a passage: its words, and once the title's (kind, subject, section)."""
    return " ".join([*words_of(title), *words_of(text_)])
