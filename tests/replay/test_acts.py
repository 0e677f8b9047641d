"""What an act does with its fields, who does it, and what is refused."""

from datetime import date

import pytest

from cases.models import Event
from hall.models import Delegation, Department, ItemVersion, Post, ServiceHall, ServiceItem, User, Window
from hall.roles import Power, Role, Step
from permits.models import Agent, Application, NoticeLine, Visit
from tests.replay.conftest import ITEM, accepted, cards, codes, step
from tests.world import person

SUBMITTED = [step("2025-11-03 09:00", "register", item=ITEM)]


@pytest.mark.parametrize(
    ("given", "positions"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"materials": [1, "3", "平面图"]}, [1, 3, 4]),
        ({"materials": "营业执照；检测"}, [2, 5]),
        ({"materials": "all"}, [1, 2, 3, 4, 5]),
        ({"materials": []}, []),
    ],
)
def test_materials_by_name_or_position(play, given, positions):
    play(step("2025-11-03 09:00", "register", item=ITEM, **given))
    assert list(Application.objects.get().received.values_list("material__position", flat=True)) == positions


@pytest.mark.parametrize(
    "missing",
    [
        ["身份证原件", 4],
        "身份证原件；平面图",
        {"身份证原件": "只有复印件", "平面图": ""},
        [{"material": 3, "remark": "只有复印件"}, {"name": "平面图"}],
    ],
)
def test_what_was_told_as_missing(play, missing):
    outcome = play(
        step("2025-11-03 09:00", "register", item=ITEM), step("2025-11-03 10:00", "notify", missing=missing)
    )["a"]
    assert outcome["state"] == "correction_requested"
    lines = NoticeLine.objects.values_list("material__name", "remark")
    assert [name for name, _remark in lines] == ["身份证原件", "平面图"]


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        (step("2025-11-03 09:00", "register", "b", item="XX-1"), "cannot-register", "item"),
        (step("2025-11-03 09:00", "register", "b"), "bad-line", "item"),
        (step("2025-11-03 09:00", "register", "b", item=ITEM, window=99), "unknown-place", "window"),
        (step("2025-11-03 09:00", "register", "b", item=ITEM, window=24), "cannot-register", "item_code"),
        (step("2025-11-03 09:00", "register", "b", item=ITEM, channel="pigeon"), "bad-line", "channel"),
        (step("2025-11-03 09:00", "register", "b", item=ITEM, materials=["船票"]), "bad-input", "materials"),
        (step("2025-11-03 09:00", "register", item=ITEM), "ref-taken", "ref"),
        (step("2025-11-03 09:00", "accept", "nobody"), "unknown-ref", "ref"),
        (step("2025-11-03 09:00", "find"), "wrong-kind", "act"),
        (step("2025-11-03 09:00", "decide", result="grant"), "not-now", None),
        (step("2025-11-03 09:00", "notify", missing=["船票"]), "bad-input", "missing"),
        (step("2025-11-03 09:00", "visit", purpose="sightseeing"), "cause-not-proven", "purpose"),
        (step("2025-11-03 09:00", "withdraw", reason=""), "bad-input", "reason"),
        (step("2025-11-03 09:00", "terminate", reason="拖得太久"), "bad-input", "ground"),
        (step("2025-11-03 09:00", "void", ground="看着不顺眼"), "bad-input", "ground"),
        (step("2025-11-03 09:00", "announce_hearing", sits_at="明天"), "bad-line", "sits_at"),
        (step("2025-11-03 09:00", "withdraw", reason=["x"]), "bad-line", "reason"),
        (step("2025-11-03 09:00", "complain", "c", text="短"), "bad-input", "text"),
        (step("2025-11-03 09:00", "complain", "c", about="没有这个局"), "unknown-place", "about"),
        (step("2025-11-03 09:00", "accept", by="a b"), "bad-account", "by"),
        (step("2025-11-03 09:00", "register", "b", item=ITEM, applicant="王" * 90), "bad-input", "applicant_name"),
        (step("2025-11-03 09:00", "register", "b", item=ITEM, note="长" * 301), "cannot-store", None),
    ],
)
def test_a_refused_line_changes_nothing_and_the_next_is_done(play, line, code, field):
    outcome = play(*SUBMITTED, line, step("2025-11-03 10:00", "accept"))
    refused = outcome[line["ref"]]["refused"]
    assert [(each["line"], each["act"], each["code"], each["field"]) for each in refused] == [
        (2, line["act"], code, field)
    ]
    assert refused[0]["sentence"]
    assert outcome["a"]["state"] == "accepted"
    assert Application.objects.count() == 1
    assert list(Event.objects.values_list("verb", flat=True)) == ["register", "accept"]
    assert User.objects.count() == 1


