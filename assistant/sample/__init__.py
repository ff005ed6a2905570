"""The built sample customer that a first start shows. All names and figures are invented."""
