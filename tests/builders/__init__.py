"""Papers made in code, for tests and for the sample customer. No font, picture or text of a real customer."""
