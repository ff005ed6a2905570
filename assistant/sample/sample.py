"""The sample customers with the bytes of their papers, read when asked for."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class SampleCustomer:
    """A customer to load: its name, fixed date, and papers as (file name, bytes)."""

    name: str
    as_of: str
    papers: tuple[tuple[str, bytes], ...]


def sample_customers() -> list[SampleCustomer]:
    """Every sample customer of the package."""
    folder = files(__package__)
    manifest = tomllib.loads(folder.joinpath("manifest.toml").read_text("utf-8"))
    return [
        SampleCustomer(
            row["name"],
            row["as_of"],
            tuple((name, folder.joinpath("papers", name).read_bytes()) for name in row["papers"]),
        )
        for row in manifest["customer"]
    ]
