"""The names that papers give their subject: the same in all of them, earlier ones, and codes that do not pass."""

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.leaves import cite_leaf
from assistant.chat.tell import Tell
from assistant.chat.telling import joint
from assistant.credit.profile_model import CreditProfile
from assistant.workspace import CustomerData
from ingestion.model.fact import Extraction
from ingestion.texts import say

MAX_NAMES = 5
OFFICIAL = (
    "business_licence",
    "registry_extract",
    "bureau_enterprise",
    "annual_report",
    "audit_report",
    "bureau_commercial",
)


def _names(draft: Draft, data: CustomerData) -> Answer | None:
    """The name that each paper gives its subject, and codes that differ."""
    papers = [e for e in data.extractions() if e.subject.name]
    if len(papers) < 2:
        return None
    names = dict.fromkeys(e.subject.name or "" for e in papers)
    lang = draft.lang
    chinese = [n for n in names if not n.isascii()]
    draft.say(say("chat.yes" if len(chinese) == 1 else "chat.no", lang))
    for count, name in enumerate(names):
        holders = [e for e in papers if e.subject.name == name]
        joint(draft, count).say(f"{name} ")
        draft.say_count("chat.papers_named", "papers", len(holders))
        for extraction in _one_a_kind(holders)[: MAX_NAMES if count == 0 else 1]:
            _place_of(draft, data, extraction, name)
    _former(draft, draft.profile)
    for extraction in papers:
        for code in extraction.subject.identifiers:
            if code.check == "invalid_check":
                draft.say("；" if lang == "zh" else "; ").say(
                    say("chat.code_invalid_check", lang, value=code.value, file=extraction.file)
                )
    return draft.say(say("chat.stop", lang)).done("answered")


def _one_a_kind(papers: list[Extraction]) -> list[Extraction]:
    """One paper of each kind, official ones and statements first."""
    first = {e.kind: e for e in reversed(papers)}
    return sorted(first.values(), key=lambda e: OFFICIAL.index(e.kind) if e.kind in OFFICIAL else len(OFFICIAL))


def _former(draft: Draft, profile: CreditProfile) -> None:
    """Earlier names that a register or bureau prints."""
    known = dict.fromkeys(
        (leaf["value"], i)
        for i, r in enumerate(profile.bureau)
        for leaf in r.get("subject", {}).get("former_names") or ()
    )
    for count, (name, at) in enumerate(list(known)[:2]):
        leaf = next(f for f in profile.bureau[at]["subject"]["former_names"] if f["value"] == name)
        draft.say(say("chat.former_names", draft.lang) if count == 0 else "、" if draft.lang == "zh" else ", ").say(
            name
        )
        cite_leaf(draft, profile.bureau[at], leaf)


def _place_of(draft: Draft, data: CustomerData, extraction: Extraction, words: str) -> None:
    for page in range(1, 4):
        for text, box in data.page_lines(extraction.sha256, page):
            if words.replace(" ", "") in text.replace(" ", ""):
                draft.place(f"{extraction.sha256}|{page}|{box}", extraction.file, extraction.sha256, page, box, text)
                return


TELLS: dict[str, Tell] = {"compare_names": lambda question, data: _names(Draft(question, data.profile()), data)}
"""What the intent about names is told by."""
