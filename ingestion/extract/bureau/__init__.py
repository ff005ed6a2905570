"""Credit-bureau reports into the `bureau` object: leaves with their place, records in the order of the page."""
