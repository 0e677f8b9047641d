"""Uploads are rebuilt of pixels and pages, lie sealed, and each refusal says what to do instead."""

import io
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from PIL import Image

from hall import uploads
from hall.crypto import CannotUnseal
from hall.refusals import BadInput
from papers import store
from papers.models import FileState, Purpose, StoredFile
from papers.store import disk
from papers.store.sealing import PIECE, seal_file, unseal_file
from tests.complaints.conftest import filed
from tests.papers import samples
from tests.rows import Rows
from tests.world import at

HALF_DAY = at("2025-09-30 08:00")
SHOOTS = {"photo.jpg": samples.jpeg, "screen.png": samples.png, "moving.gif": samples.gif, "letter.pdf": samples.pdf}


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.FILES_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def case(world):
    return filed(world, when=at("2025-09-30 10:00")).complaint.case


def bytes_of(folder: Path) -> bytes:
    """All that lies on disk, names included."""
    return b"".join(path.name.encode() + (path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*"))


def dumped() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM papers_storedfile t")
        return "\n".join(row for (row,) in cursor.fetchall()).encode()


def served(file: StoredFile) -> bytes:
    return b"".join(store.opened(file))


def test_no_marker_is_in_what_is_served(case, folder, django_capture_on_commit_callbacks):
    with Rows() as rows:
        for name, make in SHOOTS.items():
            with rows.row(name), django_capture_on_commit_callbacks(execute=True):
                data = make()
                assert samples.BYTES in data
                place = store.Place(Purpose.EVIDENCE, case, originals=True)
                [file] = store.take([upload(f"{samples.MARK}-{name}", data)], place, at=HALF_DAY)
                clean = served(file)
                assert samples.BYTES not in clean
                assert samples.BYTES not in unpacked(clean)
                assert samples.BYTES not in bytes_of(folder)
                assert samples.BYTES not in dumped()
                assert b"".join(store.original(file)) == data
                assert samples.MARK in file.original_name


def unpacked(clean: bytes) -> bytes:
    """What the streams of a PDF hold; of anything else nothing."""
    if not clean.startswith(b"%PDF"):
        return b""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(clean)) as read:
        assert "/OpenAction" not in read.Root
        assert "/Names" not in read.Root
        assert "/Annots" not in read.pages[0].obj
        read.save(file, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    return file.getvalue()


def test_pictures_and_pages_are_what_they_were(case, folder):
    place = store.Place(Purpose.EVIDENCE, case)
    turned, letter = store.take(
        [upload("a.jpg", samples.jpeg((300, 200), orientation=6)), upload("b.pdf", samples.pdf(3))], place, at=HALF_DAY
    )
    with Image.open(io.BytesIO(served(turned))) as shown:
        assert shown.size == (200, 300)  # upright without being told
        assert shown.getpixel((100, 150)) == pytest.approx((90, 0, 0), abs=12)
    with pikepdf.open(io.BytesIO(served(letter))) as read:
        assert len(read.pages) == 3
        photo = read.pages[0].obj.Resources.XObject.Photo
        assert pikepdf.PdfImage(photo).as_pil_image().size == (320, 200)
    assert [turned.kind, turned.pixels, letter.kind, letter.pixels] == ["jpeg", 60_000, "pdf", 0]
    assert [store.shown_name(each) for each in (turned, letter)] == ["照片 1.jpg", "文件 2.pdf"]


REFUSED = [
    ("材料.docx", samples.docx, "Word、Excel"),
    ("旧.doc", lambda: b"\xd0\xcf\x11\xe0" + b"0" * 99, "Word、Excel"),
    ("照片.zip", samples.archive, "压缩包"),
    ("IMG_1.HEIC", lambda: samples.HEIC, "HEIC"),
    ("录像.mp4", lambda: samples.MP4, "视频"),
    ("空.jpg", lambda: b"", "空文件"),
    ("锁.pdf", lambda: samples.pdf(password="1"), "加了密码"),
    ("大.png", samples.huge_png, "尺寸太大"),
    ("厚.pdf", lambda: samples.pdf(101), "最多 100 页"),
    ("断.jpg", lambda: samples.jpeg((2000, 2000))[:20_000], "打不开"),
    ("假.pdf", lambda: b"%PDF-1.4\n<script>alert(1)</script>", "打不开"),
    ("页.html", lambda: b"<html><script>1</script>", "不是照片也不是 PDF"),
    ("图.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是照片也不是 PDF"),
    ("沉.jpg", lambda: b"\xff\xd8\xff" + b"0" * uploads.MOST_BYTES, "超过 10 MB"),
]


def test_each_refusal_has_its_own_sentence(case, folder):
    place = store.Place(Purpose.EVIDENCE, case)
    with Rows() as rows:
        for name, make, words in REFUSED:
            with rows.row(name):
                with pytest.raises(BadInput) as refused:
                    store.take([upload(name, make())], place, at=HALF_DAY, field="files")
                assert words in refused.value.sentence
                assert f"“{name}”" in refused.value.sentence
                assert refused.value.field == "files"
    assert not StoredFile.objects.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_all_that_is_refused_is_told_at_once(case, folder):
    files = [upload("一.zip", samples.archive()), upload("二.jpg", samples.jpeg()), upload("三.heic", samples.HEIC)]
    with pytest.raises(BadInput) as refused:
        store.take(files, store.Place(Purpose.EVIDENCE, case), at=HALF_DAY)
    assert [each.sentence[:4] for each in (refused.value, *refused.value.also)] == ["“一.z", "“三.h"]


def test_what_breaks_the_parser_stops_no_other(case, folder, monkeypatch):
    """A process that dies in the middle is one refusal; the files behind it are looked at."""
    files = [upload("炸.pdf", samples.bomb_pdf(600)), upload("二.zip", samples.archive())]
    with pytest.raises(BadInput) as refused:
        store.take(files, store.Place(Purpose.EVIDENCE, case), at=HALF_DAY)
    assert [each.sentence[:3] for each in (refused.value, *refused.value.also)] in (["“炸.", "“二."], ["“二."])


def test_taken_back_nothing_is_kept(committed_world, folder):
    case = filed(committed_world, when=at("2025-09-30 10:00")).complaint.case
    with transaction.atomic():
        store.take([upload("a.jpg", samples.jpeg())], store.Place(Purpose.EVIDENCE, case), at=HALF_DAY)
        transaction.set_rollback(True)
    assert not StoredFile.objects.exists()
    assert not list(disk.names_in_kept())
    for path in folder.rglob("new/*"):
        os.utime(path, (HALF_DAY.timestamp(), HALF_DAY.timestamp()))
    store.forget_drafts(at=HALF_DAY + timedelta(hours=3))
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_kept_it_lies_under_a_name_that_says_nothing(committed_world, folder):
    case = filed(committed_world, when=at("2025-09-30 10:00")).complaint.case
    with transaction.atomic():
        [file] = store.take([upload("张三.jpg", samples.jpeg())], store.Place(Purpose.EVIDENCE, case), at=HALF_DAY)
    [path] = [path for path in folder.rglob("*") if path.is_file()]
    assert path == folder / "kept" / file.stored_as[:2] / file.stored_as
    assert path.stat().st_mtime == HALF_DAY.timestamp()  # not the minute at which it came
    assert path.stat().st_mode & 0o137 == 0
    assert StoredFile.objects.get().state == FileState.KEPT


def test_a_sealed_file_opens_whole_or_not_at_all(db):
    with Rows() as rows:
        for size in (0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE):
            with rows.row(size):
                clear, sealed = os.urandom(size), io.BytesIO()
                key = seal_file(io.BytesIO(clear), sealed)
                assert b"".join(unseal_file(io.BytesIO(sealed.getvalue()), key)) == clear
                cut = sealed.getvalue()[: -max(1, min(size, PIECE + 16))]
                changed = bytearray(sealed.getvalue())
                changed[-1] ^= 1
                for bad in (cut, bytes(changed), b""):
                    with pytest.raises(CannotUnseal):
                        list(unseal_file(io.BytesIO(bad), key))


def test_a_killed_upload_leaves_nothing_on_disk(folder):
    """a-1: half of a photo has arrived, then the process is killed."""
    program = (
        "import django, os, signal, sys; django.setup(); from django.conf import settings; settings.FILES_ROOT = sys.argv[1]\n"
        "from hall.doors.receiving import Received\n"
        "handler = Received(); handler.new_file('evidence', 'a.jpg', 'image/jpeg', None)\n"
        f"handler.receive_data_chunk(b'{samples.MARK}' * 100_000, 0); handler.now.flush()\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(folder)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not [path for path in folder.rglob("*") if path.is_file()]
