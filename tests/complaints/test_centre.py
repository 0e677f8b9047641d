"""The complaint centre: who may open it, the inbox, and a complaint's way to its end."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Card, Case, Event
from cases.sweep import sweep
from complaints import queries
from complaints.models import Complaint, Finding, Reply
from hall.models import Post
from hall.roles import Role
from tests.complaints import verbs as actions
from tests.complaints.conftest import TEXT, filed
from tests.filing import file_report
from tests.world import at, person

MORNING = at("2025-09-30 10:00")
NOON = at("2025-09-30 11:00")
ACTS = ["accept", "decline", "find", "reply", "conclude"]


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.complaint_officer)


@pytest.fixture
def number(world):
    return filed(world, when=MORNING, about_department=world.health).complaint.case.number


def url(number: str, act: str = "") -> str:
    return f"/centre/{number}/{act}/" if act else f"/centre/{number}/"


def send(browser, number, act, **fields):
    page = browser.get(url(number, act))
    return browser.post(url(number, act), {"version": page.context["form"]["version"].value(), **fields})


def test_from_the_public_form_to_the_answer(world, client, officer):
    code = file_report(client, about_department=str(world.health.pk))
    number = Case.objects.get().number

    inbox = officer.get("/centre/")
    assert number in inbox.content.decode()
    page = officer.get(url(number))
    assert TEXT in page.content.decode()
    assert [act["words"] for act in page.context["acts"]] == [
        "受理",
        "不予受理",
        "转送",
        "记录领导批示",
        "移交纪检监察",
    ]
    assert [act["words"] for act in page.context["besides"]] == [
        "向投诉人提问",
        "申请打开投诉人身份",
        "改类型",
        "并入另一件",
        "回避",
    ]

    before = officer.get(url(number, "accept")).content.decode()
    assert "现在受理，一般的最迟 2025年10月15日 17:00 前有核查结论" in before
    assert "复杂：30 日，最迟 2025年10月30日 17:00 前有核查结论" in before
    assert "受理" in before
    assert send(officer, number, "accept")["Location"] == url(number)
    page = officer.get(url(number))
    assert "还没有核查结论和答复" in page.content.decode()
    assert [act["words"] for act in page.context["acts"]] == [
        "记录核查结论",
        "答复",
        "交办、转办",
        "记核查日志",
        "记录领导批示",
        "移交纪检监察",
    ]

    send(officer, number, "find", result="upheld", text="当班人员没有一次告知。")
    assert [act["words"] for act in officer.get(url(number)).context["acts"]][:2] == ["答复", "记录核查结论"]
    send(officer, number, "reply", text="已批评教育，今后一次告知。")
    assert next(act["words"] for act in officer.get(url(number)).context["acts"]) == "办结"
    answer = officer.post(url(number, "conclude"), follow=True)
    assert "已办结" in answer.content.decode()

    case = Case.objects.get()
    assert (case.state, case.owner, case.closed_at) == ("complaint_closed", world.complaint_officer, NOON)
    assert [clock.verdict for clock in case.deadlines.order_by("pk")] == ["on_time", "on_time", "on_time"]
    assert list(case.events.order_by("seq").values_list("verb", "actor__username")) == [
        ("file", None),
        ("accept", "sun"),
        ("find", "sun"),
        ("reply", "sun"),
        ("conclude", "sun"),
    ]
    text = client.post("/c/", {"code": code}, follow=True).content.decode()
    assert "已批评教育" in text
    assert "属实" in text


LACKING = [
    ("neither", [], "还没有核查结论和答复，不能办结"),
    ("no finding", ["reply"], "还没有核查结论，不能办结"),
    ("no reply", ["find"], "还没有答复，不能办结"),
]
GIVEN = {"find": {"result": "not_upheld", "text": "看了录像。"}, "reply": {"text": "没有查到您说的情况。"}}


@pytest.mark.parametrize(("name", "verbs", "sentence"), LACKING, ids=[row[0] for row in LACKING])
def test_closing_without_a_finding_and_a_reply_is_refused(world, officer, number, name, verbs, sentence):
    for act in ["accept", *verbs]:
        send(officer, number, act, **GIVEN.get(act, {}))
    assert sentence in officer.get(url(number, "conclude")).content.decode()
    events = Event.objects.count()
    refused = officer.post(url(number, "conclude"))
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    case = Case.objects.get()
    assert (case.state, case.closed_at, Event.objects.count()) == ("complaint_accepted", None, events)


def test_the_reason_why_no_reply_is_possible_will_do(world, officer, number):
    send(officer, number, "accept")
    send(officer, number, "find", **GIVEN["find"])
    send(officer, number, "reply", impossible_because="匿名，也没有写清是哪件事。")
    assert send(officer, number, "conclude").status_code == 302
    assert "不能答复，原因" in officer.get(url(number)).content.decode()


def test_a_major_matter_names_its_approval_on_its_page(world, officer, number):
    send(officer, number, "accept", grade="major", approver="软环境办主任", document="投批 1 号")
    page = officer.get(url(number)).content.decode()
    assert "重大（60 日），批准人：软环境办主任，批准文号：投批 1 号" in page
    assert "重大，软环境办主任，投批 1 号" in page
    assert Case.objects.get().deadlines.get(rule="complaint_handling").due_at == at("2025-12-01 17:00")


def test_declining_gives_the_reason(world, officer, number):
    send(officer, number, "decline", reason="属于企业之间的纠纷，可以找仲裁委员会。")
    case = Case.objects.get()
    assert (case.state, case.closed_at) == ("complaint_not_accepted", NOON)
    assert "可以找仲裁委员会" in officer.get(url(number)).content.decode()


WRONG = [
    ("accept", {"grade": "x"}, "grade", "选择办理通道"),
    ("accept", {"grade": "major", "document": "投批 1 号"}, "approver", "重大的，填写批准人"),
    ("accept", {"grade": "major", "approver": "软环境办主任"}, "document", "重大的，填写批准文号"),
    (
        "accept",
        {"grade": "general", "approver": "软环境办主任"},
        "grade",
        "只有重大的要批准：选重大，或把批准人和批准文号清空",
    ),
    (
        "accept",
        {"grade": "major", "approver": "长" * 41, "document": "1"},
        "approver",
        "批准人最多 40 个字，现在有 41 个",
    ),
    ("decline", {"reason": ""}, "reason", "填写不予受理的理由，并写明可以找哪里"),
    ("decline", {"reason": "　 \n"}, "reason", "填写不予受理的理由，并写明可以找哪里"),
    ("decline", {"reason": "因\x00为"}, "reason", "删去看不见的字符"),
    ("decline", {"reason": "字" * 1001}, "reason", "不予受理的理由最多 1000 个字，现在有 1001 个"),
    ("find", {"result": "", "text": "看了录像"}, "result", "选择核查结论"),
    ("find", {"result": "x", "text": "看了录像"}, "result", "选择核查结论"),
    ("find", {"result": "upheld", "text": ""}, "text", "写明核查情况"),
    ("find", {"result": "upheld", "text": "\x00\x00"}, "text", "删去看不见的字符"),
    ("find", {"result": "upheld", "text": "字" * 5001}, "text", "核查情况最多 5000 个字，现在有 5001 个"),
    ("reply", {}, "text", "写下答复；不能答复的，写明原因"),
    (
        "reply",
        {"text": "有", "impossible_because": "没有"},
        "impossible_because",
        "已经写了答复，就不用写不能答复的原因",
    ),
    ("reply", {"impossible_because": "字" * 301}, "impossible_because", "不能答复的原因最多 300 个字，现在有 301 个"),
]


@pytest.mark.parametrize(("act", "fields", "field", "sentence"), WRONG)
def test_wrong_input_gets_its_sentence_and_changes_nothing(world, officer, number, act, fields, field, sentence):
    if act not in {"accept", "decline"}:
        send(officer, number, "accept")
    events = Event.objects.count()
    answer = send(officer, number, act, **fields)
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field]
    for typed in fields.values():
        assert "\x00" in typed or typed.strip() in answer.content.decode()
    assert (Event.objects.count(), Finding.objects.count(), Reply.objects.count()) == (events, 0, 0)


NOT_NOW = [("find", "find"), ("reply", "reply"), ("conclude", "conclude")]


@pytest.mark.parametrize(("act", "verb"), NOT_NOW)
def test_an_act_from_the_wrong_state_is_refused(world, officer, number, act, verb):
    assert "现在是“已收到，待受理”" in officer.get(url(number, act)).content.decode()
    answer = officer.post(url(number, act), GIVEN.get(act, {}))
    assert answer.status_code == 422
    assert "现在是“已收到，待受理”" in answer.content.decode()
    assert Event.objects.count() == 1


def test_accepting_twice_is_refused_and_changes_nothing(world, officer, number):
    send(officer, number, "accept")
    assert officer.post(url(number, "accept")).status_code == 422
    assert Event.objects.filter(verb="accept").count() == 1


def test_two_officers_on_one_complaint(world, officer, signed_in, number):
    other = signed_in(person(world.hall, "zheng-tou", "郑投", Role.COMPLAINT_OFFICER))
    version = other.get(url(number, "decline")).context["form"]["version"].value()
    send(officer, number, "accept")
    answer = other.post(url(number, "decline"), {"version": version, "reason": "不归我们管，可以找法院。"})
    assert answer.status_code == 422
    assert "孙投 在 11:00 改过" in answer.content.decode()
    assert "不归我们管，可以找法院。" in answer.content.decode()
    assert Case.objects.get().state == "complaint_accepted"


READERS = {"complaint_officer": (200, 200), "inspector": (200, 404)}
NOBODY = (404, 404)


@pytest.mark.parametrize(
    "who", ["clerk", "market_clerk", "chief", "head", "complaint_officer", "office", "inspector", "none"]
)
def test_who_may_read_and_who_may_act(world, signed_in, number, who):
    someone = person(world.hall, "no", "无岗", Role.CLERK, window=world.health_window) if who == "none" else None
    if someone:
        Post.objects.filter(user=someone).delete()
    browser = signed_in(someone or getattr(world, who))
    read, do = READERS.get(who, NOBODY)
    assert [browser.get(path).status_code for path in ("/centre/", url(number))] == [read, read]
    assert {browser.get(url(number, act)).status_code for act in ACTS} == {do}
    if do == 404:
        assert {browser.post(url(number, act), {"reason": "有理由"}).status_code for act in ACTS} == {404}
        assert Event.objects.count() == 1


def test_nobody_reads_without_signing_in(world, client, number):
    for path in ["/centre/", url(number), *(url(number, act) for act in ACTS)]:
        answer = client.get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/login/")


def test_the_inspector_reads_without_buttons(world, signed_in, number):
    page = signed_in(world.inspector).get(url(number))
    assert TEXT in page.content.decode()
    assert page.context["acts"] == []
    assert "由投诉受理员办理" in page.content.decode()


def test_a_complaint_is_hidden_from_the_department_it_concerns(world, signed_in, number):
    """An officer who also has a post in the health department sees the rest, and not this one."""
    both = person(world.hall, "feng", "冯两岗", Role.COMPLAINT_OFFICER)
    Post.objects.create(
        user=both,
        role=Role.SECTION_CHIEF,
        hall=world.hall,
        department=world.health,
        valid_from=at("2025-01-01 00:00").date(),
    )
    about_market = filed(world, when=MORNING, n=2, about_department=world.market).complaint.case.number
    about_nobody = filed(world, when=MORNING, n=3).complaint.case.number
    browser = signed_in(both)
    inbox = browser.get("/centre/?tab=all")
    assert number not in inbox.content.decode()
    assert about_market in inbox.content.decode()
    assert about_nobody in inbox.content.decode()
    assert {tab["label"]: tab["count"] for tab in inbox.context["tabs"]}["全部"] == "2"
    assert browser.get(url(number)).status_code == 404
    assert browser.post(url(number, "accept")).status_code == 404
    assert Case.objects.get(number=number).state == "filed"


def test_an_application_is_not_a_complaint(world, officer):
    number = world.register(when=MORNING).application.case.number
    assert officer.get(url(number)).status_code == 404
    assert number not in officer.get("/centre/?tab=all").content.decode()


@pytest.mark.parametrize("number", ["1" * 17, "1" * 16, "abc", "%00", "１" * 17])
def test_a_number_that_is_none_is_404(world, officer, number):
    assert officer.get(f"/centre/{number}/").status_code == 404


def test_the_page_never_shows_the_reporter(world, officer):
    case = filed(world, when=MORNING, name="欧阳春晓", phone="13912348765").complaint.case
    text = officer.get(url(case.number)).content.decode()
    assert "实名 欧**晓" in text
    for secret in ["欧阳春晓", "13912348765", "139****8765"]:
        assert secret not in text
    report = filed(world, when=MORNING, n=2, kind="report", name="欧阳春晓", phone="13912348765").complaint.case
    text = officer.get(url(report.number)).content.decode()
    assert "实名" in text
    assert "欧" not in text


TABS = [
    ("new", "2025-09-30 11:00", 2),
    ("open", "2025-09-30 11:00", 1),
    ("today", "2025-09-30 11:00", 0),
    ("late", "2025-09-30 11:00", 0),
    ("closed", "2025-09-30 11:00", 1),
    ("all", "2025-09-30 11:00", 4),
    ("today", "2025-10-11 09:00", 2),
    ("today", "2025-10-11 17:00", 2),
    ("late", "2025-10-11 17:00", 0),
    ("today", "2025-10-11 17:00:01", 0),
    ("late", "2025-10-11 17:00:01", 2),
    ("new", "2025-10-11 17:00:01", 2),
    ("late", "2025-10-16 09:00", 3),
]


@pytest.mark.parametrize(("tab", "when", "count"), TABS)
def test_tabs_count_what_they_list(world, officer, tab, when, count):
    numbers = [filed(world, when=MORNING, n=n).complaint.case.number for n in range(1, 5)]
    actions.accept(number=numbers[2], by=world.complaint_officer, at=NOON)
    actions.decline(number=numbers[3], reason="可以找法院", by=world.complaint_officer, at=NOON)
    with time_machine.travel(at(when), tick=False):
        officer.force_login(world.complaint_officer, backend="django.contrib.auth.backends.ModelBackend")
        page = officer.get(f"/centre/?tab={tab}")
    counts = {each["label"]: each["count"] for each in page.context["tabs"]}
    assert (counts[queries.TABS[tab]], len(page.context["rows"])) == (str(count), count)


def test_a_late_complaint_is_red_before_and_after_the_sweep(world, officer, number):
    late = at("2025-10-13 10:00")
    with time_machine.travel(late, tick=False):
        officer.force_login(world.complaint_officer, backend="django.contrib.auth.backends.ModelBackend")
        assert officer.get(url(number)).context["lamp"] == "red"
        sweep(at=late)
        page = officer.get(url(number))
    assert page.context["lamp"] == "red"
    assert "黄牌" in page.content.decode()
    assert "时限已过" in page.content.decode()
    assert Card.objects.count() == 1


@pytest.mark.parametrize("tab", ["new", "open", "today", "late", "closed", "all", "", "nonsense", "%00"])
def test_an_empty_inbox_says_so(world, officer, tab):
    page = officer.get(f"/centre/?tab={tab}")
    assert page.status_code == 200
    assert "投诉举报。" in page.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "%00", ""])
def test_odd_pages_show_a_page(world, officer, number, page):
    assert officer.get(f"/centre/?page={page}").status_code == 200


def queries_of(browser, path: str) -> int:
    browser.get(path)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        browser.get(path)
    return len(caught)


def test_fifty_rows_cost_as_many_queries_as_five(world, officer):
    for n in range(1, 6):
        filed(world, when=MORNING, n=n, about_department=world.health)
    five = queries_of(officer, "/centre/")
    for n in range(6, 61):
        filed(world, when=MORNING, n=n, about_department=world.market)
    assert queries_of(officer, "/centre/") == five
    assert five <= 18
    page = officer.get("/centre/")
    assert (len(page.context["rows"]), page.context["pager"]["words"]) == (50, "显示 1–50，共 60 件")
    assert len(officer.get("/centre/?page=2").context["rows"]) == 10


def test_a_long_history_costs_no_more_queries(world, officer, number):
    send(officer, number, "accept")
    send(officer, number, "find", **GIVEN["find"])
    send(officer, number, "reply", **GIVEN["reply"])
    short = queries_of(officer, url(number))
    for _ in range(10):
        send(officer, number, "find", **GIVEN["find"])
        send(officer, number, "reply", **GIVEN["reply"])
    assert queries_of(officer, url(number)) == short
    assert short <= 26


def test_looking_writes_nothing(world, officer, number):
    before = (Case.objects.get().version, Event.objects.count())
    for path in ["/centre/", url(number), *(url(number, act) for act in ACTS)]:
        officer.get(path)
    assert (Case.objects.get().version, Event.objects.count()) == before


def test_the_inbox_does_not_open_the_texts(world, officer, number):
    with CaptureQueriesContext(connection) as caught:
        officer.get("/centre/")
    assert not [query for query in caught.captured_queries if '"complaints_complaint"."text"' in query["sql"]]
    assert Complaint.objects.count() == 1
