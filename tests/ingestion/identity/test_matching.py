"""Papers matched by rules M1 to M8."""

import pytest

from ingestion.identity.matching import Party, match_parties
from ingestion.identity.schemes import check_identifier
from ingestion.model.fact import Identifier


def number(scheme: str, value: str) -> Identifier:
    return Identifier(scheme=scheme, value=value, check=check_identifier(scheme, value))


OURS, OTHER, BROKEN = "91320505MA1X0A1105", "91310115MA1K0B226J", "91320505MA1X0A1150"
KNOWN = Party(
    ("江苏示例制造有限公司", "苏州示例机械有限公司"), (number("cn_uscc", OURS),), "沈示远", "江苏省苏州市高新区示例路88号", "2018-02-26",
    ("示例控股集团有限公司",),
)  # fmt: skip


@pytest.mark.parametrize(
    ("party", "verdict", "rule"),
    [
        (Party(("Jiangsu Shili Manufacturing Co., Ltd.",), (number("cn_uscc", OURS),)), "same", "M1"),
        (Party((), (number("cn_org", "MA1X0A11-0"),)), "same", "M2"),
        (Party(("上海样例国际贸易有限公司",), (number("cn_uscc", OTHER),)), "different", "M3"),
        (Party(("江苏示例制造有限公司",), (number("cn_uscc", BROKEN),), "沈示远"), "same", "M4"),
        (Party(("江苏示例制造股份有限公司",)), "likely_same", "M5"),
        (Party(("江苏示例制造有限公司",)), "likely_same", "M6"),
        (Party(("苏州示例机械有限公司",)), "likely_same", "M6"),
        (Party(("江苏示例制造有限公司无锡分公司",)), "group_related", "M7"),
        (Party(("示例控股集团有限公司",)), "group_related", "M7"),
        (Party(("Jiangsu Shili Manufacturing Co., Ltd.",)), "undetermined", "M8"),
        (Party(("南京别家制造有限公司",)), "undetermined", "M8"),
        (Party(), "undetermined", "M8"),
        (Party(("江苏示例制造有限公司",), (number("cn_uscc", OTHER),)), "undetermined", "M3"),
    ],
)
def test_a_paper_has_its_verdict_and_rule(party: Party, verdict: str, rule: str) -> None:
    match = match_parties(KNOWN, party)
    assert (match.verdict, match.rule) == (verdict, rule)


def test_a_number_whose_check_fails_never_tells_two_parties_apart() -> None:
    assert (
        match_parties(KNOWN, Party(("南京别家制造有限公司",), (number("cn_uscc", BROKEN),))).verdict == "undetermined"
    )
