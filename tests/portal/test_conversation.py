"""Both ways under the receipt code: question and answer, a name left later, a name taken back."""

import re
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import Case, Event, WrongCode
from complaints.models import Complaint, Message, ReporterIdentity
from hall.refusals import Refused
from papers.models import StoredFile, UnsentForm
from papers.store import checking
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.filing import STORY, file_report, fill_in
from tests.papers import samples
from tests.portal.test_no_trace import everything_stored
from tests.rows import Rows
from tests.world import at

MORNING = at("2025-09-30 10:00")
LATER = at("2025-09-30 11:23:45")
NAME, PHONE = "欧阳春晓", "13912348765"
MESSAGES, IDENTITY, WITHDRAW = "/c/messages/", "/c/identity/", "/c/identity/take-back/"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_ROOT = str(tmp_path)
    with time_machine.travel(LATER, tick=False):
        yield tmp_path


def photo(name: str, width: int) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.jpeg((width, 40)))


def opened(client, world, n=1, **changes) -> Case:
    """A complaint, looked at in this browser."""
    receipt = filed(world, when=MORNING, n=n, **changes)
    assert client.post("/c/", {"code": receipt.code}).status_code == 302
    return receipt.complaint.case


def ask(world, case, text="那天是哪一个窗口？") -> Message:
    return actions.ask_reporter(number=case.number, by=world.complaint_officer, at=LATER, text=text)


def write(client, **changes):
    return client.post(MESSAGES, {"text": "是 22 号窗口，穿蓝衣服的人。", "answers": "", "idem": "a" * 32} | changes)


def test_a_question_is_answered_under_the_code(world, client, signed_in):
    case = opened(client, world)
    question = ask(world, case)
    assert "有问题要问您" in client.get("/c/status/").content.decode()
    page = client.get(MESSAGES)
    assert "那天是哪一个窗口？" in page.content.decode()
    assert page.context["form"]["answers"].value() == str(question.key)
    assert write(client, answers=str(question.key)).status_code == 302
    answer = Message.objects.get(by=None)
    assert (answer.answers, answer.at) == (question, at("2025-09-30 08:30"))
    assert "有问题要问您" not in client.get("/c/status/").content.decode()
    assert "穿蓝衣服" not in client.get(MESSAGES).content.decode()  # whoever finds the slip reads nothing
    officer = signed_in(world.complaint_officer)
    assert "穿蓝衣服" in officer.get(f"/centre/{case.number}/").content.decode()
    assert "投诉人写了新内容" in officer.get("/centre/").content.decode()  # it reaches whoever handles it
    ask(world, case, "是几点钟的事？")
    assert "投诉人写了新内容" not in officer.get("/centre/").content.decode()
    assert "有问题要问您" in client.get("/c/status/").content.decode()
    with time_machine.travel(LATER, tick=False):
        actions.decline(number=case.number, by=world.complaint_officer, at=LATER, reason="不归本中心管，可以找村委会。")
    assert "有问题要问您" not in client.get("/c/status/").content.decode(), "it is over: nobody can answer"


def test_what_a_reporter_writes_leaves_no_instant_and_no_session(world, client):
    case = opened(client, world)
    before = (Event.objects.count(), Case.objects.get(pk=case.pk).version)
    write(client)
    assert (Event.objects.count(), Case.objects.get(pk=case.pk).version) == before
    assert not Session.objects.exists()
    assert "11:23" not in everything_stored()
    assert "穿蓝衣服" not in everything_stored()


def test_sent_twice_is_one_message(world, client):
    opened(client, world)
    write(client)
    write(client)
    assert Message.objects.count() == 1


def test_leaving_forgets_the_files_of_an_unsent_message(world, client):
    opened(client, world)
    page = write(client, text="", attached=[photo("a.jpg", 41)])
    assert StoredFile.objects.get().state == "draft"
    fields = re.findall(r'name="idem" value="([0-9a-f]{32})"', page.content.decode())
    assert len(set(fields)) == 1, "the form of the message, and the button that leaves it"
    assert client.post("/complain/leave/", {"idem": fields[0]}).url == "/items/"
    assert not StoredFile.objects.exists()


