from functools import cache

from assistant.sample.sample import sample_customers
from ingestion.read.layout import lines_of
from ingestion.read.pdf import PdfPaper
from tests.builders.sample_customer import figures, papers


@cache
def lines(data: bytes) -> list[tuple[str, tuple[float, ...]]]:
    with PdfPaper(data) as paper:
        return [
            (line.text, tuple(round(v) for v in line.box))
            for n in range(1, paper.page_count + 1)
            for line in lines_of(paper.page(n))
        ]


def test_the_shipped_papers_are_what_the_builders_draw() -> None:
    drawn = papers()
    assert {name for name, _ in sample_customers()[0].papers} == set(drawn)
    for name, data in sample_customers()[0].papers:
        assert lines(data) == lines(drawn[name]), name


def test_figures_of_the_sample_add_up() -> None:
    for basis in ("consolidated", "parent"):
        rows = {row[0]: row[1:] for row in figures()[basis]["balance_sheet"]["rows"] if len(row) > 1}
        for year in (0, 1):
            assert rows["资产总计"][year] == rows["流动资产合计"][year] + rows["非流动资产合计"][year]
            assert rows["负债合计"][year] == rows["流动负债合计"][year] + rows["非流动负债合计"][year]
            assert (
                rows["负债和所有者权益总计"][year]
                == rows["负债合计"][year] + rows["所有者权益合计"][year]
                == rows["资产总计"][year]
            )
