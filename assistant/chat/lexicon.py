"""Everything a question about one customer may name: the product's phrases, and every caption the customer's papers print."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from assistant.chat.concepts import AMBIGUOUS, Concept, Mention, Phrases, concept_named, phrases, stock_windows
from assistant.chat.tokens import TOKEN, is_loose, token_of, tokens_of
from assistant.credit.profile_model import ChosenFact
from ingestion.model.fact import Extraction, Fact
from ingestion.taxonomy.captions import caption_keys, plain
from ingestion.taxonomy.taxonomy import taxonomy

_CJK = re.compile("[\u3400-\u9fff]")
SLACK = 3
MAX_LABEL, MAX_ZH = 110, 34
_ARITHMETIC = re.compile(
    r"[()/*+=÷×?;:]| - |\bratio of\b|\b(?:exceed\w*|than|vs|versus|minus|plus|above|below|cover\w*|outpac\w*|compared)\b"
)
_AND = re.compile(r"\band\b|&|,|/", re.IGNORECASE)
_CHANGE_IN = re.compile(r"\b(?:changes?|increase|decrease|growth|difference) (?:in|of)\b", re.IGNORECASE)
_TOWARDS = re.compile(r"\bto (?:the |its )?(?:total|consolidated|net|group)\b", re.IGNORECASE)
_OUTFLOW = re.compile(
    r"^(?:cash |principal )?(?:pa(?:id|yments?)|repa(?:id|yments?)|(?:re)?purchases?|acquisitions?|dividends?|distributions?|redemptions?|taxes paid|retirements?)\b|支付|偿还|购建|回购|收购",
    re.IGNORECASE,
)
MAX_TOKENS = 9
TOTALS = frozenset(
    {
        "total_current_assets",
        "total_noncurrent_assets",
        "total_assets",
        "total_current_liabilities",
        "total_noncurrent_liabilities",
        "total_liabilities",
        "total_equity",
        "revenue",
        "total_operating_revenue",
        "cost_of_sales",
        "total_operating_cost",
        "gross_profit",
        "operating_profit",
        "profit_before_tax",
        "net_income",
        "net_cash_operating",
        "net_cash_investing",
        "net_cash_financing",
    }
)
MIN_ZH = 2


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed caption that has no canonical name: a name for formulas, its label, and the total that it stands under."""

    name: str
    label: str
    statement: str
    owner: str | None


