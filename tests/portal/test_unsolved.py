"""The complainant says under the receipt code that it is not solved; nobody without the code can, and nothing of it is shown again."""

import pytest
import time_machine

from cases.models import Case
from complaints.models import Step
from tests.complaints import verbs as actions
from tests.complaints.conftest import TEXT, filed
from tests.world import at

UNSOLVED = "/c/unsolved/"
WORDS = "窗口还是没有人，等了一个小时"
LATER = "2025-11-12 10:47"


@pytest.fixture
def receipt(world):
    """An anonymous complaint that was answered and closed."""
    receipt = filed(world, when=at("2025-11-03 10:00"), about_department=world.health)
    mine = {"number": receipt.complaint.case.number, "by": world.complaint_officer}
    actions.accept(**mine, at=at("2025-11-03 11:00"))
    actions.find(**mine, result="upheld", text="录像属实", at=at("2025-11-04 10:00"))
    actions.reply(**mine, question="为什么没有人", text="已责令改正", at=at("2025-11-04 11:00"))
    actions.conclude(**mine, at=at("2025-11-04 12:00"))
    return receipt


def looking(client, code: str):
    return client.post("/c/", {"code": code}, follow=True)


@time_machine.travel(at(LATER), tick=False)
def test_from_the_status_page_to_the_handler(world, client, receipt):
    page = looking(client, receipt.code).content.decode()
    assert f'href="{UNSOLVED}"' in page
    assert "问题：为什么没有人" in page
    answer = client.post(UNSOLVED, {"text": WORDS}, follow=True)
    text = answer.content.decode()
    assert "核查、答复并办结" in text
    for words in (UNSOLVED, WORDS, TEXT, "卫生健康局"):
        assert words not in text
    step = Step.objects.get()
    assert (step.act, step.text, step.by) == ("say_unsolved", WORDS, None)
    assert Case.objects.get().state == "complaint_accepted"


@time_machine.travel(at(LATER), tick=False)
def test_nobody_says_it_without_the_code(client, receipt):
    for answer in (client.get(UNSOLVED), client.post(UNSOLVED, {"text": WORDS})):
        assert (answer.status_code, answer["Location"]) == (302, "/c/")
    assert not Step.objects.exists()


REFUSED = [
    ("nothing", "", "写下哪里没有解决"),
    ("a dot", ".", "看不出说的是什么"),
    ("too much", "长" * 501, "最多 500 个字"),
]


@pytest.mark.parametrize(("sentence", "text", "words"), REFUSED, ids=[row[0] for row in REFUSED])
@time_machine.travel(at(LATER), tick=False)
def test_what_says_nothing_is_refused_at_its_field(client, receipt, sentence, text, words):
    looking(client, receipt.code)
    answer = client.post(UNSOLVED, {"text": text})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Step.objects.exists()


@time_machine.travel(at(LATER), tick=False)
def test_while_it_is_handled_there_is_nothing_to_say(client, receipt):
    looking(client, receipt.code)
    client.post(UNSOLVED, {"text": WORDS})
    page = client.get(UNSOLVED)
    assert "还没有新的答复" in page.content.decode()
    assert client.post(UNSOLVED, {"text": WORDS}).status_code == 422
    assert Step.objects.count() == 1


@time_machine.travel(at(LATER), tick=False)
def test_the_officer_reads_it_without_the_minute(world, client, receipt, signed_in):
    looking(client, receipt.code)
    client.post(UNSOLVED, {"text": WORDS})
    page = signed_in(world.complaint_officer).get(f"/centre/{receipt.complaint.case.number}/").content.decode()
    assert WORDS in page
    assert "10:47" not in page


def test_why_a_petition_takes_longer_is_read_under_the_code(world, client):
    receipt = filed(world, when=at("2025-11-03 10:00"))
    mine = {"number": receipt.complaint.case.number, "by": world.complaint_officer}
    actions.accept(**mine, grade="petition", at=at("2025-11-03 11:00"))
    approved = {"approver": "区信访局局长", "document": "云信延〔2025〕1号"}
    actions.extend_petition(**mine, days=30, reason="要等鉴定结果", **approved, at=at("2025-12-01 10:00"))
    with time_machine.travel(at("2025-12-01 11:00"), tick=False):
        page = looking(client, receipt.code).content.decode()
    assert "要等鉴定结果" in page
    assert "批准延长 30 日历日" in page or "延长 30" in page
