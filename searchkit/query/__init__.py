"""Queries: text → tree of plain nodes with positions, and date words → half-open ranges of days."""
