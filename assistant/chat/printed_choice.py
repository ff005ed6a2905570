"""The rows of printed tables that a question names: one row for each name, or none where two may be meant."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.chat.concepts import AMBIGUOUS, phrases
from assistant.chat.lexicon import is_caption
from assistant.chat.printed_tables import printed_rows
from assistant.chat.question import Question
from assistant.chat.tokens import TOKEN, is_loose, token_of, tokens_of
from assistant.workspace import CustomerData
from ingestion.extract.stored_tables import KeptRow
from ingestion.extract.units import Unit
from ingestion.taxonomy.captions import plain

PAGES = 12
LINES_BEFORE = 12
MAX_ROWS = 6
NO_NAMES = frozenset({"其他", "合计", "小计", "总计", "金额", "余额", "项目", "本期", "上期"})
"""Captions that name no line by themselves."""
_CJK = re.compile("[\u3400-\u9fff]")
_QUALIFIER = re.compile(
    r"(?:\b(?:(?:sub)?totals?(?: amount)?(?: of)?(?: the| all)?|net|gross|other|adjusted|underlying|organic|core|pro forma|non-gaap|deferred|"
    r"prepaid|accrued|unearned|unbilled|current|non-?current|long-term|short-term|before|after|excluding|less)|合计|总计|总|净|其他)\s*$"
)
"""What makes another line of a caption that it stands before."""


@dataclass(frozen=True)
class Placed:
    """A row with its paper and page, the name the question gives it and the words that say so; the better hit has the lower rank."""

    name: str
    said: str
    row: KeptRow
    document: str
    file: str
    page: int
    rank: int
    page_words: frozenset[str]

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of the table's surroundings and heads."""
        return words_in([*self.row.under[:1], *self.row.title, *(c.name for c in self.row.cells)])


def named_rows(question: Question, data: CustomerData) -> tuple[list[Placed], frozenset[str]]:
    """For every name that the question gives the one row meant, nothing where two rows are equally meant; and the words of other rows."""
    profile = data.profile()
    like = next((f.fact for f in profile.facts if f.fact.unit == "money" and f.fact.currency), None)
    ends = {d.sha256: d.period_end for d in profile.documents}
    unit = Unit(like.scale, like.currency) if like else Unit()
    wanted = asked_words(question)
    found: dict[str, list[Placed]] = defaultdict(list)
    others: list[str] = []
    hits = dict.fromkeys((h.document, h.file, h.page) for h in data.search(question.text, PAGES))
    for rank, (document, file, page) in enumerate(hits):
        lines = data.page_cuts(document, page)
        here: list[tuple[str, str, KeptRow]] = []
        for printed in printed_rows(lines, page, ends.get(document), unit):
            for name in printed.names:
                said = (
                    name
                    if _is_named(name, question, wanted)
                    else _other_name(name, question) or _short_name(name, question)
                )
                if said is None:
                    others += [name, *printed.row.under[:1], *(c.name for c in printed.row.cells)]
                else:
                    here.append((name, said, printed.row))
        if here:
            before = data.page_lines(document, page - 1)[-LINES_BEFORE:] if page > 1 else []  # its heading may be there
            on_page = words_in([*(text for text, _ in before), *(text for text, _, _ in lines)])
            for name, said, row in here:
                found[_key(said)].append(Placed(name, said, row, document, file, page, rank, on_page))
    meant = [best for rows in found.values() if (best := _one(rows, wanted)) is not None]
    stated = {f.fact.field for f in profile.facts}
    told = {_key(m.phrase) for m in question.mentions if m.concept.formula in stated}
    own = [placed for placed in meant if _key(placed.said) not in told]
    return (own or meant)[:MAX_ROWS], words_in(others)


def words_in(texts: Iterable[str]) -> frozenset[str]:
    """English words in the form captions share, and pairs of Chinese characters."""
    joined = plain(" ".join(texts))
    return frozenset(token_of(w) for w in TOKEN.findall(joined) if not w.isdigit()) | frozenset(
        run[at : at + 2] for run in re.findall("[\u3400-\u9fff]+", joined) for at in range(len(run) - 1)
    )


