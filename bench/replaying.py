"""
How fast a ledger is replayed. Started by `python -m bench.replay --cases 400`.

Ledgers of one shape, of items of all departments of the real catalogue, each of its own weeks. Acts a second by the wall's clock,
which others' load makes small; processor time of ours an act, which it does not; the server's is not counted.
"""

import argparse
import io
import json
import logging
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench import databases, machine
from config.passing import pass_time
from hall.models import ServiceItem
from replay.runner import replayed

DATA = settings.BASE_DIR / "data"
A_DAY = 25  # cases
AIM = 110  # acts a second
FIRST = date(2025, 3, 3)
# act, working days after the registration, time of day, fields
STORIES: tuple[tuple[tuple[str, int, str, dict[str, Any]], ...], ...] = (
    (
        ("register", 0, "09:10", {}), ("accept", 0, "09:20", {}), ("decide", 2, "10:00", {"result": "grant"}),
        ("deliver", 3, "15:00", {}),
    ),
    (
        ("register", 0, "10:10", {"materials": [1]}), ("notify", 0, "10:20", {}), ("receive", 2, "09:30", {}),
        ("accept", 2, "09:50", {}), ("decide", 3, "14:10", {"result": "refuse"}), ("deliver", 5, "11:00", {}),
    ),
    (
        ("register", 0, "14:40", {"channel": "online"}), ("accept", 1, "09:05", {}), ("decide", 12, "16:00", {"result": "grant"}),
        ("deliver", 14, "10:00", {}),
    ),
    (
        ("register", 0, "11:00", {"purpose": "consult"}), ("notify", 0, "11:10", {}), ("visit", 1, "10:00", {"purpose": "submit"}),
        ("receive", 1, "10:05", {}), ("accept", 1, "10:30", {}), ("decide", 2, "16:30", {"result": "grant"}),
        ("deliver", 4, "09:15", {}),
    ),
    (
        ("complain", 0, "15:00", {"text": "窗口一上午没有人"}), ("accept_complaint", 1, "09:00", {}), ("find", 3, "10:00", {}),
        ("reply", 3, "10:30", {}), ("conclude", 3, "11:00", {}),
    ),
)  # fmt: skip


def ledger(cases: int, items: list[str], first: date) -> Iterator[dict[str, Any]]:
    """One case in twenty is a complaint; one application in four is decided late."""
    days = [day for day in (first + timedelta(days=n) for n in range(2 * cases // A_DAY + 40)) if day.weekday() < 5]
    for n in range(cases):
        for act, later, at, fields in STORIES[-1 if n % 20 == 19 else n % 4]:
            moment = datetime.fromisoformat(f"{days[n // A_DAY + later]}T{at}:00+08:00") + timedelta(
                seconds=n % A_DAY * 17
            )
            of_item = {"item": items[n * 37 % len(items)], "applicant": f"张{n}"} if act == "register" else {}
            yield {"at": moment.isoformat(), "act": act, "ref": f"{first} {n}", **fields, **of_item}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=400, help="of each ledger")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median is taken")
    options = parser.parse_args()
    logging.disable(logging.INFO)
    print(machine.described())
    with databases.hall(), tempfile.TemporaryDirectory() as folder:
        print(databases.described())
        quiet = {"stdout": io.StringIO(), "stderr": io.StringIO()}
        call_command("import_calendar", str(DATA / "work_calendar_2025_2026.csv"), yes=True, **quiet)
        call_command("import_catalogue", str(DATA / "catalogue.csv"), effective_from="2025-01-01", **quiet)
        in_hall = ServiceItem.objects.filter(is_in_hall=True, window__isnull=False).order_by("code")
        items = list(in_hall.values_list("code", flat=True))
        figures, path = [], Path(folder) / "ledger.jsonl"
        for turn in range(options.rounds):
            lines = ledger(options.cases, items, FIRST + timedelta(days=2 * turn))
            path.write_text("\n".join(json.dumps(line) for line in lines))
            figures.append(_played(path))
        a_second, spent, statements = (statistics.median(column) for column in zip(*figures, strict=True))
        print(
            f"{a_second:.1f} acts/s, {a_second / AIM:.2f} × the {AIM} that a year in three minutes takes;"
            f" {spent:.2f} ms of processor time, {statements:.1f} statements an act"
        )


def _played(path: Path) -> tuple[float, float, float]:
    """Acts a second, processor milliseconds an act, statements an act."""
    count = 0

    def counting(execute: Any, *more: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*more)

    began, spent = time.perf_counter(), _processor()
    with (
        path.open("rb") as source,
        connection.execute_wrapper(counting),
        replayed(source, pass_time=pass_time) as played,
    ):
        acts = played.count
        if played.refused:
            raise ValueError(f"the ledger is refused: {played.refused}")
    return acts / (time.perf_counter() - began), (_processor() - spent) / acts * 1_000, count / acts


def _processor() -> float:
    times = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in times)


if __name__ == "__main__":
    main()
