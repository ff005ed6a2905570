"""Word-processor files (.docx): paragraphs and tables in the order of the document. python-docx's one door for reading.

Nothing is opened beside the text: no pictures, links, macros or embedded files. Runs that are hidden, tiny or lost on
their ground, and what was deleted, are told apart.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

from ingestion.errors import PaperError
from ingestion.intake.limits import Limits
from ingestion.read.flow import Block
from ingestion.read.package import within_limits

MAX_ROWS, TINY_PT, ALIKE = 5_000, 1.5, 40
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DELETED = f"{WORD}delText"
_PROPERTIES = {f"{WORD}r": "rPr", f"{WORD}p": "pPr", f"{WORD}tc": "tcPr"}


def docx_blocks(data: bytes, limits: Limits) -> tuple[list[Block], list[str]]:
    """(paragraphs as text and tables as rows of cells, a merged cell standing once; the words that nobody sees).

    Raises:
        PaperError: the file is damaged or unpacks to more than the limits.
    """
    from docx import Document
    from docx.table import Table

    within_limits(data, limits)
    try:
        document = Document(io.BytesIO(data))
        unseen: list[str] = [word for text in document.element.body.iter(DELETED) for word in (text.text or "").split()]
        blocks: list[Block] = [
            _rows(item, unseen) if isinstance(item, Table) else "".join(_visible(item, unseen))
            for item in document.iter_inner_content()
        ]
        return blocks, unseen
    except (MemoryError, RecursionError):
        raise
    except Exception as err:  # python-docx raises what its XML and zip readers raise
        raise PaperError("damaged_file") from err


def _rows(table: Any, unseen: list[str]) -> list[list[str]]:
    made = []
    for row in list(table.rows)[:MAX_ROWS]:
        seen: set[Any] = set()
        cells = []
        for cell in row.cells:
            again = cell._tc in seen
            seen.add(cell._tc)
            cells.append("" if again else " ".join("".join(_visible(p, unseen)) for p in cell.paragraphs).strip())
        made.append(cells)
    return made


def _visible(paragraph: Any, unseen: list[str]) -> Iterator[str]:
    """Text of the runs a reader sees; runs inside links count. The words of the others go to `unseen`."""
    from docx.text.run import Run

    for part in paragraph.iter_inner_content():
        for run in [part] if isinstance(part, Run) else part.runs:
            size = run.font.size
            if run.font.hidden or _is_lost(run) or (size is not None and size.pt <= TINY_PT):
                unseen += run.text.split()
            else:
                yield run.text


def _is_lost(run: Any) -> bool:
    """True where the print has the colour of the field it stands on; white where none is filled."""
    colour = run.font.color
    if colour is None or colour.rgb is None:
        return False
    ink, field = str(colour.rgb), "FFFFFF"
    for above in (run._r, *run._r.iterancestors()):
        shade = above.find(f"{WORD}{_PROPERTIES.get(above.tag, '')}/{WORD}shd") if above.tag in _PROPERTIES else None
        tint = "" if shade is None else str(shade.get(f"{WORD}fill", ""))
        if re.fullmatch(r"[0-9A-Fa-f]{6}", tint):
            field = tint
            break
    return all(abs(int(ink[i : i + 2], 16) - int(field[i : i + 2], 16)) <= ALIKE for i in (0, 2, 4))
