"""Where in a statement a row stands: sections follow from printed heads and totals, so that 流动 never meets 非流动."""

import re

from ingestion.extract.finder import compact
from ingestion.model.table import Row

_HEADS: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "balance_sheet": (
        (re.compile(r"^(?:非流动资产|非流動資產|non-?currentassets?|fixedassets|long-?termassets)"), "noncurrent_assets"),
        (re.compile(r"^(?:流动资产|流動資產|currentassets?)"), "current_assets"),
        (re.compile(r"^(?:非流动负债|非流動負債|长期负债|non-?currentliabilit(?:y|ies)|long-?termliabilit(?:y|ies))"), "noncurrent_liabilities"),
        (re.compile(r"^(?:负债和|負債及|liabilitiesand|liabilities,)"), "liabilities"),
        (re.compile(r"^(?:流动负债|流動負債|currentliabilit(?:y|ies)|creditors:amountsfallingduewithin)"), "current_liabilities"),
        (re.compile(r"^(?:所有者权益|股东权益|所有者權益|股東權益|股[东東]應佔權益|權益$|权益$|[股资資]本及[储儲][备備]|capitalandreserves|sharecapitalandreserves|equity|(?:stock|share|shareowner|member)s?holders?['’]?s?['’]?(?:equity|deficit|investment)|\S*(?:shareholders|stockholders|shareowners)['’]?(?:equity|deficit|\(deficit\)))"), "equity"),
        (re.compile(r"^(?:负债|負債|liabilities)[:：]?$"), "liabilities"),
        (re.compile(r"^(?:assets|资产|資產)[:：]?$"), "assets"),
    ),
    "cash_flow": (
        (re.compile(r"投资活动|投資活動|investingactivit|cashflows?from\S*investing|^investing$|^investments?activit"), "investing"),
        (re.compile(r"筹资活动|融資活動|融资活动|筹资活動|financingactivit|cashflows?from\S*financing|^financing$"), "financing"),
        (re.compile(r"补充资料|supplement"), "supplementary"),
        (re.compile(r"将净利润调节为|reconcil|adjustments"), "reconciliation"),
        (re.compile(r"经营活动|經營活動|operatingactivit|^(?:operations|operating)$"), "operating"),
    ),
}  # fmt: skip
_OUTER = re.compile(
    r"^(?:assets|equityandliabilities|liabilitiesandequity|liabilities|资产|负债)(?=(?:non-?)?current|fixed|流动|非流动|equity)"
)
_MARK = re.compile(r"^(?:\([a-z\d]{1,4}\)|[a-z\d]{1,4}[.)]|[一二三四五六七八九十]{1,2}[、.])(?=\D)")
"""(1), A., 一、 before a head."""
_AFTER = {
    "total_current_assets": "noncurrent_assets",
    "total_assets": "liabilities",
    "total_current_liabilities": "noncurrent_liabilities",
    "total_noncurrent_liabilities": "equity_or_more",
    "total_liabilities": "equity",
    "net_cash_operating": "after_operating",
    "net_cash_investing": "financing",
    "net_cash_financing": "cash_rows",
    "cash_end": "supplementary",
}
_ALLOWED: dict[str, frozenset[str]] = {
    "start": frozenset({"current_assets", "noncurrent_assets", "operating", "reconciliation"}),
    "assets": frozenset({"current_assets", "noncurrent_assets"}),
    "current_assets": frozenset({"current_assets"}),
    "noncurrent_assets": frozenset({"noncurrent_assets"}),
    "liabilities": frozenset({"current_liabilities", "noncurrent_liabilities", "mezzanine", "equity"}),
    "current_liabilities": frozenset({"current_liabilities"}),
    "noncurrent_liabilities": frozenset({"noncurrent_liabilities", "mezzanine", "equity"}),
    "equity_or_more": frozenset({"equity", "noncurrent_liabilities", "mezzanine"}),
    "equity": frozenset({"equity", "mezzanine"}),
    "operating": frozenset({"operating", "reconciliation"}),
    "reconciliation": frozenset({"reconciliation", "operating"}),
    "after_operating": frozenset({"investing", "operating"}),  # "cash from operations", taxes paid, then the net flow
    "investing": frozenset({"investing"}),
    "financing": frozenset({"financing"}),
    "cash_rows": frozenset({"cash"}),
    "supplementary": frozenset({"reconciliation", "supplementary"}),
}

LONGEST_HEAD = 44


class Sections:
    """Follows a statement row by row; `allowed` says which sections a caption may be matched in."""

    def __init__(self, statement: str, classified: bool) -> None:
        self._statement = statement
        self._classified = classified
        self.name = "start"
        self.head = ""

    @property
    def allowed(self) -> frozenset[str] | None:
        """Sections open to the next row; None where the statement has none (income statements)."""
        if self._statement == "income_statement":
            return None
        if not self._classified and self.name in ("current_assets", "noncurrent_assets"):
            return _ALLOWED["assets"]
        return _ALLOWED.get(self.name)

    def see_head(self, row: Row) -> None:
        """A caption without figures: a section head, or just a head within one."""
        text = compact(row.label).rstrip(":：")
        self.head = text
        inner = _OUTER.sub("", _MARK.sub("", text))
        if inner and inner != text and any(p.search(inner) for p, _ in _HEADS["balance_sheet"]):
            text = inner  # two heads in one cell: "Assets Non-current assets"
        for pattern, section in _HEADS.get(self._statement, ()):
            if pattern.search(text):
                if section == "operating" and self.name == "supplementary":
                    return
                self.name = section
                return

    def see_title(self, text: str) -> None:
        """A line over a table that goes on from the page before: a section head where it is nothing else."""
        bare = compact(text).rstrip(":：")
        if len(bare) <= LONGEST_HEAD and not any(ch.isdigit() for ch in bare):
            for pattern, section in _HEADS.get(self._statement, ()):
                if pattern.match(bare):
                    self.name = section
                    return

    def see_line(self, line: str) -> None:
        """A bound total moves on to what follows it."""
        if line in _AFTER:
            following = _AFTER[line]
            if line == "total_noncurrent_liabilities" and self.name == "equity":
                return
            self.name = following
