"""Pure judgement: profile, ratios. No files, clock, network, database or model calls."""
