"""The tables of the room, by subject."""

from ratings.tables.corrections import Correction, Result, Step
from ratings.tables.rated import BAD_LEVELS, Level, Link, Rating, RefusedRating
from ratings.tables.tablets import Tablet

__all__ = ["BAD_LEVELS", "Correction", "Level", "Link", "Rating", "RefusedRating", "Result", "Step", "Tablet"]
