"""Both ways under the receipt code: question and answer, a name left later, a name taken back."""

import pytest
import time_machine
from django.contrib.sessions.models import Session

from cases.models import Case, Event, WrongCode
from complaints.models import Message, ReporterIdentity
from hall.refusals import Refused
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.portal.test_no_trace import everything_stored
from tests.world import at

MORNING = at("2025-09-30 10:00")
LATER = at("2025-09-30 11:23:45")
NAME, PHONE = "欧阳春晓", "13912348765"
MESSAGES, IDENTITY, WITHDRAW = "/c/messages/", "/c/identity/", "/c/identity/take-back/"


@pytest.fixture(autouse=True)
def _later():
    with time_machine.travel(LATER, tick=False):
        yield


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


@pytest.mark.parametrize("forged", ["of another case", "of nobody", "one's own", "no id at all"])
def test_a_message_id_of_another_case_is_none(world, client, forged):
    """field.md a-4: 404, nothing changes, and it counts like a wrong code."""
    other = ask(world, filed(world, when=MORNING, n=2).complaint.case, "另一件里的问题是什么？")
    opened(client, world)
    write(client)
    own = Message.objects.get(by=None)
    key = {"of another case": other.key, "of nobody": "0" * 32, "one's own": own.key, "no id at all": "7 OR 1=1"}[
        forged
    ]
    stored = list(Message.objects.order_by("pk").values_list("pk", "answers", "at"))
    answer = write(client, answers=str(key), idem="b" * 32)
    assert answer.status_code == 404
    assert list(Message.objects.order_by("pk").values_list("pk", "answers", "at")) == stored
    assert sorted(WrongCode.objects.values_list("tries", flat=True)) == [1, 1]  # of the place, of everybody


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
