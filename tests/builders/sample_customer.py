"""The sample customer's annual report, drawn from `sample.toml`. Run as a module to write the package data anew."""

import tomllib
from pathlib import Path
from typing import Any

from tests.builders import registry
from tests.builders.bank import bank_statement
from tests.builders.form import form, load
from tests.builders.ledger import ledger
from tests.builders.pboc import content, enterprise_report
from tests.builders.pdf import Paper
from tests.builders.registry import labelled_paper

DATA = Path(__file__).with_name("sample.toml")
TARGET = Path(__file__).parents[2] / "assistant" / "sample" / "papers"
LEFT, WIDTHS, PER_PAGE = 62.0, (218.0, 48.0, 102.0, 102.0), 40
TITLES = {"balance_sheet": "资产负债表", "income_statement": "利润表", "cash_flow": "现金流量表"}
BASES = {"consolidated": "合并", "parent": "母公司"}


def figures() -> dict[str, Any]:
    """`sample.toml`."""
    return tomllib.loads(DATA.read_text("utf-8"))


def annual_report() -> bytes:
    """The report: cover, audit report, statements with prior year, group and parent."""
    data = figures()
    paper = Paper()
    _cover(paper, data)
    _audit(paper, data)
    number = 3
    for basis in BASES:
        for statement, body in data[basis].items():
            number = _statement(paper, data, basis, statement, body["rows"], number)
    return paper.bytes()


def _cover(paper: Paper, data: dict[str, Any]) -> None:
    paper.page()
    paper.centred(250, data["name"], 20).centred(300, "2024年年度报告", 26).centred(700, "二〇二五年三月", 13)
    paper.text(62, 400, f"公司的中文名称：{data['name']}", 11)
    paper.text(62, 422, f"统一社会信用代码：{data['uscc']}", 11)


def _audit(paper: Paper, data: dict[str, Any]) -> None:
    paper.page()
    paper.centred(90, "审计报告", 18).right(533, 116, "示会审字〔2025〕第0123号", 10)
    paper.text(62, 146, f"{data['name']}全体股东：", 11).text(62, 176, "一、审计意见", 12)
    lines = [
        f"我们审计了{data['name']}（以下简称“贵公司”）的财务报表，包括2024年12月31日的合并及",
        "公司资产负债表，2024年度的合并及公司利润表、合并及公司现金流量表以及财务报表附注。",
        "我们认为，后附的财务报表在所有重大方面按照企业会计准则的规定编制，公允反映了贵公司",
        "2024年12月31日的财务状况以及2024年度的经营成果和现金流量。",
    ]
    for place, line in enumerate(lines):
        paper.text(84 if place % 2 == 0 else 62, 200 + 20 * place, line, 10.5)
    paper.text(62, 320, data["firm"], 11).text(360, 320, "中国注册会计师：韩示一", 11)
    paper.text(360, 342, "中国注册会计师：许示二", 11).text(62, 370, "2025年3月28日", 11)


def _statement(
    paper: Paper, data: dict[str, Any], basis: str, statement: str, rows: list[list[Any]], number: int
) -> int:
    flow = statement != "balance_sheet"
    heads = ["项目", "附注", *(("2024年度", "2023年度") if flow else ("2024年12月31日", "2023年12月31日"))]
    for start in range(0, len(rows), PER_PAGE):
        paper.page()
        paper.text(62, 46, f"{data['name']} 2024年年度报告", 9)
        y = 74.0
        if start == 0:
            paper.centred(78, f"{BASES[basis]}{TITLES[statement]}", 15)
            paper.centred(98, "2024年度" if flow else "2024年12月31日", 10)
            paper.text(62, 118, f"编制单位：{data['name']}", 9).right(532, 118, "单位：万元 币种：人民币", 9)
            y = 126.0
        table = [heads] if start == 0 else []
        table += [_printed(row, place + start) for place, row in enumerate(rows[start : start + PER_PAGE])]
        paper.ruled(LEFT, y, WIDTHS, table)
        paper.centred(812, str(number), 9)
        number += 1
    return number


def _printed(row: list[Any], place: int) -> list[str]:
    caption, *values = row
    if not values:
        return [caption, "", "", ""]
    total = caption.endswith(("合计", "总计", "小计", "净额")) or "、" in caption[:3]
    return [caption, "" if total else f"五、{place + 1}", *(f"{v:,}" if v else "-" for v in values)]


def prior_audit_report() -> bytes:
    """Last year's audited statements: one column, before the restatement, and a table of key data with 2022."""
    data = figures()
    paper = Paper()
    paper.page().centred(250, data["name"], 20).centred(300, "2023年度审计报告", 26)
    paper.text(62, 400, f"统一社会信用代码：{data['uscc']}", 11).text(62, 430, data["firm"], 11)
    paper.text(62, 452, "示会审字〔2024〕第0098号  2024年4月12日", 11)
    _key_data(paper, data)
    number = 3
    for statement, body in data["consolidated"].items():
        rows = [
            [row[0], *([data["as_first_reported"].get(row[0], row[2])] if len(row) > 1 else [])] for row in body["rows"]
        ]
        number = _single_column(paper, data, statement, rows, number)
    return paper.bytes()


def _key_data(paper: Paper, data: dict[str, Any]) -> None:
    paper.page().text(62, 46, f"{data['name']} 2023年度审计报告", 9)
    paper.text(62, 90, "主要会计数据", 13).right(532, 90, "单位：万元 币种：人民币", 9)
    paper.ruled(
        LEFT,
        100,
        (190.0, 140.0, 140.0),
        [["项目", "2023年12月31日", "2022年12月31日"], ["资产总计", "72,000", "66,000"]],
    )


def _single_column(paper: Paper, data: dict[str, Any], statement: str, rows: list[list[Any]], number: int) -> int:
    flow = statement != "balance_sheet"
    for start in range(0, len(rows), PER_PAGE):
        paper.page().text(62, 46, f"{data['name']} 2023年度审计报告", 9)
        y = 74.0
        table = []
        if start == 0:
            paper.centred(78, f"合并{TITLES[statement]}", 15).centred(98, "2023年度" if flow else "2023年12月31日", 10)
            paper.text(62, 118, f"编制单位：{data['name']}", 9).right(532, 118, "单位：万元 币种：人民币", 9)
            y, table = 126.0, [["项目", "2023年度" if flow else "2023年12月31日"]]
        table += [
            [row[0], *([f"{row[1]:,}" if row[1] else "-"] if len(row) > 1 else [""])]
            for row in rows[start : start + PER_PAGE]
        ]
        paper.ruled(LEFT, y, (300.0, 140.0), table)
        paper.centred(812, str(number), 9)
        number += 1
    return number


FORMS = ("commercial_report", "vat_summary", "credit_request", "cover_letter")


def papers() -> dict[str, bytes]:
    """Every paper of the sample customer by file name, in the order of the dossier."""
    return {
        figures()["file"]: annual_report(),
        figures()["prior_file"]: prior_audit_report(),
        **{part["file"]: labelled_paper(name) for name, part in registry.content().items()},
        content()["file"]: enterprise_report(),
        load("ledger")["file"]: ledger(),
        load("bank_statement")["file"]: bank_statement(),
        **{load(name)["file"]: form(name) for name in FORMS},
    }


def main() -> None:
    """Write the papers of the package."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, data in papers().items():
        (TARGET / name).write_bytes(data)


if __name__ == "__main__":
    main()
