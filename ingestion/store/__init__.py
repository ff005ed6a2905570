"""One SQL database holds the truth; the vector index can be rebuilt from it."""
