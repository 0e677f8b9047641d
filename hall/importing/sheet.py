"""Reads a CSV sheet with a header row into rows that know their line. Pure but for reading the file."""

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hall import texts
from hall.importing.problems import BadFile, Problem

LARGEST = 10_000_000  # bytes


@dataclass(frozen=True)
class Row:
    """One record: `line` is where it begins in the file, `cells` are without spaces around them."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    columns: tuple[str, ...]
    rows: list[Row]


def read(source: str | Path | BinaryIO, *, required: Collection[str]) -> Sheet:
    """
    Return the rows of a UTF-8 CSV file; a byte order mark and blank lines are allowed.

    :raises BadFile: no file, too large, not UTF-8, not CSV, empty, a column missing or twice, a record too long or short.
    """
    records = _records(_text(_bytes(source)))
    columns = _columns(records, required)
    problems: list[Problem] = []
    rows = list(_rows(records, columns, problems))
    if problems:
        raise BadFile(problems)
    if not rows:
        raise BadFile([Problem("只有表头，没有一行数据")])
    return Sheet(columns, rows)


def _bytes(source: str | Path | BinaryIO) -> bytes:
    if not isinstance(source, str | Path):
        return _not_too_large(source.read(LARGEST + 1))
    try:
        with Path(source).open("rb") as file:
            return _not_too_large(file.read(LARGEST + 1))
    except FileNotFoundError:
        raise BadFile([Problem(f"没有找到文件“{source}”，核对路径")]) from None
    except OSError:
        raise BadFile([Problem(f"“{source}”不是能读的文件")]) from None


def _not_too_large(content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise BadFile([Problem(f"文件不能超过 {LARGEST // 1_000_000} MB")])
    return content


def _text(content: bytes) -> str:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BadFile([Problem("这是 Excel 工作簿，在表格软件里另存为“CSV UTF-8”再导入")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadFile([Problem("不是 UTF-8 编码，在表格软件里另存为“CSV UTF-8”再导入", line)]) from None
    if "\0" in text:
        raise BadFile([Problem("不是 CSV 文件：里面有不能显示的字符", text.count("\n", 0, text.index("\0")) + 1)])
    if not text.strip():
        raise BadFile([Problem("文件是空的")])
    return text


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank, with the line on which it begins."""
    reader, line = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error:
        raise BadFile([Problem("不是 CSV 文件：引号没有成对，或者一格太长", line)]) from None


def _columns(records: Iterator[tuple[int, list[str]]], required: Collection[str]) -> tuple[str, ...]:
    line, header = next(records, (1, []))
    columns = [texts.visible(name).lower() for name in header]
    problems = [Problem(f"缺少列“{name}”", line) for name in required if name not in columns]
    problems += [
        Problem(f"列“{name}”出现了不止一次", line)
        for name in dict.fromkeys(columns)
        if name and columns.count(name) > 1
    ]
    if problems:
        raise BadFile(problems)
    return tuple(columns)


def _rows(records: Iterator[tuple[int, list[str]]], columns: tuple[str, ...], problems: list[Problem]) -> Iterator[Row]:
    for line, cells in records:
        if len(cells) == len(columns):
            yield Row(line, dict(zip(columns, cells, strict=True)))
        else:
            problems.append(Problem(f"有 {len(cells)} 格，表头有 {len(columns)} 列；格里有逗号时要加引号", line))
