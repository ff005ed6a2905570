"""HTML and XHTML as one page: paragraphs become lines, table rows become rows with figures at the right edge of their column.

One reader then serves every carrier. Entities, external files and the network are off; nothing hidden by its own style is read.
`locate` turns a box back into the path of the element. With `ingestion.read.inline_xbrl` this is lxml's one door.
"""

import html.entities
import io
import re
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from lxml import etree

from ingestion.errors import PaperError
from ingestion.intake.limits import Limits
from ingestion.model.place import Box, Page, PageState, Word, union
from ingestion.read.rulings import Rulings
from ingestion.read.sheet import EM_PT, GAP_PT, MARGIN_PT, MAX_UNSEEN, ROW_PT, drawn, text_width, unseen_words
from ingestion.read.styles import Styles

_BLOCK_NAMES = """address article aside blockquote body br caption center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header
hr li main nav ol p pre section table tbody tfoot thead tr ul"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
UNREAD = frozenset({"script", "style", "head", "noscript", "title", "object", "iframe", "svg"})
INLINE_XBRL = re.compile(r"^\{http://www\.xbrl\.org/(?:2008|2013)/inlineXBRL\}(\w+)$")
LINE_CHARACTERS = 110
MAX_SPAN = 60
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_NAMES = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_FIGURE = re.compile(r"[-(（]?[$£€¥]?[-(（]?[\d.,]*\d[\d.,]*[)）]?%?$|[-–—]$")


def parse_markup(data: bytes) -> Any:
    """The root element; well-formed XHTML keeps its namespaces, anything else is read as HTML.

    Raises:
        PaperError: there is no element in it.
    """
    as_xml = data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") or b"xmlns" in data[:4096]
    try:
        if as_xml:
            parser = etree.XMLParser(
                resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
            )
            root = etree.fromstring(_NAMED.sub(_numeric_entity, data), parser)
        else:
            root = etree.fromstring(data, etree.HTMLParser(no_network=True, recover=True, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError) as err:
        raise PaperError("damaged_file") from err
    if root is None:
        raise PaperError("damaged_file")
    return root


def _numeric_entity(match: re.Match[bytes]) -> bytes:
    """HTML's named characters by number: XML without a DTD knows only five names."""
    if match[1] in _XML_NAMES:
        return match[0]
    code = html.entities.name2codepoint.get(match[1].decode("ascii"))
    return f"&#{code};".encode() if code else b""


def local_name(element: Any) -> str:
    """The element's name without its namespace; empty for comments and instructions."""
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


@dataclass(slots=True)
class _Cell:
    """Words of one line or table cell, each with the element it stands in."""

    words: list[tuple[str, Any]] = field(default_factory=list)
    column: int = 0
    span: int = 1
    is_open: bool = False  # the last word may go on: no white space and no break since

    @property
    def text(self) -> str:
        return " ".join(word for word, _ in self.words)


@dataclass(slots=True)
class _Table:
    rows: list[list[_Cell]] = field(default_factory=list)
    held: dict[int, int] = field(default_factory=dict)  # column -> rows it is still taken by a rowspan


