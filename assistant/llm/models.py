"""Chat models by name: the built-in analyst, any OpenAI-compatible server, Ollama, Anthropic."""

from typing import TYPE_CHECKING, Any

from assistant.config import Settings

if TYPE_CHECKING:
    from assistant.llm.sending import Purpose, Record


def built_in() -> Any:
    """The built-in analyst, which needs no weights and no network."""
    from assistant.llm.builtin import BuiltinAnalyst

    return BuiltinAnalyst()


def chat_model(settings: Settings, purpose: "Purpose" = "ask", record: "Record | None" = None) -> Any:
    """The model named in the settings, with its deadline, retries and length of a reply; `record` is told of each request first."""
    from langchain.chat_models import init_chat_model

    budget = settings.budget
    options: dict[str, Any] = {
        "timeout": settings.model_timeout_s, "max_retries": budget.retries, "max_tokens": budget.reply_tokens,
    }  # fmt: skip
    if record is not None:
        from assistant.llm.sending import Sending

        options["callbacks"] = [Sending(settings.model, purpose, record)]
    if settings.base_url:
        options["base_url"] = settings.base_url
    if settings.api_key is not None:
        options["api_key"] = settings.api_key.get_secret_value()
    if settings.model.startswith("ollama:"):
        options.pop("max_retries")
        options["num_predict"] = options.pop("max_tokens")
        options["client_kwargs"] = {"timeout": options.pop("timeout")}
    return init_chat_model(settings.model, **options)


def retries(settings: Settings) -> list[Any]:
    """Middleware that tries a failed request again where the provider's own client does not: busy or broken, never refused."""
    if not settings.model.startswith("ollama:") or not settings.budget.retries:
        return []
    from langchain.agents.middleware import ModelRetryMiddleware

    return [
        ModelRetryMiddleware(
            max_retries=settings.budget.retries,
            retry_on=_is_passing,
            on_failure="error",
            initial_delay=0.3,
            jitter=True,
        )
    ]


def _is_passing(err: Exception) -> bool:
    """True where the same request may succeed a moment later."""
    status = getattr(err, "status_code", None)
    return isinstance(err, ConnectionError) if status is None else status == 429 or status >= 500
