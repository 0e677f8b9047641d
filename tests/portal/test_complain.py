"""Filing, receipt and status, through the public pages."""

import re

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse

from cases.models import Case, Event, WrongCode
from complaints import flood
from complaints.actions import filing
from complaints.models import Complaint, ReporterIdentity
from portal.complain import RECEIPT_COOKIE
from portal.filing_pages import DRAFT_COOKIE
from tests.complaints import verbs as actions
from tests.complaints.conftest import TEXT, filed
from tests.filing import CHECK, FILE, answers_of, fill_in, send, send_checked
from tests.world import at

MORNING = at("2025-09-30 10:00")


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(MORNING, tick=False):
        yield


def code_of(client) -> str:
    page = client.get("/complain/receipt/")
    return page.context["code"]


def test_filing_gives_a_receipt_that_opens_the_status(world, client, settings):
    settings.PUBLIC_URL = "https://zwfw.example"
    answer = send(client)
    assert (answer.status_code, answer["Location"]) == (302, "/complain/receipt/")
    page = client.get(answer["Location"])
    code = page.context["code"]
    assert len(code) == 16
    grouped = " ".join(code[n : n + 4] for n in range(0, 16, 4))
    assert f'<span class="code">{grouped}</span>' in page.content.decode()
    assert "<svg" in page.content.decode()
    assert page.context["link"] == f"https://zwfw.example/c/#k={code}"
    assert "2025年10月11日 17:00" in page.content.decode()
    assert "怎么算出来的" in page.content.decode()

    opened = client.post("/c/", {"code": code}, follow=True)
    text = opened.content.decode()
    assert "投诉：办事效率" in text
    assert "决定是否受理" in text
    assert "2025年10月11日 17:00 前" in text


def test_the_receipt_names_each_step_with_its_own_date(world, client):
    send(client, kind="report", category="corruption")
    steps = client.get("/complain/receipt/").context["next"]
    assert steps[:2] == [
        "最迟 2025年10月9日 17:00 前移交纪检监察（收到后 1 个工作日）。",
        "最迟 2025年10月11日 17:00 前决定是否受理（收到后 3 个工作日，怎么算的见下面）。",
    ]


def test_filing_starts_one_acceptance_clock_and_names_nobody(world, client):
    send(client, about_department=str(world.health.pk))
    case = Case.objects.get()
    assert (case.party, case.owner, case.department) == ("", None, None)
    assert case.complaint.about_department == world.health
    assert [clock.rule for clock in case.deadlines.all()] == ["complaint_acceptance"]
    event = Event.objects.get()
    assert (event.verb, event.actor, list(event.facts)) == ("file", None, ["text_hash"])


def test_start_page_says_what_is_kept_and_when(world, client):
    text = client.get("/complain/").content.decode()
    for words in [
        "不保存与投诉关联的网络地址",
        "办理人员看不到",
        "自己的手机和流量",
        "3 个工作日",
        "15 日",
        "这台设备上不保存您填的内容",
        "data-leave",
    ]:
        assert words in text
    assert "无法追踪" not in text


@pytest.mark.parametrize("url", ["/complain/", FILE, "/complain/receipt/"])
def test_pages_leave_no_foreign_referrer_no_copy_and_no_session(world, client, url):
    answer = client.get(url)
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert not Session.objects.exists()


def test_filing_opens_no_session_and_the_receipt_is_sealed(world, client):
    send(client)
    assert not Session.objects.exists()
    cookie = client.cookies[RECEIPT_COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        "/complain/",
        True,
        "Strict",
        900,
    )
    assert code_of(client) not in cookie.value
    assert Case.objects.get().number not in cookie.value


def test_receipt_ends_after_a_quarter_of_an_hour(world, client):
    send(client)
    with time_machine.travel(at("2025-09-30 10:15:01"), tick=False):
        gone = client.get("/complain/receipt/")
    assert gone.status_code == 404
    assert "这里没有凭证了" in gone.content.decode()


