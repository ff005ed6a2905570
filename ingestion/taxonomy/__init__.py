"""The vocabulary: canonical line items, identities, glossary. Data files a credit person can read."""
