"""The office's tables, by subject."""
