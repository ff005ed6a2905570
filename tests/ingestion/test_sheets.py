"""Workbooks and CSV files: statements read like any paper, each figure with its cell; archives within limits."""

import io
import zipfile

import pytest
import xlsxwriter

from ingestion.errors import LimitReached, PaperError, PasswordNeeded
from ingestion.extract.paper import read_paper
from ingestion.intake.archive import members
from ingestion.intake.limits import Limits
from ingestion.read.sheet import SheetPaper

BALANCE = [
    ["资产负债表", "", ""], ["编制单位：示例制造有限公司", "", "单位：万元"], ["项目", "2024年12月31日", "2023年12月31日"],
    ["流动资产：", "", ""], ["货币资金", 8000, 9500], ["应收账款", 18000, 13000], ["存货", 14000, 11000.5],
    ["流动资产合计", 40000, 33500.5], ["固定资产", 40000, 38000], ["资产总计", 80000, 71500.5],
    ["流动负债合计", 38000, 31900], ["负债合计", 47000, 41500], ["所有者权益合计", 33000, 30000.5],
]  # fmt: skip
INCOME = [
    ["利润表", "", ""], ["编制单位：示例制造有限公司", "", "单位：万元"], ["项目", "2024年度", "2023年度"],
    ["一、营业收入", 72000, 60000], ["减：营业成本", 57600, 46800], ["二、营业利润", 3800, 4450],
    ["三、利润总额", 3700, 4400], ["减：所得税费用", 600, 700], ["四、净利润", 3100, 3700],
]  # fmt: skip


def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in (("资产负债表", BALANCE), ("利润表", INCOME)):
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                sheet.write_row(r, 0, row)
    return out.getvalue()


def test_statements_of_a_workbook() -> None:
    read = read_paper(workbook(), "a.xlsx").extraction
    assert (read.status, read.pages, len(read.coverage)) == ("ok", 2, 2)
    values = {(f.field, f.period_end): (f.value, f.locator) for f in read.facts if f.method == "table"}
    assert values[("total_assets", "2024-12-31")] == ("800000000", {"sheet": "资产负债表", "cell": "B10"})
    assert values[("inventories", "2023-12-31")] == ("110005000", {"sheet": "资产负债表", "cell": "C7"})
    assert values[("net_income", "2024-12-31")] == ("31000000", {"sheet": "利润表", "cell": "B9"})
    assert values[("revenue", "2023-12-31")][0] == "600000000"


def test_csv_in_two_encodings() -> None:
    text = "\n".join(",".join(str(cell) for cell in row) for row in BALANCE)
    for encoding in ("utf-8", "gb18030"):
        facts = read_paper(text.encode(encoding), "a.csv").extraction.facts
        assert {f.field: f.value for f in facts if f.period_end == "2024-12-31"}["total_assets"] == "800000000"


def test_a_sheet_has_a_picture_and_a_broken_one_ends_well() -> None:
    with SheetPaper(workbook(), "xlsx") as paper:
        assert paper.picture(1, 1.5).startswith(b"\x89PNG")
    assert read_paper(b"PK\x03\x04 nothing", "a.xlsx").extraction.status == "failed"


def archive(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return out.getvalue()


def test_archives_give_their_papers_by_name_only() -> None:
    data = archive({"../../etc/a.pdf": b"x", "folder/b.csv": b"y", "__MACOSX/._b.csv": b"z", ".hidden": b"h"})
    assert members(data, Limits()) == [("a.pdf", b"x"), ("b.csv", b"y")]


def test_archives_stay_within_limits() -> None:
    with pytest.raises(LimitReached):
        members(archive({f"{n}.txt": b"" for n in range(4)}), Limits(zip_files=3))
    with pytest.raises(LimitReached):
        members(archive({"bomb.txt": b"0" * 3_000_000}), Limits(file_bytes=1_000_000))
    with pytest.raises(PaperError):
        members(b"PK\x03\x04 broken", Limits())


def test_encrypted_archives_ask_for_a_password() -> None:
    data = bytearray(archive({"a.txt": b"secret"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    with pytest.raises(PasswordNeeded):
        members(bytes(data), Limits())
