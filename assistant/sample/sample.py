"""The sample customers: the bytes of their papers and the records entered with them, read when asked for."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any


@dataclass(frozen=True, slots=True)
class SampleCustomer:
    """A customer to load: its name, fixed date, papers as (file name, bytes), records as (kind, entry, body)."""

    name: str
    as_of: str
    papers: tuple[tuple[str, bytes], ...]
    records: tuple[tuple[str, str, dict[str, Any]], ...] = ()


def sample_customers() -> list[SampleCustomer]:
    """Every sample customer of the package."""
    folder = files(__package__)
    manifest = tomllib.loads(folder.joinpath("manifest.toml").read_text("utf-8"))
    return [_customer(folder, row) for row in manifest["customer"]]


def _customer(folder: Traversable, row: dict[str, Any]) -> SampleCustomer:
    papers = tuple((name, folder.joinpath("papers", name).read_bytes()) for name in row["papers"])
    records = _records(folder.joinpath(row["records"]), dict(papers)) if "records" in row else ()
    return SampleCustomer(row["name"], row["as_of"], papers, records)


def _records(folder: Traversable, papers: dict[str, bytes]) -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """Rows of `records.toml`, then earlier reviews (`review_DATE.json`), oldest first."""
    made: list[tuple[str, str, dict[str, Any]]] = []
    for kind, rows in tomllib.loads(folder.joinpath("records.toml").read_text("utf-8")).items():
        for row in rows:
            body = {name: value for name, value in row.items() if name not in ("id", "paper")}
            if kind != "setting":
                body["id"] = row["id"]
            if paper := row.get("paper"):
                body["document"] = hashlib.sha256(papers[paper]).hexdigest()
            made.append((kind, row["id"], body))
    reviews = sorted(file.name for file in folder.iterdir() if file.name.startswith("review_"))
    made += [
        ("review", name.removesuffix(".json"), json.loads(folder.joinpath(name).read_text("utf-8"))) for name in reviews
    ]
    return tuple(made)
