"""Registry extract and court search of the sample: labels, shareholders, changes, pledges, suits."""

from typing import Any

from ingestion.extract.paper import read_paper
from ingestion.model.bureau import BureauReport
from tests.builders.form import form

WAN = 10_000


def read(name: str) -> tuple[str, dict[str, Any]]:
    found = read_paper(form(name), f"{name}.pdf").extraction
    assert found.bureau is not None
    BureauReport.model_validate(found.bureau)
    return found.kind, found.bureau


def test_registry_extract() -> None:
    kind, report = read("registry_extract")
    subject = report["subject"]
    assert (kind, report["provider"]) == ("registry_extract", "cn_registry")
    assert subject["legal_representative"]["value"] == "沈示远"
    assert subject["former_names"][0]["value"] == "苏州示例机械有限公司"
    assert (subject["registered_capital"]["value"], subject["insured_headcount"]["value"]) == (str(10_000 * WAN), "212")
    assert subject["valid_to"]["value"] is None and subject["valid_to"]["printed"] == "长期"
    assert [(s["pct"]["value"], s["paid"]["value"]) for s in report["shareholders"]] == [
        ("62", str(6_200 * WAN)),
        ("28", str(2_800 * WAN)),
        ("10", str(1_000 * WAN)),
    ]
    assert [c["date"]["value"] for c in report["changes"]] == ["2023-09-04", "2021-06-15"]
    pledge = report["legal_events"][0]
    assert (pledge["kind"], pledge["amount"]["value"], pledge["status"]["value"]) == (
        "equity_pledge",
        str(2_000 * WAN),
        "open",
    )


def test_court_search() -> None:
    kind, report = read("court_search")
    assert (kind, report["report_date"]["value"]) == ("court_document", "2025-04-18")
    suits = [(s["role"]["value"], s["status"]["value"], s["amount"]["value"]) for s in report["legal_events"]]
    assert suits == [
        ("defendant", "open", "1800000"),
        ("defendant", "closed", "65000"),
        ("plaintiff", "open", "2400000"),
    ]
