"""XML reports as one page: one line an element with a value, in the order of the file. `locate` turns a box back into the element's path.

Entities, external files and the network are off, as in `ingestion.read.html`, whose parser this uses.
"""

import re
from dataclasses import dataclass
from typing import Any

from ingestion.intake.limits import Limits
from ingestion.model.place import Box, union
from ingestion.read.flow import FlowPaper
from ingestion.read.html import parse_markup

MAX_ELEMENTS = 50_000
MAX_SHOWN = 90
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class XmlElement:
    """An element's value or one of its attributes: names from the root down (`@name` for an attribute), XPath, place on the page."""

    path: tuple[str, ...]
    text: str
    xpath: str
    box: Box


class XmlPaper(FlowPaper):
    """An XML report. Pages count 1.

    Raises:
        PaperError: the file is no XML.
    """

    def __init__(self, data: bytes, limits: Limits | None = None) -> None:
        super().__init__([], limits)
        self._xpaths: dict[int, str] = {}
        self.elements: list[XmlElement] = []
        root = parse_markup(data)
        tree = root.getroottree()
        holds = any(isinstance(e.tag, str) and ((e.text or "").strip() or any(e.attrib.values())) for e in root.iter())
        for element in root.iter() if holds else ():
            if not isinstance(element.tag, str) or len(self.elements) >= MAX_ELEMENTS:
                continue
            path = tuple(_local(e) for e in (*reversed(list(element.iterancestors())), element))
            text = _SPACE.sub(" ", element.text or "").strip()
            if text or not len(element):
                self._line_of(path, text, tree.getpath(element))
            for name, value in element.attrib.items():
                if value.strip() and "}" not in name:
                    self._line_of((*path, f"@{name}"), value.strip(), f"{tree.getpath(element)}/@{name}")

    def locate(self, number: int, box: Box) -> dict[str, Any]:
        """The XPath of the element in whose line the box lies."""
        y = (box[1] + box[3]) / 2
        line = next((p.line for p in self._placed if p.word.top <= y <= p.word.bottom), 1)
        return {"xpath": self._xpaths.get(line, "/")}

    def _line_of(self, path: tuple[str, ...], text: str, xpath: str) -> None:
        begin = len(self._placed)
        self._put_line(f"{path[-1].lstrip('@')}: {text[:MAX_SHOWN]}")
        self._xpaths[self._line] = xpath
        own = [p.word.box for p in self._placed[begin + 1 :]] or [p.word.box for p in self._placed[begin:]]
        if own:
            self.elements.append(XmlElement(path, text, xpath, union(own)))


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
