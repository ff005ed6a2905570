"""Which pages of a scanned paper are read first: the cover, and those that at first sight may hold statements."""

from collections.abc import Callable

from ingestion.errors import PaperError
from ingestion.extract.finder import title_of
from ingestion.model.place import Line
from ingestion.read.glance import Glance

AT_ONCE = 12  # pages that are all read before anything is told
COVER = 2
DENSE = 30  # runs of print on a page that a table may go on to


def read_first(wanted: list[int], glance: Callable[[int, int, int], Glance]) -> list[int]:
    """The pages to read before the others, in page order; none where the paper is short or nothing tells them apart.

    A page comes first when one of its upper lines is a statement's title, when it lies on its side and is dense (tables do), or
    when it is dense and follows such a page. A page that cannot be looked at waits.
    """
    if len(wanted) <= AT_ONCE:
        return []
    seen: dict[int, Glance] = {}
    for done, number in enumerate(wanted):
        try:
            seen[number] = glance(number, done, len(wanted))
        except PaperError:
            continue
    chosen = {n for n, page in seen.items() if _is_titled(n, page) or (page.lying and page.runs >= DENSE)}
    chosen |= {n + 1 for n in chosen if n + 1 in seen and seen[n + 1].runs >= DENSE}
    first = sorted(chosen | set(wanted[:COVER])) if chosen else []
    return first if len(first) < len(wanted) else []


def _is_titled(number: int, page: Glance) -> bool:
    lines = (title_of(Line(number, text, (0.0, 0.0, 0.0, 0.0), ())) for text in page.lines)
    return any(line is not None and not line.refused for line in lines)
