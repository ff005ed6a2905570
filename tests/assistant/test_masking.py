"""Personal values of the sample's papers never leave the service as printed, unless a purpose is told."""

import json

import pytest

from assistant.service import Workspace
from ingestion.errors import UsageError
from ingestion.store.scope import Scope

ID, MOBILE = "11010519491231002X", "13800138000"


def form(workspace: Workspace, customer: str) -> str:
    return next(d.sha256 for d in workspace.documents(customer) if "申请表" in d.file)


def test_page_lines_search_answers_and_exports_hold_no_personal_number(sample_workspace: tuple[Workspace, str]) -> None:
    workspace, customer = sample_workspace
    page = "\n".join(text for text, _ in workspace.page_lines(customer, form(workspace, customer), 1))
    hits = [h.model_dump_json() for h in workspace.search(customer, "沈示远 身份证 手机", 10)]
    answers = [workspace.ask(customer, q).model_dump_json() for q in ("沈示远的联系方式是什么？", "法定代表人是谁？")]
    exports = [workspace.export(customer, f, "both")[1].decode() for f in ("md", "json")]
    assert "110105********002X" in page
    assert "138****8000" in page
    for text in (page, *hits, *answers, *exports):
        assert ID not in text
        assert MOBILE not in text


def test_the_printed_page_is_shown_for_a_purpose_that_the_audit_trail_keeps(
    sample_workspace: tuple[Workspace, str],
) -> None:
    workspace, customer = sample_workspace
    document = form(workspace, customer)
    with pytest.raises(UsageError):
        workspace.unmask(customer, document, 1, " ")
    lines = workspace.unmask(customer, document, 1, "核对签约人身份", actor="lin")
    assert any(ID in text for text, _ in lines)
    last = workspace._store.audit_trail(Scope(customer), 5)
    seen = next(row for row in last if row["action"] == "personal_data_seen")
    assert (seen["actor"], "核对签约人身份" in json.dumps(seen, ensure_ascii=False)) == ("lin", True)
