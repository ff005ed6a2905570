"""The unit of a statement that prints none over its tables: from the foot of its page, else from the statements beside it."""

import re
from collections.abc import Mapping, Sequence

from ingestion.extract.instances import Instance
from ingestion.extract.units import Unit, unit_in, unit_of_lines
from ingestion.model.place import Line

LONGEST = 160
NEAR_PAGES = 12
_SAYS_UNIT = re.compile(
    r"\b(?:amounts?|dollars|figures|numbers|expressed|stated|presented|reported)\b.*\b(?:thousands?|millions?|billions?|crores?|lakhs?)\b"
    r"|^\W*in (?:thousands|millions|billions|crores|lakhs)\b|(?:单位|單位)\s*[:：]",
    re.IGNORECASE,
)


def printed_scale(instance: Instance) -> int | None:
    """The multiplier that the lines and heads of a statement's own tables name."""
    for table in instance.tables:
        heads = [pair for c in table.columns for pair in zip(c.header, c.header_boxes, strict=False)]
        for lines in (table.title, heads):
            scale = unit_of_lines(lines, table.page).scale
            if scale is not None:
                return scale
    return None


def units_from_around(instances: Sequence[Instance], lines: Mapping[int, list[Line]]) -> dict[int, Unit]:
    """The unit that holds for each statement without one of its own, by the statement's place in `instances`."""
    own = [printed_scale(instance) for instance in instances]
    found: dict[int, Unit] = {}
    for place, (instance, scale) in enumerate(zip(instances, own, strict=True)):
        if scale is not None:
            continue
        unit = _of_pages(instance, lines) or _of_neighbours(place, instances, own)
        if unit is not None:
            found[place] = unit
    return found


def _of_pages(instance: Instance, lines: Mapping[int, list[Line]]) -> Unit | None:
    for page in dict.fromkeys(t.page for t in instance.tables):
        for line in lines.get(page, ()):
            if len(line.text) <= LONGEST and _SAYS_UNIT.search(line.text):
                unit = unit_in(line.text)
                if unit.scale is not None:
                    return Unit(unit.scale, unit.currency, line.box, page)
    return None


def _of_neighbours(place: int, instances: Sequence[Instance], own: Sequence[int | None]) -> Unit | None:
    """The one multiplier that the other statements nearby print; none where they differ."""
    first = instances[place].first_page
    scales = {
        scale
        for instance, scale in zip(instances, own, strict=True)
        if scale is not None and abs(instance.first_page - first) <= NEAR_PAGES
    }
    return Unit(scales.pop()) if len(scales) == 1 else None
