"""Readers: bytes to words, tables and pictures. The only place that knows pdfium, pypdf and openpyxl."""
