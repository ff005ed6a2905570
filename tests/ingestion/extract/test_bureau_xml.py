"""Bureau reports in XML of any nesting: names of elements are labels, repeated elements are records, entities give nothing."""

from typing import Any

from ingestion.extract.paper import read_paper

DNB = """<?xml version="1.0"?>
<d:Response xmlns:d="urn:dnb"><d:Detail><d:ReportDate>2026-03-04</d:ReportDate></d:Detail>
<d:Organization DUNSNumber="123456789"><d:CompanyName>Juniper Valve Works Inc</d:CompanyName><d:NumberOfEmployees>77</d:NumberOfEmployees>
<d:Scores><d:PaydexScore>80</d:PaydexScore><d:FailureScore>1551</d:FailureScore></d:Scores>
<d:TradePayments>
<d:TradeLine><d:DateReported>2026-02</d:DateReported><d:HighCredit>60000</d:HighCredit><d:Balance>31000</d:Balance></d:TradeLine>
<d:TradeLine><d:DateReported>2026-01</d:DateReported><d:HighCredit>12000</d:HighCredit><d:Balance>5000</d:Balance></d:TradeLine>
</d:TradePayments></d:Organization></d:Response>"""
AS_ATTRIBUTES = """<?xml version="1.0"?>
<experian xmlns="urn:x"><business companyName="Redwood Tile Inc" experianBin="812345678"/>
<risk intelliscorePlus="43" financialStabilityRiskScore="22"/><payment currentDbt="19" predictedDbt="21"/></experian>"""
BOMB = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "Secret Co"><!ENTITY b SYSTEM "file:///etc/hostname">]>
<dnb><CompanyName>&a;</CompanyName><Address>&b;</Address><DunsNumber>123456789</DunsNumber><PaydexScore>80</PaydexScore>
<FailureScore>1500</FailureScore><Employees>4</Employees></dnb>"""


def read(text: str) -> dict[str, Any]:
    found = read_paper(text.encode(), "a.xml").extraction
    assert found.bureau is not None
    return found.bureau


def test_elements_of_an_unknown_tree_are_read_by_their_names() -> None:
    report = read(DNB)
    assert report["provider"] == "dnb"
    assert report["report_date"]["value"] == "2026-03-04"
    assert report["subject"]["name"]["value"] == "Juniper Valve Works Inc"
    assert report["subject"]["identifiers"][0]["value"]["value"] == "123456789"
    assert report["payment_indices"][0]["value"]["value"] == "80"
    lines = [(r["reported"]["value"], r["high_credit"]["value"], r["balance"]["value"]) for r in report["trade_lines"]]
    assert lines == [("2026-02", "60000", "31000"), ("2026-01", "12000", "5000")]
    assert report["trade_lines"][1]["balance"]["locator"]["xpath"].endswith("d:TradeLine[2]/d:Balance")


def test_attributes_are_read_like_elements() -> None:
    report = read(AS_ATTRIBUTES)
    scores = {s["name"]: s["value"]["value"] for s in report["scores"]}
    assert scores == {"intelliscore_plus": "43", "experian_fsr": "22"}
    assert {p["kind"]: p["value"]["value"] for p in report["payment_indices"]} == {"dbt": "19", "dbt_predicted": "21"}
    assert report["subject"]["name"]["value"] == "Redwood Tile Inc"


def test_a_reading_by_names_is_told_as_not_verified() -> None:
    assert [p.code for p in read_paper(DNB.encode(), "a.xml").extraction.problems] == ["unverified_layout"]


def test_entities_give_no_value() -> None:
    report = read(BOMB)
    assert "name" not in report["subject"]
    assert "address" not in report["subject"]
    assert report["payment_indices"][0]["value"]["value"] == "80"


def test_xml_that_is_nobody_s_report_is_no_bureau_paper() -> None:
    found = read_paper(b'<?xml version="1.0"?><note><to>A</to><status>open</status></note>', "n.xml").extraction
    assert (found.kind, found.bureau) == ("other", None)
