"""The case: its state and moves, required papers, identity, credit request, contact log, sources, authorisations; each with its form."""

from datetime import date
from html import escape

from assistant.credit.case_model import Authorisation, CaseRecords, Contact, CreditRequest, SourceEntry
from assistant.web.markup import (
    card,
    chip,
    heads_of,
    known_word,
    number,
    place_button,
    t,
    table,
    title,
    valued,
)  # fmt: skip
from assistant.web.record_forms import field_name, record_form
from assistant.web.screens.case import case_cards
from assistant.web.view import View
from ingestion.texts import say

MONEY = ("requested_limit", "current_limit", "expected_purchases_12m", "unbilled", "open_orders")
DAYS = ("requested_terms_days", "current_terms_days")


def render(view: View) -> str:
    """Everything people enter, what they may not see left out."""
    sees = view.sees_figures
    if sees:
        records = view.desk.workspace.case_records(view.customer)
    elif view.desk.person.may("enter", view.customer):
        records = view.desk.workspace.request_and_contacts(view.customer)
    else:
        records = CaseRecords()
    head = title(say("web.tab_records", view.lang), say("web.records_told", view.lang))
    entered = _standing(view) + _request(records.request, view) + _contacts(records, view)
    if sees:
        entered += _sources(records, view) + _authorisations(records, view)
    return (
        f'{head}<div class="x-two"><div>{entered}</div><div>{case_cards(records if sees else None, view)}</div></div>'
    )


def _standing(view: View) -> str:
    """The limit and terms in force."""
    lang = view.lang
    decided = view.desk.workspace.decisions(view.customer)
    found = next((d for d in decided if d.state in ("approved", "conditional")), None)
    if found is None:
        return ""
    limit = valued(found.limit, "money", found.currency, view)
    days = f"{found.terms_days} {say('web.unit_days', lang)}" if found.terms_days is not None else "—"
    facts = (("approved_limit", limit), ("approved_terms", days), ("review_due", found.review_date or "—"))
    tiles = "".join(f"<div><small>{t(key, lang)}</small><span>{escape(value)}</span></div>" for key, value in facts)
    conditions = "".join(f"<li>{escape(c.text)}</li>" for c in found.conditions)
    return card(t("in_force_title", lang), f'<div class="x-facts">{tiles}</div><ul class="x-list">{conditions}</ul>')


def _may(view: View, permission: str) -> bool:
    return view.desk.person.may(permission, view.customer)


def _today(view: View) -> str:
    return date.today().isoformat()


def _opened(words: str, form: str, name: str = "") -> str:
    """A button that opens a form below it."""
    mark = f' data-new="{name}"' if name else ""
    return f'<details class="x-open"{mark}><summary class="x-button x-small">{escape(words)}</summary>{form}</details>'


def _request(request: CreditRequest | None, view: View) -> str:
    lang = view.lang
    form = ""
    if _may(view, "enter"):
        values = (
            {k: str(v) for k, v in request.model_dump(exclude={"places", "security_held"}).items() if v is not None}
            if request
            else {}
        )
        words = say("web.edit" if request else "web.new_request", lang)
        form = _opened(
            words, record_form("request", "/request", lang, values, request is None, _today(view)), "request"
        )
    if request is None:
        return card(t("request", lang), f'<p class="x-empty">{t("no_request", lang)}</p>{form}')
    rows = []
    for name, value in request.model_dump(exclude={"places", "security_held"}).items():
        if value is None:
            continue
        shown = _request_value(name, str(value), request, view)
        place = request.places.get(name)
        told = place_button(place.model_dump(), shown) if place and view.sees_figures else escape(shown)
        rows.append([escape(field_name("request", name, lang)), number(told)])
    for held in request.security_held:
        shown = valued(held.amount, "money", request.currency, view)
        rows.append([escape(known_word("web", f"security_{held.type}", lang)), number(escape(shown))])
    half = (len(rows) + 1) // 2
    body = "".join(f"<div>{table((), part, 'x-pairs')}</div>" for part in (rows[:half], rows[half:]) if part)
    return card(
        t("request", lang), f'<div class="x-two x-even">{body}</div>{form}{_history("request", "request", view)}'
    )


