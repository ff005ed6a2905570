"""The folder of the vectors: made by this home or thrown away. It can always be made again from the database.

Its mark is in the database and in the folder. Settings in a folder from elsewhere may name code that Chroma would run.
"""

import secrets
import shutil
from pathlib import Path

from ingestion.store.store import Store

FOLDER, MARK, FLAG = "index", "made_by", "index_folder"


def own_folder(home: Path, store: Store) -> Path:
    """The folder, empty where there was none; one that this home did not make is removed unopened and every vector made again."""
    folder, known = home / FOLDER, store.flag(FLAG)
    mark = folder / MARK
    if folder.is_dir() and (known is None or not mark.is_file() or mark.read_text("utf-8", "replace") != known):
        folder.unlink() if folder.is_symlink() else shutil.rmtree(folder)
        store.forget_index()
    if not folder.is_dir():
        folder.mkdir(mode=0o700)
        made = secrets.token_hex(16)
        store.set_flag(FLAG, made)
        mark.write_text(made, "utf-8")
    return folder


def ask_for_lost(home: Path, store: Store) -> None:
    """Where the folder is gone put every passage back on the outbox."""
    if not (home / FOLDER).is_dir() and store.flag(FLAG) is not None:
        store.forget_index()
        own_folder(home, store)
