"""
The words in which an item publishes its special procedures: those of 《行政许可法》第四十五条, those that another law orders to wait
for, and those that count within the limit (rules D7, D8). Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

BY_ARTICLE_45 = ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审")
# What other laws order to wait for; each pause names the article.
WAITINGS = ("公示", "公告", "冷静期", "异议期", "批次受理")
# What the agency does itself, or within itself: it has the limit of the decision for that.
COUNTED = ("现场", "踏勘", "勘验", "勘察", "核查", "研究", "会商", "会办", "会签", "征求意见", "领导", "审批")
SAYS_COUNTED, SAYS_NOT_COUNTED = "计入时限", "不计入时限"

_APART = ";；、"
_OPENS, _CLOSES = "（([【〔", "）)]】〕"
_DAYS = re.compile(r"([0-9]+)\s*(个?工作日|日|天)(以上)?")
_AT_LEAST = re.compile(r"(?:不(?:得|能|应|可)?(?:少|低|短)于|至少|最少|起码|≥|>=?|第)\s*$")


class Word(Enum):
    """What the law makes of an entry."""

    ARTICLE_45 = "of art. 45"
    WAITING = "ordered by another law"
    COUNTED = "counts within the limit"
    UNKNOWN = "not known here"


@dataclass(frozen=True)
class Entry:
    """
    One entry of an item's list.

    :param words: as it is published. :param name: what stands before its bracket. :param label: what the law calls it, "" where it
        knows none. :param days: its longest length, None where none is published; natural days where `is_natural`.
    """

    words: str
    name: str
    word: Word
    label: str = ""
    days: int | None = None
    is_natural: bool = False


def entries(text: str) -> list[Entry]:
    """What an item lists, each entry as the law reads it; what stands in a bracket is part of its entry."""
    return [_read(words) for words in _apart(text)]


def problems(text: str) -> Iterator[str]:
    """What of a list a sheet cannot be taken with, in sentences: what no law lets stop a clock, and half a bracket."""
    if _depths(text)[-1:] not in ([], [0]):
        yield "括号没有成对"
    for entry in entries(text):
        instead = f"计入时限的写成“{entry.name}（计入时限）”，或者不写"
        if entry.word is Word.COUNTED and SAYS_COUNTED not in entry.words:
            yield f"{entry.name}不在《行政许可法》第四十五条列举范围，计入时限：{instead}"
        elif entry.word is Word.UNKNOWN:
            yield (
                f"“{entry.name}”不是《行政许可法》第四十五条的特别程序（{'、'.join(BY_ARTICLE_45)}），"
                f"也不是其他法律规定的等待（{'、'.join(WAITINGS)}）：{instead}"
            )


def _read(words: str) -> Entry:
    name = re.split(r"[（(\[【〔]", words, maxsplit=1)[0].strip()
    if SAYS_COUNTED in words and SAYS_NOT_COUNTED not in words:
        return Entry(words, name, Word.COUNTED)
    label = next((each for each in BY_ARTICLE_45 if each in name), "")
    word = Word.ARTICLE_45
    if not label:
        label = next((each for each in WAITINGS if each in name), "")
        word = Word.WAITING if label else Word.UNKNOWN
        if any(each in name for each in COUNTED):
            return Entry(words, name, Word.COUNTED)
    days = _longest(words)
    return Entry(words, name, word, label, *days) if days else Entry(words, name, word, label)


def _longest(words: str) -> tuple[int, bool] | None:
    """The longest length that is written, and whether it is in natural days. A least one (不少于7日) is none."""
    for match in _DAYS.finditer(words):
        if int(match[1]) and not match[3] and not _AT_LEAST.search(words[: match.start()]):
            return int(match[1]), "工作日" not in match[2]
    return None


def _apart(text: str) -> list[str]:
    """The entries of a list: what ; and 、 outside of brackets hold apart."""
    parts = [""]
    for character, depth in zip(text, _depths(text), strict=True):
        if character in _APART and depth <= 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def _depths(text: str) -> list[int]:
    """In how many brackets each character stands, a closing one outside of its own; below nought where one closes that never opened."""
    depths, depth = [], 0
    for character in text:
        depth += (character in _OPENS) - (character in _CLOSES)
        depths.append(depth)
    return depths