@dataclass
class Lexicon:
    """Phrases of the product and of one customer's papers, and the customer's unnamed lines as facts with names."""

    printed: dict[str, Printed] = field(default_factory=dict)
    facts: tuple[ChosenFact, ...] = ()
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lines: frozenset[str] = frozenset()
    _own: Phrases | None = None
    _latin: frozenset[str] | None = None
    _windows: list[tuple[frozenset[str], Concept]] = field(default_factory=list)
    rows: frozenset[str] = frozenset()
    parts: dict[str, ChosenFact] = field(default_factory=dict)
    """By id the printed facts that derived ones are made of."""

    @classmethod
    def of(cls, extractions: Sequence[Extraction]) -> "Lexicon":
        """The lexicon of a customer's papers."""
        printed: dict[str, Printed] = {}
        facts: list[ChosenFact] = []
        entries: dict[str, Concept] = {}
        windows: dict[frozenset[str], Concept] = {}
        names: dict[tuple[str, str, str | None], str] = {}
        fields: dict[str, dict[str, None]] = defaultdict(dict)
        for extraction in extractions:
            owners = _owners(extraction.facts)
            for fact in extraction.facts:
                if (
                    fact.method == "derived"
                    or not is_caption(fact.label)
                    or fact.unit not in ("money", "per_share", "percent", "shares", "count")
                ):
                    continue
                concept = concept_named(fact.field) if fact.field and not fact.field.startswith("cf_") else None
                if concept is None:
                    owner = owners.get(fact.id)
                    key = (_key(fact.label), fact.statement, owner)
                    name = names.setdefault(key, f"printed_{len(names)}")
                    facts.append(_named(fact, name, extraction))
                    printed.setdefault(name, Printed(name, fact.label, fact.statement, owner))
                    concept = Concept(
                        name, name, "money" if fact.unit == "money" else "per_share", fact.label, fact.label
                    )
                else:
                    fields[_key(fact.label)][concept.id] = None
                _enter(entries, windows, fact.label, concept)
        known = {key: tuple(ids) for key, ids in fields.items()}
        lines = frozenset(
            f.field for e in extractions for f in e.facts if f.field and f.method != "derived" and f.nil != "closure"
        )
        return cls(
            printed, tuple(facts), known, lines, Phrases(entries) if entries else None, _windows=list(windows.items()),
            parts=_parts(extractions),
        )  # fmt: skip

    def joined(self, captions: Sequence[tuple[str, Concept]], facts: Sequence[ChosenFact]) -> "Lexicon":
        """This lexicon with rows of other tables: their captions and facts, before anything of the same words."""
        entries: dict[str, Concept] = {}
        windows: dict[frozenset[str], Concept] = {}
        for caption, concept in captions:
            _enter(entries, windows, caption, concept)
            entries.setdefault(_key(caption), concept)
        own = {**(self._own.entries if self._own else {}), **entries}
        kept = [w for w in self._windows if w[0] not in windows]
        return replace(
            self,
            facts=(*self.facts, *facts),
            rows=frozenset(concept.id for _, concept in captions),
            _own=Phrases(own) if own else None,
            _windows=[*windows.items(), *kept],
            _latin=None,
        )

    def mentions(self, text: str) -> list[Mention]:
        """Concepts named in a plain text, in order, not overlapping: the fullest match wins, the product's own before a caption."""
        found = [(m, 1) for m in phrases().mentions(text)]
        found += [(m, 0) for m in self._own.mentions(text)] if self._own else []
        found += [(m, 0) for m in _in_windows(text, [*stock_windows(), *self._windows])]
        if self.rows:
            found = [(m, 2 if m.concept.id in self.rows else weight) for m, weight in found]
        ranked = sorted(
            found,
            key=lambda e: (
                not (e[1] == 2 and _content(e[0].phrase) > 2),  # two words of a row found in the papers stand first
                -_content(e[0].phrase) + self._is_silent(e[0]),
                -e[1],
                e[0].end - e[0].start,
            ),
        )
        taken: list[Mention] = []
        for mention, _ in ranked:
            if all(mention.end <= t.start or mention.start >= t.end for t in taken):
                taken.append(mention)
        return sorted(taken, key=lambda m: m.start)

    def nearly(self, words: Sequence[str]) -> Concept | None:
        """The one caption of the papers that has all the words and one more; None where there is none, or several."""
        said = {token_of(w) for w in words if not is_loose(w)}
        found = {c.id: c for tokens, c in self._windows if said < tokens and len(tokens - said) == 1}
        return next(iter(found.values())) if len(said) > 1 and len(found) == 1 else None

    def _is_silent(self, mention: Mention) -> int:
        """Weighs a stock caption down where the papers print no such line but one with the same words."""
        formula = mention.concept.formula
        known = not self.lines or not formula.isidentifier() or formula in self.lines or formula not in taxonomy().items
        return 0 if known else 2

    def prints(self, word: str) -> bool:
        """True where a caption of the papers has the English word."""
        if self._latin is None:
            labels = [*(p.label for p in self.printed.values()), *self.fields]
            self._latin = frozenset(w for label in labels for w in TOKEN.findall(plain(label)))
        return word in self._latin

    def canonical(self, label: str) -> str | None:
        """The canonical line that is printed under the same caption elsewhere in the statement."""
        return next(iter(self.fields.get(_key(label), ())), None)

    def printed_as(self, phrase: str) -> list[Printed]:
        """The unnamed lines with this caption."""
        key = _key(phrase)
        return [p for p in self.printed.values() if _key(p.label) == key]


def _parts(extractions: Sequence[Extraction]) -> dict[str, ChosenFact]:
    wanted = {i for e in extractions for f in e.facts if f.method == "derived" for i in f.inputs}
    return {
        f.id: ChosenFact(fact=f, document=e.sha256, file=e.file, why="profile.why_only")
        for e in extractions
        for f in e.facts
        if f.id in wanted
    }


