"""The judgement and what people decided: scorecard, caps, models, ability and willingness, limit methods, terms, decisions, changes."""

from decimal import Decimal
from html import escape

from assistant.credit.charts import charts_of
from assistant.credit.decision_model import VERDICTS, Decision
from assistant.credit.judgement_model import GRADES, Change, LimitMethod, ModelScore, ScoreItem, SidedView
from assistant.credit.risks import risk_definitions
from assistant.export.words import formula_words
from assistant.format import Lang, grouped
from assistant.policy.policy import house_policy
from assistant.web.markup import (
    badge,
    card,
    chip,
    component,
    drawn,
    empty,
    figure_name,
    go,
    heads_of,
    known_word,
    number,
    severity_chip,
    t,
    table,
    term,
    title,
    valued,
)  # fmt: skip
from assistant.web.view import View
from ingestion.texts import say


def render(view: View) -> str:
    """From the score to the limit."""
    profile = view.profile
    if profile.scorecard is None and profile.grade is None and profile.limit is None and not profile.models:
        return empty("no_judgement", view.lang)
    charts = drawn(charts_of(profile), view.lang, ("score",))
    sides = _side("ability", profile.ability, view) + _side("willingness", profile.willingness, view)
    return (
        title(say("web.tab_decision", view.lang), say("web.as_of", view.lang, date=profile.as_of), go("whatif", say("web.try_whatif", view.lang), "x-button"))
        + f'<div class="x-two x-even"><div>{_grade(view)}{_decisions(view)}</div><div>{charts}</div></div>'
        + _limit(view) + f'<div class="x-two x-even">{sides}</div>' + _scorecard(view) + _models(view) + _changes(view)
    )  # fmt: skip


def _grade(view: View) -> str:
    grade = view.profile.grade
    if grade is None:
        return ""
    caps = "".join(
        f"<li>{chip(c.grade, 'sev-M')} {escape(c.names.get(view.lang) or c.rule)} {' '.join(chip(_factor(f, view)) for f in c.factors)}</li>"
        for c in grade.caps
    )
    score = grouped(Decimal(grade.score), 1) if grade.score else "—"
    told = t("grade_told", view.lang, score=score, before=grade.from_score or "—", after=grade.grade)
    terms = view.profile.terms
    words = (
        f"<p>{escape(terms.names.get(view.lang, ''))} · {escape(terms.security.get(view.lang, ''))}</p>"
        if terms
        else ""
    )
    body = (
        f'<div class="x-gradeline">{badge(grade.grade, "x-large")}<div><p><b>'
        f"{escape(grade.names.get(view.lang, ''))}</b> · {escape(grade.advice.get(view.lang, ''))}</p>"
        f'<p class="x-sub">{told}</p>{words}</div></div>{f"<ul class=x-list>{caps}</ul>" if caps else ""}'
    )
    policy = go("policy", f"{grade.policy_version} {grade.policy_hash[:8]}".strip())
    return card(f'{t("grade", view.lang)}<span class="x-right"><small>{policy}</small></span>', body)


def _factor(code: str, view: View) -> str:
    known = risk_definitions().get(code)
    return f"{code} {known['names'][view.lang]}" if known else code


def _decisions(view: View) -> str:
    """Proposals with their approvals; forms to propose and to decide."""
    lang, found = view.lang, view.desk.workspace.decisions(view.customer)
    parts = [_decision(d, view) for d in found[:5]]
    if not any(d.is_open for d in found):
        parts.insert(0, _proposal_form(view))
    return card(t("decision", lang), "".join(parts))


def _proposal_form(view: View) -> str:
    profile, lang = view.profile, view.lang
    if not view.desk.person.may("propose", view.customer):
        return ""
    grade = profile.grade.grade if profile.grade else ""
    options = "".join(f"<option{' selected' if g == grade else ''}>{g}</option>" for g in GRADES)
    limit = (
        valued(profile.limit.value, "money", profile.limit.currency, view)
        if profile.limit and profile.limit.value
        else ""
    )
    days = str(profile.terms.days) if profile.terms and profile.terms.days is not None else ""
    fields = "".join(
        f'<label>{t(f"word_{name}", lang)}<input name="{name}" type="{kind}" {"value" if kind == "date" else "placeholder"}="{escape(value)}"></label>'
        for name, value, kind in (("limit", limit, "text"), ("terms_days", days, "number"), ("review_date", profile.review_due or "", "date"),
                                  ("reason", "", "text"))
    )  # fmt: skip
    return (
        f'<form data-form="propose" class="x-fields"><label>{t("grade", lang)}<select name="grade">{options}</select></label>{fields}'
        f'<button class="x-button x-primary">{t("propose", lang)}</button></form>'
    )


