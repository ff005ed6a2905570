"""Words and tables to typed facts."""
