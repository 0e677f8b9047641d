"""How an organ signs a paper: its full name, and the word that begins the numbers of its documents (机关代字). Pure, but for one data file."""

import csv
import re
from functools import cache
from pathlib import Path

WORDS = Path(__file__).resolve().parents[1] / "data" / "organ_words.csv"
# The place that a hall is called by, and its level behind it: 杭州市西湖 and 区 of 杭州市西湖区政务服务中心.
_PLACE = re.compile(
    r"(?P<before>.+?)(?P<level>[区县旗市])(?=政务|行政|便民|为民|市民|公共|人民|综合|服务|办事|审批|大厅|中心|窗口)"
)
# Words that begin with the sign of a level and name none: 市场监督管理局, 市政工程处 (but 市政府办公室), 市民中心 (but 市民政局).
_NO_LEVEL = re.compile(r"市场|市容|市郊|市政(?![府务协法])|市民(?![政族宗防航])|区域|区划|县域|县志")


def full_name(name: str, *, hall: str) -> str:
    """
    The name that an organ signs with: 区卫生健康局 of the hall 云澜区政务服务中心 is 云澜区卫生健康局.

    A name that does not begin with the hall's own level (市住房公积金管理中心区分中心) is whole already.
    """
    return f"{_place_before(name, hall)}{name}"


def document_word(name: str, *, hall: str) -> str:
    """
    The word that begins its numbers, ``云卫健``: the first sign of the place, and the organ's own from the data file. An organ that does
    not stand there is called by its name: no two organs share one, so no two share a word.
    """
    return f"{hall[:1]}{_words().get(name) or (name[1:] if _place_before(name, hall) else name)}"


def _place_before(name: str, hall: str) -> str:
    """What stands before a name that begins with the level of the hall's place: 云澜 before 区卫生健康局; "" before any other."""
    place = _PLACE.match(hall)
    return place["before"] if place and name[:1] == place["level"] and not _NO_LEVEL.match(name) else ""


@cache
def _words() -> dict[str, str]:
    with WORDS.open(encoding="utf-8", newline="") as lines:
        return {row["name"]: row["word"] for row in csv.DictReader(lines)}
