"""
What somebody types, or a file brings, as it is kept: without what nobody sees. Every door goes through here (decision 104). Pure.

Unseen are the control characters, the format characters of Unicode (zero widths, marks of direction, soft hyphens) and the few
letters that have no picture. Characters of the private area stay: old police fonts have rare surnames there.
"""

import re
import unicodedata
from typing import Any

UNSEEN = "删去看不见的字符"
NO_PICTURE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
TURNING = frozenset(
    "\u202b\u202e\u2067"
)  # what follows is shown from right to left: kept without it, another text than one saw
JOINER = "\u200d"
CONTROLS = frozenset({"Cc", "Zl", "Zp", "Cs"})  # Cs: half of a surrogate pair, which no database keeps
LINE_END = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
DOTS = frozenset(".\u00b7\u2022\u2027\u2219\u22c5\u25e6\u30fb")  # NFKC makes these of the others


class Unseen(ValueError):
    """A character that nobody sees and that cannot simply be left out; the message is the sentence for its field."""

    def __init__(self) -> None:
        super().__init__(UNSEEN)


def line(text: str) -> str:
    """
    Return one line of text as it is kept, without spaces around it, a tab as a space; "" where nothing of it can be seen.

    :raises Unseen: another control character, a line end, or a mark that turns the direction.
    """
    if TURNING & set(text):
        raise Unseen
    return _checked(text.strip().replace("\t", " "), allowed="").strip()


def lines(text: str) -> str:
    """
    Return a text of several lines as it is kept; every kind of line end is one ``\\n``, and a tab stays. Marks that turn the
    direction are left out here: a name is typed again in a moment, a complaint is not.

    :raises Unseen: another control character.
    """
    return _checked(LINE_END.sub("\n", text), allowed="\n\t")


def as_typed(text: str) -> str:
    """
    Return a text that is compared and never shown, such as a password, as it is.

    :raises Unseen: NUL, or half of a surrogate pair, which no database keeps.
    """
    if any(each == "\0" or unicodedata.category(each) == "Cs" for each in text):
        raise Unseen
    return text


def visible(text: str) -> str:
    """Return what can be seen of a text in one line: for searches, and for what was kept before this was asked. Never fails."""
    spaced = "".join(" " if each.isspace() else each for each in text)
    return _without_format("".join(each for each in spaced if unicodedata.category(each) not in CONTROLS)).strip()


def printable(text: str) -> str:
    """Return a text of several lines without what nobody sees: what was kept before this was asked can be printed all the same."""
    return "".join(
        each for each in text if each in "\n\t" or not (is_unseen(each) or unicodedata.category(each) in CONTROLS)
    )


def folded(text: str) -> str:
    """
    Return what a name is found by: widths and small letters alike, without spaces, without the dots between its parts (there
    are a dozen of them, and people leave them out), without what nobody sees.
    """
    while (plainer := _folded_once(text)) != text:
        text = plainer  # taking a character out may join two that are one
    return text


class NamedTwice(Exception):
    """Which of two values of one name counts nobody can tell. The message is the name."""


def named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object of its pairs (object_pairs_hook). :raises NamedTwice: Python's reader would take the last one, silently."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise NamedTwice(name)
        fields[name] = value
    return fields


def is_unseen(character: str) -> bool:
    """Whether it has no picture at all, and may be left out."""
    return unicodedata.category(character) == "Cf" or character in NO_PICTURE


def is_variant(character: str) -> bool:
    """Whether it only chooses among the pictures of the character before it."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _checked(text: str, *, allowed: str) -> str:
    for each in text:
        if unicodedata.category(each) in CONTROLS and each not in allowed:
            raise Unseen
    return _without_format(text)


def _without_format(text: str) -> str:
    plain = "".join(each for place, each in enumerate(text) if not is_unseen(each) or _joins(text, place))
    # marks alone have nothing to stand on, and a text of them looks empty
    return plain if any(unicodedata.category(each)[0] not in "MZC" or is_private(each) for each in plain) else ""


def _joins(text: str, place: int) -> bool:
    """Whether a joiner stands between two symbols there: with it they are one picture (a family), without it several."""
    before, behind = text[place - 1 : place], text[place + 1 : place + 2]
    is_between = bool(before and behind) and unicodedata.category(behind) == "So"
    return text[place] == JOINER and is_between and unicodedata.category(before) in ("So", "Sk", "Mn")


def is_private(character: str) -> bool:
    return unicodedata.category(character) == "Co"


def _folded_once(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(each for each in plain if not (each in DOTS or each.isspace() or is_variant(each) or _is_mark(each)))


def _is_mark(character: str) -> bool:
    return is_unseen(character) or unicodedata.category(character) in CONTROLS
