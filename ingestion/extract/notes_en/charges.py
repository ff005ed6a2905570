"""Depreciation and amortisation from the note that says what operating profit is stated after charging."""

import re
from collections.abc import Sequence

from ingestion.extract.notes_en.figures import dated_amounts
from ingestion.extract.notes_en.rows import Around, Row, column_ends
from ingestion.model.fact import Fact
from ingestion.model.place import Line

SIGNS = ("after charging", "by nature")
YEAR = 12
REACH = 20  # lines between the heading and a row
_HEADING = re.compile(r"after charging|expenses by nature", re.IGNORECASE)
_CHARGES = {
    "depreciation": re.compile(
        r"depreciation(?: (?:of|on|charge(?: on)?)(?: (?:owned|the))?(?: (?:property, plant and equipment|tangible (?:fixed )?assets|fixed assets))(?: owned)?)?",
        re.IGNORECASE,
    ),
    "amortization": re.compile(
        r"amorti[sz]ation(?: (?:of|on|charge(?: on)?) (?:other )?intangible (?:fixed )?assets)?", re.IGNORECASE
    ),
}


def charged(rows: Sequence[Row], lines: Sequence[Line], told: Around) -> list[Fact]:
    """The one row of each kind under such a heading; nothing where several rows share a kind (owned and leased assets)."""
    if told.context.dates.months != YEAR:
        return []
    heads = [at for at, line in enumerate(lines) if _HEADING.search(line.text)]
    made: list[Fact] = []
    for name, caption in _CHARGES.items():
        word = "depreciation" if name == "depreciation" else "amorti"
        near = [r for r in rows if r.cells and word in r.label.lower() and any(0 < r.at - at <= REACH for at in heads)]
        if len(near) != 1 or not caption.fullmatch(near[0].label.strip()):
            continue
        ends = column_ends(lines, near[0], len(near[0].cells), told)
        if ends is not None:
            found = dated_amounts(name, near[0], *ends, lines, told)
            made += [f.model_copy(update={"months": YEAR}) for f in found]
    return made