def _decision(found: Decision, view: View) -> str:
    lang = view.lang
    kind = {"approved": "ok", "conditional": "watch", "declined": "sev-H"}.get(found.state, "")
    limit = valued(found.limit, "money", found.currency, view)
    said = "".join(
        f"<li>{escape(a.by)} · {escape(known_word('memo', f'verdict_{a.verdict}', lang))} · {escape(a.at[:16].replace('T', ' '))} "
        f"{escape(a.comment)}{' ' + chip(say('memo.self_confirmed', lang)) if a.self_confirmed else ''}</li>"
        for a in found.approvals
    )
    conditions = "".join(f"<li>{escape(c.text)} {escape(c.due or '')}</li>" for c in found.conditions)
    told = t(
        "proposed_told",
        lang,
        by=found.proposed_by,
        at=found.proposed_at[:10],
        route=found.route_names.get(lang, found.route),
    )
    form = ""
    if found.is_open:
        buttons = "".join(
            f'<button class="x-button{" x-primary" if v == "approved" else ""}" name="verdict" value="{v}">'
            f"{escape(say(f'memo.verdict_{v}', lang))}</button>"
            for v in VERDICTS
        )
        words = t("comment", lang)
        form = (
            f'<form data-form="decide" data-decision="{escape(found.id)}" class="x-fields"><input name="comment" placeholder="{words}" '
            f'aria-label="{words}">{buttons}</form>'
        )
    return (
        f'<div class="x-decision"><p>{chip(say(f"decision.state_{found.state}", lang), kind)} <b>{escape(found.grade or "—")}</b> · '
        f"<b>{escape(limit)}</b> · {escape(str(found.terms_days or '—'))} {t('unit_days', lang)} · {escape(found.review_date or '—')}</p>"
        f'<p class="x-sub">{told} {escape(found.reason)}</p><ul class="x-list">{said}{conditions}</ul>{form}</div>'
    )


def _scorecard(view: View) -> str:
    scorecard = view.profile.scorecard
    if scorecard is None:
        return ""
    names = ("score_item", "weight", "points", "contribution", "lost", "inputs")
    heads = heads_of(names, view.lang, names[1:5])
    rows = [_item(i, view) for i in scorecard.items]
    codes = " ".join(chip(f"{c} {reason_name(c, view.lang)}") for c in scorecard.reason_codes)
    foot = f'<p class="x-sub">{t("reason_codes", view.lang)} {codes}</p>' if codes else ""
    return card(t("scorecard", view.lang), table(heads, rows, "x-papers") + foot)


def reason_name(code: str, lang: Lang) -> str:
    """The words of a reason code (AR-05 …)."""
    known = house_policy().text("reasons").get(code)
    return str(known["names"][lang]) if known else ""


def _item(item: ScoreItem, view: View) -> list[str]:
    inputs = "".join(component(c, view) for c in item.inputs)
    why = f'<p class="x-sub">{escape(known_word("web", f"why_{item.reason}", view.lang))}</p>' if item.reason else ""
    numbers = [item.weight, item.points, item.contribution, item.lost]
    shown = [grouped(Decimal(n), 1) if n is not None else "—" for n in numbers]
    return [
        term(f"item_{item.id}", item.names[view.lang], view.lang),
        *[number(s) for s in shown],
        f'<ul class="x-inputs">{inputs}</ul>{why}',
    ]


