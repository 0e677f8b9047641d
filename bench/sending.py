"""
How long a complaint with three photos keeps the hall busy. Started by `python -m bench.filing`.

Three photos of about `--megabytes` MB each, as a phone takes them, sent as the public form sends them (with its check page) and as
a program does, through the WSGI application with all of its middleware, in this process and without a network: so the wall's time
is the answer's over an endless line, and what an upload adds is the line's own. Processor time is this process's and that of the
process that opens the photos, without the database's. The figure that has to hold: one second of processor time more than none.
"""

import argparse
import io
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime

import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from bench import databases, machine
from complaints import flood
from tests.filing import send
from tests.world import build

NOW = datetime(2026, 3, 3, 2, tzinfo=UTC)  # a Tuesday at ten in the hall
MOST = 1.0  # seconds of processor time
WITHOUT, FORM, PROGRAM = "no files", "the pages, checked and sent", "a program, in one request"


def main() -> None:
    options = _arguments()
    logging.disable(logging.WARNING)
    with databases.hall(), tempfile.TemporaryDirectory() as folder, time_machine.travel(NOW, tick=True):
        settings.FILES_ROOT = folder
        build()
        photos = [_photo(options.megabytes, seed) for seed in range(3)]
        print(machine.described())
        sizes = ", ".join(f"{len(each) / 1_000_000:.1f} MB" for each in photos)
        print(f"{databases.described()}; three photos of {sizes}; medians of {options.rounds} rounds")
        figures = {words: _measured(send, photos, options.rounds) for words, send in WAYS.items()}
    for words, (wall, busy) in figures.items():
        print(f"{words:30} {wall:6.2f} s  {busy:6.2f} s busy")
    more = max(figures[words][1] for words in (FORM, PROGRAM)) - figures[WITHOUT][1]
    print(
        f"three photos cost {more:.2f} s of processor time; at most {MOST:.0f} s: {'kept' if more <= MOST else 'NOT KEPT'}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=5, help="of one photo")
    parser.add_argument("--rounds", type=int, default=5, help="of which the median is taken")
    return parser.parse_args()


def _photo(megabytes: float, seed: int) -> bytes:
    """A photo of 12 million points, or fewer for a smaller one: slopes with some noise, so that it is as large as it should be."""
    wide = max(80, int(4_000 * min(1.0, (megabytes / 5) ** 0.5)))
    size = (wide, wide * 3 // 4)
    noise = Image.effect_noise(size, 40 + seed)
    slope = Image.linear_gradient("L").resize(size)
    photo = Image.merge("RGB", (Image.blend(slope, noise, 0.3), noise, slope))
    quality = 95
    while True:
        file = io.BytesIO()
        photo.save(file, "JPEG", quality=quality)
        if file.tell() <= megabytes * 1_000_000 or quality <= 30:
            return file.getvalue()
        quality -= 5


def _by_form(photos: list[bytes], _number: int) -> None:
    _expect(send(Client(), evidence=_uploads(photos)).status_code, 302)


def _by_program(photos: list[bytes], number: int) -> None:
    fields = {
        "kind": "complaint",
        "category": "efficiency",
        "text": "材料交了五天没有人答复。",
        "files": _uploads(photos),
    }
    _expect(
        Client().post("/api/v1/complaints/", fields, headers={"Idempotency-Key": f"{number:032d}"}).status_code, 201
    )


WAYS: dict[str, Callable[[list[bytes], int], None]] = {
    WITHOUT: lambda _photos, number: _by_form([], number),
    FORM: _by_form,
    PROGRAM: _by_program,
}


def _uploads(photos: list[bytes]) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"IMG_{n}.jpg", photo, content_type="image/jpeg") for n, photo in enumerate(photos)]


def _expect(status: int, wanted: int) -> None:
    assert status == wanted, status


def _measured(send: Callable[[list[bytes], int], None], photos: list[bytes], rounds: int) -> tuple[float, float]:
    """Seconds by the wall and of processor time, the first time left out: then the parsers lie in memory."""
    figures = []
    for _round in range(rounds + 1):
        flood.forget()
        began, busy = time.perf_counter(), _busy()
        send(photos, next(_numbers))
        figures.append((time.perf_counter() - began, _busy() - busy))
    wall, used = zip(*figures[1:], strict=True)
    return statistics.median(wall), statistics.median(used)


def _busy() -> float:
    """Of this process and of those that it has started and waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


_numbers = iter(range(1, 1_000_000))

if __name__ == "__main__":
    main()
