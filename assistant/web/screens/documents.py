"""The customer's papers: upload, work under way, kind, period, coverage map, problems."""

from html import escape
from itertools import groupby

from assistant.credit.profile_model import DocumentView
from assistant.jobs import JobView
from assistant.problem_words import problem_words
from assistant.web.markup import card, chip, heads_of, number, place_button, steps, t, table, title
from assistant.web.remembered_card import remembered_card
from assistant.web.view import View
from ingestion.model.fact import Coverage
from ingestion.texts import Lang, say

FIRST_PAPERS = ("first_report", "first_bureau", "first_licence", "first_ledger")
MAX_WORDS = 4
OPEN_JOBS = 3  # more that have ended are folded: what moves and what failed stays in sight
TAKEN = ".pdf,.jpg,.jpeg,.png,.tif,.tiff,.webp,.xlsx,.xls,.csv,.docx,.html,.xhtml,.xml,.txt,.zip"


def render(view: View) -> str:
    """Upload field, jobs, table of papers, problems."""
    count = len(view.desk.workspace.documents(view.customer))
    return (
        title(say("web.tab_documents", view.lang), say("web.papers_told", view.lang, count=count) if count else "")
        + (_upload(view) if view.desk.person.may("enter", view.customer) else "")
        + f'<div id="x-jobs">{jobs(view) if view.desk.person.may("enter", view.customer) else ""}</div>'
        + remembered_card(view)
        + _papers(view)
        + (_problems(view) if view.sees_figures else "")
    )


def _upload(view: View) -> str:
    lang = view.lang
    return (
        f'<form class="x-drop" data-form="upload"><div><b>{t("upload", lang)}</b><small>{t("upload_kinds", lang)}</small></div>'
        f'<input name="password" type="password" autocomplete="off" placeholder="{t("paper_password", lang)}" '
        f'aria-label="{t("paper_password", lang)}"><label><input type="file" name="papers" multiple accept="{TAKEN}" '
        f'aria-label="{t("choose_files", lang)}"><span class="x-button x-primary">{t("choose_files", lang)}</span></label></form>'
    )


def jobs(view: View) -> str:
    """Work on papers that is under way or has just ended; `data-active` while something moves, `data-kept` papers so far."""
    rows = view.desk.workspace.jobs(view.customer)
    if not rows:
        return ""
    active = any(row.active for row in rows)
    kept = len(view.desk.workspace.documents(view.customer)) if active else 0
    moving = f' data-active data-kept="{kept}"' if active else ""
    ended = [row for row in rows if row.state in ("done", "cancelled")]
    folded = ended if len(ended) > OPEN_JOBS else []
    body = "".join(_job(row, view) for row in rows if row not in folded)
    if folded:
        told = t("jobs_ended", view.lang, count=len(folded))
        body += f"<details><summary>{told}</summary>{''.join(_job(row, view) for row in folded)}</details>"
    return f'<div class="x-steps"{moving}>{body}</div>'


def _job(job: JobView, view: View) -> str:
    where = f" {job.page}/{job.pages}" if job.active and job.pages else ""
    word = t(f"step_{job.step}", view.lang) if job.active else t(f"job_{job.state}", view.lang)
    bar = (
        f'<progress max="{max(job.pages, 1)}" value="{job.page}" aria-label="{escape(job.file)}"></progress>'
        if job.active
        else ""
    )
    act = "cancel" if job.active else "forget"
    button = (
        f'<button class="x-link" data-job="{escape(job.id)}" data-jobact="{act}">{t(f"job_{act}", view.lang)}</button>'
    )
    kind = {"failed": "failed", "done": "ok"}.get(job.state, "")
    told = (job.message or "").removeprefix(f"{job.file}: ").removeprefix(f"{job.file}：")  # its name stands above
    note = f"<small>{escape(told)}</small>" if told else ""
    return (
        f'<div class="x-step"><span><b>{escape(job.file)}</b>{note}</span>{bar}{chip(word + where, kind)}{button}</div>'
    )