def _request_value(name: str, value: str, request: CreditRequest, view: View) -> str:
    if name in MONEY:
        return valued(value, "money", request.currency, view)
    if name in DAYS:
        return f"{value} {say('web.unit_days', view.lang)}"
    return f"{value}%" if name == "vat_rate_pct" else value


def _history(kind: str, record: str, view: View) -> str:
    """Earlier versions of a record, each one click from being in force again."""
    if not _may(view, "judge"):
        return ""
    versions = view.desk.workspace.record_versions(view.customer, kind, record)
    if len(versions) < 2:
        return ""
    rows = [
        [
            str(v.number),
            f"<time>{escape(v.at[:16].replace('T', ' '))}</time>",
            escape(v.by),
            escape("、".join(field_name(kind, c, view.lang) for c in v.changed[:6])),
            number(
                f'<button class="x-button x-small" data-restore="{escape(f"{kind}/{record}/{v.number}")}">{t("restore", view.lang)}</button>'
                if v.number != versions[-1].number
                else chip(say("web.in_force", view.lang), "ok")
            ),
        ]
        for v in reversed(versions)
    ]
    body = table(heads_of(("version", "when", "by", "changed", "state"), view.lang, ("state",)), rows)
    return f"<details><summary>{t('versions', view.lang, count=len(versions))}</summary>{body}</details>"


def _contacts(records: CaseRecords, view: View) -> str:
    lang = view.lang
    form = ""
    if _may(view, "enter"):
        form = _opened(
            say("web.new_contact", lang), record_form("contact", "/contacts", lang, {}, True, _today(view)), "contact"
        )
    rows = [_contact(c, view) for c in reversed(records.contacts)]
    heads = heads_of(("date", "channel", "person", "subject", "promise", "by"), lang)
    body = table(heads, rows, "x-papers") if rows else f'<p class="x-empty">{t("no_contacts", lang)}</p>'
    return card(t("contacts", lang), body + form, str(len(rows)) if rows else "")


def _contact(contact: Contact, view: View) -> list[str]:
    lang = view.lang
    promise = "—"
    if contact.promise:
        tone = {"kept": "ok", "broken": "sev-H", "part_kept": "sev-M"}.get(contact.promise.state, "")
        amount = valued(contact.promise.amount, "money", contact.promise.currency, view)
        promise = f"{escape(amount)} {chip(say(f'web.promise_{contact.promise.state}', lang), tone)}<small>{escape(contact.promise.due_date)}</small>"
    person = escape(contact.person or "—") + (f"<small>{escape(contact.role)}</small>" if contact.role else "")
    words = f"{escape(contact.subject)}<small>{escape(contact.summary)}</small>"
    if contact.next_contact:
        words += f"<small>{t('field_next_contact', lang)} {escape(contact.next_contact)}</small>"
    if _may(view, "enter"):
        values = {
            k: str(v)
            for k, v in contact.model_dump(exclude={"promise", "linked", "id", "by", "corrects"}).items()
            if v is not None
        }
        values |= {"at": contact.at[:10], "linked": ", ".join(contact.linked)}
        if contact.promise:
            values |= {"promise_amount": contact.promise.amount, "promise_due_date": contact.promise.due_date,
                       "promise_invoices": ", ".join(contact.promise.invoices)}  # fmt: skip
        path = f"/contacts?corrects={contact.id}"
        words += f'<details class="x-open"><summary class="x-link">{t("word_correct", lang)}</summary>{record_form("contact", path, lang, values, False, "", whole=True)}</details>'
    return [f'<td class="x-day">{escape(contact.at[:10])}</td>', f'<td class="x-day">{escape(known_word("web", "channel_" + contact.channel, lang))}</td>',
            person, words, f'<td class="x-day">{promise}</td>', f'<td class="x-day">{escape(contact.by)}</td>']  # fmt: skip


