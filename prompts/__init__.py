"""Words handed to a language model: one .md a prompt, with a header (purpose, inputs, output model, language, version)."""
