"""A chat answer as markup: numbers open their card, marks open their page, nothing of the answer's text is markup."""

import json
import re
from decimal import Decimal
from html import escape
from typing import Any

from assistant.chat.answer_model import Answer, Citation, Figure
from assistant.web.markup import chip, known_word, t
from assistant.web.view import View
from ingestion.texts import say

NEAR = Decimal("0.000001")  # answers keep twelve places of a ratio
_MARK = re.compile(r"\[(\d+)\]")
_MARKS = re.compile(r"(?:\[\d+\])+")
_ROW = re.compile(r"^\s*\|(.+)\|\s*$")
_RULE = re.compile(r"^[\s|:-]+$")


def answer_html(answer: Answer, view: View) -> str:
    """The whole turn: text, sources, what was searched and what is missing."""
    cites = {c.n: c for c in answer.citations}
    body = _blocks(_linked(answer, cites, view))
    notes = (
        [t(f"status_{answer.status}", view.lang)]
        if answer.status in ("partial", "insufficient_evidence", "refused")
        else []
    )
    head = f"<p>{chip(notes[0], 'sev-M')}</p>" if notes else ""
    return head + body + _sources(answer, view) + _rest(answer, view)


def _linked(answer: Answer, cites: dict[int, Citation], view: View) -> str:
    """The text with figures and marks as buttons, line breaks kept."""
    spans = sorted(((start, end, f) for f in answer.figures for start, end in f.spans), key=lambda s: s[0])
    out, at = [], 0
    for start, end, figure in spans:
        if start < at or end > len(answer.answer):
            continue
        out.append(_marked(answer.answer[at:start], cites, view))
        out.append(
            _figure(
                answer.answer[start:end], figure, _rests_on(answer.answer[:start], answer.answer[end:], cites), view
            )
        )
        at = end
    out.append(_marked(answer.answer[at:], cites, view))
    return "".join(out)


def _rests_on(before: str, after: str, cites: dict[int, Citation]) -> list[Citation]:
    """The sources a figure without figures of its own rests on: those marked next on its line, else those marked last before it."""
    following = _MARKS.findall(after.split("\n", 1)[0])
    marks = following[:1] or _MARKS.findall(before.rsplit("\n", 1)[-1])[-1:]
    return [cites[int(n)] for n in _MARK.findall("".join(marks)) if int(n) in cites]


def _marked(text: str, cites: dict[int, Citation], view: View) -> str:
    parts, at = [], 0
    for match in _MARK.finditer(text):
        number = int(match[1])
        if number in cites:
            parts += [escape(text[at : match.start()]), _cite(cites[number], view, f"[{number}]")]
            at = match.end()
    return "".join([*parts, escape(text[at:])])


def _place(cite: Citation) -> dict[str, Any]:
    return {
        "document": cite.sha256,
        "file": cite.document,
        "page": cite.page,
        "box": cite.box,
        "printed": cite.quote,
        "n": cite.n,
    }


def _cite(cite: Citation, view: View, words: str) -> str:
    data = escape(json.dumps(_place(cite), ensure_ascii=False), quote=True)
    return f'<button class="x-cite" data-cite="{data}" aria-label="{t("source_n", view.lang, n=cite.n)}">{escape(words)}</button>'


def _figure(words: str, figure: Figure, sources: list[Citation], view: View) -> str:
    known = [f for f in figure.facts if f in view.facts] or _named(figure, view)
    if len(known) == 1 and not figure.formula:
        return f'<button class="x-fig" data-fact="{escape(known[0])}">{escape(words)}</button>'
    ratio = next(
        (r for r in view.profile.ratios if r.id == figure.name and r.value is not None and _is_of(figure, r.period.period_end, r.period.months, r.value)), None
    )  # fmt: skip
    if ratio is not None:
        return f'<button class="x-fig" data-ratio="{escape(f"{ratio.id}@{ratio.period.key}")}">{escape(words)}</button>'
    if not known and not figure.formula and not sources:
        return escape(words)
    places = [] if known else [_place(c) for c in sources]
    data = json.dumps([figure.name, words, figure.formula or "", ",".join(known), places], ensure_ascii=False)
    return f'<button class="x-fig" data-calc="{escape(data, quote=True)}">{escape(words)}</button>'


def _named(figure: Figure, view: View) -> list[str]:
    """The chosen figure that an answer names by line and value, where it does not say which figure it took."""
    return [
        f.fact.id
        for f in view.profile.facts
        if f.fact.field == figure.name and _is_of(figure, f.fact.period_end, f.fact.months, f.fact.value)
    ][:1]


def _is_of(figure: Figure, end: str | None, months: int | None, value: str) -> bool:
    """True for the value that the answer prints, of the period it names where it names one."""
    named = figure.period_end is None or (figure.period_end, figure.months) == (end, months)
    try:
        return named and abs(Decimal(value) - Decimal(figure.value)) < NEAR
    except ArithmeticError:
        return False


def _blocks(text: str) -> str:
    """Lines as paragraphs, list items and table rows. `text` is markup already."""
    out: list[str] = []
    rows: list[str] = []
    items: list[str] = []

    def close() -> None:
        if rows:
            head, *rest = [[c.strip() for c in r.split("|")] for r in rows]
            out.append(
                '<div class="x-scroll"><table class="x-table"><thead><tr>' + "".join(f"<th>{c}</th>" for c in head) + "</tr></thead><tbody>"
                + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in rest) + "</tbody></table></div>"
            )  # fmt: skip
        if items:
            out.append("<ul>" + "".join(f"<li>{i}</li>" for i in items) + "</ul>")
        rows.clear()
        items.clear()

    for line in text.split("\n"):
        row = _ROW.match(line)
        if row:
            if not _RULE.match(line):
                rows.append(row[1])
            continue
        if line.startswith(("- ", "• ", "* ")):
            items.append(line[2:])
            continue
        close()
        if line.strip():
            out.append(f"<p>{line}</p>")
    close()
    return "".join(out)


def _sources(answer: Answer, view: View) -> str:
    if not answer.citations:
        return ""
    rows = "".join(
        f"<li>{_cite(c, view, f'[{c.n}]')} {escape(c.document)} {t('page_n', view.lang, page=c.page)} <q>{escape(c.quote[:90])}</q></li>"
        for c in answer.citations
    )
    return f'<ol class="x-sources">{rows}</ol>'


def _rest(answer: Answer, view: View) -> str:
    told = []
    if answer.missing:
        missing = "；".join(m.what for m in answer.missing[:4])
        told.append(f"{t('would_help', view.lang)} {escape(missing)}")
    if answer.status == "insufficient_evidence" and answer.searched:
        pages = sum(s.pages for s in answer.searched)
        told.append(t("searched", view.lang, papers=len(answer.searched), pages=pages))
    told += [escape(known_word("web", f"warning_{w}", view.lang)) for w in answer.warnings]
    told += [chip(f"{f.id} {f.title}") for f in answer.followups[:4]]
    model = say("web.built_in", view.lang) if answer.model == "embedded" else answer.model
    return f'<p class="x-sub">{" · ".join([*told, escape(model)])}</p>'
