import re
from pathlib import Path
from string import Formatter

from ingestion.texts import catalogue, say

SOURCE = [p for folder in ("assistant", "ingestion") for p in Path(folder).rglob("*.py")]
KEY = re.compile(r'"((?:cli|problems|chat|web|export|credit|profile|record)\.[a-z0-9_]+)"')


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_entry_has_both_languages_with_the_same_fields() -> None:
    for key, words in catalogue().items():
        assert set(words) == {"zh", "en"}, key
        assert fields(words["zh"]) == fields(words["en"]), key
        assert words["zh"] and words["en"], key


def test_every_key_named_in_the_code_is_in_the_catalogue() -> None:
    used = {key for file in SOURCE for key in KEY.findall(file.read_text("utf-8"))}
    assert used, "the pattern no longer finds keys"
    assert not sorted(key for key in used if key not in catalogue())


def test_values_are_inserted_as_plain_text() -> None:
    words = say("cli.usage", "en", why="{lang.__class__} {0}")
    assert words == "wrong usage: {lang.__class__} {0}"


def test_missing_values_leave_the_field_standing() -> None:
    assert "{why}" in say("cli.usage", "en")
