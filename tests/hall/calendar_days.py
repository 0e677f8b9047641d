"""The working calendar of 2025 and 2026 as the notices of the State Council set it, read from the file that the hall imports."""

import csv
from datetime import date
from pathlib import Path

from hall.worktime import DEFAULT_HOURS, SHANGHAI, Day, DayKind, WorkCalendar

FILE = Path(__file__).parents[2] / "data" / "work_calendar_2025_2026.csv"
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}


def _days() -> tuple[Day, ...]:
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            Day(date.fromisoformat(row["date"]), DayKind(row["kind"]), NAMES[row["name"]] if row["name"] else "")
            for row in csv.DictReader(file)
        )


DAYS = _days()
CALENDAR = WorkCalendar(DAYS, frozenset({2025, 2026}), (DEFAULT_HOURS,), SHANGHAI)
