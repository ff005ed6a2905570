"""The bank statement drawn from `papers/bank_statement.toml`: monthly summary, then every movement with its balance."""

from decimal import Decimal
from typing import Any

from tests.builders.form import Form, load

SUMMARY = ["月份", "期初余额", "收入合计", "支出合计", "期末余额"]
MOVEMENTS = ["交易日期", "摘要", "对方户名", "收入", "支出", "余额"]


def bank_statement() -> bytes:
    """The whole statement."""
    data = load("bank_statement")
    months, movements = rows(data)
    blocks: list[dict[str, Any]] = [
        {"kind": "title", "text": "甲银行 账户明细对账单"},
        {"kind": "table", "head": 0, "labels": True, "align": "llll", "widths": [70, 180, 70, 160], **data["account"]},
        {"kind": "heading", "text": "一、分月汇总"},
        {"kind": "aside", "text": "单位：人民币万元"},
        {"kind": "table", "align": "crrrr", "widths": [96] * 5, "rows": [SUMMARY, *months]},
        {"kind": "heading", "text": "二、交易明细"},
        {"kind": "aside", "text": "单位：人民币万元"},
        {"kind": "table", "align": "cllrrr", "widths": [70, 100, 140, 64, 64, 70], "rows": [MOVEMENTS, *movements]},
        {"kind": "text", "text": "本对账单由系统生成，如与贵单位账务不符，请于十日内与开户行核对。", "size": 8.5},
    ]
    return Form({**data, "blocks": blocks}).bytes()


def rows(data: dict[str, Any]) -> tuple[list[list[str]], list[list[str]]]:
    """(monthly summary, movements) as printed; balances run on from the opening one."""
    months, movements = [], []
    balance = Decimal(data["opening"])
    for part in data["months"]:
        opening, inflow, outflow = balance, Decimal(0), Decimal(0)
        for day, purpose, other, received, paid in part["rows"]:
            inflow += Decimal(received or 0)
            outflow += Decimal(paid or 0)
            balance = opening + inflow - outflow
            movements.append([day, purpose, other, *(_amount(v) for v in (received, paid)), f"{balance:,.2f}"])
        months.append([part["month"], *(f"{v:,.2f}" for v in (opening, inflow, outflow, balance))])
    return months, movements


def _amount(value: str) -> str:
    return f"{Decimal(value):,.2f}" if value else ""
