"""A table as an Excel workbook: one visible sheet, text that stays text, nobody's name in its properties."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from hall.doors.downloading import as_download
from hall.small_counts import LEFT_OUT

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 18  # characters, of each column


@dataclass(frozen=True)
class Sheet:
    """
    :param name: of the sheet and of the file; no more than 31 characters. :param caption: what stands above the columns.
    :param rows: texts, whole numbers, and None for a number that is left out; read once, as they are written.
    """

    name: str
    caption: str
    columns: Sequence[str]
    rows: Iterable[Sequence[str | int | None]]


def workbook(sheet: Sheet, *, at: datetime) -> bytes:
    """
    Rows go to the file as they come, so its length costs no memory. A text is never read as a formula or an address
    (field.md, finding 3): each cell is written as what it is.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    # else the library reads the clock, and the file would say when to the second
    book.set_properties({"created": at.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)})
    page = book.add_worksheet(sheet.name)
    page.set_column(0, max(len(sheet.columns) - 1, 0), WIDTH)
    page.write_string(0, 0, sheet.caption)
    for place, label in enumerate(sheet.columns):
        page.write_string(1, place, label)
    for line, row in enumerate(sheet.rows, 2):
        for place, value in enumerate(row):
            _write(page, line, place, value)
    book.close()
    return buffer.getvalue()


def workbook_answer(sheet: Sheet, *, at: datetime) -> HttpResponse:
    return as_download(workbook(sheet, at=at), XLSX, plain="table.xlsx", name=f"{sheet.name}.xlsx")


def _write(page: Any, line: int, place: int, value: str | int | None) -> None:
    if isinstance(value, int):
        page.write_number(line, place, value)
    else:
        page.write_string(line, place, LEFT_OUT if value is None else value)
