"""The right side of the case screen: the course of the case with its moves, the required papers, the identity with its sources."""

from html import escape

from assistant.case_flow import CaseState
from assistant.credit.case_model import CaseRecords, IdentitySource
from assistant.credit.completeness import Requirement, completeness
from assistant.web.markup import card, chip, known_word, place_button, t, table
from assistant.web.view import View
from ingestion.texts import Lang, say

COURSE = ("intake", "identity", "collection", "extraction", "verification", "analysis", "recommendation", "approval", "notification",
          "monitoring")  # fmt: skip
ASIDE = {
    "follow_up": "analysis",
    "approved": "approval",
    "conditional": "approval",
    "declined": "approval",
    "returned": "analysis",
}
OURS = ("same", "likely_same", "first")
TONES = {
    "same": "ok",
    "first": "ok",
    "likely_same": "ok",
    "undetermined": "sev-M",
    "group_related": "sev-M",
    "different": "sev-H",
}


def case_cards(records: CaseRecords | None, view: View) -> str:
    """The cards; without `records` the course of the case alone."""
    course = _course(view.desk.workspace.case_state(view.customer), view)
    return course if records is None else course + _papers(records, view) + _identity(records, view)


def _course(state: CaseState, view: View) -> str:
    lang = view.lang
    now = ASIDE.get(state.state, state.state)
    at = COURSE.index(now) if now in COURSE else -1
    steps = "".join(
        f'<li class="{"is-on" if i == at else "is-past" if i < at else ""}"{" aria-current=step" if i == at else ""}>{t(f"case_{s}", lang)}</li>'
        for i, s in enumerate(COURSE)
    )
    told = f"{chip(say(f'web.case_{state.state}', lang))}"
    if state.by:
        told += f" <small>{escape(state.by)} · {escape((state.since or '')[:16].replace('T', ' '))} {escape(state.reason or '')}</small>"
    moves = _moves(state, view) if view.desk.person.may("judge", view.customer) else ""
    return card(t("case", lang), f'<p>{told}</p><ol class="x-route">{steps}</ol>{moves}')


def _moves(state: CaseState, view: View) -> str:
    lang = view.lang
    reason = f'<input name="reason" placeholder="{t("case_reason", lang)}" aria-label="{t("case_reason", lang)}" maxlength="500">'
    buttons: list[str] = []
    waits: list[str] = []
    for move in state.moves:
        name = t(f"case_{move['to']}", lang)
        missing = [m for m in move["missing"] if m != "reason"]
        if missing:
            told = (
                "、".join(_lacking(m, view) for m in missing)
                if lang == "zh"
                else ", ".join(_lacking(m, view) for m in missing)
            )
            waits.append(f"<li>{name}<small>{t('case_lacks', lang)} {escape(told)}</small></li>")
        else:
            first = " x-primary" if not buttons and move["to"] not in ("on_hold", "withdrawn") else ""
            buttons.append(
                f'<button class="x-button x-small{first}" name="to" value="{escape(move["to"])}">{name}</button>'
            )
    form = ""
    if buttons:
        form = f'<form data-form="record" data-post="/case" class="x-moves">{"".join(buttons)}{reason}<span class="x-error" role="alert"></span></form>'
    later = f'<p class="x-sub">{t("case_waits", lang)}</p><ul class="x-list">{"".join(waits)}</ul>' if waits else ""
    return form + later


def _lacking(code: str, view: View) -> str:
    """What a gate lacks, in words: a paper by its name, a factor by its title."""
    names = {g.what: g.names[view.lang] for g in view.profile.gaps} | {
        f.id: f.names[view.lang] for f in view.profile.risk_factors
    }
    return names.get(code) or known_word("web", f"lacks_{code}", view.lang)


def _papers(records: CaseRecords, view: View) -> str:
    lang = view.lang
    needed = completeness(view.profile.documents, records, view.profile.as_of)
    rows = [_paper(r, view) for r in needed]
    there = sum(r.present for r in needed)
    return card(
        t("required_papers", lang),
        table((), rows, "x-required"),
        say("web.papers_there", lang, there=there, count=len(needed)),
    )