def _limit(view: View) -> str:
    limit = view.profile.limit
    if limit is None:
        return ""
    heads = heads_of(("method", "role", "result", "inputs"), view.lang, ("result",))
    rows = [_method(m, limit.currency, m.id == limit.binding, view) for m in limit.methods]
    loss = ""
    if limit.expected_loss is not None:
        loss = t("expected_loss", view.lang, loss=valued(limit.expected_loss, "money", limit.currency, view),
                 pd=limit.pd_pct or "—", lgd=limit.lgd_pct or "—")  # fmt: skip
    value = valued(limit.value, "money", limit.currency, view) if limit.value is not None else "—"
    who = limit.approver.get(view.lang, "")
    approver = escape(f"{' · ' if loss else ''}{say('web.approver', view.lang)} {who}") if who else ""
    head = f'<p class="x-result">{escape(value)}</p><p class="x-sub">{loss}{approver} {" ".join(chip(known_word("web", f"flag_{f}", view.lang)) for f in limit.flags)}</p>'
    return card(t("limit", view.lang), head + table(heads, rows, "x-papers"))


def _method(method: LimitMethod, currency: str | None, binding: bool, view: View) -> list[str]:
    value = valued(method.value, "money", currency, view) if method.value is not None else "—"
    inputs = "".join(component(c, view) for c in method.inputs)
    missing = ", ".join(figure_name(n, view.lang) for n in method.missing)
    return [
        f"{'<b>' if binding else ''}{escape(method.names[view.lang])}{'</b>' if binding else ''}"
        f"{' ' + chip(say('web.binding', view.lang), 'sev-M') if binding else ''}",
        t(f"role_{method.role}", view.lang),
        number(escape(value)),
        f'<ul class="x-inputs">{inputs}</ul><small>{escape(missing)}</small>',
    ]


def _side(name: str, side: SidedView | None, view: View) -> str:
    if side is None:
        return ""
    parts = "".join(
        f'<h4>{t(f"side_{key}", view.lang)}</h4><ul class="x-inputs">{"".join(component(c, view) for c in items)}</ul>'
        for key, items in (("supports", side.supports), ("weakens", side.weakens), ("missing", side.missing))
        if items
    )
    return card(t(name, view.lang), f"<p>{escape(side.summary.get(view.lang, ''))}</p>{parts}")


def _models(view: View) -> str:
    if not view.profile.models:
        return ""
    heads = heads_of(("model", "period", "value", "zone", "inputs"), view.lang, ("value",))
    return card(t("models", view.lang), table(heads, [_model(m, view) for m in view.profile.models], "x-papers"))


def _model(model: ModelScore, view: View) -> list[str]:
    tone = {"safe": "ok", "clear": "ok", "strong": "ok", "distress": "sev-H", "flagged": "sev-H", "weak": "sev-H"}
    zone = chip(model.zone_names.get(view.lang) or model.zone, tone.get(model.zone, "sev-M")) if model.zone else ""
    value = grouped(Decimal(model.value), 2) if model.value is not None else "—"
    inputs = "".join(component(c, view) for c in model.components)
    why = escape(known_word("web", f"why_{model.reason}", view.lang)) if model.value is None and model.reason else ""
    note = escape(model.note.get(view.lang, ""))
    return [
        f"{term(model.id, model.names[view.lang], view.lang)}<small>{note}</small>",
        f'<td class="x-day">{escape(model.period_end or "")}</td>',
        number(value),
        f"{zone} {why}",
        f'<details><summary>{t("inputs", view.lang)}</summary><p class="x-formula">{escape(formula_words(model.formula, view.lang))}</p>'
        f'<ul class="x-inputs">{inputs}</ul></details>',
    ]


def _changes(view: View) -> str:
    changes = view.profile.changes_since_last_review
    if not changes:
        return ""
    heads = heads_of(("changed", "before", "after", "delta"), view.lang, ("before", "after", "delta"))
    return card(t("changes", view.lang), table(heads, [_change(c, view) for c in changes]))


def _change(change: Change, view: View) -> list[str]:
    names = escape(change.names[view.lang])
    if change.kind == "restated":
        names += f" {chip(say('web.restated_line', view.lang), 'sev-M')}"
    if change.period_end:
        names += f"<small>{escape(change.period_end)}</small>"
    return [names, *[number(_changed(v, change, view)) for v in (change.before, change.after, change.delta)]]


def _changed(value: str | None, change: Change, view: View) -> str:
    """One value of a change; the state of a factor in words with its severity."""
    if value is None:
        return "—"
    if change.kind != "factor":
        return escape(valued(value, change.unit, change.currency, view))
    state, _, severity = value.partition(" ")
    return f"{escape(known_word('risk', f'state_{state}', view.lang))} {severity_chip(severity or None, view.lang)}"
