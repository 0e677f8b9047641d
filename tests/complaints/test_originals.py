"""The sealed files of a complaint: photos of identity papers and originals, within an opening by two persons, a row for each."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cases.models import Event
from cases.reconcile.ledger import check
from complaints.models import Complaint, Look
from complaints.queries import shown_to
from config.reconciling import ROOMS
from hall.models import Post, User
from hall.roles import Role
from papers import store
from papers.models import Purpose, StoredFile
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.papers import samples
from tests.rows import Rows
from tests.tokens import key_of
from tests.world import at

MORNING = at("2025-09-30 10:00")
SIGNED = {"name": "欧阳春晓", "phone": "13912348765"}
WHY = "要当面核对那张收据是哪天拍的。"
SENT = {
    Purpose.IDENTITY: ("欧阳的身份证.JPG", samples.jpeg()),
    Purpose.EVIDENCE: ("欧阳拍的.gif", samples.gif()),
    Purpose.MESSAGE: ("补充.pdf", samples.pdf()),
}


@pytest.fixture(autouse=True)
def _morning(settings, tmp_path):
    settings.FILES_ROOT = str(tmp_path)
    with time_machine.travel(MORNING, tick=False):
        yield


def case_of(world, **signed):
    """A protected complaint with a photo of a card, a picture, and a PDF that came with a message."""
    case = filed(world, when=MORNING, **(signed or {"protected": True, **SIGNED})).complaint.case
    for purpose, (name, data) in SENT.items():
        owner = uuid.UUID(int=7) if purpose == Purpose.MESSAGE else None
        store.take([SimpleUploadedFile(name, data)], store.Place(purpose, case, owner, originals=True), at=MORNING)
    return case


def key_of_original(case, purpose=Purpose.EVIDENCE) -> str:
    return str(StoredFile.objects.get(case=case, purpose=purpose).key)


def ask(world, case, **more) -> None:
    actions.ask_identity(**{"number": case.number, "by": world.complaint_officer, "at": MORNING, "reason": WHY} | more)


def allow(world, case, **more) -> None:
    fields = {"is_allowed": "yes", "because": "拍摄的日期有争议，同意。"} | more
    actions.decide_identity(**{"number": case.number, "by": world.inspector, "at": MORNING} | fields)


def page_of(client, case):
    return client.post(reverse("centre-identity", args=[case.number]))


def file_of(client, case, key, what="original"):
    return client.post(reverse("centre-identity-file", args=[case.number, key, what]))


def text_of(answer) -> str:
    """What stands on the page itself, without the keys of its forms."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+', "", answer.content.decode()).partition("<main")[2]


def test_an_opening_hands_out_photos_and_originals(world, signed_in):
    case = case_of(world)
    ask(world, case)
    allow(world, case)
    officer, inspector = signed_in(world.complaint_officer), signed_in(world.inspector)
    page = text_of(page_of(officer, case))
    assert "2025年9月30日 10:30" in page
    assert all(name in page for name, _data in SENT.values())
    downloads = re.findall(r'action="(/centre/\d+/identity/files/[^"]+)"', page)
    assert len(downloads) == 4  # the cleaned photo, and three originals

    handed_out = {}
    for address in downloads:
        answer = officer.post(address)
        assert answer["Content-Disposition"].startswith("attachment")
        assert "%E6%AC%A7%E9%98%B3" not in answer["Content-Disposition"]  # 欧阳
        assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        handed_out[answer["Content-Disposition"].rpartition(".")[2], answer["Content-Type"]] = b"".join(answer)
    octets = "application/octet-stream"
    assert samples.BYTES not in handed_out.pop(("jpg", "image/jpeg"))
    endings = zip(("jpg", "gif", "pdf"), SENT.values(), strict=True)
    assert handed_out == {(ending, octets): data for ending, (_name, data) in endings}

    looks = Look.objects.exclude(what="identity")
    assert {(look.by, look.opening.decided_by) for look in looks} == {(world.complaint_officer, world.inspector)}
    assert sorted((look.what, str(look.file)) for look in looks) == sorted(
        [("photo", key_of_original(case, Purpose.IDENTITY)), *(("original", key_of_original(case, p)) for p in SENT)]
    )
    rows = text_of(inspector.get("/centre/openings/"))
    for words in (
        "身份证明 照片 1.jpg",
        "身份证明 照片 1.jpg 的原文件",
        "往来的附件 文件 1.pdf 的原文件",
        "姓名和电话",
    ):
        assert f"<span>{words}</span>" in rows
    assert "欧阳" not in rows
    assert file_of(inspector, case, key_of_original(case)).status_code == 404  # whoever allowed it has no page of it
    assert list(check(ROOMS, at=MORNING).findings) == []


def test_colleagues_read_no_difference_in_the_history(world, signed_in):
    """A download would tell that there is a name: its line is that of any look."""
    case = case_of(world)
    ask(world, case)
    allow(world, case)
    officer = signed_in(world.complaint_officer)
    page_of(officer, case)
    file_of(officer, case, key_of_original(case))
    name, file = Event.objects.filter(verb="look_at_identity").order_by("seq")
    assert (name.facts.keys(), name.actor) == (file.facts.keys(), file.actor)
    assert not set(str(file.facts)) & {"original", key_of_original(case)}


STEPS = [
    ("nobody has asked", ""),
    ("nobody has answered", "ask"),
    ("the inspector turned it down", "ask no"),
    ("half an hour is over", "ask yes late"),
    ("another person has asked", "another yes"),
]


