import pytest

from ingestion.model.place import Word
from ingestion.read.ocr_words import Glyph, TextLine, settle_numbers, words_of_line

STEP = 10.0


def line(text: str, wide: dict[int, float] | None = None) -> tuple[TextLine, list[tuple[float, float]]]:
    """A line 20 pixels high, a sign every 10 pixels (8 of ink), with wider gaps before the signs named in `wide`."""
    glyphs, ink, x = [], [], 0.0
    for i, ch in enumerate(text):
        x += (wide or {}).get(i, 0.0)
        glyphs.append(Glyph(ch, x + 4, 0.99))
        if not ch.isspace():
            ink.append((x, x + 8))
        x += STEP
    return TextLine(0, 0, x, 20, tuple(glyphs)), ink


def texts(words: list[Word]) -> list[str]:
    return [w.text for w in words]


def page(*figures: str) -> list[Word]:
    return [Word(text, 100, 20.0 * i, 160, 20.0 * i + 10) for i, text in enumerate(figures)]


def test_a_caption_and_its_amount_read_in_one_go_are_two_words() -> None:
    assert texts(words_of_line(*line("货币资金51,590.25"))) == ["货币资金", "51,590.25"]


def test_two_amounts_far_apart_are_two_words_with_their_own_places() -> None:
    words = words_of_line(*line("1,2343,456", {5: 40.0}))
    assert texts(words) == ["1,234", "3,456"]
    assert words[0].x1 < words[1].x0 == 90.0


def test_a_blank_that_nobody_sees_does_not_cut_a_number() -> None:
    glyphs = "1,234 567"
    text, _ = line(glyphs)
    ink = [(0.0, 88.0)]  # no gap in the ink where the recogniser saw a blank
    assert texts(words_of_line(text, ink)) == ["1,234567"]


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("58.000.000.00", "58,000,000.00"),
        ("58,000,000,00", "58,000,000.00"),
        ("26,198;103.20", "26,198,103.20"),
        ("２６,１９８.２０", "26,198.20"),
        ("7O,006.80", "70,006.80"),
        ("11,332.08|", "11,332.08"),
        (".69,755.90", "69,755.90"),
    ],
)
def test_separators_are_set_as_the_page_sets_them_and_the_figure_is_in_doubt(read: str, written: str) -> None:
    word = settle_numbers(page("1,234.56", "2,345.67", "3,456.78", "4,567.89", read))[-1]
    assert word.text == written and not word.suspect
    assert word.conf < 0.9 or read == "２６,１９８.２０"


def test_what_cannot_be_set_right_is_no_figure() -> None:
    word = settle_numbers(page("1,234.56", "2,345.67", "3,456.78", "4,567.89", "58,00,000.00"))[-1]
    assert word.suspect == "unclear"


def test_an_amount_without_the_decimals_of_all_others_is_in_doubt() -> None:
    usual = [f"{n},234.56" for n in range(1, 10)]
    assert settle_numbers(page(*usual, "7,589,695,701"))[-1].conf < 0.9


@pytest.mark.parametrize("note", ["2.15", "(2,5,23)", "7,14"])
def test_references_to_notes_stay_as_they_are(note: str) -> None:
    assert settle_numbers(page("1,234.56", "2,345.67", "3,456.78", "4,567.89", note))[-1].text == note


def test_a_letter_before_an_amount_is_a_currency_sign() -> None:
    words = [Word("P/", 80, 0, 90, 10), Word("2,557,457", 100, 0, 160, 10), Word("P", 80, 40, 90, 50)]
    assert texts(settle_numbers(words)) == ["₱", "2,557,457", "P"]
