"""Office packages (zip): how much they unpack to, told before anything is unpacked."""

import io
import zipfile
import zlib

from ingestion.errors import LimitReached, PaperError
from ingestion.intake.limits import Limits

MAX_PART_RATIO = 400  # a sheet of figures packs to a fiftieth; more than this is made to be large
SMALL_PART = 20 * 1024 * 1024


def within_limits(data: bytes, limits: Limits) -> None:
    """Nothing where the package may be unpacked.

    Raises:
        PaperError: it is damaged, or unpacks to more than the limits.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as err:
        raise PaperError("damaged_file") from err
    most = limits.file_bytes * 2
    size = sum(entry.file_size for entry in entries)
    if size > most:
        raise LimitReached("unpacked_bytes", most, size)
    for entry in entries:
        if entry.file_size > SMALL_PART and entry.file_size > MAX_PART_RATIO * max(entry.compress_size, 1):
            raise LimitReached("unpacked_times", MAX_PART_RATIO, entry.file_size // max(entry.compress_size, 1))


def sheets_within_limits(data: bytes, limits: Limits) -> None:
    """Nothing where the workbook, which is within the limits of a package, names no more sheets than a paper may have pages.

    Many may name one part, so parts are not counted.

    Raises:
        PaperError: it is damaged, or names more.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            named = archive.read("xl/workbook.xml").count(b"sheetId=")
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error) as err:
        raise PaperError("damaged_file") from err
    if named > limits.pages:
        raise LimitReached("pages", limits.pages, named)
