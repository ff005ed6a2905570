"""Word-processor files (.docx): paragraphs and tables in the order of the document. python-docx's one door for reading.

Nothing is opened beside the text: no pictures, links, macros or embedded files. Runs that are hidden, white or tiny are left out.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from ingestion.errors import LimitReached, PaperError
from ingestion.intake.limits import Limits
from ingestion.read.flow import Block

MAX_ROWS, TINY_PT = 5_000, 1.0


def docx_blocks(data: bytes, limits: Limits) -> list[Block]:
    """Paragraphs as text, tables as rows of cells; a merged cell stands once.

    Raises:
        PaperError: the file is damaged or unpacks to more than the limits.
    """
    from docx import Document
    from docx.table import Table

    _within_limits(data, limits)
    try:
        document = Document(io.BytesIO(data))
        return [
            _rows(item) if isinstance(item, Table) else "".join(_visible(item))
            for item in document.iter_inner_content()
        ]
    except (MemoryError, RecursionError):
        raise
    except Exception as err:  # python-docx raises what its XML and zip readers raise
        raise PaperError("damaged_file") from err


def _within_limits(data: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as err:
        raise PaperError("damaged_file") from err
    if size > limits.file_bytes * 2:
        raise LimitReached("unpacked bytes", limits.file_bytes * 2, size)


def _rows(table: Any) -> list[list[str]]:
    made = []
    for row in list(table.rows)[:MAX_ROWS]:
        seen: set[Any] = set()
        cells = []
        for cell in row.cells:
            again = cell._tc in seen
            seen.add(cell._tc)
            cells.append("" if again else " ".join("".join(_visible(p)) for p in cell.paragraphs).strip())
        made.append(cells)
    return made


def _visible(paragraph: Any) -> Iterator[str]:
    """Text of the runs a reader sees; runs inside links count."""
    from docx.text.run import Run

    for part in paragraph.iter_inner_content():
        for run in [part] if isinstance(part, Run) else part.runs:
            size, colour = run.font.size, run.font.color
            white = colour is not None and colour.rgb is not None and str(colour.rgb) == "FFFFFF"
            if not (run.font.hidden or white or (size is not None and size.pt <= TINY_PT)):
                yield run.text
