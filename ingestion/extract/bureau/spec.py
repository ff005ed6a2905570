"""The layout files of report kinds, loaded: which printed label becomes which leaf, which heads make which record.

A file may `include` others; its own entries come first. Labels are compared without spaces, case, punctuation and what stands in
brackets (`fold`); a label that begins with `re:` is a pattern over the folded text.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz, process

from ingestion.extract.bureau.wording import wording
from ingestion.taxonomy.captions import plain

LIKE = 85.0
MIN_LIKE = 4
MAX_LONGER = 2
HEADS = 0.6  # of a row's cells have to be heads of one table
_BRACKETS = re.compile(r"[（(\[【][^（()）\[\]【】]*[)）\]】]")
_NOISE = re.compile(r"[\s:：,，.。;；、|_*#'\"“”‘’·•®™©/\\&-]+")
_TWO_TONGUES = re.compile("(?P<zh>[\u3400-\u9fff]{2,})[a-z%$#()]{2,}")
_FIRST = re.compile(r"^(?:其中|in which|of which)")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a value goes and of what type it is: `credit_summary.loan_balance` money."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A list of records: its columns by folded label, the record's fixed kind, the sections it stands in."""

    list_: str
    columns: "Vocabulary"
    kind: str | None = None
    level: str | None = None
    sections: frozenset[str] = frozenset()
    only: bool = False  # under its own sections alone
    when: frozenset[str] = frozenset()  # folded labels one of which must be there


class Vocabulary:
    """Folded labels with what each means; then patterns, labels of the same words, and on request near matches."""

    def __init__(self, entries: dict[str, list[str]]) -> None:
        self._exact: dict[str, str] = {}
        self._patterns: list[tuple[re.Pattern[str], str]] = []
        self._near: dict[str, tuple[str, float] | None] = {}
        self._worded: dict[str, str | None] = {}
        for meaning, labels in entries.items():
            for label in labels:
                if label.startswith("re:"):
                    self._patterns.append((re.compile(label[3:]), meaning))
                else:
                    self._exact.setdefault(fold(label), meaning)
        for folded, meaning in self._exact.items():
            if (form := wording(folded)) is not None:
                known = self._worded.setdefault(form, meaning)
                self._worded[form] = meaning if known == meaning else None

    def __len__(self) -> int:
        return len(self._exact) + len(self._patterns)

    def exact(self) -> Iterable[tuple[str, str]]:
        """Folded labels with what each means, patterns left out."""
        return self._exact.items()

    def find(self, folded: str, near: bool = False) -> tuple[str, float] | None:
        """(meaning, sureness) of a label; with `near` also one that is misread by a sign or two."""
        return self.told(folded) or self.worded(folded) or (self.alike(folded) if near else None)

    def told(self, folded: str) -> tuple[str, float] | None:
        """As `find`, for labels that the file lists."""
        if not folded:
            return None
        if folded in self._exact:
            return self._exact[folded], 1.0
        for pattern, meaning in self._patterns:
            if pattern.fullmatch(folded):
                return meaning, 1.0
        for part in _halves(folded):
            if part in self._exact:
                return self._exact[part], 1.0
        share = self._exact.get(folded.strip("%"), "")
        return (share, 1.0) if share.endswith(" bucket") else None

    def worded(self, folded: str) -> tuple[str, float] | None:
        """As `find`, for labels of the same words in another order or number."""
        meaning = self._worded.get(wording(folded) or "")
        return (meaning, 1.0) if meaning else None

    def alike(self, folded: str) -> tuple[str, float] | None:
        """As `find`, for labels that are misread by a sign or two."""
        if len(folded) < MIN_LIKE:
            return None
        if folded not in self._near:
            best = process.extractOne(folded, self._exact.keys(), scorer=fuzz.ratio, score_cutoff=LIKE)
            close = best and abs(len(best[0]) - len(folded)) <= MAX_LONGER and _digits(best[0]) == _digits(folded)
            self._near[folded] = (self._exact[best[0]], best[1] / 100) if best and close else None
        return self._near[folded]


@dataclass(frozen=True, slots=True)
class Layered:
    """Labels of a section's records, marked with @, and those of a group, before those of the whole paper."""

    records: Vocabulary | None
    group: Vocabulary | None
    paper: Vocabulary

    def find(self, folded: str, near: bool = False) -> tuple[str, float] | None:
        """As `Vocabulary.find`: a listed label of any layer comes before a worded or misread one of the first."""
        return self._by(("told", "worded", *(("alike",) if near else ())), folded)

    def told(self, folded: str) -> tuple[str, float] | None:
        """As `Vocabulary.told`."""
        return self._by(("told",), folded)

    def _by(self, ways: tuple[str, ...], folded: str) -> tuple[str, float] | None:
        for way in ways:
            own = getattr(self.records, way)(folded) if self.records else None
            if own:
                return (own[0] if own[0] == "-" else f"@{own[0]}"), own[1]
            found: tuple[str, float] | None = None
            for layer in (self.group, self.paper):
                found = found or (getattr(layer, way)(folded) if layer else None)
            if found:
                return found
        return None


