"""Words handed to a language model: one .md a prompt, with a header (purpose, inputs, output, language, version)."""

from importlib.resources import files


def prompt(name: str) -> str:
    """The text of a prompt without its header.

    Raises:
        FileNotFoundError: there is no such prompt.
    """
    text = files(__name__).joinpath(f"{name}.md").read_text("utf-8")
    return text.split("---\n", 2)[2].strip()
