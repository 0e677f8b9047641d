"""Complaints with files, for programs: multipart, the same limits, the same cleaning."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.models import Complaint
from papers.models import StoredFile
from tests.papers import samples
from tests.tokens import key_of

HERE = "/api/v1/complaints/"
FIELDS = {"kind": "complaint", "category": "efficiency", "text": "材料交了五天没有人答复", "about_centre": "false"}
KEY = {"HTTP_IDEMPOTENCY_KEY": "a-key-of-our-own-1"}


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.FILES_ROOT = str(tmp_path)


def upload(name: str = "a.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.jpeg() if data is None else data)


def test_files_are_filed_and_read_clean(world, client):
    answer = client.post(HERE, FIELDS | {"files": [upload(), upload("b.pdf", samples.pdf())]}, **KEY)
    assert answer.status_code == 201, answer.json()
    number = answer.json()["number"]
    again = client.post(HERE, FIELDS | {"files": [upload(), upload("b.pdf", samples.pdf())]}, **KEY)
    assert (again.status_code, again.json()["receipt_code"]) == (200, answer.json()["receipt_code"])
    assert client.post(HERE, FIELDS | {"files": [upload()]} | {"text": "别的内容别的内容"}, **KEY).status_code == 409
    assert Complaint.objects.count() == 1
    assert StoredFile.objects.filter(case__isnull=False).count() == 2

    officer = {"HTTP_AUTHORIZATION": f"Token {key_of(world.complaint_officer)}"}
    files = client.get(f"{HERE}{number}/", **officer).json()["files"]
    assert [each["name"] for each in files] == ["照片 1.jpg", "文件 2.pdf"]
    for each in files:
        download = client.get(each["url"], **officer)
        assert samples.BYTES not in b"".join(download.streaming_content)
        assert download["X-Content-Type-Options"] == "nosniff"
    assert client.get(files[0]["url"], HTTP_AUTHORIZATION=f"Token {key_of(world.clerk)}").status_code == 404


def test_what_is_refused_is_named_at_files(world, client):
    bad = client.post(HERE, FIELDS | {"files": [upload("a.docx", samples.docx()), upload("b.heic", samples.HEIC)]})
    assert bad.status_code == 400
    assert "files" in bad.json()["fields"]
    twice = client.post(HERE, FIELDS | {"text": ["一件事情的经过", "另一件事情的经过"]})
    assert twice.json()["fields"] == {"text": ["写了两次，只写一次"]}
    strange = client.post(HERE, FIELDS | {"photos": [upload()]})
    assert "photos" in strange.json()["fields"]
    json = client.post(
        HERE, {"kind": "complaint", "category": "other", "text": "一件事", "files": ["a.jpg"]}, "application/json"
    )
    assert "multipart/form-data" in json.json()["fields"]["files"][0]
    assert not StoredFile.objects.exists()


def test_a_photo_of_a_paper_comes_with_a_name_only(world, client):
    anonymous = client.post(HERE, FIELDS | {"identity": [upload()]})
    assert "匿名的不收身份证明的照片" in anonymous.json()["fields"]["identity"][0]
    assert not StoredFile.objects.exists()
    signed = FIELDS | {"name": "司徒金丝雀", "phone": "13987654321", "protected": "true"}
    three = client.post(HERE, signed | {"identity": [upload(f"{n}.jpg", samples.jpeg((40 + n, 40))) for n in range(3)]})
    assert "最多 2 份文件" in three.json()["fields"]["identity"][0]
    answer = client.post(HERE, signed | {"identity": [upload()], "files": [upload("b.png", samples.png())]}, **KEY)
    assert answer.status_code == 201, answer.json()
    kept = {each.purpose: each for each in StoredFile.objects.all()}
    assert set(kept) == {"identity", "evidence"}
    assert all(each.case and each.original_as for each in kept.values())
    officer = {"HTTP_AUTHORIZATION": f"Token {key_of(world.complaint_officer)}"}
    one = client.get(f"{HERE}{answer.json()['number']}/", **officer).json()
    assert [each["purpose"] for each in one["files"]] == ["evidence"]
    assert str(kept["identity"].key) not in str(one)