def test_an_id_of_somebody_else_is_none(world, client):
    """field.md a-4, every id that the portal takes: 404, nothing changes, and it counts like a wrong code."""
    theirs = Client()
    their_case = opened(theirs, world, n=2)
    their_question = ask(world, their_case, "另一件里的问题是什么？")
    write(theirs, answers=str(their_question.key), idem="c" * 32, attached=[photo("a.jpg", 41)])
    write(theirs, text="", idem="d" * 32, attached=[photo("b.jpg", 42)])  # not sent yet
    fill_in(theirs, evidence=[photo("c.jpg", 43)])  # not sent yet
    file_report(Client(), evidence=[photo("d.jpg", 44)])
    opened(client, world)
    write(client, attached=[photo("e.jpg", 45)])
    fill_in(client)
    ids = {
        purpose + state: key
        for purpose, state, key in StoredFile.objects.order_by("-pk").values_list("purpose", "state", "key")
    }
    assert len(ids) == 4

    def state() -> list:
        return [
            list(Message.objects.order_by("pk").values_list("pk", "answers", "at")),
            list(StoredFile.objects.order_by("pk").values_list("pk", "state", "until", "owner")),
            list(UnsentForm.objects.order_by("pk").values_list("pk", "until")),
        ]

    fresh = {"text": "是 22 号窗口，穿蓝衣服的人。", "idem": "b" * 32}
    own = Message.objects.filter(by=None, complaint__in=Complaint.objects.exclude(pk=their_case.pk)).get()
    forged = [
        ("another case's question", MESSAGES, fresh | {"answers": their_question.key}),
        ("another case's answer", MESSAGES, fresh | {"answers": Message.objects.get(answers=their_question).key}),
        ("one's own answer, which is no question", MESSAGES, fresh | {"answers": own.key}),
        ("a question of nobody", MESSAGES, fresh | {"answers": "0" * 32}),
        ("a question that is no id", MESSAGES, fresh | {"answers": "7 OR 1=1"}),
        ("a file of another case's message", MESSAGES, fresh | {"drop": ids["messagekept"]}),
        ("a file of another's message that is not sent", MESSAGES, fresh | {"drop": ids["messagedraft"]}),
        ("a file of another report", STORY, {"text": "事情的经过在这里。", "drop": ids["evidencekept"]}),
        (
            "a file of another report that is not sent",
            STORY,
            {"text": "事情的经过在这里。", "drop": ids["evidencedraft"]},
        ),
        ("a file that is no id", STORY, {"text": "事情的经过在这里。", "drop": "7 OR 1=1"}),
    ]
    with Rows() as rows:
        for words, url, fields in forged:
            with rows.row(words):
                before = state()
                assert client.post(url, fields).status_code == 404
                assert state() == before
                assert set(WrongCode.objects.values_list("tries", flat=True)) == {1}  # of the place, of everybody
        for words, key in ids.items():
            with rows.row(f"no page of the portal hands out {words}"):
                assert str(key) not in client.get(MESSAGES).content.decode() + client.get(STORY).content.decode()
                assert client.get(f"/centre/{their_case.number}/files/{key}/").status_code == 302  # to signing in
    assert client.post(MESSAGES, fresh | {"drop": uuid4()}).status_code == 302  # what it let go of itself, sent twice


