"""Lines that the rules did not find, asked of a configured model over numbered lines of the statement's own pages.

A reply counts only where it can be checked against the page: the value stands as a whole amount on the cited line, its caption too, and
the line has as many amounts as the page has periods. What is accepted is proposed (`method: model`); without a model nobody is asked.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.config import Settings
from assistant.llm.deadline import within
from assistant.llm.faults import ModelFault, named
from assistant.llm.fence import fenced
from assistant.llm.veil import Veil
from ingestion.extract.instructions import instructions_of
from ingestion.model.decimals import plain_decimal
from ingestion.model.fact import Extraction, Fact
from ingestion.model.place import Box
from ingestion.read.numbers import parse_amount
from ingestion.store.scope import Scope
from ingestion.store.store import Store
from ingestion.taxonomy.taxonomy import taxonomy
from prompts import prompt

KIND = "model_reading"  # of the entries that keep what was accepted
SURE = 0.5
MAX_PAGES, MAX_FIELDS = 3, 12
STATEMENTS = ("balance_sheet", "income_statement", "cash_flow")
Lines = Sequence[tuple[str, Box]]


class Found(BaseModel):
    """One amount the model says a line prints."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str
    line: int
    caption: str
    value: str


class Reply(BaseModel):
    """The whole reply."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    figures: list[Found]


def missing_lines(paper: Extraction) -> dict[str, list[str]]:
    """Mandatory lines that no figure of the paper gives, by statement; only statements that the paper prints."""
    have = {f.field for f in paper.facts if f.nil != "closure"}
    printed = {f.statement for f in paper.facts if f.page}
    out: dict[str, list[str]] = {}
    for line in taxonomy().items.values():
        if line.need in ("mandatory", "ratio") and line.id not in have and line.statement in printed & set(STATEMENTS):
            out.setdefault(line.statement, []).append(line.id)
    return {statement: names[:MAX_FIELDS] for statement, names in out.items()}


def read_with_model(paper: Extraction, pages: Mapping[int, Lines], model: Any, settings: Settings) -> list[Fact]:
    """Accepted figures of one paper. `pages` holds the lines of its statement pages.

    Raises:
        ModelFault: the model did not answer in time or not as agreed.
    """
    made: dict[str, Fact] = {}
    for statement, names in missing_lines(paper).items():
        for page in statement_pages(paper, statement):
            for found in _asked(names, pages.get(page, ()), model, settings):
                fact = accepted(found, names, paper, statement, page, pages[page])
                if fact is not None:
                    made.setdefault(fact.id, fact)
    return list(made.values())


def statement_pages(paper: Extraction, statement: str) -> list[int]:
    """The pages that figures of the statement were read from."""
    return sorted({f.page for f in paper.facts if f.statement == statement and f.method != "derived"})[:MAX_PAGES]


def accepted(
    found: Found, names: Sequence[str], paper: Extraction, statement: str, page: int, lines: Lines
) -> Fact | None:
    """The figure as a fact, or None where the page does not bear it out."""
    if found.field not in names or not 1 <= found.line <= len(lines):
        return None
    text, box = lines[found.line - 1]
    amounts = [(t, p.value) for t in text.split() if (p := parse_amount(t)) is not None and p.value is not None]
    caption = found.caption.strip()
    own = [k for k, (token, _) in enumerate(amounts) if token == found.value.strip()]
    if (
        len(own) != 1
        or not any(c.isalpha() for c in caption)
        or caption not in text
        or instructions_of({page: [text]}, "en")
    ):
        return None
    columns = _columns(paper, statement, page)
    if len(columns) != len(amounts):
        return None
    like, value = columns[own[0]], amounts[own[0]][1] or Decimal(0)
    scale = like.scale
    key = hashlib.sha256(
        f"{paper.sha256}|model|{found.field}|{like.period_end}|{like.basis}|{page}".encode()
    ).hexdigest()[:15]
    return Fact(
        id="q" + key, field=found.field, statement=like.statement, period_end=like.period_end, period_start=like.period_start,
        months=like.months, fiscal_label=like.fiscal_label, basis=like.basis, gaap=like.gaap, value=plain_decimal(value * scale),
        unit="money", currency=like.currency, scale=scale, printed=amounts[own[0]][0], label=caption, page=page, box=box,
        unit_box=like.unit_box, method="model", state="proposed", confidence=SURE,
    )  # fmt: skip


def with_model_facts(papers: Sequence[Extraction], entries: Sequence[Mapping[str, Any]]) -> list[Extraction]:
    """The papers with the figures kept from a model's reading, none for a line and period that the paper's own reading gives."""
    kept = {str(e["entry"]): [Fact(**f) for f in e["body"].get("facts", ())] for e in entries}
    out = []
    for paper in papers:
        have = {(f.field, f.period_end, f.months, f.basis) for f in paper.facts if f.nil != "closure"}
        new = [f for f in kept.get(paper.sha256, ()) if (f.field, f.period_end, f.months, f.basis) not in have]
        out.append(paper.model_copy(update={"facts": (*paper.facts, *new)}) if new else paper)
    return out


def _columns(paper: Extraction, statement: str, page: int) -> list[Fact]:
    """One figure of each column of money on the page, left to right."""
    found: dict[tuple[object, ...], Fact] = {}
    for fact in paper.facts:
        if (
            fact.page == page
            and fact.statement == statement
            and fact.unit == "money"
            and fact.box
            and fact.method == "table"
        ):
            found.setdefault((fact.period_end, fact.months, fact.basis, fact.gaap), fact)
    return sorted(found.values(), key=lambda f: f.box[2])


def _asked(names: Sequence[str], lines: Lines, model: Any, settings: Settings) -> list[Found]:
    if not lines:
        return []
    items = taxonomy().items
    fields = "\n".join(f"- {n}: {items[n].name_en} / {items[n].name_zh}" for n in names)
    veil = Veil(settings.model_privacy)
    numbered = "\n".join(f"L{k}: {veil.over(text)}" for k, (text, _) in enumerate(lines, start=1))
    told = [
        {"role": "system", "content": prompt("model_reading").replace("{fields}", fields)},
        {"role": "user", "content": fenced(numbered)},
    ]

    def once() -> Iterator[str]:
        yield str(model.invoke(told).text)

    reply = next(within(settings.model_timeout_s, once), "")
    if len(reply) > settings.budget.reply_bytes:
        raise ModelFault("model_reply_too_large")
    try:
        return list(Reply.model_validate(json.loads(reply)).figures)
    except (ValueError, ValidationError) as err:
        raise ModelFault("model_garbage") from err


def ask_for_missing(store: Store, scope: Scope, settings: Settings, actor: str) -> tuple[int, str | None]:
    """(figures accepted and kept, name of the fault that ended the asking): every paper with statements is asked about once.

    Without a model nothing is asked and nothing leaves.
    """
    if settings.model == "embedded":
        return 0, None
    from assistant.llm.models import chat_model

    def record(row: dict[str, Any]) -> None:
        store.add_sent(scope, actor, None, row)

    model, count = chat_model(settings, "read", record), 0
    for paper in store.extractions(scope):
        wanted = {page for statement in missing_lines(paper) for page in statement_pages(paper, statement)}
        if not wanted:
            continue
        pages = {page: store.page_lines(scope, paper.sha256, page) for page in sorted(wanted)}
        try:
            facts = read_with_model(paper, pages, model, settings)
        except ModelFault as err:
            return count, err.name
        except Exception as err:  # any provider's error ends as a named fault
            return count, named(err)
        if facts:
            body = {"facts": [f.model_dump(mode="json") for f in facts], "model": settings.model}
            store.add_entry(scope, KIND, paper.sha256, body, actor)
            count += len(facts)
    return count, None
