"""Quality over many documents, with thresholds. Imports everything; nobody imports it."""
