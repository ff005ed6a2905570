"""Words handed to a language model: one .md a prompt, with a header (purpose, inputs, output, language, version)."""

import hashlib
from functools import cache
from importlib.resources import files


def prompt(name: str) -> str:
    """The text of a prompt without its header.

    Raises:
        FileNotFoundError: there is no such prompt.
    """
    text = files(__name__).joinpath(f"{name}.md").read_text("utf-8")
    return text.split("---\n", 2)[2].strip()


def header(name: str) -> dict[str, str]:
    """The header of a prompt: purpose, inputs, output, language, version."""
    head = files(__name__).joinpath(f"{name}.md").read_text("utf-8").split("---\n", 2)[1]
    return {
        key.strip(): value.strip()
        for key, _, value in (line.partition(":") for line in head.splitlines())
        if key.strip()
    }


@cache
def names() -> tuple[str, ...]:
    """Every prompt by name, sorted."""
    return tuple(sorted(f.name.removesuffix(".md") for f in files(__name__).iterdir() if f.name.endswith(".md")))


@cache
def prompts_hash() -> str:
    """A hash over all prompts, headers included: what a model's answer was made with."""
    texts = "\0".join(files(__name__).joinpath(f"{name}.md").read_text("utf-8") for name in names())
    return hashlib.sha256(texts.encode()).hexdigest()[:16]
