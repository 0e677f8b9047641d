"""Printed papers about any case: what stands on one (a `Sheet`), its number, its font, its PDF, its prints. What a room's papers say, the room knows."""