def test_what_an_act_may_also_be_called(play):
    outcome = play(
        step("2025-11-03 09:00", "apply", item_code=ITEM, papers=[1, 2]),
        step("2025-11-03 09:30", "notify", materials=[3, 4, 5]),
        step("2025-11-04 09:00", "receive"),
        step("2025-11-04 09:10", "accept"),
        step("2025-11-05 09:00", "pause", ground="听证", notice="1", days=3),
        step("2025-11-07 09:00", "resume"),
        step("2025-11-10 09:00", "grant"),
    )["a"]
    assert (outcome["refused"], outcome["state"]) == ([], "decided_granted")


def test_a_hearing_and_the_endings_without_a_decision(play):
    outcome = play(
        *accepted("2025-11-03 09:00"),
        step("2025-11-04 09:00", "告知听证权利"),
        step("2025-11-05 09:00", "request_hearing", party="东邻李某"),
        step("2025-11-06 09:00", "announce_hearing", sits_at="2025-11-18T09:00", place="三楼", chair="钱局"),
        step("2025-11-18 10:00", "hold_hearing"),
        step("2025-11-19 10:00", "terminate", ground="不可抗力"),
        step("2025-11-03 09:00", "register", "b", item=ITEM),
        step("2025-11-03 10:00", "作废", "b"),
    )
    assert [(outcome[ref]["refused"], outcome[ref]["state"]) for ref in "ab"] == [([], "terminated"), ([], "void")]
    assert {clock["rule"]: clock["verdict"] for clock in outcome["a"]["deadlines"]}["hearing"] == "on_time"


def test_an_old_ledger_may_leave_out_reasons_for_refusal(play):
    outcome = play(
        *accepted("2025-11-03 09:00"),
        step("2025-11-04 09:00", "decide", result="refuse", reason=""),
        step("2025-11-04 10:00", "decide", result="不予许可"),
    )["a"]
    assert codes(outcome) == [("decide", "cannot-decide")]
    assert outcome["state"] == "decided_refused"


def test_papers_of_a_visits_day_came_with_the_visit(play):
    outcome = play(
        step("2025-11-03 09:00", "register", item=ITEM, materials=[1, 2]),
        step("2025-11-03 09:30", "notify"),
        step("2025-11-06 10:05", "receive", materials=[3, 4]),
        step("2025-11-06 10:00", "visit", purpose="correct"),
    )["a"]
    assert (outcome["counted_visits"], outcome["refused"]) == (2, [])


def test_papers_without_a_visit_are_one(play):
    play(
        step("2025-11-03 09:00", "register", item=ITEM, materials=[1, 2]),
        step("2025-11-03 09:30", "notify"),
        step("2025-11-06 10:05", "receive", materials=[3, 4]),
    )
    assert list(Visit.objects.values_list("purpose", flat=True)) == ["submit", "correct"]


def test_only_the_windows_fault_at_the_third_visit_is_carded(play):
    def story(ref: str, *, material: str | None, cause: str) -> list[dict]:
        return [
            step("2025-11-03 09:00", "register", ref, item=ITEM, materials=[1, 2]),
            step("2025-11-03 09:30", "notify", ref, missing=[3, 4, 5]),
            step("2025-11-06 10:00", "visit", ref, purpose="correct"),
            step("2025-11-06 10:05", "receive", ref, materials=[4, 5]),
            step("2025-11-10 10:00", "visit", ref, purpose="correct", cause=cause, material=material),
        ]

    outcome = play(
        *story("window", material=None, cause="窗口原因"),
        *story("applicant", material="身份证原件", cause="applicant"),
        *story("unproven", material="租赁合同公证书", cause="applicant"),
        *story("silent", material=None, cause=""),
    )
    assert cards(outcome["window"]) == [("two_visit", "yellow", "2025-11-10 10:00")]
    assert (outcome["applicant"]["cards"], outcome["applicant"]["counted_visits"]) == ([], 3)
    assert codes(outcome["unproven"]) == [("visit", "cause-not-proven")]
    assert codes(outcome["silent"]) == [("visit", "cause-needed")]


