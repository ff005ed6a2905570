"""A recognised page as JSON, for the way between the OCR worker and the reading worker."""

import json

from ingestion.model.place import Page, PageState, Word
from ingestion.read.rulings import Rulings


def page_to_json(page: Page, rulings: Rulings) -> bytes:
    """One JSON object: the page's fields, its words and rules as lists."""
    body = {
        "number": page.number,
        "size": [page.width, page.height],
        "words": [[w.text, *(round(v, 2) for v in w.box), w.conf, w.suspect] for w in page.words],
        "state": page.state.value,
        "why": page.why,
        "to_display": page.to_display,
        "across": [[round(v, 2) for v in line] for line in rulings.across],
        "down": [[round(v, 2) for v in line] for line in rulings.down],
    }
    return json.dumps(body, ensure_ascii=False).encode()


def page_from_json(body: bytes) -> tuple[Page, Rulings]:
    """The page and its rules again; source `ocr`."""
    read = json.loads(body)
    page = Page(
        read["number"],
        read["size"][0],
        read["size"][1],
        tuple(Word(*word) for word in read["words"]),
        PageState(read["state"]),
        read["why"],
        source="ocr",
        to_display=tuple(read["to_display"]) if read["to_display"] else None,
    )
    return page, Rulings([(a, b, c) for a, b, c in read["across"]], [(a, b, c) for a, b, c in read["down"]])
