"""What a name can be found by: its one- and two-character pieces, and its pinyin initials. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from hall.texts import folded as tidied

LONGEST = 8  # initials kept of each reading
SHORTEST = 2  # letters: one alone would find half the hall


def pieces(name: str) -> list[str]:
    """Everything that a search may ask for: characters, pairs of neighbours, and the beginnings of its initials."""
    text = tidied(name)
    return sorted({*text, *(a + b for a, b in pairwise(text)), *_beginnings(text)})


def pieces_of_a_search(search: str) -> list[str]:
    """The pieces that a name must have to hold what was asked: letters are initials, anything else stands in the name."""
    text = tidied(search)
    if text.isascii() and text.isalpha():
        return [text[:LONGEST]] if len(text) >= SHORTEST else []
    return [a + b for a, b in pairwise(text)] if len(text) > 1 else list(text)


def searches(search: str) -> list[list[str]]:
    """
    What a name may have, each way with all its pieces: letters are initials, or stand in a name that is written with letters, whole
    words or parts of them, in whatever order a passport has them.
    """
    ways = [pieces_of_a_search(search)]
    words = [word for word in map(tidied, _BETWEEN_WORDS.split(search)) if word]
    if all(word.isascii() and word.isalpha() for word in words):
        ways.append(sorted({a + b for word in words for a, b in pairwise(word)}))
    return [way for way in ways if way]


_BETWEEN_WORDS = re.compile(r"[^\w]+")


def initials(text: str) -> set[str]:
    """The pinyin initials of a text as it is usually read: 卫生 → {"ws"}. A surname may have more readings: 曾 is c and z."""
    letters = [each[0] for each in _read(_letters_and_digits(text)) if each[0].isalnum()]
    if not letters:
        return set()
    first = _read(_letters_and_digits(text)[0], heteronym=True)[0]
    return {"".join([each, *letters[1:]]) for each in {letters[0], *first}}


@lru_cache(maxsize=8_192)
def initials_of(name: str) -> frozenset[str]:
    """The same of a name that is asked for all day: a hall has a few hundred items and people."""
    return frozenset(initials(name))


def spells(letters: str, name: str) -> bool:
    """Whether letters stand in the initials of a name: ``yljg`` in 医疗机构执业登记."""
    text = tidied(letters)
    is_initials = text.isascii() and text.isalpha() and len(text) >= SHORTEST
    return is_initials and any(text in each for each in initials_of(name))


def reading(text: str) -> str:
    """A text in letters as it is usually read: 卫生 → ``weisheng``."""
    from pypinyin import lazy_pinyin  # loaded late, see _read

    return "".join(lazy_pinyin(_letters_and_digits(text))).lower()


def _read(text: str, *, heteronym: bool = False) -> list[list[str]]:
    """Of each character its initials; a letter or digit is its own."""
    # Its dictionary of phrases takes a third of a second to load: only who reads names needs it, and no timer does.
    from pypinyin import Style, pinyin

    return pinyin(text, style=Style.FIRST_LETTER, heteronym=heteronym, errors=list)  # type: ignore[arg-type]


def _letters_and_digits(text: str) -> str:
    return "".join(each for each in tidied(text) if each.isalnum())


def _beginnings(text: str) -> Iterator[str]:
    for reading in initials(text[:LONGEST]):
        yield from (reading[:length] for length in range(SHORTEST, len(reading) + 1))
