"""How an organ signs a paper: its full name, and the word that begins the numbers of its documents (机关代字). Pure, but for one data file."""

import csv
from functools import cache
from pathlib import Path

WORDS = Path(__file__).resolve().parents[1] / "data" / "organ_words.csv"
LEVELS = "区县旗市"


def full_name(name: str, *, hall: str) -> str:
    """
    The name that an organ signs with: 区卫生健康局 of the hall 云澜区政务服务中心 is 云澜区卫生健康局.

    A name that does not begin with the hall's own level (市住房公积金管理中心区分中心) is whole already.
    """
    return f"{hall.partition(name[0])[0]}{name}" if _is_of_the_place(name, hall) else name


def document_word(name: str, *, hall: str) -> str:
    """
    The word that begins its numbers, ``云卫健``: the first sign of the place, and the organ's own from the data file. An organ that does
    not stand there is called by its name: no two organs share one, so no two share a word.
    """
    return f"{hall[:1]}{_words().get(name) or (name[1:] if _is_of_the_place(name, hall) else name)}"


def _is_of_the_place(name: str, hall: str) -> bool:
    """Whether a name begins with the level of the place that the hall is called by: 区 of 云澜区."""
    return name[:1] in LEVELS and hall.find(name[:1]) > 0


@cache
def _words() -> dict[str, str]:
    with WORDS.open(encoding="utf-8", newline="") as lines:
        return {row["name"]: row["word"] for row in csv.DictReader(lines)}
