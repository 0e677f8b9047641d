"""The rows of one table in one test: each is tried by itself and taken back, and all that fail are named at the end."""

import inspect
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import TracebackType
from typing import Any

import pytest
from django.db import transaction


class Rows:
    """
    Use it as ``with Rows() as rows: for … : with rows.row(name): assert …``.

    What a row writes is taken back before the next. At the end the test fails with every row that did, each with its
    reason and the line of it; and when no row was tried.
    """

    def __init__(self) -> None:
        self.tried = 0
        self.failures: list[str] = []

    @contextmanager
    def row(self, name: object) -> Iterator[None]:
        self.tried += 1
        with transaction.atomic():
            try:
                yield
            except (Exception, pytest.fail.Exception) as failure:  # noqa: BLE001  whatever it is, it is named at the end
                self.failures.append(f"{name}\n{_reason(failure)}")
            transaction.set_rollback(True)

    def __enter__(self) -> "Rows":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _failure: BaseException | None, _where: TracebackType | None
    ) -> None:
        if kind is not None:
            return
        assert self.tried > 0, "no row was tried"
        if self.failures:
            count = f"{len(self.failures)} of {self.tried} rows failed"
            pytest.fail("\n\n".join([count, *self.failures]), pytrace=False)


def in_one(names: str, rows: Iterable[Any], name: Callable[[Any], object] = str) -> Callable[..., Callable[..., None]]:
    """
    Like `pytest.mark.parametrize`, for rows that write nothing, and all in one test: to make two thousand tests out of files, rules
    and acts costs more than to look at them. Each row is called by its `name` if it fails; the test fails too if there is none.
    """
    parameters = names.split(", ")

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def table(**fixtures: Any) -> None:
            tried, failures = 0, []
            for tried, row in enumerate(rows, start=1):  # noqa: B007
                values = row if len(parameters) > 1 else [row]
                try:
                    test(**dict(zip(parameters, values, strict=True)), **fixtures)
                except (Exception, pytest.fail.Exception) as failure:  # noqa: BLE001  whatever it is, it is named at the end
                    failures.append(f"{name(row)}\n{_reason(failure)}")
            assert tried > 0, "no row was tried"
            if failures:
                count = f"{len(failures)} of {tried} rows failed"
                pytest.fail("\n\n".join([count, *failures]), pytrace=False)

        signature = inspect.signature(test)
        asked = [each for each in signature.parameters.values() if each.name not in parameters]
        table.__signature__ = signature.replace(parameters=asked)  # type: ignore[attr-defined]
        return table

    return decorate


def _reason(failure: BaseException) -> str:
    """The failure, under the lines of the tests that it passed through."""
    ours = [line for line in traceback.extract_tb(failure.__traceback__) if "/tests/" in line.filename]
    frames = "".join(traceback.format_list([line for line in ours if not line.filename.endswith("/tests/rows.py")]))
    return f"{frames}{''.join(traceback.format_exception_only(failure))}"
