"""Zip archives, one level deep: their papers as separate files, within limits. Names are labels, never paths."""

import io
import zipfile
from pathlib import PurePosixPath

from ingestion.errors import LimitReached, PaperError, PasswordNeeded
from ingestion.intake.limits import Limits
from ingestion.intake.sniff import MOST_ENTRIES, entries_in

CHUNK = 1 << 20


def members(data: bytes, limits: Limits) -> list[tuple[str, bytes]]:
    """(name, bytes) of every file inside; folders, hidden files and macOS leftovers are left out.

    Raises:
        PaperError: damaged, encrypted, too many files, or larger than the limits when unpacked.
    """
    if (seen := entries_in(data)) > MOST_ENTRIES:  # a directory of millions is not even listed
        raise LimitReached("zip_files", limits.zip_files, seen)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [e for e in archive.infolist() if not e.is_dir() and not _hidden(e.filename)]
            if not entries:
                raise PaperError("empty_file")
            if len(entries) > limits.zip_files:
                raise LimitReached("zip_files", limits.zip_files, len(entries))
            if any(e.flag_bits & 0x1 for e in entries):
                raise PasswordNeeded
            return _unpacked(archive, entries, limits)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as err:
        raise PaperError("damaged_file") from err


def _unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits) -> list[tuple[str, bytes]]:
    out: list[tuple[str, bytes]] = []
    left = limits.file_bytes * 2
    for entry in entries:
        with archive.open(entry) as file:
            pieces: list[bytes] = []
            while piece := file.read(CHUNK):
                left -= len(piece)
                if left < 0:
                    raise LimitReached("unpacked_bytes", limits.file_bytes * 2, limits.file_bytes * 2 - left)
                pieces.append(piece)
        out.append((PurePosixPath(entry.filename.replace("\\", "/")).name, b"".join(pieces)))
    return out


def _hidden(name: str) -> bool:
    return any(
        part not in (".", "..") and part.startswith((".", "__MACOSX"))
        for part in PurePosixPath(name.replace("\\", "/")).parts
    )
