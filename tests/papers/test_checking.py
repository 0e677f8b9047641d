"""Every row has its file with its hash and every file its row; whoever runs the hall is told otherwise."""

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from papers import store
from papers.models import Purpose, StoredFile
from papers.store import disk
from papers.store.checking import CHANGED, MISSING, NOBODYS, check
from papers.tasks import check_files
from tests.complaints.conftest import filed
from tests.papers import samples
from tests.rows import Rows
from tests.world import at

HALF_DAY = at("2025-09-30 08:30")


@pytest.fixture
def file(committed_world, settings, tmp_path) -> StoredFile:
    settings.FILES_ROOT = str(tmp_path)
    case = filed(committed_world, when=at("2025-09-30 10:00")).complaint.case
    with transaction.atomic():
        place = store.Place(Purpose.EVIDENCE, case, originals=True)
        [kept] = store.take([SimpleUploadedFile("a.jpg", samples.jpeg())], place, at=HALF_DAY)
    return kept


def path_of(folder, name):
    return folder / "kept" / name[:2] / name


def test_what_differs_is_named(file, tmp_path):
    assert check().faults == []
    assert check().files == 1
    path = path_of(tmp_path, file.stored_as)
    original = path_of(tmp_path, file.original_as)
    whole, first = path.read_bytes(), original.read_bytes()

    def rotten():
        path.write_bytes(whole[:50] + bytes([whole[50] ^ 1]) + whole[51:])

    def swapped():
        path.write_bytes(first)

    def stray():
        path_of(tmp_path, "ab" * 16).parent.mkdir(exist_ok=True)
        path_of(tmp_path, "ab" * 16).write_bytes(b"x")

    faults = [
        ("gone", path.unlink, MISSING),
        ("a byte changed", rotten, CHANGED),
        ("cut off", lambda: path.write_bytes(whole[:-1]), CHANGED),
        ("another file in its place", swapped, CHANGED),
        ("the original gone", original.unlink, MISSING),
        ("a file that nobody knows", stray, NOBODYS),
    ]
    with Rows() as rows:
        for name, harm, words in faults:
            with rows.row(name):
                harm()
                [fault] = check().faults
                assert words in fault
            path.write_bytes(whole)
            original.write_bytes(first)
            path_of(tmp_path, "ab" * 16).unlink(missing_ok=True)


def test_administrators_are_told_every_night(file, settings, tmp_path):
    settings.ADMINS = [("", "admin@example.invalid")]
    check_files()
    assert mail.outbox[-1].subject.endswith("文件核对：全部相符")
    path_of(tmp_path, file.stored_as).unlink()
    check_files()
    assert mail.outbox[-1].subject.endswith("文件核对：1 处不符")
    assert MISSING in mail.outbox[-1].body
    assert file.stored_as not in mail.outbox[-1].body


def test_a_process_killed_between_row_and_file_loses_nothing(file, tmp_path):
    """The row stands, its file still lies among the new ones: it opens, and the next run puts it in its place."""
    path = path_of(tmp_path, file.stored_as)
    path.rename(tmp_path / "new" / file.stored_as)
    assert b"".join(store.opened(file)).startswith(b"\xff\xd8")
    store.forget_drafts(at=at("2025-09-30 12:00"))
    assert path.exists()
    assert list(disk.names_in_kept())
    assert check().faults == []