def is_caption(label: str) -> bool:
    """True for what can name a line: no sentence, no figures, not too long."""
    chinese = len(_CJK.findall(label))
    return (
        bool(label)
        and not re.search(r"[。；;]|\d{2}|\. [A-Z]", label)
        and len(label) <= MAX_LABEL
        and chinese <= MAX_ZH
    )


def _content(phrase: str) -> int:
    """How much of a phrase tells: two Chinese characters count as a word."""
    words = [w for w in TOKEN.findall(phrase) if not is_loose(w)]
    return 2 * len(words) + len(_CJK.findall(phrase))


def _enter(entries: dict[str, Concept], windows: dict[frozenset[str], Concept], label: str, concept: Concept) -> None:
    if _CJK.search(label):
        for key in caption_keys(label):
            if len(key) > MIN_ZH and key not in AMBIGUOUS:
                entries.setdefault(key, concept)
        return
    key = _key(label)
    if len(key) > 2 and key not in AMBIGUOUS:
        entries.setdefault(key, concept)
    tokens = tokens_of(label)
    if 2 <= len(tokens) <= MAX_TOKENS:
        windows.setdefault(tokens, concept)


def _key(label: str) -> str:
    text = re.sub(r"\s*\([^()]*\)", "", plain(label)).replace("&", "and").replace("'", "")
    return re.sub(r"\s+", " ", re.sub(r"[,:]", "", text)).strip()


def _in_windows(text: str, windows: list[tuple[frozenset[str], Concept]]) -> list[Mention]:
    """Captions all of whose words stand close together in the text, in any order."""
    words = [(token_of(m.group()), m.start(), m.end(), m.group()) for m in TOKEN.finditer(text)]
    places: dict[str, list[int]] = defaultdict(list)
    for at, (word, _, _, raw) in enumerate(words):
        if not is_loose(raw):
            places[word].append(at)
    known = places.keys()
    out: list[Mention] = []
    for tokens, concept in windows:
        if not tokens <= known:
            continue
        span = _closest(tokens, places)
        if span is not None and span[1] - span[0] + 1 <= 2 * len(tokens) + SLACK:
            inside = [w for w in words[span[0] : span[1] + 1] if not is_loose(w[3])]
            if len(inside) <= len(tokens) + SLACK - 1:
                start, end = words[span[0]][1], words[span[1]][2]
                between = text[start:end]
                if _ARITHMETIC.search(between) or any(
                    joins.search(between) and not joins.search(concept.en) for joins in (_AND, _TOWARDS, _CHANGE_IN)
                ):
                    continue
                out.append(Mention(concept, start, end, " ".join(sorted(tokens))))
    return out


def _closest(tokens: frozenset[str], places: dict[str, list[int]]) -> tuple[int, int] | None:
    """The narrowest run of words that holds every token."""
    best: tuple[int, int] | None = None
    for anchor in min((places[t] for t in tokens), key=len):
        picked = [min(places[t], key=lambda p: abs(p - anchor)) for t in tokens]
        low, high = min(picked), max(picked)
        if best is None or high - low < best[1] - best[0]:
            best = (low, high)
    return best


def _owners(facts: Iterable[Fact]) -> dict[str, str | None]:
    """For every fact the total that closes its part of the statement: the next one printed for the same column."""
    columns: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        columns[(fact.statement, fact.period_end, fact.months, fact.basis, fact.gaap)].append(fact)
    out: dict[str, str | None] = {}
    for column in columns.values():
        owner: str | None = None
        for fact in reversed(column):
            if fact.field in TOTALS:
                owner = fact.field
            out[fact.id] = owner
    return out


def magnitude(caption: str, value: str) -> str:
    """The value of an outflow line without its sign, as the canonical outflows are kept."""
    return value.lstrip("-") if _OUTFLOW.search(caption.strip()) else value


def _named(fact: Fact, name: str, extraction: Extraction) -> ChosenFact:
    value = magnitude(fact.label, fact.value) if fact.statement == "cash_flow" else fact.value
    return ChosenFact(
        fact=fact.model_copy(update={"field": name, "value": value}),
        document=extraction.sha256,
        file=extraction.file,
        why="profile.why_only",
    )