@pytest.mark.parametrize("order", [("withdraw", "register"), ("register", "withdraw")])
def test_the_order_of_two_lines_changes_no_count(play, order):
    who = {"applicant": {"name": "王小明", "id_number": "11010519491231002X", "phone": "13812348000"}}
    second = {
        "register": step("2025-11-06 09:00", "register", "b", item=ITEM, materials=[1, 2], **who),
        "withdraw": step("2025-11-06 09:00", "withdraw", reason="暂缓开业"),
    }
    outcome = play(
        step("2025-11-03 09:00", "register", item=ITEM, materials=[1, 2], **who),
        step("2025-11-03 09:30", "notify", missing=[3, 4, 5]),
        *(second[each] for each in order),
        step("2025-11-06 09:30", "notify", "b", missing=[3, 4, 5]),
        step("2025-11-10 10:00", "receive", "b", materials=[3, 4, 5]),
        step("2025-11-10 10:05", "receive", "b", materials=[3, 4, 5], cause="window"),
    )["b"]
    assert (codes(outcome), outcome["counted_visits"]) == ([("receive", "cause-needed")], 3)
    assert cards(outcome) == [("two_visit", "yellow", "2025-11-10 10:05")]


def test_a_ledger_gives_the_cause_of_a_trip_too_many(play):
    who = {"applicant": {"name": "王小明", "id_number": "11010519491231002X", "phone": "13812348000"}}
    outcome = play(
        step("2025-11-03 09:00", "register", item=ITEM, materials=[1, 2], **who),
        step("2025-11-04 09:00", "register", "b", item=ITEM, materials=[1, 2], **who),
        step("2025-11-04 09:30", "notify", "b", missing=[3, 4, 5]),
        step("2025-11-05 10:00", "receive", "b", materials=[3, 4, 5]),
        step("2025-11-05 11:00", "withdraw", reason="暂缓开业"),
        step("2025-11-05 11:05", "withdraw", reason="暂缓开业", trip_cause="窗口原因"),
    )
    assert codes(outcome["a"]) == [("withdraw", "cause-needed")]
    assert cards(outcome["b"]) == [("two_visit", "yellow", "2025-11-05 11:05")]


def test_an_applicant_without_numbers_gets_nobody_s(play):
    outcome = play(
        step("2025-11-03 09:00", "register", item=ITEM, applicant="王小明"),
        step("2025-11-03 09:00", "register", "firm", item=ITEM, applicant="云澜食品有限公司"),
        step("2025-11-03 09:00", "register", "known", item=ITEM, applicant={"name": "王小明", "id_number": "11010519491231002X", "phone": "13812348000"}),
        step("2025-11-03 09:00", "register", "masked", item=ITEM, applicant={"name": "王小明", "id_number": "110105********002X"}),
    )  # fmt: skip
    people = {each.case.number: each for each in Application.objects.select_related("case")}
    made = {ref: people[outcome[ref]["number"]] for ref in outcome}
    assert (made["a"].applicant_kind, made["a"].applicant_id[:6], made["a"].phone) == ("person", "999999", "0000000000")
    assert (made["firm"].applicant_kind, made["firm"].applicant_id[:8]) == ("enterprise", "91999999")
    assert made["known"].applicant_id == "11010519491231002X"
    assert made["masked"].applicant_id[:6] == "999999"
    assert {ref: outcome[ref]["made_up"] for ref in outcome} == {
        "a": ["id_number", "phone"], "firm": ["id_number", "phone"], "known": [], "masked": ["id_number", "phone"],
    }  # fmt: skip


def test_an_agent_of_a_ledger_and_what_was_made_up(play):
    outcome = play(
        step("2025-11-03 09:00", "register", item=ITEM, agent={"name": "李代办", "id_number": "110105198001010016", "authority": "全权", "document": "委托书"}),
        step("2025-11-03 09:00", "register", "bare", item=ITEM, agent="周经办"),
    )  # fmt: skip
    known, bare = Agent.objects.order_by("pk")
    assert (known.number, known.authority, known.phone) == ("110105198001010016", "full", "0000000000")
    assert (bare.number[:6], bare.authority) == ("999999", "limited")
    made_up = [[name for name in outcome[ref]["made_up"] if "agent" in name] for ref in ("a", "bare")]
    assert made_up == [["agent.phone"], ["agent.id_number", "agent.phone"]]


def test_who_deceived_is_refused_in_a_ledger_too(play):
    ItemVersion.objects.update(touches_safety=True)
    who = {"name": "王小明", "id_number": "11010519491231002X", "phone": "13812348000"}
    outcome = play(
        step("2025-11-03 09:00", "register", item=ITEM, applicant=who),
        step("2025-11-03 10:00", "decline", ground="虚假材料", reason="检测报告是伪造的"),
        step("2025-11-04 09:00", "register", "again", item=ITEM, applicant=who),
        step("2025-11-05 09:00", "register", "insists", item=ITEM, applicant=who, insists=True),
    )
    assert codes(outcome["again"]) == [("register", "barred")]
    assert codes(outcome["insists"]) == []


