"""Recognised pages kept while their paper is still being read, so that an interrupted reading goes on at its next page."""

import zlib
from importlib.metadata import version

from sqlalchemy import Connection, Engine, text

MAX_BYTES = 32 * 1024 * 1024  # of a page unpacked


class RecognisedPages:
    """Rows of `recognised`, by the hash of the paper's bytes. Thread-safe as the engine is. `ingestion.intake.ocr_desk.KeptPages`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._made = f"xintan {version('xintan')} rapidocr {version('rapidocr')}"

    def get(self, paper: str, page: int) -> bytes | None:
        """The page as it was recognised by this program, or None."""
        with self._engine.connect() as c:
            query = text("SELECT body FROM recognised WHERE sha256 = :s AND page = :p AND made = :m")
            body = c.execute(query, {"s": paper, "p": page, "m": self._made}).scalar()
        try:
            return zlib.decompressobj().decompress(body, MAX_BYTES) if body is not None else None
        except zlib.error:
            return None

    def keep(self, paper: str, page: int, body: bytes) -> None:
        """Keep the page until its paper is read to the end or gone."""
        with self._engine.begin() as c:
            row = {"s": paper, "p": page, "m": self._made, "b": zlib.compress(body, 1)}
            c.execute(text("INSERT OR REPLACE INTO recognised (sha256, page, made, body) VALUES (:s, :p, :m, :b)"), row)


def forget_pages(connection: Connection, sha: str) -> None:
    """Drop what is kept of a paper's pages."""
    connection.execute(text("DELETE FROM recognised WHERE sha256 = :s"), {"s": sha})
