"""The values that flow through the product. Pure: no files, clock, network or database."""
