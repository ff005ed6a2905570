"""Header phrases and the columns they stand over, spanning phrases included."""

import re
from dataclasses import dataclass

from ingestion.model.place import Box, Word, span
from ingestion.model.table import Column
from ingestion.read.layout import join_words
from ingestion.read.tokens import Token

PHRASE_GAP_EM = 0.9
COVER = 0.30
OVER_ALL = re.compile(
    r"编制单位|編製單位|(?:单位|單位)[:：]|币种|幣種|审计类型|会企|会小企|资产负债表$|利润表$|现金流量表$|损益表$|损益及其他全面收益表$|全面收益表$|财务状况表$"
)
"""Words of lines that stand over a whole table: never the head of one column."""
BARE_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
DATED = re.compile(r"(?:19|20)\d\d")
WHOSE = re.compile(
    r"(?:the )?(?:group|company|consolidated|parent(?: company)?|standalone|bank|trust)"
    r"|合并|合併|母公司|本集团|本集團|集团|集團|本公司|公司",
    re.IGNORECASE,
)
NOTE_WORDS = re.compile(r"notes?\.?(?: (?:no|ref|refs|nos)\.?)?|附注|附註|注释|註釋|行次", re.IGNORECASE)
STATEMENT_TITLE = re.compile(
    r"(?:(?:u\.?s\.? gaap|ifrs|interim|unaudited|audited|condensed|consolidated|company|parent|group|summary) )*"
    r"(?:balance sheets?|income statements?|cash flow statements?|profit and loss account"
    r"|statements? of (?:consolidated )?(?:financial (?:position|condition)|income|operations|earnings|profit (?:or|and) loss|cash flows?"
    r"|comprehensive (?:income|loss|earnings)|profit (?:or|and) loss and other comprehensive income"
    r"|(?:operations|income|earnings)(?: \(loss\))? and (?:other )?comprehensive (?:income|loss|earnings)(?: \(loss\))?))"
    r"(?: \((?:unaudited|audited|continued)\))*"
    r"|(?:合并|合併|及|母公司|公司|简明|簡明|综合|綜合)*(?:资产负债表|資產負債表|利润表|利潤表|利润及利润分配表|现金流量表|現金流量表"
    r"|损益表|損益表|收益表|全面收益表|损益及其他全面收益表|損益及其他全面收益表|财务状况表|財務狀況表)(?:[（(][续續][)）])?",
    re.IGNORECASE,
)
_AROUND_TITLE = re.compile(
    r"^[\u3400-\u9fff（）()]{2,30}公司(?=[\u3400-\u9fff]{3,}表)|\s*[（(](?:金额)?(?:单位|單位)[^（()）]*[)）]$"
    r"|,?\s+[（(]?in (?:[A-Za-z$€£]+'?\s?){1,3}(?:thousands?|millions?|'?000)?[)）]?$",
    re.IGNORECASE,
)
"""The company before a Chinese title, the unit behind one."""
LONGEST_WORDS, LONGEST_SIGNS = 8, 24
"""A longer phrase over columns is running text, unless it names a year."""
CENTRED = 0.04
SPANNING = re.compile(r"\bended?\b|months|weeks|quarter", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Band:
    """Where a column's digits stand: from the leftmost digit to the right edge; `edge` is its usual right edge."""

    x0: float
    x1: float
    edge: float
    members: int

    def merge(self, other: "Band") -> "Band":
        """Both bands as one; the edge of the stronger stays."""
        edge = self.edge if self.members >= other.members else other.edge
        return Band(min(self.x0, other.x0), max(self.x1, other.x1), edge, self.members + other.members)


def phrases_of(tokens: list[Token], em: float) -> list[tuple[str, Box]]:
    """Runs of words that stand close together in one row."""
    words = [w for t in tokens for w in t.words]
    runs: list[list[Word]] = []
    for word in words:
        if runs and word.x0 - runs[-1][-1].x1 <= PHRASE_GAP_EM * em:
            runs[-1].append(word)
        else:
            runs.append([word])
    parts = [part for run in runs for part in _parts(run)]
    return [(join_words(part), span(part)) for part in parts]


def _parts(run: list[Word]) -> list[list[Word]]:
    """A run cut where heads of narrow columns meet: "Note No." before a date, and one dated phrase set several times."""
    noted = next((n for n in (2, 1) if NOTE_WORDS.fullmatch(" ".join(w.text for w in run[:n]))), 0)
    if 0 < noted < len(run) and any(DATED.search(w.text) for w in run[noted:]):
        return [run[:noted], *_parts(run[noted:])]
    for count in (2, 3, 4):
        size = len(run) // count
        if size and size * count == len(run) and DATED.search(run[size - 1].text):
            shapes = [re.sub(r"\d", "0", w.text) for w in run]
            if shapes == shapes[:size] * count:
                return [run[k * size : (k + 1) * size] for k in range(count)]
    return [run]


def header_columns(rows: list[list[Token]], bands: list[Band], em: float, left: float) -> tuple[list[Column], set[int]]:
    """The columns with the phrases above them (top to bottom), and the indexes of the rows that gave any.

    `left` is where the table's captions begin.
    """
    heads: list[list[tuple[str, Box]]] = [[] for _ in bands]
    used: set[int] = set()
    reach = _reaches(bands)
    below = max((i + 1 for i, row in enumerate(rows) if names_statement([t.text for t in row])), default=0)
    found = [[(text, box) for text, box in phrases_of(row, em) if not _is_over_all(text)] for row in rows]
    for i, phrases in enumerate(found):
        if i < below:
            continue  # a running head over the title, the title itself
        if _is_title(phrases, bands, left):
            continue
        for text, box, covered in _assigned(phrases, bands, reach, found[i + 1 :]):
            for k in covered:
                heads[k].append((text, box))
                used.add(i)
    columns = [
        Column(band.x0, band.x1, tuple(text for text, _ in head), tuple(box for _, box in head))
        for band, head in zip(bands, heads, strict=True)
    ]
    return columns, used


def _headed(below: list[list[tuple[str, Box]]], bands: list[Band]) -> int:
    """How many columns of figures have a head of their own in a row below; 0 where one lacks it."""
    for row in below:
        over = [next((text for text, box in row if box[0] < band.x1 and box[2] > band.x0), None) for band in bands]
        noted = over[0] is None or bool(NOTE_WORDS.fullmatch(over[0]))
        if len(row) >= len(bands) - noted and all(over[noted:]):
            return len(bands) - noted
    return 0


def names_statement(texts: list[str]) -> bool:
    """True for a line that is nothing but the name of a statement."""
    return any(STATEMENT_TITLE.fullmatch(_AROUND_TITLE.sub("", sign.join(texts))) for sign in (" ", ""))


def _is_over_all(text: str) -> bool:
    """A line over the whole table or running text: never the head of a column."""
    bare = re.sub(r"\s", "", text)
    if OVER_ALL.search(bare):
        return True
    return not DATED.search(text) and (
        text.count(" ") >= LONGEST_WORDS or (not text.isascii() and len(bare) > LONGEST_SIGNS)
    )


def _is_title(phrases: list[tuple[str, Box]], bands: list[Band], left: float) -> bool:
    """A lone dated phrase in the middle of the table that stands over only some of its three or more columns."""
    if len(phrases) != 1 or len(bands) < 3 or not DATED.search(phrases[0][0]):
        return False
    box = phrases[0][1]
    middle = (left + bands[-1].x1) / 2
    if abs((box[0] + box[2]) / 2 - middle) > CENTRED * (bands[-1].x1 - left):
        return False
    return any(box[2] < band.x0 or box[0] > band.x1 for band in bands)


def _assigned(
    phrases: list[tuple[str, Box]],
    bands: list[Band],
    reach: list[tuple[float, float]],
    below: list[list[tuple[str, Box]]],
) -> list[tuple[str, Box, list[int]]]:
    """Each phrase of a row with its columns; a column left over takes the nearest phrase that names a length or a date.

    `below` are the rows of the head under this one.
    """
    found = [(text, box, _covered(box, bands, reach)) for text, box in phrases]
    blocks = _blocks(phrases, bands, below)
    if blocks:
        return [(text, box, block) for (text, box), block in zip(phrases, blocks, strict=True)]
    dated = [entry for entry in found if DATED.search(entry[0]) and not SPANNING.search(entry[0])]
    if len(dated) == len(bands) and [entry[2] for entry in dated] != [[k] for k in range(len(bands))]:
        for k, entry in enumerate(
            dated
        ):  # as many dates as columns: in their order, though none stands right above its figures
            entry[2][:] = [k]
    spans = [entry for entry in found if entry[2] and SPANNING.search(entry[0])]
    _shared_out(spans, len(bands))
    taken = {k for _, _, columns in found for k in columns}
    for k, band in enumerate(bands):
        if k not in taken and spans:
            centre = (band.x0 + band.x1) / 2
            min(spans, key=lambda entry: abs((entry[1][0] + entry[1][2]) / 2 - centre))[2].append(k)
    return found


def _shared_out(spans: list[tuple[str, Box, list[int]]], count: int) -> None:
    """Phrases that each stand over the first (or the last) of as many columns take all of those: heads set to one side, as in sheets."""
    first = count % len(spans) if spans else 0
    size = count // len(spans) if spans else 0
    if len(spans) < 2 or size < 2 or first > 1:
        return
    for side in (0, size - 1):
        if [entry[2] for entry in spans] == [[first + k * size + side] for k in range(len(spans))]:
            for k, entry in enumerate(spans):
                entry[2][:] = range(first + k * size, first + (k + 1) * size)
            return


def _blocks(phrases: list[tuple[str, Box]], bands: list[Band], below: list[list[tuple[str, Box]]]) -> list[list[int]]:
    """The columns under "Group" and "Company", and under "2024" and "2023" where every column has a head of its own below.

    As many for each, in order, a column of notes before them left out; empty for other rows.
    """
    count = len(phrases)
    if count < 2:
        return []
    whose = all(WHOSE.fullmatch(text) for text, _ in phrases)
    years = not whose and all(BARE_YEAR.fullmatch(text) for text, _ in phrases)
    held = len(bands) if whose else _headed(below, bands) if years else 0
    first = held % count if whose else len(bands) - held
    size = held // count
    if size < 2 or first > 1 or (years and held % count) or (whose and first and phrases[0][1][2] < bands[0].x1):
        return []
    blocks = [list(range(first + k * size, first + (k + 1) * size)) for k in range(count)]
    over = [
        bands[b[0]].x0 - 4 <= (box[0] + box[2]) / 2 <= bands[b[-1]].x1 + 4
        for b, (_, box) in zip(blocks, phrases, strict=True)
    ]
    return blocks if whose or all(over) else []


def _reaches(bands: list[Band]) -> list[tuple[float, float]]:
    """The stretch that belongs to each column: half-way to its neighbours, at most its own width beyond."""
    out = []
    for k, band in enumerate(bands):
        width = max(band.x1 - band.x0, 1.0)
        left = (bands[k - 1].x1 + band.x0) / 2 if k else band.x0 - width
        right = (band.x1 + bands[k + 1].x0) / 2 if k + 1 < len(bands) else band.x1 + width
        out.append((max(left, band.x0 - width), min(right, band.x1 + width)))
    return out


def _covered(box: Box, bands: list[Band], reach: list[tuple[float, float]]) -> list[int]:
    found = []
    for k, band in enumerate(bands):
        width = max(band.x1 - band.x0, 0.1)
        if (min(box[2], band.x1) - max(box[0], band.x0)) / width >= COVER:
            found.append(k)
    if found:
        return found
    centre = (box[0] + box[2]) / 2
    return [k for k, (left, right) in enumerate(reach) if left <= centre <= right]