def _papers(view: View) -> str:
    papers = view.profile.documents if view.sees_figures else view.desk.workspace.documents(view.customer)
    if not papers:
        return f'<div class="x-empty x-big"><p>{t("no_papers", view.lang)}</p>{steps(FIRST_PAPERS, view.lang)}</div>'
    names = ("paper", "kind", "date", "basis_of", "pages", "figures", "coverage", "state")
    return card(
        "", table(heads_of(names, view.lang, ("pages", "figures")), [_paper(d, view) for d in papers], "x-papers")
    )


def _paper(paper: DocumentView, view: View) -> list[str]:
    opens = view.desk.workspace.sees_paper(view.customer, paper.sha256)
    link = (
        place_button({"document": paper.sha256, "file": paper.file, "page": 1}, paper.file)
        if opens
        else escape(paper.file)
    )
    problems = f"{chip(say('web.problems_short', view.lang, count=paper.problems), 'sev-M')}" if paper.problems else ""
    state = f'<div class="x-chips">{chip(say(f"web.status_{paper.status}", view.lang), paper.status)}{problems}</div>'
    return [
        f'<td class="x-paper">{link}</td>',
        _kind(paper, view.lang),
        f'<td class="x-day">{escape(_day(paper))}</td>',
        escape(say(f"web.basis_{paper.source_basis}", view.lang)),
        number(str(paper.pages)),
        number(_figures(paper, view)),
        f'<td class="x-covercell">{_coverage(paper, view) if view.sees_figures else ""}</td>',
        state + (f"<small>{escape(paper.error)}</small>" if paper.error else ""),
    ]


def _figures(paper: DocumentView, view: View) -> str:
    """How many figures were read; the number opens them for whoever may see this paper."""
    if not paper.facts or not view.desk.workspace.sees_paper(view.customer, paper.sha256):
        return str(paper.facts) if paper.facts and view.sees_figures else "—"
    words = escape(say("web.open_figures", view.lang, file=paper.file))
    return (
        f'<a class="x-link" href="#" data-screen="paper" data-with="document={escape(paper.sha256)}" '
        f'aria-label="{paper.facts} {words}">{paper.facts}</a>'
    )


def _kind(paper: DocumentView, lang: Lang) -> str:
    """The kind, how sure it is, and the words that told it."""
    words = escape(say(f"export.kind_{paper.kind}", lang))
    told = paper.kind_evidence
    if told is None:
        return f'<td class="x-kind">{words}</td>'
    reason = ("、" if lang == "zh" else ", ").join(told.words[:MAX_WORDS])
    sure = escape(say("web.kind_told", lang, pct=round(told.confidence * 100), words=reason))
    return f'<td class="x-kind">{words}<small>{sure}</small></td>'


def _day(paper: DocumentView) -> str:
    """The day the paper speaks of: its period's end, else the date it carries."""
    return paper.period_end or (paper.freshness.date if paper.freshness else None) or "—"


def _coverage(paper: DocumentView, view: View) -> str:
    """A strip over the pages, runs of one state in one colour; a run opens its first page."""
    pages = view.desk.workspace.coverage(view.customer, paper.sha256)
    if not pages:
        return ""
    total, at, parts, told = len(pages), 0, [], []
    for state, run in groupby(pages, key=lambda p: p.state):
        found: list[Coverage] = list(run)
        width = 100 * len(found) / total
        words = say(f"web.cover_{state}", view.lang, first=found[0].page, last=found[-1].page)
        parts.append(
            f'<rect x="{100 * at / total:.2f}" y="0" width="{max(width - 0.3, 0.4):.2f}" height="8" class="v-{state}"/>'
        )
        told.append(words)
        at += len(found)
    title = escape("; ".join(told[:12]))
    return (
        f'<svg class="x-cover" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{title}"><title>{title}</title>'
        f"{''.join(parts)}</svg>"
    )


def _problems(view: View) -> str:
    rows = []
    for problem in view.profile.problems[:60]:
        page = problem.get("page")
        place = {"document": problem["document"], "file": problem["file"], "page": page or 1}
        where = place_button(
            place, f"{problem['file']} {say('web.page_n', view.lang, page=page) if page else ''}".strip()
        )
        rows.append([where, escape(problem_words(problem, view.lang))])
    if not rows:
        return ""
    body = table((t("paper", view.lang), t("problem", view.lang)), rows, "x-papers")
    return card(t("problems", view.lang), f"<div data-problems>{body}</div>", str(len(view.profile.problems)))