@dataclass(slots=True)
class Spec:
    """One kind of report."""

    name: str
    raw: dict[str, Any]
    labels: Vocabulary
    groups: dict[str, Vocabulary]
    group_names: Vocabulary
    sections: Vocabulary
    qualifiers: Vocabulary
    tables: list[TableSpec]
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    generic: frozenset[str] = frozenset()  # folded labels that say little without their heading

    def heads_a_table(self, heads: list[str]) -> bool:
        """Most of the texts are heads that one table of the file knows."""
        folded = [fold(h) for h in heads]
        known = max((sum(t.columns.find(f) is not None for f in folded) for t in self.tables), default=0)
        return known >= HEADS * len(heads)

    def get(self, name: str, default: Any = None) -> Any:
        """A plain entry of the file."""
        return self.raw.get(name, default)


def in_two_tongues(folded: str) -> bool:
    """Chinese followed by Latin letters."""
    return bool(_TWO_TONGUES.fullmatch(folded))


@lru_cache(maxsize=16384)
def _halves(folded: str) -> tuple[str, ...]:
    """The Chinese half of a label in two languages (企业名称companyname); none where figures or other signs stand in it."""
    match = _TWO_TONGUES.fullmatch(folded)
    return () if match is None else (match["zh"],)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The comparison key of a label: simplified characters, no spaces, brackets or signs."""
    flat = plain(text.replace("™", " "))
    bare = _BRACKETS.sub("", flat)
    bare = _BRACKETS.sub("", bare)
    key = _NOISE.sub("", bare) or _NOISE.sub("", flat)
    return _FIRST.sub("", key)


def target(text: str) -> Target | None:
    """`path type`; None for a label that is known and not kept."""
    path, _, kind = text.partition(" ")
    return Target(path, kind) if kind else None


@cache
def spec_of(name: str) -> Spec:
    """The layout file `name` with what it includes."""
    raw = _loaded(name)
    groups = {key: Vocabulary(entries) for key, entries in raw.get("groups", {}).items() if isinstance(entries, dict)}
    return Spec(
        name=name,
        raw=raw,
        labels=Vocabulary(raw.get("labels", {})),
        groups=groups,
        group_names=Vocabulary({key: [key, *raw.get("group_names", {}).get(key, [])] for key in groups}),
        sections=Vocabulary(raw.get("sections", {})),
        qualifiers=Vocabulary(raw.get("qualifiers", {})),
        tables=[_table(entry) for entry in raw.get("tables", [])],
        words={kind: _words(entries) for kind, entries in raw.get("words", {}).items()},
        generic=frozenset(fold(label) for label in raw.get("generic", ())),
    )


def _table(entry: dict[str, Any]) -> TableSpec:
    return TableSpec(
        list_=entry["list"],
        columns=Vocabulary(entry["columns"]),
        kind=entry.get("kind"),
        level=entry.get("level"),
        sections=frozenset(entry.get("sections", ())),
        only=entry.get("only", False),
        when=frozenset(fold(w) for w in entry.get("when", ())),
    )


def _words(entries: dict[str, list[str]]) -> dict[str, str]:
    return {plain(printed): word for word, all_printed in entries.items() for printed in all_printed}


def _loaded(name: str) -> dict[str, Any]:
    own = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
    for other in own.pop("include", []):
        own = _over(own, _loaded(other))
    return own


def _over(own: dict[str, Any], below: dict[str, Any]) -> dict[str, Any]:
    """Both files as one: tables of the own first, lists joined, plain values of the own kept."""
    out = dict(own)
    for key, value in below.items():
        if key not in out:
            out[key] = value
        elif isinstance(value, dict) and isinstance(out[key], dict):
            out[key] = _over(out[key], value)
        elif isinstance(value, list) and isinstance(out[key], list):
            out[key] = [*out[key], *value]
    return out


def misread(folded: str, label: str) -> bool:
    """The text may be the label with a sign or two misread."""
    near = min(len(folded), len(label)) >= MIN_LIKE and abs(len(folded) - len(label)) <= MAX_LONGER
    return folded == label or (near and _digits(folded) == _digits(label) and fuzz.ratio(folded, label) >= LIKE)


def _digits(text: str) -> list[str]:
    return re.findall(r"\d", text)


def first(items: Iterable[Any]) -> Any:
    """The first of the items, or None."""
    return next(iter(items), None)