def test_receipt_can_be_cleared_at_once(world, client):
    send(client)
    answer = client.post("/complain/receipt/forget/", {"last_four": code_of(client)[-4:]})
    assert answer["Location"] == "/items/"
    assert answer["Clear-Site-Data"] == '"cache"'
    assert client.get("/complain/receipt/").status_code == 404
    assert Case.objects.count() == 1


@pytest.mark.parametrize("digits", ["", "0", "abcd", "99999", None])
def test_receipt_stays_until_it_is_confirmed_as_kept(world, client, digits):
    send(client)
    code = code_of(client)
    wrong = f"{(int(code[-4:]) + 1) % 10_000:04d}" if digits is None else digits
    answer = client.post("/complain/receipt/forget/", {"last_four": wrong})
    assert answer.status_code == 422
    assert answer.context["code"] == code
    assert client.get("/complain/")["Location"] == "/complain/receipt/"  # it comes first
    client.post("/complain/receipt/forget/", {"last_four": code[-4:]})
    assert client.get("/complain/").status_code == 200


def test_nothing_leads_away_from_a_receipt_but_what_is_needed(world, client):
    send(client)
    page = client.get("/complain/receipt/").content.decode()
    assert 'aria-label="主导航"' not in page
    assert "data-leave" in page  # in danger one leaves all the same


def test_receipt_proves_that_and_when_a_case_was_opened(world, client):
    send(client)
    page = client.get("/complain/receipt/")
    for words in [world.hall.name, "2025年9月30日 上午", "编号", page.context["proof"]]:
        assert words in page.content.decode()
    assert "10:00" not in page.content.decode()
    case = Case.objects.get()
    fields = {"number": case.number, "proof": page.context["proof"]}
    answer = client.post("/complain/genuine/", fields)
    assert "凭证是真的" in answer.content.decode()
    assert "2025年9月30日 上午" in answer.content.decode()
    for words in [TEXT, "投诉：", "办事效率"]:
        assert words not in answer.content.decode()


def test_a_forged_receipt_proves_nothing_and_is_counted(world, client):
    send(client)
    page = client.get("/complain/receipt/")
    number, proof = Case.objects.get().number, page.context["proof"]
    wrong = [
        {"number": number, "proof": f"{(int(proof) + 1) % 10**12:012d}"},
        {"number": f"{int(number) + 1:017d}", "proof": proof},
        {"number": world.register(when=MORNING).application.case.number, "proof": proof},
    ]
    answers = [client.post("/complain/genuine/", each) for each in wrong]
    assert {answer.status_code for answer in answers} == {422}
    assert all("对不上" in answer.content.decode() for answer in answers)
    assert sorted(WrongCode.objects.values_list("tries", flat=True)) == [3, 3]


@pytest.mark.parametrize("cookie", ["", "x", "std:k1:AAAA", "std:k9:AAAA", '"', "std:k1:" + "A" * 4000])
def test_a_forged_receipt_is_none(world, client, cookie):
    client.cookies[RECEIPT_COOKIE] = cookie
    assert client.get("/complain/receipt/").status_code == 404


def test_receipt_page_does_not_write(world, client):
    send(client)
    before = (Case.objects.get().version, Event.objects.count())
    client.get("/complain/receipt/")
    assert (Case.objects.get().version, Event.objects.count()) == before


def test_named_reporter_is_sealed_apart_and_masked(world, client):
    send(client, signed="named", name="欧阳春晓", phone="139 1234 8765")
    complaint = Complaint.objects.get()
    assert (complaint.is_anonymous, complaint.case.party) == (False, "欧**晓")
    assert (complaint.reporter.name, complaint.reporter.phone) == ("欧阳春晓", "13912348765")


def test_reporter_of_a_report_is_not_even_masked(world, client):
    send(client, kind="report", signed="named", name="欧阳春晓", phone="13912348765")
    case = Case.objects.get()
    assert (case.party, case.confidential) == ("", True)


