"""Backup and restore of a whole home: one zip with the database, the papers and a manifest of hashes.

The database is copied by SQLite's own online backup, so a backup taken under load is one moment of the store. Papers are written
before their rows and named by their content, so every row of that moment finds its paper. The vector index is left out: it is
rebuilt from the database. Settings are left out too (they may hold a key); accounts come along.
"""

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingestion.errors import StoreError
from ingestion.store import audit
from ingestion.store.migrations import STEPS
from ingestion.store.store import DATABASE, Store

FORMAT = "xintan.backup/1"
MANIFEST = "manifest.json"
ALONG = ("accounts.json",)
TRIES = 3
CHUNK = 1024 * 1024


def write_backup(home: Path, target: Path) -> dict[str, Any]:
    """Write everything of `home` to the archive `target`; its manifest. The file appears whole or not at all.

    Raises:
        StoreError: a paper of the store is missing.
    """
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        for attempt in range(TRIES):
            try:
                manifest = _write(home, part)
                break
            except FileNotFoundError as err:  # a customer was deleted between the snapshot and its papers
                if attempt == TRIES - 1:
                    raise StoreError("blob_missing") from err
        part.chmod(0o600)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _write(home: Path, part: Path) -> dict[str, Any]:
    with _snapshot(home) as database, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with closing(sqlite3.connect(database)) as c:
            shas = [row[0] for row in c.execute("SELECT DISTINCT sha256 FROM documents ORDER BY sha256")]
            counts = {
                name: c.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - our own table names
                for name in ("customers", "documents", "facts", "audit")
            }
            head = c.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
        hashes = {DATABASE: _add(archive, DATABASE, database)}
        for sha in shas:
            name = f"blobs/{sha[:2]}/{sha}"
            hashes[name] = _add(archive, name, home / name)
        for name in ALONG:
            if (home / name).is_file():
                hashes[name] = _add(archive, name, home / name)
        heads = audit.heads_until(home, head[0] if head else 0)  # the file may be ahead of the snapshot by now
        archive.writestr(audit.HEADS, heads)
        hashes[audit.HEADS] = hashlib.sha256(heads).hexdigest()
        manifest = {
            "format": FORMAT, "schema": len(STEPS), "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "counts": counts, "audit_head": {"seq": head[0], "hash": head[1]} if head else None, "files": hashes,
        }  # fmt: skip
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    with part.open("rb") as written:
        os.fsync(written.fileno())
    return manifest


@contextmanager
def _snapshot(home: Path) -> Iterator[Path]:
    copy = home / f".backup.{secrets.token_hex(4)}.db"
    try:
        with closing(sqlite3.connect(home / DATABASE, timeout=30)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _add(archive: zipfile.ZipFile, name: str, file: Path) -> str:
    archive.write(file, name)
    return _hash_of(file)


def read_manifest(source: Path) -> dict[str, Any]:
    """The manifest of an archive we wrote.

    Raises:
        StoreError: not our archive, cut off, or written by a newer version.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = json.loads(archive.read(MANIFEST))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as err:
        raise StoreError("backup_foreign", file=source.name) from err
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise StoreError("backup_foreign", file=source.name)
    if manifest["schema"] > len(STEPS):
        raise StoreError("store_newer")
    return manifest


def restore_backup(source: Path, home: Path) -> dict[str, Any]:
    """Put the archive's store in the place of `home`'s; its manifest. The caller holds the home's lock and nobody has it open.

    All is unpacked and checked beside the old store first, so a bad archive changes nothing. Customers deleted in `home` after
    the backup was made are deleted again; the vector index is left to be rebuilt.

    Raises:
        StoreError: not our archive, cut off, altered, or written by a newer version.
    """
    manifest = read_manifest(source)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    deleted = _deleted_customers(home)
    stage = home / f".restore.{secrets.token_hex(4)}"
    stage.mkdir(mode=0o700)
    try:
        _unpack(source, manifest, stage)
        _check(stage)
        _swap(stage, home)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    _finish(home, deleted)
    return manifest


def _deleted_customers(home: Path) -> set[str]:
    if not (home / DATABASE).is_file():
        return set()
    try:
        with closing(sqlite3.connect(home / DATABASE)) as c:
            return {row[0] for row in c.execute("SELECT customer FROM audit WHERE action = 'customer_deleted'")}
    except sqlite3.DatabaseError:  # the store to be replaced is damaged: that may be why it is restored
        return set()


def _unpack(source: Path, manifest: dict[str, Any], stage: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            if set(archive.namelist()) != {*manifest["files"], MANIFEST}:
                raise StoreError("backup_altered", file=source.name)
            for name, digest in manifest["files"].items():
                if not _is_ours(name):
                    raise StoreError("backup_altered", file=source.name)
                target = stage / name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with archive.open(name) as packed, target.open("wb") as out:
                    shutil.copyfileobj(packed, out, CHUNK)
                target.chmod(0o600)
                if _hash_of(target) != digest:
                    raise StoreError("backup_altered", file=source.name)
    except (OSError, zipfile.BadZipFile, KeyError, EOFError) as err:
        raise StoreError("backup_altered", file=source.name) from err


def _is_ours(name: str) -> bool:
    parts = name.split("/")
    blob = len(parts) == 3 and parts[0] == "blobs" and parts[2].isalnum() and parts[1] == parts[2][:2]
    return blob or name in (DATABASE, audit.HEADS, *ALONG)


def _check(stage: Path) -> None:
    store = Store.open(stage)
    try:
        found = store.damages()
    finally:
        store.close()
    for suffix in ("-wal", "-shm"):
        (stage / f"{DATABASE}{suffix}").unlink(missing_ok=True)
    if found:
        raise StoreError("backup_damaged", what="; ".join(found[:3]))


def _swap(stage: Path, home: Path) -> None:
    """Old away, new in; the database last, so that a kill in between leaves the old or the new one, never a mix."""
    for sha in (stage / "blobs").glob("*/*") if (stage / "blobs").is_dir() else ():
        target = home / "blobs" / sha.parent.name / sha.name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not target.is_file():
            sha.replace(target)
    for name in (*ALONG, audit.HEADS):
        if (stage / name).is_file():
            (stage / name).replace(home / name)
    for suffix in ("-wal", "-shm"):
        (home / f"{DATABASE}{suffix}").unlink(missing_ok=True)
    (stage / DATABASE).replace(home / DATABASE)
    shutil.rmtree(home / "index", ignore_errors=True)


def _finish(home: Path, deleted: set[str]) -> None:
    store = Store.open(home)
    try:
        store.forget_index()
        store.restored(deleted)
        store.drop_orphans()
    finally:
        store.close()


def _hash_of(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
