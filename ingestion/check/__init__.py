"""Arithmetic over facts: identities of the statements and consistency between papers. Pure."""
