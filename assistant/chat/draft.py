"""An answer in the making: text, figures that code printed with their spans, citations numbered as they are first used."""

from decimal import Decimal

from assistant.chat.answer_model import Answer, Citation, Figure, FollowupRef, Missing, Searched
from assistant.chat.question import Question
from assistant.credit.profile_model import ChosenFact, CreditProfile, DocumentView
from assistant.format import Lang
from ingestion.model.fact import WAITING
from ingestion.texts import say

MAX_CITATIONS = 6
MAX_IN_DRAFT = 40
"""Places of a section written for a memo, where every figure is cited."""


class Draft:
    """Collects an answer piece by piece; nothing is ever taken back, so spans stay true."""

    def __init__(self, question: Question, profile: CreditProfile) -> None:
        self.question = question
        self.profile = profile
        self.lang: Lang = question.lang
        self._text = ""
        self._figures: list[Figure] = []
        self._citations: dict[str, Citation] = {}
        self._unconfirmed: dict[str, None] = {}
        self.missing: list[Missing] = []
        self.warnings: list[str] = []
        self.terms: list[str] = []

    def say(self, text: str) -> "Draft":
        """Add words (no figures in them)."""
        self._text += text
        return self

    def figure(
        self,
        name: str,
        value: Decimal,
        display: str,
        unit: str,
        period_end: str | None = None,
        months: int | None = None,
        basis: str | None = None,
        currency: str | None = None,
        formula: str | None = None,
        facts: tuple[str, ...] = (),
    ) -> "Draft":
        """Add a number; its place in the text is kept."""
        span = (len(self._text), len(self._text) + len(display))
        self._text += display
        self._figures.append(
            Figure(
                name=name, period_end=period_end, months=months, basis=basis, value=format(value, "f"), unit=unit,
                currency=currency, display=display, spans=(span,), formula=formula, facts=facts,
            )
        )  # fmt: skip
        return self

    def say_searched(self) -> "Draft":
        """How many papers were searched, and whether pages of them are still being read; names and pages are in `searched`."""
        self.say_count("chat.searched", "papers", len(self.profile.documents))
        if any(problem["code"] == WAITING for problem in self.profile.problems):
            self.warnings.append("pages_waiting")
            self.say(say("chat.pages_waiting", self.lang))
        return self

    def say_count(self, key: str, name: str, count: int) -> "Draft":
        """A sentence of the catalogue whose `{count}` is told as a figure."""
        before, _, after = say(key, self.lang).partition("{count}")
        return self.say(before).figure(f"count:{name}", Decimal(count), str(count), "count").say(after)

    @property
    def cited(self) -> bool:
        """True where some place is cited."""
        return bool(self._citations)

    def can_cite(self, key: str) -> bool:
        """True where the place is cited already or there is room for one more."""
        limit = MAX_IN_DRAFT if self.question.is_draft else MAX_CITATIONS
        return key in self._citations or len(self._citations) < limit or self.question.operation == "trend"

    def cite(self, item: ChosenFact) -> "Draft":
        """Add the mark of the place where a fact is printed; derived values have none of their own."""
        fact = item.fact
        if fact.method == "derived" or not fact.page:
            return self
        quote = f"{fact.label} {fact.printed}".strip()
        if fact.state == "unconfirmed":
            self._unconfirmed[fact.id] = None
        return self.place(fact.id, item.file, item.document, fact.page, fact.box, quote)

    def place(self, key: str, file: str, document: str, page: int, box: tuple[float, ...], quote: str) -> "Draft":
        """Add the mark of a place; beyond the sixth place nothing is added."""
        if not self.can_cite(key):
            return self
        if key not in self._citations:
            number = len(self._citations) + 1
            self._citations[key] = Citation(n=number, document=file, sha256=document, page=page, box=box, quote=quote)
        self._text += f"[{self._citations[key].n}]"
        return self

    def _caution(self) -> tuple[str, list[str]]:
        """Says, with their warnings, which places rest on papers that are out of date, and which figures nobody has confirmed though they are doubtful."""
        stale = {d.sha256: d for d in self.profile.documents if d.freshness and d.freshness.state == "stale"}
        old = [c.n for c in self._citations.values() if c.sha256 in stale]
        papers = dict.fromkeys(self._dated(stale[c.sha256]) for c in self._citations.values() if c.sha256 in stale)
        doubtful = [self._citations[key].n for key in self._unconfirmed if key in self._citations]
        text, warnings = "", []
        for key, warning, marks in (
            ("stale_told", "paper_stale", old),
            ("unconfirmed_told", "figure_unconfirmed", doubtful),
        ):
            if marks and warning not in self.warnings:
                warnings.append(warning)
                told = "".join(f"[{n}]" for n in marks)
                named = ("、" if self.lang == "zh" else ", ").join(papers)
                text += "\n" + say(f"chat.{key}", self.lang, marks=told, papers=named)
        return text, warnings

    def _dated(self, paper: DocumentView) -> str:
        """The kind of a paper with its day: 2023-01-05 的企业信用报告."""
        day = paper.freshness.date if paper.freshness else None
        return say("chat.paper_of_day", self.lang, day=day or "—", kind=say(f"export.kind_{paper.kind}", self.lang))

    def done(self, status: str) -> Answer:
        """The finished answer (conversation, turn and time are the caller's); more may be said and finished again."""
        caution, warnings = self._caution()
        searched = tuple(
            Searched(document=d.file, pages=d.pages, terms=tuple(self.terms[:8])) for d in self.profile.documents
        )
        return Answer(
            conversation="",
            answer=(self._text.rstrip() + caution).strip(),
            language=self.lang,
            status=status,
            citations=tuple(self._citations.values()),
            figures=tuple(self._figures),
            searched=searched,
            missing=tuple(self.missing),
            warnings=(*self.warnings, *warnings),
            followups=tuple(FollowupRef(id=m.followup, title=m.what) for m in self.missing if m.followup),
        )
