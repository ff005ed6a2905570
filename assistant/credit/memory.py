"""What an analyst's corrections mean beyond their own figure: rows bound to lines, the caption in a later paper, changed sources.

Nothing is applied in silence: a remembered binding is a proposed figure of its own (`method: memory`) with a problem that says
where it comes from, and a correction whose source reads otherwise now is told.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence

from assistant.credit.rulings import TAKEN_BACK, Ruling
from ingestion.model.fact import Extraction, Fact, Problem
from ingestion.taxonomy.captions import plain
from ingestion.texts import Lang, say

REMEMBERED = 0.6
RULED = ("correct", "confirm", "bind")


def seen(fact: Fact, sha256: str) -> str:
    """What the paper printed when the analyst spoke, as a ruling keeps it."""
    kept = {"printed": fact.printed, "label": fact.label, "field": fact.field, "statement": fact.statement,
            "period_end": fact.period_end, "months": fact.months, "basis": fact.basis, "paper": sha256}  # fmt: skip
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def with_memory(papers: Sequence[Extraction], rulings: Sequence[Ruling]) -> list[Extraction]:
    """The papers with bound rows, proposals for later papers, and problems for corrections that are to be confirmed again."""
    latest = {(r.kind, r.target): r for r in rulings}
    bound = {target: r for (kind, target), r in latest.items() if kind == "bind"}
    out = [_with_bound_rows(paper, bound) for paper in papers] if bound else list(papers)
    out = _with_proposals(out, bound) if bound else out
    told = [
        (r, latest[("seen", r.target)]) for r in latest.values() if r.kind in RULED and ("seen", r.target) in latest
    ]
    return _with_reviews(out, told) if told else out


def _with_bound_rows(paper: Extraction, bound: dict[str, Ruling]) -> Extraction:
    """Every column of a row that was bound takes the line; what held the line before in these columns is superseded."""
    facts = list(paper.facts)
    for named in [f for f in paper.facts if f.id in bound and bound[f.id].value]:
        line = bound[named.id].value
        row = {f.id for f in paper.facts if row_of(f) == row_of(named)}
        columns = {_column(f) for f in paper.facts if f.id in row}
        for place, fact in enumerate(facts):
            if fact.id in row:
                facts[place] = fact.model_copy(update={"field": line, "state": "corrected", "confidence": 1.0})
            elif fact.field == line and _column(fact) in columns:
                facts[place] = fact.model_copy(update={"state": "superseded"})
    return paper.model_copy(update={"facts": tuple(facts)}) if facts != list(paper.facts) else paper


def row_of(fact: Fact) -> tuple[object, ...]:
    """The row a figure is printed in; the figures of its columns share it."""
    return (fact.statement, fact.page, fact.label, round(fact.box[1]) if fact.box else None)


def _column(fact: Fact) -> tuple[object, ...]:
    return (fact.statement, fact.period_end, fact.months, fact.basis, fact.gaap)


def _with_proposals(papers: Sequence[Extraction], bound: dict[str, Ruling]) -> list[Extraction]:
    """Later papers with a proposal for each row that has the caption of a bound one and whose line nothing else printed gives."""
    sources = [(p, f, bound[f.id]) for p in papers for f in p.facts if f.id in bound and bound[f.id].value]
    out = []
    for paper in papers:
        made: list[Fact] = []
        told: list[Problem] = []
        for source, row, ruling in sources:
            if source.sha256 == paper.sha256 or (source.period_end or "") >= (paper.period_end or ""):
                continue
            have = {_column(f) for f in paper.facts if f.field == ruling.value and f.method != "derived"}
            alike = [f for f in paper.facts if f.statement == row.statement and plain(f.label) == plain(row.label)]
            new = [
                _proposal(f, ruling)
                for f in alike
                if f.method != "derived" and f.field is None and _column(f) not in have
            ]
            new = [f for f in new if f.id not in bound]  # undone
            made += new
            told += [_remembered(f, source, row, ruling, _lang(paper)) for f in new[:1]]
        grown = {"facts": (*paper.facts, *made), "problems": (*paper.problems, *told)}
        out.append(paper.model_copy(update=grown) if made else paper)
    return out


def _proposal(fact: Fact, ruling: Ruling) -> Fact:
    key = hashlib.sha256(f"{fact.id}|{ruling.value}".encode()).hexdigest()[:15]
    return fact.model_copy(
        update={"id": "m" + key, "field": ruling.value, "method": "memory", "state": "proposed",
                "confidence": min(fact.confidence, REMEMBERED), "inputs": (fact.id,)}
    )  # fmt: skip


def _remembered(fact: Fact, source: Extraction, row: Fact, ruling: Ruling, lang: Lang) -> Problem:
    message = say(
        "problems.correction_remembered", lang, label=row.label, field=ruling.value or "", file=source.file,
        reason=ruling.reason, actor=ruling.actor, fact=fact.id,
    )  # fmt: skip
    return Problem(code="correction_remembered", page=fact.page, message=message)


def _with_reviews(papers: Sequence[Extraction], told: Iterable[tuple[Ruling, Ruling]]) -> list[Extraction]:
    """A problem for each correction whose figure is gone or prints something else than the analyst saw."""
    facts = {f.id: f for p in papers for f in p.facts}
    problems: dict[str, list[Problem]] = {}
    for ruling, kept in told:
        was = json.loads(kept.value or "{}")
        now = facts.get(ruling.target)
        if not papers or ruling.value == TAKEN_BACK or (now is not None and now.printed == was["printed"]):
            continue
        paper, fact = _place(papers, was, now)
        message = say(
            "problems.correction_to_confirm", _lang(paper), label=was["label"], was=was["printed"],
            now=fact.printed if fact else "—", reason=ruling.reason,
        )  # fmt: skip
        problem = Problem(code="correction_to_confirm", page=fact.page if fact else None, message=message)
        problems.setdefault(paper.sha256, []).append(problem)
    return [p.model_copy(update={"problems": (*p.problems, *problems.get(p.sha256, ()))}) for p in papers]


def _place(papers: Sequence[Extraction], was: dict[str, object], now: Fact | None) -> tuple[Extraction, Fact | None]:
    """The paper to tell it with, and the figure that stands there now: the same paper, else one of the same line and period."""
    column = (was["statement"], was["period_end"], was["months"], was["basis"])
    for paper in sorted(papers, key=lambda p: p.sha256 != was["paper"]):
        for fact in paper.facts:
            same = (fact.statement, fact.period_end, fact.months, fact.basis) == column
            if fact is now or (
                same and (fact.field == was["field"] is not None or plain(fact.label) == plain(str(was["label"])))
            ):
                return paper, fact
    return next((p for p in papers if p.sha256 == was["paper"]), papers[-1]), None


def _lang(paper: Extraction) -> Lang:
    return "zh" if paper.language.startswith("zh") else "en"
