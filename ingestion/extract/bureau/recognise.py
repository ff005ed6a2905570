"""Which layout a paper has, with how sure, on which words and page: by `kinds.toml`."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ingestion.extract.bureau.spec import spec_of
from ingestion.model.fact import Kind
from ingestion.model.place import Line
from ingestion.taxonomy.captions import plain

TITLE_LINES, TITLE_LENGTH, FIRST_PAGES = 14, 70, 4
TITLE_WEIGHT, STRONG_WEIGHT, MAX_MARKS = 2.5, 1.5, 6
ENOUGH, WITHOUT_TITLE = 3.0, 4
_GAP = r"[\s\u200b®™©]*"
COVER_LINES, LETTER_LINES = 8, 8
LETTER = re.compile(r"^致[:：]|^尊敬的|^dear|的函$|申请表|申请书|授权书|applicationform|creditapplication|^to:")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A layout with the kind of paper it stands for; `reason` are the words that told, `page` where the first of them stands."""

    layout: str
    kind: Kind
    confidence: float
    reason: tuple[str, ...]
    page: int
    named: bool = True
    """A title or a strong word told it, not common words alone."""


def recognised(pages: Mapping[int, list[Line]]) -> Recognised | None:
    """The layout with most signs; None where no kind has enough of them."""
    numbers = list(pages)[:FIRST_PAGES]
    if not numbers:
        return None
    lines = {n: [flat(line.text) for line in pages[n]] for n in numbers}
    heads = numbers[:1] if len(lines[numbers[0]]) > COVER_LINES else numbers[:2]
    letter = is_letter(pages)  # what a letter or a form of our own speaks of is not what it is
    top = [(t, n) for n in heads for t in lines[n][:TITLE_LINES] if len(t) <= TITLE_LENGTH]
    bodies = {n: "\n".join(texts) for n, texts in lines.items()}
    names = [name for name, rule in kinds().items() if not letter or rule["letter"]]
    found = [r for name in names if (r := _signs(name, top, bodies))]
    if not found:
        return None
    score, best = max(found, key=lambda item: item[0])
    spec = spec_of(best)
    title, marks, page = _evidence(best, top, bodies)
    printed = [line.text for n in numbers for line in pages[n]]
    return Recognised(
        best,
        spec.get("kind"),
        min(0.99, round(0.4 + 0.08 * score, 2)),
        tuple(as_printed(word, printed) for word in (*title, *marks)),
        page,
        bool(title) or _is_strong(best, bodies),
    )


def is_letter(pages: Mapping[int, list[Line]]) -> bool:
    """A letter or a form of our own, by its first lines."""
    first = next(iter(pages.values()), [])
    return any(LETTER.search(flat(line.text)) for line in first[:LETTER_LINES])


def _is_strong(name: str, bodies: dict[int, str]) -> bool:
    return any(w.search(b) for w in kinds()[name]["strong"] for b in bodies.values())


def _signs(name: str, top: list[tuple[str, int]], bodies: dict[int, str]) -> tuple[float, str] | None:
    rule = kinds()[name]
    title, marks, _ = _evidence(name, top, bodies)
    strong = [w for w in rule["strong"] if any(w.search(b) for b in bodies.values())]
    score = (TITLE_WEIGHT if title else 0) + STRONG_WEIGHT * len(strong) + min(len(marks), MAX_MARKS)
    enough = (bool(title) and bool(marks)) or len(marks) >= WITHOUT_TITLE
    return (score, name) if enough and score >= ENOUGH else None


def _evidence(name: str, top: list[tuple[str, int]], bodies: dict[int, str]) -> tuple[list[str], list[str], int]:
    rule = kinds()[name]
    title = next(((m.group(), n) for t, n in top for p in rule["titles"] if (m := p.search(t))), None)
    marks: list[str] = []
    page = title[1] if title else 0
    for pattern in rule["marks"]:
        for number, body in bodies.items():
            if match := pattern.search(body):
                marks.append(match.group())
                page = page or number
                break
    return ([title[0]] if title else []), marks, page or 1


@cache
def kinds() -> dict[str, Any]:
    """`kinds.toml` with its patterns made ready."""
    told = tomllib.loads(files(__package__).joinpath("kinds.toml").read_text("utf-8"))
    return {
        name: {key: [re.compile(p) for p in entry.get(key, [])] for key in ("titles", "marks", "strong")}
        | {"letter": entry.get("letter", False)}
        for name, entry in told.items()
    }


def as_printed(word: str, lines: Sequence[str]) -> str:
    """A word that was found without its spaces and capitals, as the first line that holds it prints it."""
    pattern = re.compile(_GAP.join(map(re.escape, word)))
    for line in lines:
        told = plain(line)
        if len(told) == len(line) and (match := pattern.search(told)):
            return re.sub(r"\s+", " ", line[match.start() : match.end()]).strip()
    return word


def flat(text: str) -> str:
    """A line as the patterns see it."""
    return re.sub(r"[\s\u200b®™©]+", "", plain(text))