WRONG = [
    ({"kind": ""}, "kind", "选择列出的类型"),
    ({"kind": "praise"}, "kind", "选择列出的类型"),
    ({"category": ""}, "category", "选择反映的问题属于哪一类"),
    ({"category": "x"}, "category", "选择反映的问题属于哪一类"),
    ({"about_department": "999999"}, "about_department", "从列表里选择部门，不确定就不选"),
    ({"about_department": "1 OR 1=1"}, "about_department", "从列表里选择部门，不确定就不选"),
    ({"about_department": "9" * 30}, "about_department", "从列表里选择部门，不确定就不选"),
    ({"about_department": "\x00"}, "about_department", "从列表里选择部门，不确定就不选"),
    ({"text": ""}, "text", "写下事情的经过（至少 5 个字）"),
    ({"text": "四个字啊"}, "text", "写下事情的经过（至少 5 个字）"),
    ({"text": "   \n\t 　 "}, "text", "写下事情的经过（至少 5 个字）"),
    ({"text": "字" * 5001}, "text", "内容有 5,001 个字，最多 5,000 个字"),
    ({"text": "前面\x00后面的内容"}, "text", "删去看不见的字符"),
    ({"signed": ""}, "signed", "选择匿名、保密或实名"),
    ({"signed": "named"}, "name", "填写姓名；不想留，返回改选匿名"),
    ({"signed": "named", "name": "王小明"}, "phone", "填写电话；不想留，返回改选匿名"),
    (
        {"signed": "named", "name": "王小明", "phone": "123"},
        "phone",
        "手机号共 11 位数字，以 1 开头；固定电话连同区号填写",
    ),
    ({"signed": "named", "name": "王\x00", "phone": "13912348765"}, "name", "删去看不见的字符"),
    ({"signed": "named", "name": "长" * 41, "phone": "13912348765"}, "name", "姓名最多 40 个字，现在有 41 个"),
    ({"signed": "named", "name": "王小明", "phone": "1" * 31}, "phone", "电话最多 30 个字，现在有 31 个"),
]


@pytest.mark.parametrize(("changes", "field", "sentence"), WRONG)
def test_wrong_input_is_kept_has_its_sentence_and_files_nothing(world, client, changes, field, sentence):
    answer = send(client, **changes)
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field]
    page = answer.content.decode()
    assert page.count(sentence) >= 2
    assert "<title>错误：" in page
    for name in answer.context["form"].fields:  # of what stands on the same page
        assert answer.context["form"][name].value() in (answers_of(**changes).get(name), None, "", [])
    assert not Case.objects.exists()


WITHOUT_MARKS = re.compile("[\u202c\u202e\u200b]")  # what nobody sees is left out (decision 104)


@pytest.mark.parametrize(
    "text",
    [
        "😀👨‍👩‍👧 窗口人员态度很差 🙁",
        "<script>alert(1)</script><img src=x onerror=alert(2)>",
        "字" * 5000,
        "a" * 5000,
        "第一行\r\n第二行\r\n\r\n第三行",
        "‮反着写的字‬ 和 zero\u200bwidth",
        "𠮷野家 {{ form }} {% now 'Y' %} %s ' \" \\",
    ],
)
def test_odd_texts_are_kept_as_they_are(world, client, signed_in, text):
    assert send(client, text=text).status_code == 302
    complaint = Complaint.objects.get()
    assert complaint.text == WITHOUT_MARKS.sub("", text.replace("\r\n", "\n"))
    page = signed_in(world.complaint_officer).get(reverse("centre-case", args=[complaint.case.number]))
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_five_thousand_characters_with_line_ends_fit(world, client):
    assert send(client, text="\r\n".join(["一二三四"] * 1000)).status_code == 302


