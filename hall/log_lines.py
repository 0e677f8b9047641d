"""
The form of a log line. What lasts (web server, workers, beat) writes one JSON object a line, for programs that gather and search
them; a command writes a sentence, for whoever sits at its terminal. What either may say stands in hall.logs.

Around the sentence stand: when, how grave, which part of the code, which kind of process, and what it was at work on (a request or a
task, by its id). The id goes with a task to whoever carries it out. A route is told by its name: its address has numbers and codes.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from structlog.contextvars import bound_contextvars, get_contextvars, merge_contextvars
from structlog.processors import JSONRenderer
from structlog.stdlib import ProcessorFormatter

from hall.logs import ZONE, Plain, fault, id_of, method_of, route_of, without_values

LASTING = frozenset({"web", "worker", "beat"})
# As proxies and traces make them. Where no proxy puts its own in the place of a stranger's, what a stranger sends is no name or word.
WELL_FORMED = re.compile(r"[0-9a-f]{8,64}")
_process: str | None = None  # which of LASTING this process is


def written_by(kind: str | None) -> None:
    """Say which process this is; its children are the same. Whatever is not LASTING writes sentences."""
    global _process
    _process = kind if kind in LASTING else None


def lasts() -> bool:
    """Whether this process writes JSON."""
    return _process is not None


def id_from(outside: object) -> str:
    """The id that somebody brings, if it is 8 to 64 hexadecimal digits, as proxies make them; else a new one."""
    return outside if isinstance(outside, str) and WELL_FORMED.fullmatch(outside) else uuid4().hex


def current_id() -> str | None:
    """The id of the request or task that this thread is at work on."""
    return cast(str | None, get_contextvars().get("request_id"))


@contextmanager
def at_work_on(**facts: Any) -> Iterator[None]:
    """Let each line of this thread carry these facts. None of them may be anything that somebody has typed."""
    with bound_contextvars(**facts):
        yield


class Line(Plain):
    """The one formatter of web server, workers, beat and commands."""

    def __init__(self) -> None:
        super().__init__()
        self._json = ProcessorFormatter(
            foreign_pre_chain=[merge_contextvars], processors=[_facts, JSONRenderer(ensure_ascii=False)]
        )

    def format(self, record: logging.LogRecord) -> str:
        return self._json.format(without_values(record)) if lasts() else super().format(record)


def _facts(_logger: Any, _method: str, line: Mapping[str, Any]) -> dict[str, Any]:
    """The line as it is written: these keys, in this order, and no other; what is not there is left out."""
    record: logging.LogRecord = line["_record"]
    trace = line.get("exc_info")
    told = {
        "time": datetime.fromtimestamp(record.created, ZONE).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "process": _process,
        "request_id": line.get("request_id") or id_of(record),
        "task": line.get("task"),
        "task_id": line.get("task_id"),
        "method": line.get("method") or method_of(record),
        "route": line.get("route") or route_of(record),
        "status": line.get("status") or getattr(record, "status_code", None),
        "milliseconds": line.get("milliseconds"),
        "event": line["event"],
        "fault": list(fault(trace[1], trace[2])) if trace and trace[1] is not None else None,
    }
    return {name: value for name, value in told.items() if value is not None}