def test_photos_come_with_an_answer(world, client, signed_in, folder, django_capture_on_commit_callbacks):
    case = opened(client, world, name=NAME, phone=PHONE)
    refused = write(client, text="", attached=[photo(f"{samples.MARK}.jpg", 41)])
    assert refused.status_code == 422
    assert "照片 1.jpg（往来的附件，" in refused.content.decode()  # it stays
    [kept] = StoredFile.objects.all()
    bad = write(client, attached=[SimpleUploadedFile("a.docx", samples.docx())])
    assert "拍照或打印成 PDF" in bad.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert write(client, attached=[SimpleUploadedFile("b.pdf", samples.pdf())]).status_code == 302
        write(client)  # sent twice
    message = Message.objects.get()
    files = list(StoredFile.objects.all())
    assert [(each.name, each.owner, each.case, each.at) for each in files] == [
        ("照片 1.jpg", message.key, case, at("2025-09-30 08:30")), ("文件 2.pdf", message.key, case, at("2025-09-30 08:30")),
    ]  # fmt: skip
    assert "附 2 份文件" in client.get(MESSAGES).content.decode()
    assert "照片 1.jpg" not in client.get(MESSAGES).content.decode()
    officer = signed_in(world.complaint_officer)
    address = f"/centre/{case.number}/files/{kept.key}/"
    assert f'<a href="{address}">照片 1.jpg</a>' in officer.get(f"/centre/{case.number}/").content.decode()
    assert samples.BYTES not in b"".join(officer.get(address).streaming_content)
    answer = officer.get(f"/api/v1/complaints/{case.number}/").json()
    assert [(each["purpose"], each["name"]) for each in answer["files"]] == [
        ("message", "照片 1.jpg"),
        ("message", "文件 2.pdf"),
    ]
    for nobody in (world.clerk, world.office):
        assert signed_in(nobody).get(address).status_code == 404
    assert all(each.original_as for each in files)  # a name protects them
    with django_capture_on_commit_callbacks(execute=True):
        client.post(WITHDRAW)
    assert not any(each.original_as or each.original_name for each in StoredFile.objects.all())
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 2
    assert checking.check().faults == []


def test_the_photo_of_a_paper_goes_with_the_name(world, client, folder, django_capture_on_commit_callbacks):
    """field.md a-9, of files: in the act itself."""
    with django_capture_on_commit_callbacks(execute=True):
        code = file_report(client, signed="protected", name=NAME, phone=PHONE, identity=[photo("id.jpg", 41)])
    [identity] = StoredFile.objects.all()
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 2  # with its original
    client.post("/c/", {"code": code})
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(WITHDRAW).status_code == 302
    assert not StoredFile.objects.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert str(identity.key) not in everything_stored()


def test_files_of_one_conversation_have_an_end(world, client, monkeypatch):
    monkeypatch.setattr("complaints.actions.conversation.FILES_MOST", 1)
    opened(client, world)
    write(client, attached=[photo("a.jpg", 41)])
    answer = write(client, idem="b" * 32, attached=[photo("b.jpg", 42)])
    assert answer.status_code == 422
    assert "最多 1 份文件" in answer.content.decode()
    assert Message.objects.count() == 1