def _sources(records: CaseRecords, view: View) -> str:
    lang = view.lang
    form = ""
    if _may(view, "judge"):
        form = _opened(
            say("web.new_source", lang), record_form("source", "/sources", lang, {}, True, _today(view)), "source"
        )
    rows = [_source(s, view) for s in records.sources]
    heads = heads_of(("field_agency", "kind", "field_how", "field_obtained_on", "field_max_age_d", "field_reliability"), lang,
                     ("field_max_age_d",))  # fmt: skip
    body = table(heads, rows, "x-papers") if rows else f'<p class="x-empty">{t("no_sources", lang)}</p>'
    return card(t("sources", lang), body + form, str(len(rows)) if rows else "")


def _source(source: SourceEntry, view: View) -> list[str]:
    lang = view.lang
    words = f"{escape(source.agency)}<small>{escape(source.product)}</small>"
    if source.permitted_purpose:
        words += f"<small>{escape(source.permitted_purpose)}</small>"
    if _may(view, "judge"):
        values = {k: str(v) for k, v in source.model_dump(exclude={"id"}).items() if v is not None}
        form = record_form("source", f"/records/source/{source.id}", lang, values, False, "")
        words += f'<details class="x-open"><summary class="x-link">{t("edit", lang)}</summary>{form}</details>{_history("source", source.id, view)}'
    age = f"{source.max_age_d} {say('web.unit_days', lang)}" if source.max_age_d is not None else "—"
    return [words, escape(known_word("export", f"kind_{source.kind}", lang)), escape(known_word("web", f"how_{source.how}", lang)),
            f'<td class="x-day">{escape(source.obtained_on or "—")}</td>', number(age),
            escape(known_word("web", f"reliability_{source.reliability}", lang))]  # fmt: skip


def _authorisations(records: CaseRecords, view: View) -> str:
    lang = view.lang
    form = ""
    if _may(view, "authorise"):
        made = record_form("authorisation", "/authorisations", lang, {}, True, _today(view))
        form = _opened(say("web.new_authorisation", lang), made, "authorisation")
    rows = [_authorisation(a, view) for a in records.authorisations]
    heads = heads_of(("field_subject", "field_scope", "field_purpose", "field_valid_until", "state"), lang)
    body = table(heads, rows, "x-papers") if rows else f'<p class="x-empty">{t("no_authorisations", lang)}</p>'
    return card(t("authorisations", lang), body + form, str(len(rows)) if rows else "")


def _authorisation(given: Authorisation, view: View) -> list[str]:
    lang = view.lang
    state, tone = ("withdrawn", "sev-H") if given.withdrawn_on else ("in_force", "ok")
    if not given.withdrawn_on and given.valid_until and given.valid_until < _today(view):
        state, tone = "expired", "sev-M"
    act = ""
    if state == "in_force" and _may(view, "authorise"):
        act = (
            f'<form class="x-fields" data-form="record" data-post="/authorisations/{escape(given.id)}/withdraw"><input type="date" name="day" '
            f'value="{_today(view)}" aria-label="{t("withdrawn_on", lang)}"><button class="x-button x-small">{t("withdraw", lang)}</button></form>'
        )
    dates = f"{escape(given.signed_on or '—')}<small>→ {escape(given.valid_until or '—')}</small>"
    return [
        f"{escape(given.subject)}<small>{escape(known_word('web', f'subject_kind_{given.subject_kind}', lang))}</small>",
        escape(given.scope), escape(given.purpose), f'<td class="x-day">{dates}</td>', chip(say(f"web.{state}", lang), tone) + act,
    ]  # fmt: skip
