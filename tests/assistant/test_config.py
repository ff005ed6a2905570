import json
from pathlib import Path

import pytest

from assistant.config import ConfigError, load_settings, locale_lang


def test_defaults_are_loopback_without_model(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {})
    assert (settings.host, settings.model, settings.embedding) == ("127.0.0.1", "embedded", "embedded")


def test_environment_wins_over_file(tmp_path: Path) -> None:
    (tmp_path / "xintan.toml").write_text('port = 7000\nmodel = "ollama:x"\n', "utf-8")
    settings = load_settings(tmp_path, {"XINTAN_PORT": "7001"})
    assert (settings.port, settings.model) == (7001, "ollama:x")


def test_limits_can_be_set_one_by_one(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"XINTAN_LIMITS__PAGES": "12"})
    assert settings.limits.pages == 12
    assert settings.limits.file_bytes == 100 * 1024 * 1024


def test_unknown_key_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="colour"):
        load_settings(tmp_path, {"XINTAN_COLOUR": "blue"})


def test_broken_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "xintan.toml").write_text("port = = 1", "utf-8")
    with pytest.raises(ConfigError):
        load_settings(tmp_path, {})


def test_secrets_are_masked_when_printed(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"XINTAN_API_KEY": "sk-secret-value"})
    assert "sk-secret-value" not in json.dumps(settings.masked())
    assert "sk-secret-value" not in repr(settings)


@pytest.mark.parametrize(("env", "lang"), [({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "C"}, "en"), ({}, "en")])
def test_language_follows_the_locale(env: dict[str, str], lang: str) -> None:
    assert locale_lang(env) == lang


def test_our_names_come_from_the_file_or_in_one_line_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "xintan.toml").write_text('our_names = ["上海样例贸易有限公司"]')
    assert load_settings(tmp_path, {}).our_names == ("上海样例贸易有限公司",)
    both = load_settings(tmp_path, {"XINTAN_OUR_NAMES": "We Ltd; We Trading Ltd"})
    assert both.our_names == ("We Ltd", "We Trading Ltd")