WRONG = [
    ("", "写下要说的内容"),
    ("   \n", "写下要说的内容"),
    ("字" * 2001, "最多 2000 个字"),
    ("前\x00后", "删去看不见的字符"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG)
def test_a_wrong_message_has_its_sentence(world, client, text, sentence):
    opened(client, world)
    answer = write(client, text=text)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize("url", [MESSAGES, IDENTITY, WITHDRAW])
def test_without_the_code_there_is_nothing(world, client, url):
    filed(world, when=MORNING)
    answer = client.post(url, {"text": "没有凭证也想写一句"})
    assert (answer.status_code, answer["Location"]) == (302, "/c/")
    assert not Message.objects.exists()


def test_the_code_of_an_application_opens_no_conversation(world, client):
    code = world.register(when=MORNING).code
    client.post("/c/", {"code": code})
    assert client.get(MESSAGES)["Location"] == "/c/"


def test_a_closed_case_takes_no_more(world, client):
    case = opened(client, world)
    actions.decline(number=case.number, by=world.complaint_officer, at=LATER, reason="属于邻里纠纷，可以找村委会。")
    assert write(client).status_code == 422
    assert "已经办结，不能再写" in client.get(MESSAGES).content.decode()
    assert not Message.objects.exists()


def test_a_name_is_left_later_by_choice(world, client):
    case = opened(client, world)
    assert "没有留下姓名和电话" in client.get(IDENTITY).content.decode()
    assert client.post(IDENTITY, {"name": NAME, "phone": PHONE}).status_code == 302
    case.refresh_from_db()
    assert (case.party, case.complaint.is_anonymous) == ("欧**晓", False)
    found = actions.look_at_identity(number=case.number, by=world.complaint_officer, at=LATER)
    assert (found.name, found.phone) == (NAME, PHONE)
    page = client.get(IDENTITY).content.decode()
    assert "2025年9月30日 上午：给办理人看过" in page
    assert NAME not in page


def test_a_protected_name_may_be_left_to_the_handler(world, client):
    case = opened(client, world, name="金丝雀", phone=PHONE, protected=True)
    assert "保密" in client.get(IDENTITY).content.decode()
    client.post(IDENTITY, {"name": NAME, "phone": PHONE})
    assert ReporterIdentity.objects.get(complaint=case.pk).name == NAME


@pytest.mark.parametrize("fields", [{"name": NAME}, {"phone": PHONE}, {"name": NAME, "phone": "12"}, {}])
def test_half_a_name_is_none(world, client, fields):
    opened(client, world)
    assert client.post(IDENTITY, fields).status_code == 422
    assert not ReporterIdentity.objects.exists()


def test_a_name_taken_back_is_gone_from_lists_and_search(world, client, signed_in):
    """field.md a-9: before the act answers; what was shown is listed to the reporter."""
    case = opened(client, world, name=NAME, phone=PHONE)
    actions.accept(number=case.number, by=world.complaint_officer, at=LATER)
    actions.look_at_identity(number=case.number, by=world.complaint_officer, at=LATER)
    assignment = {"department": world.health, "mode": "report", "days": 5, "text": "窗口等候两小时，请核实。"}
    actions.assign(number=case.number, by=world.complaint_officer, at=LATER, **assignment)
    officer = signed_in(world.complaint_officer)
    assert "欧**晓" in officer.get(f"/centre/{case.number}/").content.decode()
    assert client.post(WITHDRAW).status_code == 302
    assert not ReporterIdentity.objects.exists()
    for url in (
        "/centre/",
        f"/centre/{case.number}/",
        f"/api/v1/complaints/{case.number}/",
        "/api/v1/complaints/",
        "/letters/",
    ):
        assert "欧**晓" not in officer.get(url).content.decode()
    stored = everything_stored()
    for marker in (NAME, "欧**晓", PHONE):
        assert marker not in stored
    page = client.get(IDENTITY).content.decode()
    assert "2025年9月30日 上午收回了姓名和电话" in page
    assert "给办理人看过" in page
    assert "2025年9月30日 上午：办理人摘录的内容交给承办部门核查" in page
    assert world.health.name not in page
    with pytest.raises(actions.CannotOpen):
        actions.look_at_identity(number=case.number, by=world.complaint_officer, at=LATER)


def test_a_call_to_who_left_a_name_is_a_record(world):
    case = filed(world, when=MORNING, name=NAME, phone=PHONE).complaint.case
    fields = {"number": case.number, "by": world.complaint_officer, "at": LATER}
    call = actions.call_reporter(result="reached", text="说是 22 号窗口，愿意来认人。", **fields)
    assert (call.by, call.at) == (world.complaint_officer, LATER)
    assert "认人" not in everything_stored()


def test_nobody_calls_who_left_no_name(world):
    case = filed(world, when=MORNING, name=NAME, phone=PHONE, protected=True).complaint.case
    with pytest.raises(Refused, match="没有可以联系"):
        actions.call_reporter(
            number=case.number, by=world.complaint_officer, at=LATER, result="reached", text="打过去了，没有这个人。"
        )