def asked_words(question: Question) -> frozenset[str]:
    """The telling words of a question without its periods, in the same form."""
    loose = {token_of(w) for w in TOKEN.findall(question.periods.masked) if is_loose(w)}
    return words_in([question.periods.masked]) - loose


def _is_named(name: str, question: Question, wanted: frozenset[str]) -> bool:
    """True where all telling words of a name are in the question; a Chinese one stands in it as printed."""
    if not is_caption(name):
        return False
    flat = question.periods.masked
    if _CJK.search(name):
        bare = re.sub(r"\s+|[(（][^()（）]*[)）]|^其中[:：]", "", plain(name))
        return len(bare) >= 2 and bare not in NO_NAMES and bare in re.sub(r"\s+", "", flat)
    own = tokens_of(name)
    if (
        len(own) == 1 and plain(name) in AMBIGUOUS
    ):  # a common word is a row's name only where it is written as one, or stands alone
        written = re.search(rf"(?<=[a-z,] ){re.escape(name[:1].upper() + name[1:])}\b", question.text)
        alone = not question.mentions and words_in(question.residue) <= own
        return own <= wanted and bool(written or alone or _is_listed(name, flat))
    if not own or not own <= wanted:
        return False
    first = min((m.start() for m in TOKEN.finditer(flat) if token_of(m.group()) in own), default=0)
    before = _QUALIFIER.search(flat[:first])
    return before is None or before.group().split()[0] in plain(name)


def _is_listed(name: str, flat: str) -> bool:
    """True where a common word stands in a list of two ("marketing or research")."""
    word = re.escape(plain(name))
    return bool(
        re.search(
            rf"(?:[,;:]|between|\s{{2}})\s*(?:the )?{word} (?:or|and|than|vs\.?|versus) |(?:\bor|\bthan) (?:the )?{word}\s*(?:[?.,]|$)",
            flat,
        )
    )


def _other_name(name: str, question: Question) -> str | None:
    """The question's words for a figure of the vocabulary that a row is the printed form of."""
    concept = phrases().entries.get(
        re.sub(r"[,:]", "", re.sub(r"\s*\([^()]*\)", "", plain(name)).replace("&", "and")).strip()
    )
    if concept is None or concept.unit == "money":  # an amount has too many near names
        return None
    return next((m.phrase for m in question.mentions if m.concept.id == concept.id), None)


def _short_name(name: str, question: Question) -> str | None:
    """The question's words for a row whose caption has them all and one word more ("streaming content additions")."""
    asked = [w for w in question.residue if TOKEN.fullmatch(w)]
    own, said = tokens_of(name), {token_of(w) for w in asked}
    if (
        question.mentions
        or len(said) < 2
        or len(asked) != len(question.residue)
        or not said < own
        or len(own - said) > 1
    ):
        return None
    flat = question.periods.masked
    places = [m for m in TOKEN.finditer(flat) if m.group() in asked]
    between = flat[places[0].start() : places[-1].end()] if places else ""
    words = [token_of(w) for w in TOKEN.findall(between) if not is_loose(w)]
    return between if set(words) == said else None


def _key(name: str) -> str:
    return re.sub(r"\W+", "", plain(re.sub(r"\([^()]*\)", "", name)))


def _one(rows: Sequence[Placed], wanted: frozenset[str]) -> Placed | None:
    """The row whose table bears most of the question's words; None where two such rows print different figures."""
    own = words_in([rows[0].name])

    def fit(placed: Placed) -> tuple[int, int, int]:
        unsaid = len(words_in(re.findall(r"\(([^()]*)\)", placed.name)) - wanted)
        head = len(words_in(placed.row.under[:1]) & (wanted - own))
        return unsaid, -head, -len((wanted - own) & placed.words)

    scored = sorted(rows, key=lambda r: (*fit(r), r.rank))
    equal = [r for r in scored if fit(r) == fit(scored[0])]
    return equal[0] if all(_agree(equal[0].row, r.row) for r in equal[1:]) else None


def _agree(first: KeptRow, second: KeptRow) -> bool:
    """True where no period is printed with different figures in the two rows."""
    held = {(c.period and c.period.end, c.name): c.value for c in first.cells}
    return all(held.get((c.period and c.period.end, c.name), c.value) == c.value for c in second.cells)
