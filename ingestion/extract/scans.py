"""Pages that are pictures: which are recognised, in what order, and how what was read there is told on the page as displayed."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ingestion.errors import LimitReached, PaperError
from ingestion.extract.reading_order import read_first
from ingestion.model.fact import WAITING, Audit, CheckResult, Coverage, Fact, Reading
from ingestion.model.place import Line, Page, PageState
from ingestion.read.glance import Glance
from ingestion.read.pdf import PdfPaper
from ingestion.read.picture import PicturePaper
from ingestion.read.plausible import reads_like_language
from ingestion.read.rulings import Rulings

Recognise = Callable[[int, int, int], tuple[Page, Rulings]]
"""Reads one page (number, pages done, pages to do) from its picture; raises PaperError."""
LookAt = Callable[[int, int, int], Glance]
"""Looks at one page (number, pages done, pages to do); raises PaperError."""
How = Literal["auto", "off", "all"]
FEW_SIGNS = 20
FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
FEW_FIGURES, DIFFERS = 3, 0.4  # figures of a hidden layer, and the share of them that the picture does not show
PICTURE_SHARE = 0.3  # of the page, for a page that has a few signs besides
SPECK_SHARE = 0.02
STOP_AFTER = 2  # pages in a row that failed: the rest of the paper would too


@dataclass(frozen=True, slots=True)
class Recognition:
    """Whether and by what pictures of pages are read.

    With `glance` and `first`, a paper of many pictures is read in two parts: `first` is told what the pages give that may hold
    statements, the others noted as waiting; then the rest is read.
    """

    how: How = "auto"
    read: Recognise | None = None
    glance: LookAt | None = None
    first: Callable[[Reading], None] | None = None


@dataclass(slots=True)
class Recognised:
    """What recognition made of the pages it was asked for."""

    pages: dict[int, Page] = field(default_factory=dict)
    rulings: dict[int, Rulings] = field(default_factory=dict)
    states: dict[int, Coverage] = field(default_factory=dict)
    faults: list[tuple[int, PaperError]] = field(default_factory=list)


def recognise_pages(
    paper: PdfPaper | PicturePaper,
    pages: dict[int, Page],
    recognition: Recognition,
    lying: set[int],
    first: Callable[[Recognised], None] = lambda found: None,
) -> Recognised:
    """The pages without usable text (with `all`: every page) read from their pictures; each that could not be has a reason.

    Pages whose text layer is no language or lies (`lying`: its fonts do) are read from the picture too; where that cannot be
    done, the words of a lying page are kept out of everything. `first` is told what stands after the pages read first, where
    some are.
    """
    found = Recognised()
    distrusted = lying | {n for n, page in pages.items() if not reads_like_language(page.words)}
    wanted = [n for n, page in pages.items() if recognition.how == "all" or _is_picture(page, paper) or n in distrusted]
    early: list[int] = []
    if recognition.read and recognition.glance and recognition.first and recognition.how != "off":
        early = read_first(wanted, recognition.glance)
    failures = 0
    for done, number in enumerate([*early, *(n for n in wanted if n not in early)]):
        if early and done == len(early):
            first(_with_waiting(found, [n for n in wanted if n not in early]))
        if recognition.read is None or recognition.how == "off":
            _leave(found, pages[number], "no_text", PaperError("no_text"), lying, distrusted)
            continue
        if failures >= STOP_AFTER:
            _leave(found, pages[number], "ocr_stopped", PaperError("ocr_stopped"), lying, distrusted)
            continue
        try:
            if isinstance(paper, PdfPaper):
                paper.check_drawing(number)
            page, rules = recognition.read(number, done, len(wanted))
            failures = 0
            if not page.words and number not in distrusted and any(not w.suspect for w in pages[number].words):
                continue  # the few words of the page itself are more than its picture gave
            found.pages[number], found.rulings[number] = page, rules
        except PaperError as err:
            failures += err.key != LimitReached.key  # such a page says nothing of the next one
            _leave(found, pages[number], err.key, err, lying, distrusted)
            continue
        if number in distrusted:
            found.faults.append((number, PaperError("text_layer")))
        elif _layer_differs(pages[number], found.pages[number]):
            found.faults.append((number, PaperError("layer_differs")))
        if found.pages[number].state is PageState.UNREAD:
            _note(found, number, "no_text", PaperError("nothing_recognised"))
    return found


def _with_waiting(found: Recognised, waiting: list[int]) -> Recognised:
    """What was found so far, with a word for each page that is still to be read."""
    told = Recognised(dict(found.pages), dict(found.rulings), dict(found.states), list(found.faults))
    for number in waiting:
        told.states[number] = Coverage(page=number, state="unread", why=WAITING)
    done = len(told.pages)
    told.faults.append((waiting[0], PaperError(WAITING, done=done, waiting=len(waiting), pages=done + len(waiting))))
    return told


def _leave(found: Recognised, page: Page, why: str, err: PaperError, lying: set[int], distrusted: set[int]) -> None:
    """What becomes of a page that was not recognised: a text layer in doubt stays for reading, one that lies does not."""
    if page.number in lying:
        found.pages[page.number] = replace(
            page, words=tuple(w._replace(suspect=w.suspect or "remapped") for w in page.words)
        )
        return
    if page.number in distrusted:
        found.faults.append((page.number, PaperError("text_layer")))
        found.states[page.number] = Coverage(page=page.number, state="partly_read", why="text_layer")
        return
    _note(found, page.number, why, err)


def _note(found: Recognised, number: int, why: str, err: PaperError) -> None:
    found.states[number] = Coverage(page=number, state="unread", why=why)
    found.faults.append((number, err))


def _layer_differs(layer: Page, picture: Page) -> bool:
    """True where an unseen text layer under a scan holds other figures than the picture shows: many, or one in its very place."""
    behind = [w for w in layer.words if w.suspect and FIGURE.fullmatch(w.text)]
    shown = {w.text for w in picture.words}
    missing = [w for w in behind if w.text not in shown]
    if len(behind) >= FEW_FIGURES and len(missing) > DIFFERS * len(behind):
        return True
    figures = [(w, picture.displayed(w.box)) for w in picture.words if FIGURE.fullmatch(w.text)]
    return any(
        len(w.text) == len(other.text)
        and box[0] < (w.x0 + w.x1) / 2 < box[2]
        and box[1] < (w.top + w.bottom) / 2 < box[3]
        for w in missing
        for other, box in figures
    )


def _is_picture(page: Page, paper: PdfPaper | PicturePaper) -> bool:
    if isinstance(paper, PicturePaper):
        return True
    signs = 0
    for word in page.words:
        signs += 0 if word.suspect else len(word.text)
        if signs >= FEW_SIGNS:
            return False
    return paper.picture_share(page.number) >= (PICTURE_SHARE if signs else SPECK_SHARE)


def as_displayed(facts: list[Fact], pages: dict[int, Page]) -> list[Fact]:
    """Facts of straightened or turned pages with their boxes on the page as displayed; of recognised pages with `ocr` for their method."""
    return [_displayed(f, pages[f.page]) if f.page in pages else f for f in facts]


def _displayed(fact: Fact, page: Page) -> Fact:
    if page.source != "ocr" and page.to_display is None:
        return fact
    boxes = {name: _box(getattr(fact, name), page) for name in ("box", "header_box", "unit_box")}
    method = "ocr" if page.source == "ocr" and fact.method in ("table", "text") else fact.method
    return fact.model_copy(update={**boxes, "method": method})


def _box(box: tuple[float, ...], page: Page) -> tuple[float, ...]:
    return tuple(round(v, 1) for v in page.displayed((box[0], box[1], box[2], box[3]))) if len(box) == 4 else box


def doubted(facts: list[Fact], checks: list[CheckResult]) -> list[Fact]:
    """Recognised facts that an accounting identity contradicts are unconfirmed: some digit or sign among them is wrong."""
    broken = {name for check in checks if check.status == "break" for name in check.facts}
    return [
        f.model_copy(update={"state": "unconfirmed"})
        if f.method == "ocr" and f.state == "proposed" and f.id in broken
        else f
        for f in facts
    ]


def displayed_tree(value: Any, pages: dict[int, Page]) -> Any:
    """A nested object with every `box` beside a `page` of a recognised page put where it is displayed."""
    if isinstance(value, dict):
        out = {key: displayed_tree(part, pages) for key, part in value.items()}
        page, box = pages.get(out.get("page") or 0), out.get("box")
        if page is not None and page.to_display is not None and isinstance(box, list) and len(box) == 4 and any(box):
            out["box"] = list(_box(tuple(box), page))
        return out
    return [displayed_tree(part, pages) for part in value] if isinstance(value, list) else value


def displayed_audit(audit: Audit | None, pages: dict[int, Page]) -> Audit | None:
    """The audit report with its points where they are displayed."""
    if audit is None:
        return None
    points = tuple(
        point.model_copy(update={"box": _box(point.box, page)})
        if (page := pages.get(point.page)) and page.to_display is not None
        else point
        for point in audit.points
    )
    return audit.model_copy(update={"points": points})


def displayed_lines(lines: list[Line], page: Page) -> list[Line]:
    """The lines with their boxes on the page as displayed."""
    return lines if page.to_display is None else [replace(line, box=page.displayed(line.box)) for line in lines]


def text_of(pages: Iterable[Page]) -> Literal["digital", "ocr", "mixed", "none"]:
    """Where the paper's words come from."""
    sources = {page.source for page in pages if any(not w.suspect for w in page.words)}
    if not sources:
        return "none"
    return "mixed" if len(sources) > 1 else "ocr" if "ocr" in sources else "digital"
