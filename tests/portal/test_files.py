"""Filing a complaint with photos, through the public pages: taken, checked, sent; or gone."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from complaints import flood
from complaints.models import Complaint, ReporterIdentity
from papers import store
from papers.models import FileState, Purpose, Scan, StoredFile, UnsentForm
from tests.complaints.conftest import TEXT, filed
from tests.filing import CHECK, FILE, NAME, STORY, answer, file_report, fill_in, send_checked
from tests.papers import samples
from tests.rows import Rows
from tests.world import at

MORNING = at("2025-09-30 10:00")
NAMED = {"signed": "named", "name": "司徒金丝雀", "phone": "13987654321"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_ROOT = str(tmp_path)
    with time_machine.travel(MORNING, tick=False):
        yield tmp_path


def upload(name: str = f"{samples.MARK}.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.jpeg() if data is None else data, content_type=f"x/{samples.MARK}")


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.name.encode() + path.read_bytes() for path in on_disk(folder))


def rows_as_text() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM papers_storedfile t")
        return "\n".join(row for (row,) in cursor.fetchall()).encode()


def test_photos_are_checked_before_they_are_sent(world, client, django_capture_on_commit_callbacks):
    page = fill_in(client, evidence=[upload(), upload("letter.pdf", samples.pdf())])
    words = page.content.decode()
    assert "照片 1.jpg（反映的材料，" in words
    assert "文件 2.pdf（反映的材料，" in words
    assert "匿名递交：只保存去掉这些以后的副本" in words
    assert samples.MARK not in words
    assert not Complaint.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        sent = send_checked(client, page)
    assert (sent.status_code, sent["Location"]) == (302, "/complain/receipt/")
    case = Complaint.objects.get().case
    files = StoredFile.objects.filter(case=case, state=FileState.KEPT)
    assert [(each.name, each.original_as, each.at) for each in files] == [
        ("照片 1.jpg", "", at("2025-09-30 08:30")), ("文件 2.pdf", "", at("2025-09-30 08:30")),
    ]  # fmt: skip


def test_what_was_chosen_stays_when_something_is_wrong(world, client):
    page = fill_in(client, evidence=[upload(), upload("b.png", samples.png())], text="短")
    words = page.content.decode()
    assert page.status_code == 422
    assert "照片 1.jpg（" in words
    assert "照片 2.png（" in words
    key = StoredFile.objects.order_by("pk")[0].key
    page = answer(client, STORY, drop=str(key), text="窗口的人不理我们，等了半天。")
    assert page.url == CHECK
    assert "照片 1.jpg" not in client.get(CHECK).content.decode()
    assert [each.name for each in StoredFile.objects.all()] == ["照片 2.png"]
    answer(client, STORY, evidence=[upload("c.jpg", samples.jpeg((99, 99)))], text="窗口的人不理我们，等了半天。")
    assert [each.name for each in StoredFile.objects.all()] == ["照片 2.png", "照片 3.jpg"]


def test_each_refusal_stands_at_its_field(world, client):
    refused = {
        "a.docx": (samples.docx, "拍照或打印成 PDF"),
        "b.heic": (lambda: samples.HEIC, "HEIC"),
        "锁.pdf": (lambda: samples.pdf(password="1"), "加了密码"),
        "c.jpg": (lambda: b"", "空文件"),
        "..\\..\\x": (lambda: b"MZ", "“x”不是照片"),
        f"{'长' * 300}.exe": (lambda: b"MZ", "…”不是照片"),
        "（修订版）[v2].pdf": (lambda: b"%PDF-1.4\n<script>", "“（修订版）[v2].pdf”打不开"),
    }
    with Rows() as rows:
        for name, (make, words) in refused.items():
            with rows.row(name):
                page = fill_in(client, evidence=[SimpleUploadedFile(name, make())], text="我的经过写在这里，不要丢。")
                shown = page.content.decode()
                assert page.status_code == 422
                assert words in shown
                assert 'id="id_evidence_error"' in shown
                assert "我的经过写在这里，不要丢。" in shown
                assert not StoredFile.objects.exists()


def test_six_files_are_one_too_many(world, client):
    page = fill_in(client, evidence=[upload(f"{n}.jpg", samples.jpeg((40 + n, 40))) for n in range(6)])
    assert "最多 5 份文件，这次有 6 份" in page.content.decode()
    answer(client, STORY, evidence=[upload(f"{n}.jpg", samples.jpeg((40 + n, 40))) for n in range(4)])
    page = answer(client, STORY, evidence=[upload(f"{n}.jpg", samples.jpeg((50 + n, 40))) for n in range(2)])
    assert "最多 5 份文件，这次有 6 份" in page.content.decode()


def test_a_form_that_is_not_sent_leaves_nothing(world, client, folder, django_capture_on_commit_callbacks):
    """a-1: three photos, the browser closed; also what a killed process has left."""
    fill_in(client, evidence=[upload(f"{n}.jpg", samples.jpeg((40 + n, 40))) for n in range(3)], **NAMED)
    assert len(on_disk(folder)) == 6  # each with its original
    assert samples.BYTES not in bytes_of(folder) + rows_as_text()
    (folder / "new" / ("0" * 32)).write_bytes(b"left by a process that was killed")
    old = (MORNING + timedelta(minutes=-1)).timestamp()
    os.utime(folder / "new" / ("0" * 32), (old, old))
    for minutes, left in ((119, 6), (121, 0)):
        with django_capture_on_commit_callbacks(execute=True):
            store.forget_drafts(at=MORNING + timedelta(minutes=minutes))
        assert StoredFile.objects.count() == left // 2
    assert not on_disk(folder)
    assert "evidence" not in str([cache.get(key) for key in ("evidence", samples.MARK)])
    assert not UnsentForm.objects.exists()
    assert client.get(CHECK).url == FILE
    assert not Complaint.objects.exists()


def test_anonymous_after_an_identity_photo_it_is_no_part(world, client, folder, django_capture_on_commit_callbacks):
    """a-2."""
    with django_capture_on_commit_callbacks(execute=True):
        page = fill_in(client, identity=[upload()], evidence=[upload("b.png", samples.png())], **NAMED)
    assert "照片 1.jpg（身份证明，" in page.content.decode()
    identity = StoredFile.objects.get(purpose=Purpose.IDENTITY)
    with django_capture_on_commit_callbacks(execute=True):
        answer(client, FILE, kind="complaint", signed="anonymous")
    page = client.get(CHECK)
    assert "身份证明的照片已经删掉" in page.content.decode()
    assert "身份证明，" not in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert answer(client, NAME, identity=[upload("late.jpg")], name="司徒金丝雀").url == CHECK  # not even opened
        assert send_checked(client, page).status_code == 302
    [left] = StoredFile.objects.all()
    assert (left.purpose, left.original_as, left.original_name, left.original_secret) == ("evidence", "", "", "")
    assert not ReporterIdentity.objects.exists()
    assert [path.name for path in on_disk(folder)] == [left.stored_as]
    assert str(identity.key) not in rows_as_text().decode()


def test_a_named_one_keeps_its_originals_sealed(world, client, folder, django_capture_on_commit_callbacks):
    data = samples.jpeg()
    page = fill_in(client, evidence=[upload(data=data)], **NAMED)
    with django_capture_on_commit_callbacks(execute=True):
        assert send_checked(client, page).status_code == 302
    [file] = StoredFile.objects.all()
    assert b"".join(store.original(file)) == data
    assert file.original_name == f"{samples.MARK}.jpg"
    assert samples.BYTES not in bytes_of(folder) + rows_as_text()


def test_uploads_from_one_place_are_dammed(world, client, monkeypatch):
    monkeypatch.setattr(flood, "MOST", 1)
    assert fill_in(client, evidence=[upload()]).status_code == 200
    page = answer(client, STORY, text=TEXT, evidence=[upload("b.png", samples.png())])
    assert page.status_code == 429
    assert StoredFile.objects.count() == 1


@pytest.fixture
def kept(world, client) -> StoredFile:
    file_report(client, evidence=[upload()])
    return StoredFile.objects.get()


def test_officers_download_the_clean_copy(world, kept, signed_in):
    officer = signed_in(world.complaint_officer)
    page = officer.get(f"/centre/{kept.case.number}/").content.decode()
    address = f"/centre/{kept.case.number}/files/{kept.key}/"
    assert f'<a href="{address}">照片 1.jpg</a>' in page
    answer = officer.get(address)
    data = b"".join(answer.streaming_content)
    assert data.startswith(b"\xff\xd8")
    assert samples.BYTES not in data
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store"
    other = filed(world, when=MORNING, n=7).complaint.case
    assert officer.get(f"/centre/{other.number}/files/{kept.key}/").status_code == 404
    for nobody in (world.clerk, world.chief, world.office):
        assert signed_in(nobody).get(address).status_code == 404


def test_identity_photos_are_on_no_page(world, client, signed_in):
    file_report(client, identity=[upload()], **NAMED)
    file = StoredFile.objects.get()
    officer = signed_in(world.complaint_officer)
    assert "附件" not in officer.get(f"/centre/{file.case.number}/").content.decode()
    assert officer.get(f"/centre/{file.case.number}/files/{file.key}/").status_code == 404


@pytest.mark.parametrize(("scan", "words"), [("waiting", "等待查毒"), ("found", "查出病毒"), ("failed", "查不了")])
def test_what_the_scanner_holds_is_not_opened(world, kept, signed_in, scan, words):
    StoredFile.objects.update(scan=Scan(scan))
    officer = signed_in(world.complaint_officer)
    assert words in officer.get(f"/centre/{kept.case.number}/").content.decode()
    assert officer.get(f"/centre/{kept.case.number}/files/{kept.key}/").status_code == 404
