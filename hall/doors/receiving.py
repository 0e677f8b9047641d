"""
What is uploaded, while it arrives: each file in a temporary one that has no name, so that nothing stays of it whatever happens
to this process, and never more on the disk than one request may bring.

A file that is too large is not an error of the request: it is received without its content, and its field says so.
"""

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from hall import texts
from hall.uploads import MOST_BYTES, MOST_BYTES_IN_ALL

NAMELESS = "文件"
LONGEST_NAME = 120  # characters


class Upload(UploadedFile):
    """One uploaded file. `left_out` says why its content was not taken: a name of hall.uploads.SENTENCES, or ""."""

    file: Any
    left_out = ""


def nameless_file() -> Any:
    """A file for what must leave nothing behind: it goes with the process that holds it."""
    folder = Path(settings.FILES_ROOT)
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    return tempfile.TemporaryFile(dir=folder)


class Received(FileUploadHandler):
    """The one upload handler of the house (settings.FILE_UPLOAD_HANDLERS)."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.in_all = 0
        self.now: Upload | None = None
        self._opened: list[Upload] = []

    @property
    def file(self) -> "Received":
        """What Django closes when a request breaks off: it asks a handler for its one file, and a request may bring many."""
        return self

    def close(self) -> None:
        for file in self._opened:
            file.close()

    def new_file(self, *args: Any, **more: Any) -> None:
        super().new_file(*args, **more)
        name = texts.visible(self.file_name or "")[-LONGEST_NAME:] or NAMELESS  # its end says what it is
        self.now = Upload(nameless_file(), name, self.content_type, 0, self.charset)
        self._opened.append(self.now)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        file = self.now
        if file is None:
            return
        file.size = (file.size or 0) + len(raw_data)
        self.in_all += len(raw_data)
        if not file.left_out:
            file.left_out = (
                "too_large" if file.size > MOST_BYTES else "too_much" if self.in_all > MOST_BYTES_IN_ALL else ""
            )
            if file.left_out:
                file.file.seek(0)
                file.file.truncate()
            else:
                file.file.write(raw_data)

    def file_complete(self, file_size: int) -> Upload | None:
        file, self.now = self.now, None
        if file is not None:
            file.seek(0)
        return file

    def upload_interrupted(self) -> None:
        if self.now is not None:
            self.now.close()