class HtmlPaper:
    """An open HTML file; one page. `root` is the parsed tree."""

    page_count = 1

    def __init__(self, data: bytes, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self.root = parse_markup(data)
        self._words: list[Word] = []
        self._elements: list[Any] = []
        self._boxes: dict[Any, list[Box]] = {}
        self._y = MARGIN_PT
        self._width = 600.0
        self._cut = False
        self._styles = Styles(self.root)
        self._unseen: list[str] = []
        self._lay_out()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._words, self._elements, self._boxes = [], [], {}

    def page(self, number: int) -> Page:
        """The words as laid out; `partly_read` where the limit of words was met."""
        state = PageState.READ if self._words else PageState.UNREAD
        why = None if self._words else "empty"
        if self._cut:
            state, why = PageState.PARTLY_READ, "limit"
        words = (*self._words, *unseen_words(self._unseen, self._y + MARGIN_PT, "styled_away"))
        return Page(number, self._width + MARGIN_PT, self._y + MARGIN_PT, words, state, why)

    def rulings(self, number: int) -> Rulings:
        """No rules: columns are told apart by their places."""
        return Rulings([], [])

    def locate(self, number: int, box: Box) -> dict[str, str]:
        """The path of the element that a box shows."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        for word, element in zip(self._words, self._elements, strict=True):
            if word.x0 - 1 <= x <= word.x1 + 1 and word.top <= y <= word.bottom:
                return {"xpath": self.path(element)}
        return {"xpath": "/*"}

    def path(self, element: Any) -> str:
        """The element's XPath."""
        return str(self.root.getroottree().getpath(element))

    def box_of(self, element: Any) -> Box | None:
        """Where the words of `element` stand on the page; None for hidden ones."""
        boxes = self._boxes.get(element)
        return union(boxes) if boxes else None

    def picture(self, number: int, zoom: float) -> bytes:
        """The page as PNG, `zoom` pixels a point, no side longer than the limit."""
        out = io.BytesIO()
        drawn(self.page(number), zoom, self._limits.picture_side_px).save(out, "PNG", compress_level=1)
        return out.getvalue()

    def _lay_out(self) -> None:
        line = _Cell()
        tables: list[_Table] = []
        skipped: Any = None
        tagged: list[Any] = []
        for event, element in etree.iterwalk(self.root, events=("start", "end")):
            name = local_name(element)
            if event == "start":
                if skipped is None and _is_unread(element, name):
                    skipped = element
                elif skipped is None and (name == "template" or self._styles.hides(element)):
                    skipped = element
                    self._unseen += _said_in(element)
                line.is_open &= name not in BLOCKS
                if skipped is None:
                    self._begin(name, element, line, tables)
                    if INLINE_XBRL.match(str(element.tag)):
                        tagged.append(element)
                    self._add(line, element.text, tagged[-1] if tagged else element, element)
                continue
            line.is_open &= name not in BLOCKS
            if skipped is None:
                if tagged and tagged[-1] is element:
                    tagged.pop()
                self._finish(name, line, tables)
            elif skipped is element:
                skipped = None
            if skipped is None and element is not self.root:
                self._add(line, element.tail, tagged[-1] if tagged else element.getparent(), element.getparent())
        self._flush(line)

    def _add(self, line: _Cell, text: str | None, element: Any, owner: Any) -> None:
        """The words of `text`, which stand in `owner`; told apart where they have the colour of their ground."""
        if text and not text.isspace() and self._styles.is_faint(owner):
            self._unseen += text.split()
        else:
            _add(line, text, element)

    def _begin(self, name: str, element: Any, line: _Cell, tables: list[_Table]) -> None:
        if name == "table":
            self._flush(line)
            tables.append(_Table())
        elif name == "tr" and tables:
            tables[-1].rows.append([])
        elif name in ("td", "th") and tables and tables[-1].rows:
            line.words = []
            line.column, line.span = _next_place(tables[-1], element)
        elif name in BLOCKS and not (tables and tables[-1].rows):
            self._flush(line)

    def _finish(self, name: str, line: _Cell, tables: list[_Table]) -> None:
        if name in ("td", "th") and tables and tables[-1].rows:
            tables[-1].rows[-1].append(_Cell(line.words, line.column, line.span))
            line.words = []
        elif name == "table" and tables:
            self._place_table(tables.pop())
            line.words = []
        elif name in BLOCKS and not (tables and tables[-1].rows):
            self._flush(line)

    def _flush(self, line: _Cell) -> None:
        """A paragraph as lines of about 110 characters."""
        held: list[tuple[str, Any]] = []
        size = 0
        for word, element in line.words:
            if size + len(word) > LINE_CHARACTERS and held:
                self._put(held, MARGIN_PT)
                held, size = [], 0
                self._y += ROW_PT
            held.append((word, element))
            size += len(word) + 1
        if held:
            self._put(held, MARGIN_PT)
            self._y += ROW_PT
        line.words = []

    def _place_table(self, table: _Table) -> None:
        rows = [row for row in table.rows if any(cell.words for cell in row)]
        if not rows:
            return
        edges = _edges(rows)
        self._y += ROW_PT
        for row in rows:
            for cell in row:
                if cell.words:
                    self._put(cell.words, _start(cell, edges))
            self._y += ROW_PT
        self._y += ROW_PT

    def _put(self, words: list[tuple[str, Any]], x: float) -> None:
        for text, element in words:
            if len(self._words) >= self._limits.page_words:
                self._cut = True
                return
            word = Word(text, x, self._y, x + text_width(text), self._y + 9)
            self._words.append(word)
            self._elements.append(element)
            self._boxes.setdefault(element, []).append(word.box)
            x = word.x1 + EM_PT / 2
            self._width = max(self._width, x)


def _is_unread(element: Any, name: str) -> bool:
    if name in UNREAD or not name:
        return True
    inline = INLINE_XBRL.match(str(element.tag))
    return bool(inline and inline[1] in ("header", "hidden"))


def _said_in(element: Any) -> list[str]:
    """The words of an element that is not shown; those a program keeps there by rule (scripts, tags' headers) are none."""
    found: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        if event == "end":
            found += (part.tail or "").split() if part is not element else ()
        elif _is_unread(part, local_name(part)):
            walk.skip_subtree()
        else:
            found += (part.text or "").split()
        if len(found) >= MAX_UNSEEN:
            break
    return found[:MAX_UNSEEN]


def _add(line: _Cell, text: str | None, element: Any) -> None:
    if not text:
        return
    parts = text.replace("\u00a0", " ").split()
    if parts and line.is_open and not text[0].isspace() and line.words and line.words[-1][1] is element:
        line.words[-1] = (line.words[-1][0] + parts.pop(0), element)
    line.words.extend((part, element) for part in parts)
    line.is_open = not text[-1].isspace()


def _next_place(table: _Table, element: Any) -> tuple[int, int]:
    """The first free column of the row that is being read, and how many columns the cell takes."""
    row = table.rows[-1]
    if not row:
        table.held = {column: left - 1 for column, left in table.held.items() if left > 1}
    column = row[-1].column + row[-1].span if row else 0
    while column in table.held:
        column += 1
    span = _count(element.get("colspan"))
    for taken in range(column, column + span):
        if (rows := _count(element.get("rowspan"))) > 1:
            table.held[taken] = rows
    return column, span


def _count(text: str | None) -> int:
    return min(int(text), MAX_SPAN) if text and text.isdigit() and int(text) > 0 else 1


def _edges(rows: list[list[_Cell]]) -> list[float]:
    """Left edge of each column, and the right edge of the last."""
    count = max(cell.column + cell.span for row in rows for cell in row)
    widths = [0.0] * count
    for row in rows:
        for cell in row:
            if cell.span == 1:
                widths[cell.column] = max(widths[cell.column], text_width(cell.text))
    taken = [width + GAP_PT if width else EM_PT for width in widths]
    for row in rows:
        for cell in row:
            if cell.span > 1 and cell.span < count:
                here = slice(cell.column, cell.column + cell.span)
                taken[here.stop - 1] += max(0.0, text_width(cell.text) + GAP_PT - sum(taken[here]))
    edges = [MARGIN_PT]
    for width in taken:
        edges.append(edges[-1] + width)
    return edges


def _start(cell: _Cell, edges: list[float]) -> float:
    """Figures end at the right edge, heads stand in the middle, captions begin at the left."""
    width = text_width(cell.text)
    left, right = edges[cell.column], edges[min(cell.column + cell.span, len(edges) - 1)] - GAP_PT
    if cell.column == 0:
        return left
    if _FIGURE.match(cell.text):
        return max(left, right - width)
    return max(left, (left + right - width) / 2) if width > EM_PT * 2 else left