def test_without_two_persons_in_time_nothing_is_handed_out(world, signed_in):
    """The same answer for a file that there is, and for one that there is not."""
    case = case_of(world)
    second = User.objects.create_user("inspector2", display_name="纪检乙")
    Post.objects.create(user=second, role=Role.COMPLAINT_OFFICER, hall=world.hall, valid_from=MORNING.date())
    program = {"HTTP_AUTHORIZATION": f"Token {key_of(world.complaint_officer)}"}
    with Rows() as rows:
        for name, steps in STEPS:
            with rows.row(name):
                if "ask" in steps or "another" in steps:
                    ask(world, case, by=second if "another" in steps else world.complaint_officer)
                if "yes" in steps or "no" in steps:
                    allow(world, case, is_allowed="yes" if "yes" in steps else "no")
                later = MORNING + timedelta(minutes=30, seconds=1 if "late" in steps else 0)
                with time_machine.travel(later, tick=False):
                    officer, api = signed_in(world.complaint_officer), f"/api/v1/complaints/{case.number}/identity/"
                    real, none = (file_of(officer, case, key) for key in (key_of_original(case), uuid.uuid4()))
                    assert (real.status_code, text_of(real) == text_of(none)) == (422, True)
                    assert "要先申请，由纪检监察同意" in text_of(real)
                    assert page_of(officer, case).status_code == 422
                    for address in (api, f"{api}files/{key_of_original(case)}/original/"):
                        answer = officer.post(address, **program)
                        assert (answer.status_code, answer.json()["code"]) == (409, "cannot-open")
                assert not Look.objects.exists()


def test_accused_and_recused_find_no_page(world, signed_in):
    case = case_of(world, about_department=world.health, protected=True, **SIGNED)
    key = key_of_original(case)
    ask(world, case)
    allow(world, case)
    assert file_of(signed_in(world.complaint_officer), case, uuid.uuid4()).status_code == 404  # none of this case's
    assert file_of(signed_in(world.complaint_officer), case, key, "photo").status_code == 404  # no photo of a paper
    actions.recuse(
        number=case.number, person=world.complaint_officer, why="interest", reason="投诉人是亲戚。", by=world.inspector, at=MORNING,
    )  # fmt: skip
    for person in (world.complaint_officer, world.clerk, world.chief, world.head, world.office):
        assert file_of(signed_in(person), case, key).status_code == 404
        program = {"HTTP_AUTHORIZATION": f"Token {key_of(person)}"}
        for address in ("", f"files/{key}/original/"):
            answer = signed_in(person).post(f"/api/v1/complaints/{case.number}/identity/{address}", **program)
            assert answer.status_code == 404
    assert not Look.objects.exists()


def test_files_of_a_named_one_take_two_persons_too(world, signed_in):
    case = case_of(world, **SIGNED)
    officer = signed_in(world.complaint_officer)
    page = text_of(page_of(officer, case))
    assert (SIGNED["name"] in page, "/identity/files/" in page) == (True, False)
    assert reverse("centre-ask_identity", args=[case.number]) in page
    assert file_of(officer, case, key_of_original(case)).status_code == 422
    ask(world, case)
    allow(world, case)
    assert f"/identity/files/{key_of_original(case)}/original/" in text_of(page_of(officer, case))
    bare = filed(world, when=MORNING, n=2, **SIGNED).complaint.case
    assert "没有封存的照片和原文件" in text_of(officer.get(reverse("centre-ask_identity", args=[bare.number])))


def test_of_a_name_taken_back_nothing_is_left(world, signed_in):
    case = case_of(world)
    ask(world, case)
    allow(world, case)
    officer, keys = signed_in(world.complaint_officer), [key_of_original(case, each) for each in SENT]
    assert file_of(officer, case, keys[0], "photo").status_code == 200
    actions.withdraw_identity(case=case, at=MORNING)
    page = text_of(page_of(officer, case))
    assert "2025年9月30日 上午收回了姓名和电话，身份证明的照片和上传的原文件同时删除" in page
    assert "/identity/files/" not in page
    assert {file_of(officer, case, key).status_code for key in keys} == {404}
    assert "<span>身份证明的照片</span>" in text_of(
        signed_in(world.inspector).get("/centre/openings/")
    )  # the row stays
    shown = shown_to(Complaint.objects.get(pk=case.pk))
    assert ("2025年9月30日 上午", "经纪检监察同意，给申请的办理人看过：身份证明的照片") in shown


def test_a_program_opens_as_a_person_does(world, client):
    case = case_of(world)
    ask(world, case)
    allow(world, case)
    program = {"HTTP_AUTHORIZATION": f"Token {key_of(world.complaint_officer)}"}
    answer = client.post(f"/api/v1/complaints/{case.number}/identity/", **program)
    assert "no-store" in answer["Cache-Control"]
    said = answer.json()
    assert (said["name"], said["taken_back_at"]) == (SIGNED["name"], None)
    assert timezone.datetime.fromisoformat(said["until"]) == MORNING + timedelta(minutes=30)
    assert [(each["purpose"], each["what"], each["original_name"]) for each in said["files"]] == [
        ("identity", "photo", ""), *((purpose.value, "original", name) for purpose, (name, _data) in SENT.items())
    ]  # fmt: skip
    for each, (_name, data) in zip(said["files"][1:], SENT.values(), strict=True):
        assert b"".join(client.post(each["url"], **program)) == data
    assert client.get(said["files"][0]["url"], **program).status_code == 405  # it leaves a row: no GET
    assert client.post(said["files"][0]["url"].replace("photo", "secret"), **program).status_code == 404
    assert Look.objects.count() == 4
    StoredFile.objects.update(scan="found")
    closed = client.post(said["files"][1]["url"], **program)
    assert (closed.status_code, closed.json()["message"]) == (409, "查出病毒，不能打开")