def _paper(needed: Requirement, view: View) -> list[str]:
    lang = view.lang
    words = escape(needed.names[lang])
    if needed.lifted:
        told = say("web.lifted_until", lang, day=needed.lifted.until, reason=needed.lifted.reason, by=needed.lifted.by)
        words += f"<small>{escape(told)}</small>"
    if not needed.present and needed.instead:
        words += f"<small>{t('accepted_instead', lang)} {escape(needed.instead[lang])}</small>"
    if needed.present:
        paper = next((d for d in view.profile.documents if d.sha256 == needed.document), None)
        where = place_button({"document": paper.sha256, "file": paper.file, "page": 1}, paper.file) if paper else ""
        return [
            words + (f"<small>{where}</small>" if where else ""),
            f'<td class="x-num">{chip(say("web.present", lang), "ok")}</td>',
        ]
    tone = "sev-H" if needed.need == "must" else "sev-M"
    state = chip(say(f"web.need_{needed.need}", lang), tone)
    if needed.need == "must" and not needed.lifted and view.desk.person.may("except", view.customer):
        words += _exception_form(needed, view)
    return [words, f'<td class="x-num">{state}<small>{escape(needed.followup)}</small></td>']


def _exception_form(needed: Requirement, view: View) -> str:
    """Let the paper be missing: why, and until when."""
    lang = view.lang
    reason, until = t("word_reason", lang), t("exception_until", lang)
    return (
        f'<details><summary>{t("accept_exception", lang)}</summary><form data-form="record" data-post="/exceptions/{escape(needed.id)}" '
        f'class="x-fields"><input name="reason" required placeholder="{reason}" aria-label="{reason}"><input name="until" type="date" '
        f'required aria-label="{until}"><button class="x-button x-small">{t("word_save", lang)}</button>'
        f'<span class="x-error" role="alert"></span></form></details>'
    )


def _identity(records: CaseRecords, view: View) -> str:
    lang, cards = view.lang, records.identity
    if cards is None or not cards.sources:
        return card(t("identity", lang), f'<p class="x-empty">{t("no_identity", lang)}</p>')
    tone = "sev-M" if cards.state == "proposed" else "ok"
    told = f"<p><b>{escape(cards.name or '—')}</b> {chip(say(f'web.state_{cards.state}', lang), tone)}"
    if cards.confirmed_by:
        told += f" <small>{escape(cards.confirmed_by)} · {escape((cards.confirmed_at or '')[:10])}</small>"
    told += "</p>"
    if cards.name_en or cards.former_names:
        told += f'<p class="x-sub">{escape(" · ".join(n for n in (cards.name_en, *cards.former_names) if n))}</p>'
    act = ""
    if cards.state != "confirmed" and view.desk.person.may("judge", view.customer):
        words = t("identity_reason", lang)
        act = (
            f'<form data-form="record" data-post="/identity" class="x-fields"><input name="reason" placeholder="{words}" aria-label="{words}" '
            f'maxlength="500"><button class="x-button x-primary">{t("identity_confirm", lang)}</button></form>'
        )
    doubtful = [s for s in cards.sources if s.verdict not in OURS]
    sure = [s for s in cards.sources if s.verdict in OURS]
    body = "".join(_source(s, view) for s in doubtful)
    rest = "".join(_source(s, view) for s in sure)
    lists = f'<ul class="x-list">{body}</ul>' if body else ""
    lists += (
        f'<details><summary>{t("identity_same", lang, count=len(sure))}</summary><ul class="x-list">{rest}</ul></details>'
        if rest
        else ""
    )
    return card(t("identity", lang), told + act + lists)


def _reason(reason: str, lang: Lang) -> str:
    """What two papers agree or differ in: a field's code by its name, what is printed as it is."""
    code, gap, printed = reason.partition(" ")
    return f"{known_word('bureau', code, lang)}{gap}{printed}" if code.isascii() and code.islower() else reason


def _source(source: IdentitySource, view: View) -> str:
    lang = view.lang
    place = place_button({"document": source.document, "file": source.file, "page": 1}, source.file)
    rule = f"{source.rule} " if source.rule else ""
    why = escape(rule + "; ".join(_reason(r, lang) for r in source.reasons))
    form = ""
    if view.desk.person.may("judge", view.customer) and source.verdict != "first":
        buttons = "".join(
            f'<button class="x-button x-small" name="verdict" value="{v}">{t(f"identity_{v}_one", lang)}</button>'
            for v in ("same", "different")
        )
        words = t("identity_reason", lang)
        form = (
            f'<details class="x-open"><summary class="x-link">{t("identity_judge", lang)}</summary><form data-form="record" '
            f'data-post="/papers/{escape(source.document)}/verdict" class="x-fields"><input name="reason" required placeholder="{words}" '
            f'aria-label="{words}" maxlength="500">{buttons}<span class="x-error" role="alert"></span></form></details>'
        )
    verdict = chip(say(f"web.identity_verdict_{source.verdict}", lang), TONES[source.verdict])
    return f"<li>{place} {verdict}<small>{escape(source.name or '—')} · {why}</small>{form}</li>"
