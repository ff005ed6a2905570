"""What the notes and the report tell in words: events after the year end, contingencies, guarantees, covenants, doubts, audit matters.

`kinds.toml` holds the headings and sentences; `chinese` and `english` read them. A passage is quoted as printed, never reworded. May be
imported by `ingestion.extract` alone.
"""

from collections.abc import Iterable, Mapping, Sequence

from ingestion.extract.note_texts.chinese import chinese_texts
from ingestion.extract.note_texts.english import english_texts
from ingestion.extract.note_texts.kinds import most_of
from ingestion.extract.notes.outline import squeezed
from ingestion.model.fact import NoteText, NoteWord
from ingestion.model.place import Line

SAME = 40  # characters that two readings of one passage begin with alike


def note_texts(pages: Mapping[int, Sequence[Line]], language: str) -> tuple[NoteText, ...]:
    """The passages of each kind, in the order of print; that there is none of a kind counts only where nothing of it is told."""
    found = chinese_texts(pages) if language.startswith("zh") else english_texts(pages) if language == "en" else []
    kept: dict[NoteWord, list[NoteText]] = {}
    for text in _single(found):
        kept.setdefault(text.what, []).append(text)
    made: list[NoteText] = []
    for what, texts in kept.items():
        told = [t for t in texts if not t.none]
        made += told[: most_of(what)] or texts[:1]
    return tuple(sorted(made, key=lambda t: (t.page, t.box[1] if t.box else 0.0)))


def _single(found: Iterable[NoteText]) -> Iterable[NoteText]:
    """Each passage once: one told by a heading and by a sentence is the heading's."""
    seen: dict[tuple[NoteWord, str], NoteText] = {}
    for text in sorted(found, key=lambda t: not t.heading):
        seen.setdefault((text.what, squeezed(text.text)[:SAME]), text)
    return sorted(seen.values(), key=lambda t: (t.page, t.box[1] if t.box else 0.0))
