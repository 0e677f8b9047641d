"""
What a line of a log may say: which code, which kind of fault, which route; never a value that somebody typed or that stands in a row.

A log outlives the page that it was written for, and is read by others: no referrer, no path (a receipt code may have been typed behind
/c/), no address, no account, no argument of a task, no text of an exception (a database's repeats the row). Our own lines are written
with that in mind; those of the libraries are cut to their templates here, in one formatter for every process.
"""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from numbers import Number
from pathlib import Path
from types import TracebackType
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")  # as settings.TIME_ZONE; a line may be written before there are settings
FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"
# The rooms, and whatever else of ours lies beside them: its folders, so that a new room is among them.
OURS = frozenset(folder.parent.name for folder in Path(__file__).resolve().parents[1].glob("*/__init__.py"))
ABOUT_REQUESTS = ("django.request", "django.security", "django.server")
# of what the workers say of a task: its name and that it failed, nothing that went in or came out
OF_TASKS = frozenset({"name", "id", "description", "runtime", "hostname"})
# their texts are written by us or name modules and settings: without them nobody could mend a start that fails
SPEAKING = frozenset({"ImproperlyConfigured", "CommandError", "ImportError", "ModuleNotFoundError", "WrongClock"})
# beat cannot send: one line for each try is enough while the broker is away, and where it was tried is always the same place
ONE_LINE = frozenset({"SchedulingError"})
CUT = "…"


# any word may be sent as a method
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Plain(logging.Formatter):
    """A record as a sentence, for people: at a terminal, in a mail. What runs for long writes the same as JSON (hall.log_lines)."""

    def __init__(self, fmt: str = FORM) -> None:
        super().__init__(fmt)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """With its offset: the web server's master has another zone than its workers, whom Django gives the hall's."""
        return datetime.fromtimestamp(record.created, ZONE).isoformat(sep=" ", timespec="milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        return super().format(without_values(record))

    def formatException(self, ei: Any) -> str:
        return "\n".join(fault(ei[1], ei[2])) if ei[1] is not None else ""


def without_values(record: logging.LogRecord) -> logging.LogRecord:
    """A copy of a record that says its sentence and nothing else."""
    plain = logging.makeLogRecord(vars(record))
    plain.msg, plain.args, plain.exc_text, plain.stack_info = sentence(record), None, None, None
    if record.exc_info and record.exc_info[0] and record.exc_info[0].__name__ in ONE_LINE:
        plain.exc_info = None
    return plain


def sentence(record: logging.LogRecord) -> str:
    """What a record says, without the values that it brings."""
    template = str(record.msg)
    if record.name.startswith(ABOUT_REQUESTS):
        return _about_request(record)
    if record.name.partition(".")[0] in OURS:
        return template % _without_exceptions(record.args) if record.args else template
    if record.name.startswith("gunicorn"):
        if record.levelno < logging.WARNING:  # where it listens, which signal came
            return record.getMessage()
        template = template.partition(" from ip=")[0]  # this one line has its values filled in already
    if isinstance(record.msg, BaseException):
        return _name(record.msg)
    try:
        return template % _cut(record.args) if record.args else template
    except (TypeError, ValueError):  # a template that wants a number: better nothing of it than its values
        return template


def _about_request(record: logging.LogRecord) -> str:
    """``404 POST complain/file/``: the route, as it stands in our code, never the address that was asked for."""
    route = getattr(_match(record), "route", None) or "(no route)"
    kind = record.name.rpartition(".")[2]
    return f"{getattr(record, 'status_code', '')} {method_of(record) or ''} {route} ({kind})".strip()


def _match(record: logging.LogRecord) -> Any:
    return getattr(getattr(record, "request", None), "resolver_match", None)


def route_of(record: logging.LogRecord) -> str | None:
    """The name of the route that a record is about."""
    return getattr(_match(record), "view_name", None)


def id_of(record: logging.LogRecord) -> str | None:
    """The id of the request that a record is about: Django says 404 when the request is already over for us (config.told)."""
    return getattr(getattr(record, "request", None), "META", {}).get("HTTP_X_REQUEST_ID")


def method_of(record: logging.LogRecord) -> str | None:
    """The method of the request that a record is about."""
    method = getattr(getattr(record, "request", None), "method", None)
    return method if method is None or method in METHODS else "other"


def _without_exceptions(args: Any) -> Any:
    if isinstance(args, Mapping):
        return args
    return tuple(_name(arg) if isinstance(arg, BaseException) else arg for arg in args)


def _cut(args: Any) -> Any:
    """The same arguments, of which only figures and the classes of faults are left."""
    if isinstance(args, Mapping):
        return {key: value if key in OF_TASKS else _short(value) for key, value in args.items()}
    return tuple(_short(arg) for arg in args)


def _short(value: Any) -> Any:
    if isinstance(value, BaseException):
        return _name(value)
    return value if isinstance(value, Number) else CUT


def fault(error: BaseException, trace: TracebackType | None) -> Iterator[str]:
    """Where a fault came from, the first cause first: files, lines, classes; an item a line."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from fault(before, before.__traceback__)
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f"  {code.co_filename}:{trace.tb_lineno} in {code.co_name}"
        trace = trace.tb_next
    yield _name(error)


def _name(error: BaseException) -> str:
    """The class of a fault, PostgreSQL's code for it with the constraint or column, and its text where that is ours."""
    name, diag = type(error).__name__, getattr(error, "diag", None)
    where = getattr(diag, "constraint_name", None) or getattr(diag, "column_name", None)
    code = " ".join(filter(None, [getattr(error, "pgcode", None), where]))
    text = f": {error}" if name in SPEAKING else ""
    return f"{name}{f' [{code}]' if code else ''}{text}"
