"""Having uploads rebuilt (papers.store.rebuilding) in a process that may break, and what came of each."""

import contextlib
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from hall import uploads as words
from hall.doors.receiving import nameless_file
from hall.refusals import BadInput
from papers.store import rebuilding

PROGRAM = Path(rebuilding.__file__)
PATIENCE = 30  # seconds for all files of a request
PIECE = 1 << 20


@dataclass(frozen=True)
class Rebuilt:
    """A clean copy in a nameless file, and the upload that it was made of."""

    upload: UploadedFile
    clean: Any
    kind: str
    pixels: int

    @property
    def size(self) -> int:
        return self.clean.seek(0, 2)


@contextlib.contextmanager
def rebuilt(uploads: Sequence[UploadedFile], *, field: str) -> Iterator[list[Rebuilt]]:
    """
    A clean copy of each, for as long as it is needed.

    :raises BadInput: at `field`, one for each that is refused, with what to do instead.
    """
    with contextlib.ExitStack() as held:
        yield _rebuilt(uploads, field, held)


def _rebuilt(uploads: Sequence[UploadedFile], field: str, held: contextlib.ExitStack) -> list[Rebuilt]:
    sources = [_with_descriptor(each, held) for each in uploads]
    targets = [held.enter_context(nameless_file()) for _each in uploads]
    answers: list[dict[str, Any] | None] = [
        {"fault": fault} if (fault := words.fault_of(each)) else None for each in uploads
    ]
    todo = [n for n, answer in enumerate(answers) if answer is None]
    while todo:
        done = _run([(sources[n].fileno(), targets[n].fileno()) for n in todo])
        # one that ends the process is refused by itself; those behind it have another
        done += [{"fault": "too_hard"}] if len(done) < len(todo) else []
        for n, answer in zip(todo, done, strict=False):
            answers[n] = answer
        todo = todo[len(done) :]
    refusals = [
        BadInput(words.sentence(str(each.name), answer["fault"]), field=field)
        for each, answer in zip(uploads, answers, strict=True)
        if answer and "fault" in answer
    ]
    if refusals:
        raise BadInput(refusals[0].sentence, field=field, also=refusals[1:])
    return [
        Rebuilt(each, target, **answer)
        for each, target, answer in zip(uploads, targets, answers, strict=True)
        if answer
    ]


def sha256(file: Any) -> str:
    """Of all that a file holds, read piece by piece."""
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def _run(pairs: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """The answers of one process, as far as it came."""
    command = [sys.executable, "-I", str(PROGRAM), *(f"{inside}:{outside}" for inside, outside in pairs)]
    descriptors = tuple(number for pair in pairs for number in pair)
    with subprocess.Popen(  # noqa: S603 - our own program and numbers
        command, pass_fds=descriptors, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as process:  # fmt: skip
        try:
            out, _errors = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            out, _errors = process.communicate()
    answers = []
    for line in out.splitlines():
        with contextlib.suppress(ValueError):  # cut off in the middle of a line
            answers.append(json.loads(line))
    return answers


def _with_descriptor(upload: UploadedFile, held: contextlib.ExitStack) -> Any:
    """The upload as the system has it open; one that is in memory only is copied into a nameless file."""
    file: Any = upload.file
    try:
        file.fileno()
    except (AttributeError, OSError):
        copy = held.enter_context(nameless_file())
        upload.seek(0)
        for piece in upload.chunks():
            copy.write(piece)
        file = copy
    file.flush()
    file.seek(0)
    return file
