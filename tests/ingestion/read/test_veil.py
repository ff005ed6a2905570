"""Personal values are covered on the page's picture, and nothing else is."""

import io

import pytest
from PIL import Image, ImageChops

from assistant.access import Actor
from assistant.errors import NotPermitted
from assistant.service import Workspace
from ingestion.errors import UsageError
from ingestion.intake.limits import Limits
from ingestion.intake.sandbox import ReaderPool
from ingestion.model.place import Box, Page, Word
from ingestion.read.veil import personal_boxes
from ingestion.store.scope import Scope

ID, MOBILE = "11010519491231002X", "13800138000"
ZOOM = 2.0


def form(workspace: Workspace, customer: str) -> str:
    return next(d.sha256 for d in workspace.documents(customer) if "申请表" in d.file)


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("L")


def black_share(image: Image.Image, box: Box) -> float:
    part = image.crop((int(box[0] * ZOOM), int(box[1] * ZOOM), int(box[2] * ZOOM), int(box[3] * ZOOM)))
    return part.histogram()[0] / (part.width * part.height)


def test_the_picture_covers_personal_numbers_and_nothing_else(sample_workspace: tuple[Workspace, str]) -> None:
    workspace, customer = sample_workspace
    document = form(workspace, customer)
    covered = picture(workspace.page_picture(customer, document, 1, ZOOM))
    as_it_is = picture(workspace.unmasked_picture(customer, document, 1, "核对签约人身份", ZOOM, actor="lin"))
    words = [(text, box) for text, box in workspace._store.page_lines(Scope(customer), document, 1)]
    with_numbers = [box for text, box in words if ID in text or MOBILE in text]
    assert with_numbers
    for box in with_numbers:
        assert black_share(covered, box) > 0.15 > black_share(as_it_is, box)
    changed = ImageChops.difference(covered, as_it_is).getbbox()
    assert changed is not None
    for text, box in words:
        if any(ch.isdigit() for ch in text) and not any(box[1] < r[3] and r[1] < box[3] for r in with_numbers):
            area = tuple(int(v * ZOOM) for v in box)
            assert ImageChops.difference(covered.crop(area), as_it_is.crop(area)).getbbox() is None, text


def test_a_page_without_personal_values_is_drawn_as_it_is(sample_workspace: tuple[Workspace, str]) -> None:
    workspace, customer = sample_workspace
    report = next(d.sha256 for d in workspace.documents(customer) if d.kind == "annual_report")
    data = workspace._store.blob(Scope(customer), report)
    with ReaderPool(Limits(), 1) as pool:
        for page in (1, 2, 3):
            assert pool.picture(data, page, 1.0) == pool.picture(data, page, 1.0, veil=False)


def test_seeing_the_page_as_it_is_needs_a_role_and_a_purpose_and_is_kept(
    sample_workspace: tuple[Workspace, str],
) -> None:
    workspace, customer = sample_workspace
    document = form(workspace, customer)
    auditor = workspace.acting(Actor("eve", frozenset({"auditor"}), None))
    assert auditor.page_picture(customer, document, 1)
    with pytest.raises(NotPermitted):
        auditor.unmasked_picture(customer, document, 1, "curious")  # type: ignore[attr-defined]
    with pytest.raises(NotPermitted, match="no_open_case"):  # an analyst only while a case is open
        workspace.acting(Actor("ana", frozenset({"analyst"}), None)).unmasked_picture(customer, document, 1, "curious")  # type: ignore[attr-defined]
    compliance = workspace.acting(Actor("cora", frozenset({"compliance"}), None))
    with pytest.raises(UsageError):
        compliance.unmasked_picture(customer, document, 1, " ")  # type: ignore[attr-defined]
    compliance.unmasked_picture(customer, document, 1, "check the signature")  # type: ignore[attr-defined]
    last = workspace.audit_trail(customer, 1)[0]
    assert (last["action"], last["actor"], last["detail"]["purpose"]) == (
        "personal_data_seen", "cora", "check the signature",
    )  # fmt: skip


def page(*words: Word) -> Page:
    return Page(1, 600, 800, words)


def test_a_box_covers_the_value_within_its_word() -> None:
    word = Word(f"手机{MOBILE}", 100, 50, 100 + 10 * 14.6, 60)  # two Chinese characters and eleven digits
    (box,) = personal_boxes(page(word))
    assert box[0] == pytest.approx(136, abs=2) and box[2] == pytest.approx(246, abs=2)
    assert (box[1], box[3]) == (50, 60)


def test_a_value_over_a_line_end_is_covered_on_both_lines() -> None:
    first, second = Word("身份证1101051949", 50, 100, 150, 110), Word("1231002X", 50, 115, 100, 125)
    boxes = personal_boxes(page(first, second))
    assert [round(box[1]) for box in boxes] == [100, 115]


def test_a_value_in_words_that_are_not_trusted_is_covered_too() -> None:
    assert personal_boxes(page(Word(f"手机{MOBILE}", 10, 10, 100, 20, suspect="tiny")))


def test_lines_recognised_on_a_scan_are_covered_and_wide_rows_whole() -> None:
    tight = (f"联系电话 {MOBILE} 备注", (50.0, 100.0, 50.0 + 5.5 * 32, 110.0))
    wide = (f"姓名 {MOBILE} 100.00", (50.0, 200.0, 550.0, 210.0))
    amount = ("合计 12,345,678.90", (50.0, 300.0, 250.0, 310.0))
    boxes = personal_boxes(page(), [tight, wide, amount])
    assert len(boxes) == 2
    assert 50 < boxes[0][0] < 50 + 5.5 * 10 and boxes[0][2] < tight[1][2]
    assert boxes[1] == wide[1]
    assert personal_boxes(page(Word("x", 40, 90, 560, 320)), [tight]) == [], "words of the page itself come first"
