"""What the notes tell in words: events after the period end, contingencies, covenants, audit matters … quoted as printed, each cited."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.question import Question
from assistant.workspace import CustomerData
from ingestion.model.fact import Extraction, NoteText
from ingestion.texts import say

MOST = 4
QUOTED = 220  # characters
_MEANING = re.compile(r"意见|保留|非标|等于|算|意味|opinion|qualif|modif|mean|same as", re.IGNORECASE)
_ELSEWHERE = re.compile(r"征信|bureau|担保人|法院", re.IGNORECASE)


@cache
def _kinds() -> dict[str, tuple[dict[str, str], re.Pattern[str]]]:
    entries = tomllib.loads(files(__package__).joinpath("note_words.toml").read_text("utf-8"))
    return {name: (e["names"], re.compile(e["asks"], re.IGNORECASE)) for name, e in entries.items()}


def doubt_answer(question: Question, data: CustomerData) -> Answer | None:
    """The doubt about going on that the papers state, where it is asked for; that they state none, with what was searched."""
    if not _kinds()["going_concern"][1].search(question.text):
        return None
    told = note_text_answer(question, data)
    if told is not None or _MEANING.search(question.text):
        return told
    draft = Draft(question, data.profile())
    draft.terms = list(_kinds()["going_concern"][0].values())
    draft.say(say("chat.no_doubt_stated", question.lang)).say_searched()
    return draft.done("insufficient_evidence")


def note_text_answer(question: Question, data: CustomerData) -> Answer | None:
    """The passages of the asked kind in the latest paper that has any; None where none is asked or no paper tells of it."""
    if _ELSEWHERE.search(question.text):
        return None
    asked = next((name for name, (_, asks) in _kinds().items() if asks.search(question.text)), None)
    if asked is None:
        return None
    year = next(iter(re.findall(r"20\d\d", question.text)), "")
    papers = sorted(data.extractions(), key=lambda e: e.period_end or "", reverse=True)
    for paper in papers:
        texts = [t for t in paper.texts if t.what == asked]
        if texts and (paper.period_end or "").startswith(year):
            return _told(question, data, asked, paper, texts[:MOST])
    return None


def _told(question: Question, data: CustomerData, asked: str, paper: Extraction, texts: list[NoteText]) -> Answer:
    draft = Draft(question, data.profile())
    nothing = all(t.none for t in texts)
    if question.yes_no:
        draft.say(say("chat.no" if nothing else "chat.yes", question.lang))
    name = _kinds()[asked][0][question.lang]
    draft.say(say("chat.note_none" if nothing else "chat.note_told", question.lang, what=name))
    for place, text in enumerate(texts):
        draft.say("\n" if place or not nothing else "")
        quote = text.text[:QUOTED]
        draft.say(f"“{quote}{'…' if len(text.text) > QUOTED else ''}”")
        draft.place(f"{asked}|{place}", paper.file, paper.sha256, text.page, text.box, quote)
    return draft.done("answered")
