"""What was read from one paper: every figure with its period and its place. Also for the person who brought the paper and sees no more."""

from html import escape
from itertools import groupby

from assistant.credit.memory import row_of
from assistant.credit.names import line_name
from assistant.credit.profile_model import DocumentView
from assistant.format import period_text, unit_words
from assistant.web.markup import (
    card,
    empty,
    fact_button,
    go,
    heads_of,
    known_word,
    number,
    place_button,
    t,
    table,
    title,
    valued,
)
from assistant.web.view import View
from ingestion.model.fact import Fact
from ingestion.texts import say

MOST = 1500


def render(view: View) -> str:
    """The figures of the paper named in the options, by statement; the first paper where none is named."""
    lang, desk = view.lang, view.desk.workspace
    papers = [d for d in desk.documents(view.customer) if desk.sees_paper(view.customer, d.sha256)]
    chosen = view.options.get("document")
    paper = next((d for d in papers if d.sha256 == chosen), None if chosen else next(iter(papers), None))
    back = go("documents", say("web.tab_documents", lang), "x-button")
    if paper is None:
        return empty("paper_not_open", lang, back)
    facts = desk.extraction(view.customer, paper.sha256).facts[:MOST]
    told = say("web.paper_told", lang, count=len(facts))
    head = title(paper.file, told, back)
    if not facts:
        return head + card("", f'<p class="x-empty">{t("paper_no_figures", lang)}</p>')
    bound = _bound(list(facts), view)
    return head + "".join(
        _group(name, list(rows), paper, bound, view)
        for name, rows in groupby(sorted(facts, key=lambda f: f.statement), key=lambda f: f.statement)
    )


def _bound(facts: list[Fact], view: View) -> dict[tuple[object, ...], str]:
    """The rows that a person bound to a line, with the line."""
    if not view.sees_figures:
        return {}
    said = {r["target"]: r["value"] for r in view.desk.workspace.rulings(view.customer) if r["kind"] == "bind"}
    return {row_of(f): said[f.id] for f in facts if said.get(f.id)}


def _group(
    statement: str, facts: list[Fact], paper: DocumentView, bound: dict[tuple[object, ...], str], view: View
) -> str:
    heads = heads_of(
        ("line", "period", "printed_value", "unit_of", "pages_one"), view.lang, ("printed_value", "pages_one")
    )
    rows = [_row(fact, paper, bound.get(row_of(fact)), view) for fact in facts]
    return card(escape(known_word("export", statement, view.lang)), table(heads, rows), str(len(facts)))


def _row(fact: Fact, paper: DocumentView, line: str | None, view: View) -> list[str]:
    if line:
        fact = fact.model_copy(update={"field": line})
    words = line_name(fact.field, view.lang) if fact.field else fact.label
    under = f"<small>{escape(fact.label)}</small>" if fact.field and _is_printed(fact, words) else ""
    if not fact.field and fact.box and view.desk.person.may("judge", view.customer):
        under = f'<button class="x-link" data-bind="{escape(fact.id)}">{t("which_line", view.lang)}</button>'
    known = view.facts.get(fact.id) if view.sees_figures else None
    shown = fact.printed or fact.value
    counted = not fact.box and fact.unit in ("money", "days", "percent", "x")  # worked out by us, printed nowhere
    if counted:
        shown = valued(fact.value, fact.unit, fact.currency, view)
    place = {
        "document": paper.sha256, "file": paper.file, "page": fact.page, "box": fact.box, "head": fact.header_box,
        "unit": fact.unit_box, "printed": fact.printed, "label": fact.label,
    }  # fmt: skip
    figure = fact_button(known, shown) if known else place_button(place, shown) if fact.page else escape(shown)
    period = period_text(fact.period_end, fact.months, view.lang) if fact.period_end else "—"
    return [
        escape(words) + under,
        f'<td class="x-day">{escape(period)}</td>',
        number(figure),
        "" if counted else _unit(fact, view),
        number(str(fact.page or "—")),
    ]


def _unit(fact: Fact, view: View) -> str:
    if fact.unit != "money":
        return escape(known_word("web", f"unit_{fact.unit}", view.lang))
    return escape(unit_words(fact.currency, fact.scale, view.lang))


def _is_printed(fact: Fact, words: str) -> bool:
    """True for a caption that says more than the name above it: not the same again, not our own code of a counted figure."""
    return fact.label not in (words, "") and not str(fact.field).endswith(fact.label)