def test_more_than_a_megabyte_is_refused_whole(world, client):
    answer = send(client, text="字" * 400_000)
    assert answer.status_code == 400
    assert not Case.objects.exists()


def test_unknown_fields_are_left_aside(world, client):
    send(
        client, confidential="1", state="complaint_closed", owner=str(world.clerk.pk), is_anonymous="", number="1" * 17
    )
    case = Case.objects.get()
    assert (case.state, case.owner, case.confidential, case.complaint.is_anonymous) == ("filed", None, False, True)


def test_a_key_of_another_room_opens_nothing(world, client):
    world.register(when=MORNING, idem=f"{1:032x}")
    answer = send(client, key=f"{1:032x}")
    assert answer.status_code == 422
    assert "同一个编号已经用来交过别的内容" in answer.content.decode()
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("url", ["/complain/", FILE, CHECK, "/complain/receipt/", "/complain/receipt/forget/"])
def test_other_methods_are_refused(world, client, method, url):
    assert getattr(client, method)(url).status_code == 405


def test_sixty_complaints_an_hour_from_one_place(world, client, monkeypatch):
    last = fill_in(client), client.cookies[DRAFT_COOKIE].value
    monkeypatch.setattr(flood, "MOST", 3)
    assert [send(client).status_code for _ in range(3)] == [302, 302, 429]  # the fourth form is not even begun
    assert send(client, meta={"REMOTE_ADDR": "203.0.113.9"}).status_code == 302
    assert Case.objects.count() == 3
    monkeypatch.setattr(flood, "MOST", 2)
    client.cookies.pop(RECEIPT_COOKIE)
    client.cookies[DRAFT_COOKIE] = last[1]
    refused = send_checked(client, last[0])  # begun, and sent too late
    assert refused.status_code == 429
    for words in ("这一小时里交得太多了", TEXT):
        assert words in refused.content.decode()


def test_in_a_flood_each_place_files_one(monkeypatch):
    monkeypatch.setattr(flood, "MANY", 3)
    for n in range(4):
        flood.let_through(f"203.0.113.{n}", at=MORNING)
    with pytest.raises(flood.TooManyComplaints):
        flood.let_through("203.0.113.0", at=MORNING)
    flood.let_through("198.51.100.1", at=MORNING)


def test_a_clerk_who_complains_leaves_no_instant(world, client):
    client.force_login(world.clerk)
    before = Session.objects.values_list("session_data", "expire_date").get()
    with time_machine.travel(at("2025-09-30 10:20"), tick=False):
        send(client)
        client.post("/c/", {"code": code_of(client)}, follow=True)
        client.post("/api/v1/complaints/", answers_of(), content_type="application/json")
        assert Session.objects.values_list("session_data", "expire_date").get() == before
        client.get("/letters/")
        assert Session.objects.values_list("session_data", "expire_date").get() != before


def test_an_hour_later_nothing_is_known_of_the_place():
    flood.let_through("203.0.113.77", at=at("2026-03-02 09:59"))
    salt, counts = flood._this_hour.salt, dict(flood._this_hour.counts)
    flood.let_through("203.0.113.9", at=at("2026-03-02 10:00"))
    assert flood._this_hour.salt != salt
    assert not counts.keys() & flood._this_hour.counts.keys()


def test_a_failure_is_reported_without_the_person(world, client, monkeypatch, settings):
    settings.ADMINS = [("", "admin@example.invalid")]
    client.raise_request_exception = False

    def fail(**_given):
        raise RuntimeError("broken")

    monkeypatch.setattr(filing, "file", fail)
    meta = {"HTTP_USER_AGENT": "canary-agent", "HTTP_REFERER": "http://canary.invalid/", "REMOTE_ADDR": "203.0.113.77"}
    answer = send(client, meta=meta, signed="named", name="欧阳春晓", phone="13912348765")
    assert answer.status_code == 500
    assert len(mail.outbox) == 1
    report = mail.outbox[0].subject + mail.outbox[0].body
    for canary in ["欧阳春晓", "13912348765", TEXT, "canary", "203.0.113.77"]:
        assert canary not in report


