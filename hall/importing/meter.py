"""Progress on a terminal: one line that moves; in a log one line for each step."""

from collections.abc import Callable

from django.core.management.base import OutputWrapper

Progress = Callable[[int, int], None]  # called with (done, total)


def silent(_done: int, _total: int) -> None:
    """Progress for a caller who asked for none."""


class Meter:
    """Writes "done/total" to a command's stream; call it with (done, total)."""

    def __init__(self, stream: OutputWrapper, unit: str) -> None:
        self._stream = stream
        self._unit = unit

    def __call__(self, done: int, total: int) -> None:
        line, moves = f"进度 {done}/{total} {self._unit}", self._stream.isatty()
        ending = "\n" if done == total or not moves else ""
        self._stream.write(("\r" if moves else "") + line, style_func=str, ending=ending)
        self._stream.flush()
