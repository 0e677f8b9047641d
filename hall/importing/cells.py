"""One row being read: hands out checked values and gathers what is wrong with them. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from hall import texts
from hall.importing.problems import Problem
from hall.importing.sheet import Row

T = TypeVar("T")


class Cells:
    """
    The cells of a row.

    Each reading method returns the value, or None (text: "") after noting a problem.

    :param labels: column name → what a person calls it.
    """

    def __init__(self, row: Row, labels: Mapping[str, str], problems: list[Problem]) -> None:
        self.line = row.line
        self._cells = row.cells
        self._labels = labels
        self._problems = problems

    def __getitem__(self, column: str) -> str:
        """The cell as it stands; "" when the sheet has no such optional column."""
        return self._cells.get(column, "")

    def number(self, column: str) -> str:
        """The cell with full-width digits, as a Chinese input method leaves them, made ASCII."""
        return unicodedata.normalize("NFKC", texts.visible(self[column]))

    def wrong(self, column: str, reason: str) -> None:
        self._problems.append(Problem(reason, self.line, f"{self._labels[column]}（{column}）", self[column]))

    def text(self, column: str, *, longest: int, required: bool = True) -> str:
        value = self._line(column, self[column])
        if value is None:
            return ""
        if required and not value:
            self.wrong(column, f"填写{self._labels[column]}")
        elif len(value) > longest:
            self.wrong(column, f"有 {len(value)} 个字，最多 {longest} 个字")
        else:
            return value
        return ""

    def _line(self, column: str, text: str) -> str | None:
        """One line as it is kept, whatever breaks it in its cell; None, with a problem, for one with a character that nobody sees."""
        try:
            return texts.line(texts.LINE_END.sub("", text))
        except texts.Unseen as unseen:
            self.wrong(column, str(unseen))
            return None

    def word(self, column: str, words: Mapping[str, T]) -> T | None:
        """Return what the word stands for."""
        value = texts.visible(self[column])
        if value in words:
            return words[value]
        self.wrong(column, f"填写其中一个：{'、'.join(words)}")
        return None

    def whole(self, column: str, *, lowest: int, highest: int) -> int | None:
        value = self.number(column)
        if re.fullmatch(r"[0-9]{1,9}", value) and lowest <= int(value) <= highest:
            return int(value)
        self.wrong(column, f"填写 {lowest} 到 {highest} 之间的整数")
        return None

    def day(self, column: str) -> date | None:
        """A date as 2026-01-31, or as a spreadsheet writes it when it saves the file: 2026/1/31, with a midnight behind it or not."""
        if match := re.fullmatch(
            r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})(?: 0{1,2}:00(?::00)?)?", self.number(column)
        ):
            try:
                return date(int(match[1]), int(match[3]), int(match[4]))
            except ValueError:
                pass
        self.wrong(column, "填写真实的日期，格式 2026-01-31")
        return None

    def parts(self, column: str, *, longest: int, most: int = 100) -> tuple[str, ...]:
        """Return the pieces of a list that is separated by semicolons (； or ;), none twice."""
        checked = [self._line(column, piece) for piece in re.split("[;；]", self[column])]
        if None in checked:
            return ()
        pieces = tuple(piece for piece in checked if piece)
        twice = next((piece for piece in pieces if pieces.count(piece) > 1), None)
        if twice is not None:
            self.wrong(column, f"“{twice}”写了不止一次")
        elif len(pieces) > most:
            self.wrong(column, f"有 {len(pieces)} 项，最多 {most} 项")
        elif any(len(piece) > longest for piece in pieces):
            self.wrong(column, f"每一项最多 {longest} 个字")
        else:
            return pieces
        return ()
