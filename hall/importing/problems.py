"""What is wrong with a file: said with line, column, value and reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from hall.refusals import Refused

SHOWN = 50  # problems told at once; the rest is counted
LONGEST_VALUE = 40  # characters of a value that are repeated in a problem


@dataclass(frozen=True)
class Problem:
    """
    One thing to put right.

    :param line: line of the file, counted from 1 with the header, or None for the whole file.
    :param column: the column as a person calls it, or "" for the whole line.
    :param value: what stands there; None when it is not about a value.
    """

    reason: str
    line: int | None = None
    column: str = ""
    value: str | None = None

    def __str__(self) -> str:
        line = f"第 {self.line} 行" if self.line else ""
        place = "，".join(part for part in (line, self.column + self._value()) if part)
        return f"{place}：{self.reason}" if place else self.reason

    def _value(self) -> str:
        if self.value is None:
            return ""
        if not self.value:
            return "是空的"
        short = self.value if len(self.value) <= LONGEST_VALUE else self.value[:LONGEST_VALUE] + "……"
        return f"是“{short}”"


class BadFile(Refused):
    """A file that cannot be loaded; `problems` holds all of them, the sentence the first fifty."""

    code = "bad-file"
    sentence = "文件里有问题，什么都没有改"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        lines = [f"文件里有 {len(self.problems)} 处问题，什么都没有改：", *map(str, self.problems[:SHOWN])]
        if len(self.problems) > SHOWN:
            lines.append(f"以上是前 {SHOWN} 处，还有 {len(self.problems) - SHOWN} 处")
        super().__init__("\n".join(lines))
