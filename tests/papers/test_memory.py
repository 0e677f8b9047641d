"""What opens strangers' files stays small whatever it is given (case g-10), and so does who hands them over."""

import json
import subprocess
import sys
import tempfile

import pytest

from papers.store import rebuilding
from tests.papers import samples

MOST = 300 << 20  # bytes
WORST = {
    "400 million points": samples.huge_png,
    "as many points as are taken, with holes": lambda: samples.png((4_000, 4_000)),
    "a photo of 100 million points": lambda: samples.jpeg((10_000, 10_000)),
    "a progressive one": lambda: samples.jpeg((4_000, 4_000), progressive=True, orientation=6),
    "a PDF that unfolds to gigabytes": samples.bomb_pdf,
    "a document that unfolds": samples.docx,
    "a hundred pages": lambda: samples.pdf(100),
}
# runs the program, and says how large it and its children have become at most
MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[2:], pass_fds=eval(sys.argv[1]), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
sys.stdout.write(done.stdout.decode() + str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""


@pytest.mark.parametrize("name", WORST)
def test_no_file_takes_more_memory(name):
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
        source.write(WORST[name]())
        source.flush()
        source.seek(0)
        inside, outside = source.fileno(), target.fileno()
        program = [sys.executable, "-I", rebuilding.__file__, f"{inside}:{outside}"]
        answers, largest = measured(program, inside, outside)
    assert largest < MOST
    answer = json.loads(answers[0]) if answers else {"fault": "ended"}
    # nothing of the PDF has to be unfolded to copy its page, so it may pass
    assert ("fault" in answer) == ("document" in name or "400" in name), answer


SENDING = """
import io, os, sys
import django
django.setup()
from django.test import RequestFactory
from django.conf import settings
settings.FILES_ROOT = sys.argv[1]
one = os.urandom(1 << 20)
class Body(io.RawIOBase):
    # 100 files of 25 MB, made as they are read
    def __init__(self):
        self.parts = self.made()
        self.rest = b""
    def made(self):
        for n in range(100):
            yield b'--B\\r\\nContent-Disposition: form-data; name="evidence"; filename="%d.jpg"\\r\\n\\r\\n' % n
            for _mb in range(25):
                yield one
            yield b"\\r\\n"
        yield b"--B--\\r\\n"
    def read(self, size=-1):
        while len(self.rest) < size:
            part = next(self.parts, None)
            if part is None:
                break
            self.rest += part
        out, self.rest = self.rest[:size], self.rest[size:]
        return out
request = RequestFactory().generic("POST", "/", b"x", content_type="multipart/form-data; boundary=B")
request.META["CONTENT_LENGTH"] = str(100 * (25 << 20) + 20_000)
request._stream = Body()
from portal import filing_pages
files = request.FILES.getlist("evidence")
print(len(files), sum(os.fstat(each.file.fileno()).st_size for each in files), files[0].size)
"""


def test_a_hundred_large_files_take_neither_memory_nor_disk(tmp_path):
    [received], largest = measured([sys.executable, "-c", SENDING, str(tmp_path)])
    assert received.split() == ["100", "0", str(25 << 20)]
    assert largest < MOST


def measured(program: list[str], *descriptors: int) -> tuple[list[str], int]:
    """
    What a program says, and how large it became at most. Through a small process between: what is started from a large one is
    counted as large as that.
    """
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, repr(descriptors), *program], pass_fds=descriptors, stdout=subprocess.PIPE,
        check=True, timeout=120,
    )  # fmt: skip
    *lines, largest = done.stdout.decode().splitlines()
    return lines, int(largest) * 1024
