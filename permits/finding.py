"""
What an item is found by: its name, its code, its initials or its whole reading in letters, and the everyday words of the data
file. One search for the desk, the catalogue and the home page.
"""

import csv
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from permits import names

WORDS = Path(__file__).resolve().parents[1] / "data" / "search_words.csv"
LIKELY = 10  # guesses that are shown at most
WHOLE_READING = 4  # letters: fewer are taken for initials

Named = tuple[int, str, str]  # key, name, code


def is_named(typed: str, name: str, code: str) -> bool:
    """Whether a name, parts of it, a code, initials or a reading in letters that were typed mean the item with this name and code."""
    text = names.tidied(typed)
    if text in names.tidied(name) or text == code.lower():
        return True
    if all(part in names.tidied(name) for part in map(names.tidied, typed.split())):
        return True
    if names.spells(text, name):
        return True
    return text.isascii() and text.isalpha() and len(text) >= WHOLE_READING and text in reading_of(name)


def is_listed(typed: str, name: str, code: str) -> bool:
    """The same for the catalogue, which the beginning of a code narrows too. At the desk two letters are somebody's initials."""
    return is_named(typed, name, code) or code.startswith(typed.strip().upper())


def likely(typed: str, items: Iterable[Named]) -> list[int]:
    """The keys of the items that may be meant by what names none: `meant`, and where that gives nothing, `alike`."""
    items = list(items)
    return meant(typed, items) or alike(typed, items)


def meant(typed: str, items: Iterable[Named]) -> list[int]:
    """The keys of the items that the everyday words in what was typed stand for, in the order of the data file."""
    items, text = list(items), names.tidied(typed)
    parts = [part for word, parts in _words() if _is_in(word, text) for part in parts]
    return _first(key for part in parts for key, name, _code in items if part in name)


def alike(typed: str, items: Iterable[Named]) -> list[int]:
    """The keys of the items whose names share most pairs of signs with what was typed."""
    pieces = {a + b for a, b in pairwise(names.tidied(typed))}
    shared = [(sum(piece in name for piece in pieces), key) for key, name, _code in items]
    most = max((number for number, _key in shared), default=0)
    return _first(key for number, key in shared if number == most > 0)


def _is_in(word: str, text: str) -> bool:
    """Whether an everyday word stands in what was typed, or was typed in part."""
    return word in text or (len(text) > 1 and text in word)


def _first(keys: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(keys))[:LIKELY]


@lru_cache(maxsize=4_096)
def reading_of(name: str) -> str:
    """The whole name in letters: 身份证 → shenfenzheng."""
    return names.reading(name)


@cache
def _words() -> list[tuple[str, list[str]]]:
    with WORDS.open(encoding="utf-8", newline="") as lines:
        return [(row["word"], row["names"].split(";")) for row in csv.DictReader(lines)]
