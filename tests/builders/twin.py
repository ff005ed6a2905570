"""A scanned paper with a digital twin: what recognition would make of its pictures is known without recognising anything."""

import time
from dataclasses import replace

from ingestion.intake.limits import Limits
from ingestion.intake.ocr_desk import Look
from ingestion.read.glance import Glance, glance_to_json
from ingestion.read.page_json import page_to_json
from ingestion.read.pdf import PdfPaper
from ingestion.read.rulings import rulings_of
from tests.builders.pdf import Paper
from tests.builders.scan import drawn, pictures_pdf

LEAVES, STATEMENT = 14, 9
ROWS = [["项目", "2024年12月31日", "2023年12月31日"], ["货币资金", "51,590,554.25", "9,840,509.59"],
        ["应收账款", "7,589,695.70", "31,930,208.66"], ["存货", "13,487,936.66", "13,613,653.67"],
        ["流动资产合计", "72,668,186.61", "55,384,371.92"], ["固定资产", "308,640,573.80", "316,866,145.24"],
        ["资产总计", "381,308,760.41", "372,250,517.16"], ["负债合计", "99,565,631.88", "151,110,819.27"],
        ["所有者权益合计", "281,743,128.53", "221,139,697.89"],
        ["负债和所有者权益总计", "381,308,760.41", "372,250,517.16"]]  # fmt: skip


def digital() -> bytes:
    """Fourteen pages; a balance sheet on the ninth."""
    paper = Paper()
    for number in range(1, LEAVES + 1):
        paper.page()
        if number == STATEMENT:
            paper.centred(60, "合并资产负债表").text(60, 80, "编制单位：江苏示例制造有限公司").text(440, 80, "单位：元")
            paper.ruled(60, 90, (200, 130, 130), ROWS)
        else:
            paper.text(60, 60, f"第{number}节 经营情况").text(60, 90, "报告期内客户结构稳定，未发生重大变化。")
    return paper.bytes()


def scanned_twin(paper: bytes) -> bytes:
    """The same pages as pictures."""
    return pictures_pdf([drawn(paper, number, dpi=40) for number in range(1, LEAVES + 1)], dpi=40)


class TwinDesk:
    """Answers as the OCR worker would, from the digital twin, each page after `seconds`. `asked` lists the pages read."""

    def __init__(self, paper: bytes, seconds: float = 0.0) -> None:
        self._paper = paper
        self._seconds = seconds
        self.asked: list[int] = []

    def answer(self, op: Look, number: int) -> bytes:
        """A glance at a page, or the page."""
        with PdfPaper.unlocked(self._paper, (), Limits()) as twin:
            page = twin.page(number)
            if op == "glance":
                title = ("合并资产负债表",) if number == STATEMENT else (page.words[0].text,)
                return glance_to_json(Glance(title, len(page.words), lying=False))
            self.asked.append(number)
            time.sleep(self._seconds)
            return page_to_json(replace(page, source="ocr"), rulings_of(twin, number))
