"""Where the processor time of a registration goes: each layer is timed as it is called, and what it calls of another is taken off."""

import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

from django.db import connection
from rest_framework.response import Response

from hall.doors.endpoint import Endpoint
from permits import api

REST = "middleware, routing, the framework's own"
CALLS: tuple[tuple[str, Any, str], ...] = (
    ("who calls, and what they may", Endpoint, "initial"),
    ("reading and checking what was sent", Endpoint, "read"),
    ("the verb", api, "register"),
    ("the answer: the case read, acts offered", api.Applications, "as_it_stands"),
    ("the answer: its shape", api, "opened"),
    ("the answer: JSON", Response, "render"),
)
STATEMENTS = "handing statements to the driver, waiting for none of it"


class Layers:
    """Processor seconds by layer; a clock runs for the innermost one."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._layers, self._since = [REST], 0.0

    def within(self, layer: str, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        self._turn()
        self._layers.append(layer)
        try:
            return call(*arguments, **named)
        finally:
            self._turn()
            self._layers.pop()

    def _turn(self) -> None:
        now = time.process_time()
        self.seconds[self._layers[-1]] += now - self._since
        self._since = now

    def run(self, call: Callable[[], None]) -> None:
        self._since = time.process_time()
        call()
        self._turn()


def of(register: Callable[[], None], times: int) -> dict[str, float]:
    """Milliseconds of processor time by layer, a registration."""
    layers = Layers()

    def timed(layer: str, call: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *arguments, **named: layers.within(layer, call, *arguments, **named)

    with ExitStack() as stack:  # nothing is replaced: what is called is the same, with a clock around it
        for layer, place, name in CALLS:
            stack.enter_context(patch.object(place, name, timed(layer, getattr(place, name))))
        stack.enter_context(
            connection.execute_wrapper(lambda execute, *more: layers.within(STATEMENTS, execute, *more))
        )
        for _time in range(times):
            layers.run(register)
    return {layer: seconds / times * 1_000 for layer, seconds in layers.seconds.items()}


def show(milliseconds: dict[str, float]) -> None:
    whole = sum(milliseconds.values())
    print(f"where {whole:.2f} ms of processor time of a registration go (the clocks' own included)")
    for layer, its in sorted(milliseconds.items(), key=lambda pair: -pair[1]):
        print(f"  {layer:58} {its:6.2f} ms  {its / whole:4.0%}")