STORY = [
    ("filed", [], ["投诉举报中心", "决定是否受理"], ["核查结论", "给您的答复"]),
    ("accepted", ["accept"], ["核查、答复并办结", "投诉办理", "2025年10月15日"], ["给您的答复"]),
    ("found", ["accept", "find"], ["核查结论", "部分属实"], ["叫来问过"]),
    ("answered", ["accept", "find", "reply"], ["给您的答复", "已向您说明"], []),
    ("closed", ["accept", "find", "reply", "follow_up", "conclude"], ["已经办结", "按时"], ["轮到您"]),
    ("unanswerable", ["accept", "find", "no_reply", "conclude"], ["没有答复，原因", "没有留下"], ["给您的答复"]),
    ("declined", ["decline"], ["不予受理的理由", "向法院起诉"], ["核查结论", "轮到您"]),
]
WITH = {
    "accept": {},
    "decline": {"reason": "属于判决已生效的事，可以向法院起诉。"},
    "find": {"result": "partly_upheld", "text": "叫来问过当班人员。"},
    "reply": {"text": "已向您说明缺哪些材料。"},
    "no_reply": {"impossible_because": "没有留下能联系的方式，事情也没有写清。"},
    "follow_up": {"satisfaction": "satisfied"},
    "conclude": {},
}


def act(world, number, verb):
    getattr(actions, "reply" if verb == "no_reply" else verb)(
        number=number, by=world.complaint_officer, at=MORNING, **WITH[verb]
    )


@pytest.mark.parametrize(("name", "verbs", "visible", "hidden"), STORY, ids=[row[0] for row in STORY])
def test_status_says_where_it_stands(world, client, name, verbs, visible, hidden):
    signed = (
        {} if "no_reply" in verbs else {"name": "欧阳春晓", "phone": "13912348765"}
    )  # whoever left a name is answered
    case = filed(world, when=MORNING, about_department=world.health, **signed)
    for verb in verbs:
        act(world, case.complaint.case.number, verb)
    answer = client.post("/c/", {"code": case.code}, follow=True)
    text = answer.content.decode()
    for words in visible:
        assert words in text
    for words in [*hidden, TEXT, "欧", "13912348765", "138****", "卫生健康", world.complaint_officer.display_name]:
        assert words not in text.replace("云溪区政务服务中心", "")


def test_status_says_honestly_that_it_is_late(world, client):
    case = filed(world, when=MORNING)
    with time_machine.travel(at("2025-10-13 10:00"), tick=False):
        text = client.post("/c/", {"code": case.code}, follow=True).content.decode()
    assert "投诉受理已经超过时限：应在 2025年10月11日 17:00 前完成，到现在还没有完成" in text


def test_status_of_a_late_acceptance_keeps_saying_so(world, client):
    case = filed(world, when=MORNING)
    late = at("2025-10-13 10:00")
    actions.accept(number=case.complaint.case.number, by=world.complaint_officer, at=late)
    with time_machine.travel(late, tick=False):
        text = client.post("/c/", {"code": case.code}, follow=True).content.decode()
    assert "投诉受理晚了 1 个半天" in text


def test_a_date_in_an_unannounced_year_is_marked(world, client):
    with time_machine.travel(at("2026-12-31 16:00"), tick=False):
        send(client)
        assert "暂定" in client.get("/complain/receipt/").content.decode()


def test_status_query_count(world, client, django_assert_max_num_queries):
    case = filed(world, when=MORNING)
    client.post("/c/", {"code": case.code})
    with django_assert_max_num_queries(12):
        client.get("/c/status/")


def test_wrong_codes_do_not_come_from_filing(world, client):
    send(client)
    assert not WrongCode.objects.exists()
    assert not ReporterIdentity.objects.exists()