@pytest.mark.parametrize(("method", "proof"), [("electronic", "."), ("collected", "1"), ("collected", "x")])
def test_a_proof_that_says_nothing_is_refused(play, method, proof):
    """What the ledger leaves out stays "not told"; what it tells has to say something."""
    outcome = play(
        *accepted("2025-11-03 09:00"),
        step("2025-11-05 09:00", "decide", result="grant"),
        step("2025-11-06 09:00", "deliver", method=method, proof=proof),
        step("2025-11-06 09:30", "deliver", method=method),
    )["a"]
    assert [(each["act"], each["code"], each["field"]) for each in outcome["refused"]] == [
        ("deliver", "bad-input", "proof")
    ]
    assert outcome["state"] == "delivered"


def test_an_unnamed_act_is_done_by_the_departments_stand_in(play):
    play(
        *accepted("2025-11-03 09:00"),
        step("2025-11-05 09:00", "decide", result="grant"),
        step("2025-11-06 09:00", "complain", "c"),
    )
    user = User.objects.get()
    post = user.posts.get()
    assert (user.username, user.has_usable_password()) == ("replay-WJ", False)
    assert (post.role, post.valid_from.isoformat(), post.valid_to.isoformat()) == (
        Role.SECTION_CHIEF, "2025-11-03", "2025-11-05",
    )  # fmt: skip


def test_an_unknown_account_is_a_former_member_of_staff(play):
    outcome = play(
        *[line | {"by": "laowang"} for line in accepted("2025-11-03 09:00")],
        step("2025-11-05 09:00", "decide", result="grant", by="laozhang"),
        step("2025-11-06 09:00", "deliver", by="laowang"),
        step("2025-11-03 09:00", "complain", "c", about="WJ"),
        step("2025-11-04 09:00", "accept_complaint", "c", by="laosun"),
    )
    assert [each["refused"] for each in outcome.values()] == [[], []]
    assert not any(user.has_usable_password() for user in User.objects.all())
    posts = {(post.user.username, post.role, str(post.valid_from), str(post.valid_to)) for post in Post.objects.all()}
    assert posts == {
        ("laowang", Role.CLERK, "2025-11-03", "2025-11-06"),
        ("laowang", Role.SECTION_CHIEF, "2025-11-03", "2025-11-03"),  # to accept takes the department's power
        ("laozhang", Role.SECTION_CHIEF, "2025-11-05", "2025-11-05"),
        ("laosun", Role.COMPLAINT_OFFICER, "2025-11-04", "2025-11-04"),
    }


def test_a_known_account_acts_with_its_own_rights(play):
    hall = ServiceHall.objects.get()
    person(hall, "zhang", "张敏", Role.CLERK, window=Window.objects.get(number="22"))
    person(hall, "li", "李强", Role.CLERK, window=Window.objects.get(number="24"))
    prepares = Delegation.objects.create(
        number="授权〔2025〕22号", department=Department.objects.get(code="WJ"), window=Window.objects.get(number="22"),
        powers=[Power.PRELIMINARY_HANDLING], steps=list(Step.values), seal="章", signed_by="局长", valid_from=date(2025, 1, 1),
    )  # fmt: skip
    prepares.items.set(ServiceItem.objects.filter(department__code="WJ"))
    outcome = play(
        step("2024-12-30 09:00", "register", "too early", item=ITEM, by="zhang"),
        step("2025-11-03 09:00", "register", "elsewhere", item=ITEM, by="li"),
        step("2025-11-03 09:00", "register", item=ITEM, by="zhang"),
        step("2025-11-03 09:10", "accept", by="li"),
        step("2025-11-03 09:20", "accept", by="zhang"),
        step("2025-11-03 10:00", "suspend", by="zhang", ground="hearing", notice_number="1", declared_days=3),
        step("2025-11-03 11:00", "decide", by="zhang", result="grant"),
        step("2025-11-03 11:00", "complain", "c"),
        step("2025-11-03 12:00", "accept_complaint", "c", by="zhang"),
    )
    assert codes(outcome["elsewhere"]) == [("register", "not-allowed")]
    assert codes(outcome["a"]) == [("accept", "not-allowed"), ("suspend", "not-allowed"), ("decide", "outside-power")]
    assert codes(outcome["c"]) == [("accept_complaint", "not-allowed")]
    assert outcome["a"]["state"] == "accepted"
    assert Application.objects.get().case.owner.username == "zhang"
