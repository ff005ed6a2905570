"""The `bureau` object being made: leaves put under their paths, records added to their lists."""

import re
from typing import Any

from ingestion.extract.bureau.leaf import FOREVER, Leaf, LeafMaker, Printed, clean
from ingestion.extract.bureau.spec import Target
from ingestion.identity.schemes import check_identifier

KEY_OF = {
    "scores": "name",
    "payment_indices": "kind",
    "limit_recommendations": "kind",
    "record_counts": "kind",
    "certificates": "kind",
}
CHECKED = {"valid": True, "invalid_check": False}
_STEP = re.compile(r"(?P<name>\w+)(?:\[(?P<key>\w*)\])?")
_SPAN = re.compile(r"\s*(?:至|到|—|–|~|\bto\b|\buntil\b|(?<=\d)\s+-\s+(?=\S)|(?<=日)\s*-\s*)\s*")
_SCALE = re.compile(r"(?<![\d/.-])(\d{1,4})\s*(?:-|–|~|to|至)\s*(\d{1,4})(?![\d/-])")
_OUT_OF = re.compile(r"^\s*[\d.]+\s*/\s*(\d{1,4})\b")
_CLASS = re.compile(r"\bclass\s*[:=]?\s*(\d)", re.IGNORECASE)
_PERCENTILE = re.compile(r"percentile\s*[:=]?\s*(\d{1,3})|(\d{1,3})(?:st|nd|rd|th)?\s*percentile", re.IGNORECASE)
_GRADE = re.compile(r"(?<![A-Za-z])(AAA|[A-D]{2}[1-4]?|[A-E][1-4]?|\d{1,2})(?![A-Za-z])")
USCC_LENGTH = 18
SPANS = {"subject.validity": ("subject.valid_from", "subject.valid_to")}


