"""What the font of the printed papers can show. A character that it lacks is named to whoever prints, never printed as a box."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import serif_path

from papers.sheet import BLANK, Sheet

FAMILY = "Noto Serif SC"


@dataclass(frozen=True)
class Missing:
    """A character that the font lacks, and the fields of the paper that it stands in."""

    character: str
    fields: tuple[str, ...]

    def __str__(self) -> str:
        return f"“{self.character}”（U+{ord(self.character):04X}，在“{'”“'.join(self.fields)}”）"


@lru_cache(maxsize=1)
def characters() -> frozenset[int]:
    """The code points that the font has a picture for. Read once by each process: a tenth of a second."""
    with TTFont(serif_path(), lazy=True) as font:
        return frozenset(font.getBestCmap())


def missing(sheet: Sheet) -> list[Missing]:
    """Return the characters of a sheet that cannot be printed, in the order in which they are read."""
    fields_of: dict[str, dict[str, None]] = {}
    for name, words in sheet.parts():
        for character in words:
            if not is_printable(character):
                fields_of.setdefault(character, {})[blanked(name)] = None
    return [Missing(character, tuple(fields)) for character, fields in fields_of.items()]


def is_printable(character: str) -> bool:
    """Whether the font has it. Spaces and line ends need no picture; whatever else nobody sees no sheet has (papers.sheet)."""
    return ord(character) in characters() or character in "\n\t" or unicodedata.category(character) == "Zs"


def blanked(words: str) -> str:
    """Return the words with a line to write on for each character that the font lacks."""
    return "".join(character if is_printable(character) else BLANK for character in words)
