"""The bilingual glossary: which concept a phrase names, and what else it is called."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingestion.taxonomy.captions import plain

_CJK = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Concept:
    """One row of `glossary.csv`: names in both languages; `kind` is line_item, ratio, term …"""

    id: str
    zh: str
    en: str
    kind: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named in a text, from `start` to `end` of the text in its plain form."""

    concept: Concept
    start: int
    end: int
    phrase: str


class Glossary:
    """All concepts; `mentions` finds the longest phrases first."""

    def __init__(self, concepts: list[Concept]) -> None:
        self.concepts = {c.id: c for c in concepts}
        self._by_phrase: dict[str, Concept] = {}
        for concept in concepts:
            for phrase in concept.phrases:
                self._by_phrase.setdefault(phrase, concept)
        ordered = sorted(self._by_phrase, key=len, reverse=True)
        latin = "|".join(re.escape(p) for p in ordered if not _CJK.search(p))
        chinese = "|".join(re.escape(p) for p in ordered if _CJK.search(p))
        self._latin = re.compile(rf"(?<![a-z0-9])(?:{latin})(?:'?s)?(?![a-z0-9])")
        self._chinese = re.compile(chinese)

    def mentions(self, text: str) -> list[Mention]:
        """Concepts named in `text`, by place; longer phrases win over shorter ones inside them."""
        flat = plain(text)
        found = [*self._latin.finditer(flat), *self._chinese.finditer(flat)]
        out: list[Mention] = []
        for match in sorted(found, key=lambda m: m.start()):
            concept = self._by_phrase.get(match.group()) or self._by_phrase.get(match.group().rstrip("s").rstrip("'"))
            if concept is not None and (not out or match.start() >= out[-1].end):
                out.append(Mention(concept, match.start(), match.end(), match.group()))
        return out


@cache
def glossary() -> Glossary:
    """The product's glossary."""
    with files(__package__).joinpath("glossary.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return Glossary([_concept(row) for row in rows])


def _concept(row: dict[str, str]) -> Concept:
    names = [row["zh"], row["en"], *row["synonyms_zh"].split(";"), *row["synonyms_en"].split(";")]
    phrases = [re.sub(r"\s*\([^()]*\)", "", plain(name)).strip() for name in names]
    return Concept(
        row["concept_id"], row["zh"], row["en"], row["kind"], tuple(dict.fromkeys(p for p in phrases if len(p) > 1))
    )
