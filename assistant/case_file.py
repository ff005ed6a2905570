"""A customer as one portable file: papers, what people entered and said, the audit trail's slice, the profile as it stood.

Opening one never trusts its figures: the papers are read again here, and the figures are compared with those that were packed. What
people entered comes along with their names; decisions of another home are packed to be read but are not in force here. The first
home's trail stays inside the file, whose hash goes into this home's trail.
"""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from assistant.decisions import profile_hash
from assistant.workspace import CustomerView, Upload
from ingestion.errors import StoreError
from ingestion.model.fact import Frozen
from ingestion.store.scope import Scope

if TYPE_CHECKING:
    from assistant.service import Workspace
    from ingestion.store.store import Store

FORMAT = "xintan.case/1"
MANIFEST = "manifest.json"
KINDS = ("request", "contact", "source", "authorisation", "identity", "followup", "case", "exception", "decision", "review",
         "review_profile", "setting")  # fmt: skip
DECIDED_ELSEWHERE = ("decision", "exception")  # packed to be read, never in force in another home
MAX_RECORDS = 20_000


class OpenedCase(Frozen):
    """What became of an opened case file. `same` is True where the papers, read again, give the packed figures."""

    customer: CustomerView
    papers: int
    failed: tuple[str, ...] = ()
    same: bool


def pack_case(workspace: "Workspace", store: "Store", customer: str, target: Path) -> dict[str, Any]:
    """Write the customer to the archive `target`; its manifest."""
    scope = Scope(customer)
    profile = workspace.profile(customer)
    files: dict[str, bytes] = {f"papers/{d.sha256}": store.blob(scope, d.sha256) for d in profile.documents}
    files["state/records.json"] = _json({kind: store.entries(scope, kind, history=True) for kind in KINDS})
    files["state/rulings.json"] = _json(store.rulings(scope))
    files["state/trail.json"] = _json(store.audit_trail(scope, limit=10**6))
    files["state/profile.json"] = _json(profile.to_json())
    manifest = {
        "format": FORMAT,
        "name": profile.name,
        "as_of": store.as_of(scope),
        "figures": profile_hash(profile),
        "papers": {d.sha256: d.file for d in profile.documents},
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    part = target.with_name(f".{target.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        for name, data in files.items():
            archive.writestr(name, data)
    part.chmod(0o600)
    part.replace(target)
    return manifest


def open_case(workspace: "Workspace", store: "Store", source: Path, actor: str) -> OpenedCase:
    """A new customer from a case file.

    Raises:
        StoreError: not our file, cut off, altered, or past the limits of an archive.
    """
    manifest, files = _checked(source, workspace.settings.limits.customer_files, workspace.settings.limits.file_bytes)
    customer = store.create_customer(str(manifest["name"]), manifest.get("as_of"))
    scope = Scope(customer)
    names = cast(dict[str, str], manifest["papers"])
    uploads = [Upload(Path(names[sha]).name, files[f"papers/{sha}"]) for sha in names]
    _take_records(store, scope, json.loads(files["state/records.json"]))
    outcomes = workspace.add_documents(customer, uploads, lambda progress: None)
    for row in json.loads(files["state/rulings.json"]):
        given = {key: row[key] for key in ("kind", "target", "value", "reason", "actor")}
        store.add_ruling(scope, **given)
    store.note(scope, "case_opened", {"manifest": _hash(files[MANIFEST])}, actor)
    same = profile_hash(workspace.profile(customer)) == manifest["figures"]
    failed = tuple(o.file for o in outcomes if o.status == "failed")
    view = next(c for c in workspace.customers() if c.id == customer)
    return OpenedCase(customer=view, papers=len(uploads) - len(failed), failed=failed, same=same)


def _take_records(store: "Store", scope: Scope, records: dict[str, Any]) -> None:
    if sum(len(rows) for rows in records.values()) > MAX_RECORDS:
        raise StoreError("case_altered")
    for kind in (k for k in KINDS if k not in DECIDED_ELSEWHERE):
        for row in records.get(kind, ()):
            store.add_entry(scope, kind, str(row["entry"]), dict(row["body"]), str(row["actor"]))


def _checked(source: Path, most_files: int, most_bytes: int) -> tuple[dict[str, Any], dict[str, bytes]]:
    try:
        with zipfile.ZipFile(source) as archive:
            entries = {info.filename: info for info in archive.infolist()}
            if len(entries) > most_files + 5 or any(info.file_size > most_bytes for info in entries.values()):
                raise StoreError("case_altered")
            files = {name: archive.read(name) for name in entries}
        manifest = json.loads(files[MANIFEST])
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as err:
        raise StoreError("case_altered") from err
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise StoreError("case_altered")
    told = {name: _hash(data) for name, data in files.items() if name != MANIFEST}
    if told != manifest["files"] or {f"papers/{sha}" for sha in manifest["papers"]} != {
        n for n in told if n.startswith("papers/")
    }:
        raise StoreError("case_altered")
    return manifest, files


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