class Output:
    """Collects leaves and records in the order of the page."""

    def __init__(self, maker: LeafMaker) -> None:
        self.maker = maker
        self.body: dict[str, Any] = {}

    def put(self, target: Target, printed: Printed, label: str = "") -> Leaf | None:
        """One value under its path; what is already known stays. The leaf, or None where it went elsewhere."""
        if target.kind == "span":
            self._span(target, printed)
            return None
        if target.kind == "country":
            grade = _GRADE.search(clean(printed.text))
            if grade is None:
                return None
            leaf = {**self.maker.leaf("text", printed), "value": grade.group()}
        else:
            leaf = self.maker.leaf(target.kind.strip(), printed)
        holder, last = self._holder(target.path, leaf)
        if holder is None:
            return None
        old = holder.get(last)
        if last == "former_names":
            holder.setdefault(last, []).append(leaf)
        elif old is None or (isinstance(old, dict) and old.get("value") is None and leaf["value"] is not None):
            holder[last] = leaf
        if target.path == "subject.status" and leaf["value"]:
            word = self.maker.word("status_norm", str(leaf["value"])) or "unknown"
            holder.setdefault("status_norm", {**leaf, "value": word})
        if target.path.startswith(("scores[", "payment_indices[")) and leaf["value"] is not None and last == "value":
            self._beside(holder, leaf, printed, label)
        return leaf

    def add(self, list_: str, record: dict[str, Any]) -> None:
        """A record at the end of its list, with the page it begins on."""
        page = next((v["page"] for v in record.values() if isinstance(v, dict) and "page" in v), None)
        if page is not None and record:
            self.body.setdefault(list_, []).append({**record, "page": page})

    def record(self, list_: str, key: str) -> dict[str, Any]:
        """The record of a list that is named by a word, made where it is new."""
        records: list[dict[str, Any]] = self.body.setdefault(list_, [])
        name = KEY_OF[list_]
        for found in records:
            if found.get(name) == key:
                return found
        records.append({name: key})
        return records[-1]

    def subject(self) -> dict[str, Any]:
        """The subject's part."""
        found: dict[str, Any] = self.body.setdefault("subject", {})
        return found

    def _holder(self, path: str, leaf: Leaf) -> tuple[dict[str, Any] | None, str]:
        *steps, last = path.split(".")
        node: dict[str, Any] = self.body
        for step in steps or []:
            match = _STEP.fullmatch(step)
            name, key = (match["name"], match["key"]) if match else (step, None)
            if key is None:
                node = node.setdefault(name, {})
            elif key == "":
                node = self._current(name, last, leaf)
            else:
                node = self.record(name, key)
                node.setdefault("page", leaf["page"])
        match = _STEP.fullmatch(last)
        if match and match["key"]:  # identifiers[scheme]
            self._identifier(match["key"], leaf)
            return None, last
        return node, last

    def _current(self, name: str, last: str, leaf: Leaf) -> dict[str, Any]:
        """The last record of a list, or a new one where it already has the leaf."""
        records: list[dict[str, Any]] = self.body.setdefault(name, [])
        if not records or (records[-1].get(last) or {}).get("value") not in (None, leaf["value"]):
            records.append({"page": leaf["page"]})
        return records[-1]

    def _identifier(self, scheme: str, leaf: Leaf) -> None:
        known = self.subject().setdefault("identifiers", [])
        value = leaf["value"]
        if scheme == "gb_crn" and value and not re.fullmatch(r"\d{7,8}|[A-Z]{2}\d{6}", str(value)):
            scheme = "cn_reg15" if re.fullmatch(r"\d{15}", str(value)) else "registration_number"
        if scheme == "cn_tax" and value and len(str(value)) == USCC_LENGTH:
            scheme = "cn_uscc"
        if scheme == "duns" and value:
            leaf = {**leaf, "value": re.sub(r"\D", "", value)}
        if value and all(i["scheme"] != scheme for i in known):
            known.append(
                {"scheme": scheme, "value": leaf, "valid": CHECKED.get(check_identifier(scheme, str(leaf["value"])))}
            )

    def _span(self, target: Target, printed: Printed) -> None:
        text = clean(printed.text)
        base = target.path.removesuffix(".period")
        names: tuple[str, ...] = SPANS.get(target.path) or (f"{base}.period_start", f"{base}.period_end")
        parts = [p for p in _SPAN.split(text) if p]
        if len(parts) == 1 and target.path in SPANS:
            names = names[1:]
        elif len(parts) == 1:
            parts = _whole(parts[0])
        for name, part in zip(names, parts, strict=False):
            whole = {
                **self.maker.leaf("date", Printed(part, printed.page, printed.box, printed.conf)),
                "printed": printed.text,
            }
            if whole["value"] is None and part not in FOREVER:
                continue
            holder, last = self._holder(name, whole)
            if holder is not None:
                holder.setdefault(last, whole)

    def _beside(self, record: dict[str, Any], leaf: Leaf, printed: Printed, label: str) -> None:
        """Scale, class and percentile that are printed in the same cell or in the label's brackets."""
        text = clean(printed.text)
        place = {k: leaf[k] for k in ("page", "box", "confidence", "extractor")}
        scale = _SCALE.search(label) or (_SCALE.search(text[text.find("(") :]) if "(" in text else None)
        if scale:
            for name, value in (("scale_min", scale[1]), ("scale_max", scale[2])):
                record.setdefault(name, {"value": value, "printed": scale.group(), **place})
        elif found := _OUT_OF.match(text):
            record.setdefault("scale_max", {"value": found[1], "printed": text, **place})
        for name, pattern in (("class_value", _CLASS), ("percentile", _PERCENTILE)):
            if found := pattern.search(text):
                record.setdefault(name, {"value": next(g for g in found.groups() if g), "printed": text, **place})


def _whole(text: str) -> list[str]:
    """The first and last day of a period printed as one: 2024年度, 2024年3月, 2024-01."""
    if match := re.fullmatch(r"((?:19|20)\d\d)\s*年?(?:度|全年)?", text):
        return [f"{match[1]}-01-01", f"{match[1]}-12-31"]
    if match := re.fullmatch(r"((?:19|20)\d\d)(?:\s*[-/年.]\s*|(?=\d\d$))(\d{1,2})\s*月?(?:份)?", text):
        year, month = int(match[1]), int(match[2])
        if 1 <= month <= 12:
            from calendar import monthrange

            return [f"{year}-{month:02d}-01", f"{year}-{month:02d}-{monthrange(year, month)[1]:02d}"]
    return [text]
