"""Several people at once: the same or different calls on connections of their own, started together."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from django.db import connection


@dataclass
class Crowd:
    """What came of the calls: answers and errors, in no particular order."""

    answers: list[Any] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)


def at_once(calls: Iterable[Callable[[], Any]]) -> Crowd:
    """Run each call in a thread with its own connection; all of them start when the last one is ready."""
    calls = list(calls)
    start, crowd = threading.Barrier(len(calls)), Crowd()

    def run(call: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            crowd.answers.append(call())
        except Exception as error:  # noqa: BLE001 - the test looks at every error
            crowd.errors.append(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        for future in [threads.submit(run, call) for call in calls]:
            future.result()
    return crowd
