"""Settings: `xintan.toml` in the home folder, then `XINTAN_*` environment variables. The only place that reads the environment.

Unknown keys are errors. `XINTAN_LIMITS__PAGES=100` sets `[limits] pages`. Safe by default: loopback, no model, nothing leaves.
"""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from ingestion.errors import UsageError
from ingestion.intake.limits import Limits

PREFIX = "XINTAN_"
CONFIG_FILE = "xintan.toml"


class ConfigError(UsageError):
    """A setting is unknown or has a value that cannot be used."""

    key = "cli.config_error"


class ModelBudget(BaseModel):
    """What one chat turn of a language model may cost; beyond it the built-in analyst answers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    calls: int = Field(8, ge=1, le=50)  # requests to the model in one turn, the repair included
    tokens: int = Field(60_000, ge=500)  # sent and received in one turn
    reply_tokens: int = Field(1_200, ge=50)  # asked of the model for one reply
    prompt_tokens: int = Field(24_000, ge=500)  # question and earlier turns together
    reply_bytes: int = Field(64 * 1024, ge=1024)  # one reply, whatever the model was asked
    retries: int = Field(1, ge=0, le=2)  # of a request that failed
    repairs: int = Field(1, ge=0, le=2)  # of a reply with figures of its own


class Settings(BaseModel):
    """What is configured. Built once at start; printed by `xintan doctor` with secrets masked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    lang: Literal["zh", "en"] | None = None
    host: str = "127.0.0.1"
    port: int = 7860
    model: str = "embedded"
    base_url: str | None = None
    api_key: SecretStr | None = None
    model_privacy: Literal["masked", "tokens", "names"] = "tokens"  # what a model sees of personal values
    model_timeout_s: float = Field(60, gt=0, le=600)
    budget: ModelBudget = ModelBudget()
    embedding: str = "embedded"
    readers: int = 2
    sample: bool = True
    our_names: tuple[str, ...] = ()  # how customers' papers may call us, for what they owe us
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    limits: Limits = Limits()

    @field_validator("our_names", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(v.strip() for v in re.split("[;；]", value) if v.strip()) if isinstance(value, str) else value

    def masked(self) -> dict[str, Any]:
        """The settings as plain values, secrets as `***`."""
        return self.model_dump(mode="json")


def load_settings(home: Path | None = None, environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """The settings in force: defaults, file, environment, then what the command line gave (None means not given).

    Raises:
        ConfigError: an unknown key or an unusable value; names the key, not the value.
    """
    env = os.environ if environ is None else environ
    folder = home or (Path(env[f"{PREFIX}HOME"]) if env.get(f"{PREFIX}HOME") else _default_home())
    folder = folder.expanduser().absolute()
    values = _from_file(folder / CONFIG_FILE) | _from_environment(env)
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**{**values, "home": folder})
    except ValidationError as err:
        keys = "; ".join(".".join(str(part) for part in e["loc"]) + ": " + e["msg"] for e in err.errors())
        raise ConfigError(why=keys) from err


def locale_lang(environ: Mapping[str, str] | None = None) -> Literal["zh", "en"]:
    """The language of the terminal: zh where the locale says so, else en."""
    env = os.environ if environ is None else environ
    named = next((env[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(name)), "")
    return "zh" if named.lower().startswith("zh") else "en"


def quiet_libraries() -> None:
    """Switch off every way our libraries have of reaching out or opening up by themselves. Called first by `main`."""
    os.environ.update(
        {
            "ANONYMIZED_TELEMETRY": "False",
            "GRADIO_ANALYTICS_ENABLED": "False",
            "GRADIO_SHARE": "False",
            "GRADIO_MCP_SERVER": "False",
            "HF_HUB_OFFLINE": "1",
            "LANGCHAIN_TRACING_V2": "false",
            "LANGSMITH_TRACING": "false",
        }
    )


def _default_home() -> Path:
    from platformdirs import user_data_path

    return user_data_path("xintan")


def _from_file(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise ConfigError(why=f"{CONFIG_FILE}: {err}") from err


def _from_environment(env: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, text in env.items():
        if not name.startswith(PREFIX) or name == f"{PREFIX}HOME":
            continue
        target, *parts = name.removeprefix(PREFIX).lower().split("__")
        if not parts:
            values[target] = text
            continue
        values.setdefault(target, {})[parts[0]] = _scalar(text)
    return values


def _scalar(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
