"""The verbs of the complaint room: the state table arrow by arrow, refusals without a trace, clocks and cards."""

import pytest

from cases import history
from cases.cards import withdraw
from cases.models import Card, Case, Deadline
from cases.staleness import Stale
from cases.sweep import sweep
from complaints import states
from complaints.models import Finding
from complaints.states import FLOW, STATES
from config.passing import pass_time
from hall.flow import NotNow
from hall.models import User
from hall.refusals import Refused
from hall.roles import Role
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed, third_trip
from tests.rows import Rows
from tests.scenarios import closing, expected
from tests.snapshot import stored
from tests.world import at, person

FILED, LATER = at("2025-11-03 09:00"), at("2025-11-04 10:00")


def another_officer(world) -> User:
    """Somebody to whom one can be handed."""
    standing = User.objects.filter(username="duo").first()
    return standing or person(world.hall, "duo", "钱多", Role.COMPLAINT_OFFICER)


OPINION = {"person": "云州市信访局", "document": "云信复查〔2025〕1号", "text": "事实清楚"}
# what an act needs besides its state
AS = {
    "follow_up": {"name": "王小明", "phone": "13812348000"},
}
GRADES_OF = {"tell_petitioner": "petition", "extend_petition": "petition"}


AFTER = {  # what a department does, and what is done about it, begins with an assignment
    "report_back": ["assign"],
    "object_competence": ["assign"],
    "accept_report": ["assign", "report_back"],
    "return_report": ["assign", "report_back"],
    "rule_objection": ["assign", "object_competence"],
}


def acts(world, when=LATER):
    by = {"by": world.complaint_officer, "at": when}
    calls = {
        "accept": (actions.accept, {}),
        "decline": (actions.decline, {"reason": "属于民事纠纷，可到法院"}),
        "find": (actions.find, {"result": "upheld", "text": "监控属实"}),
        "reply": (actions.reply, {"text": "已批评教育"}),
        "change_owner": (actions.change_owner, {"to": another_officer(world), "reason": "轮换"}),
        "conclude": (actions.conclude, {}),
        "follow_up": (actions.follow_up, {"satisfaction": "satisfied"}),
        "log_step": (actions.log_step, {"text": "调取了当天的录像"}),
        "instruct": (actions.instruct, {"person": "分管副区长", "text": "限期查清，依规处理"}),
        "tell_petitioner": (actions.tell_petitioner, {"document": "云信告〔2025〕1号"}),
        "extend_petition": (
            actions.extend_petition,
            {"days": 30, "approver": "区信访局局长", "document": "云信延〔2025〕1号", "reason": "要等鉴定结果"},
        ),
        "assign": (
            actions.assign,
            {"department": world.health, "mode": "report", "days": 5, "text": "请核查 22 号窗口的排队情况"},
        ),
        "report_back": (actions.report_back, {"text": "已核查，加开一个窗口", "by": world.head}),
        "object_competence": (actions.object_competence, {"text": "窗口归卫健局管", "by": world.head}),
        "accept_report": (actions.accept_report, {}),
        "return_report": (actions.return_report, {"days": 3, "text": "没有写查了谁"}),
        "rule_objection": (actions.rule_objection, {"ruling": "upheld", "text": "确不归它管"}),
        "transfer_out": (
            actions.transfer_out,
            {"person": "区市场监督管理局", "document": "云软环转〔2025〕1号", "days": 7, "reason": "属于消费纠纷。"},
        ),
        "pass_to_inspector": (actions.pass_to_inspector, {"reason": "反映收受财物"}),
        "reopen": (actions.reopen, {"reason": "来电说没有解决"}),
        "ask_review": (actions.ask_review, {"text": "不服答复，请求复查"}),
        "uphold": (actions.uphold, OPINION),
        "send_back": (actions.send_back, OPINION),
    }
    return {
        verb: (lambda number, call=call, words=words, **more: call(number=number, **{**by, **words, **more}))
        for verb, (call, words) in calls.items()
    }


# state → the acts that lead there
WAYS = {
    states.FILED: [],
    states.ACCEPTED: ["accept", "find", "reply"],
    states.NOT_ACCEPTED: ["decline"],
    states.CLOSED: ["accept", "find", "reply", "conclude"],
    states.IN_REVIEW: ["accept", "find", "reply", "conclude", "ask_review"],
    states.JOINED: [],  # test_changing.py
    states.LEAD_ENDED: [],  # by itself, with its card
}
ENDS = {states.NOT_ACCEPTED, states.CLOSED, states.LEAD_ENDED}
TAKEN = [
    verb for verb, arrow in FLOW.arrows.items() if not arrow.by_law
]  # the rest comes about by itself: test_leads.py


def ready_for(world, state, verb) -> str:
    """A case in this state for which the act is the next step, where the act starts from it at all."""
    arrow = FLOW.arrows[verb]
    if state not in arrow.sources or verb not in {**AS, **GRADES_OF, **AFTER}:
        return brought_to(world, state)
    another_officer(world)
    number = filed(world, when=FILED, **AS.get(verb, {})).complaint.case.number
    acts(world, at("2025-11-03 11:00"))["accept"](number, grade=GRADES_OF.get(verb, "general"))
    if verb in AS:
        for before in ("find", "reply"):
            acts(world, at("2025-11-03 11:00"))[before](number)
    for before in AFTER.get(verb, []):
        acts(world, at("2025-11-03 11:00"))[before](number)
    return number


def brought_to(world, state, **more) -> str:
    another_officer(world)
    if state == states.LEAD_ENDED:
        return ended_lead(world)
    number = filed(world, when=FILED, **more).complaint.case.number
    if state == states.JOINED:
        leading = filed(world, when=FILED, n=99).complaint.case.number
        actions.join(number=number, leading=leading, by=world.complaint_officer, at=at("2025-11-03 11:00"))
    for verb in WAYS[state]:
        acts(world, at("2025-11-03 11:00"))[verb](number)
    assert Case.objects.get(number=number).state == state
    return number


def ended_lead(world) -> str:
    """The lead of a third trip, whose card was withdrawn."""
    card = third_trip(world)
    pass_time(at=at("2025-11-10 10:01"))
    withdraw(card, because="申诉成立", by=world.office, at=at("2025-11-10 11:00"))
    pass_time(at=at("2025-11-10 11:01"))
    return Case.objects.get(kind="complaint", state=states.LEAD_ENDED).number


def refused_without_a_trace(call, error, *, code, field, words):
    before = stored()
    with pytest.raises(error) as refusal:
        call()
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert words in refusal.value.sentence
    assert stored() == before


def test_every_state_and_every_act_is_tried(world):
    assert set(WAYS) == set(STATES)
    assert set(acts(world)) == set(TAKEN)


@pytest.mark.parametrize("state", STATES)
def test_an_act_starts_from_its_states_only(world, state):
    with Rows() as rows:
        for verb in TAKEN:
            with rows.row(verb):
                starts_from_its_states_only(world, state, verb)


def starts_from_its_states_only(world, state, verb):
    number, arrow = ready_for(world, state, verb), FLOW.arrows[verb]
    if state in arrow.sources:
        acts(world)[verb](number)
        case = Case.objects.get(number=number)
        last = case.events.last()
        assert (case.state, last.verb, last.to_state) == (arrow.target or state, verb, arrow.target or state)
        assert (case.closed_at is not None) == (case.state in ENDS)
        assert list(history.verify()) == []
    else:
        words = f"现在是“{STATES[state]}”，不能{arrow.words}"
        refused_without_a_trace(lambda: acts(world)[verb](number), NotNow, code="not-now", field="", words=words)


@pytest.mark.parametrize("verb", TAKEN)
def test_who_saw_an_older_version_changes_nothing(world, verb):
    number = ready_for(world, FLOW.arrows[verb].sources[0], verb)
    version = Case.objects.get(number=number).version
    refused_without_a_trace(
        lambda: acts(world)[verb](number, version=version - 1), Stale, code="stale", field="", words="先看改动再保存"
    )
    acts(world)[verb](number, version=version)


BAD_FILING = [
    ({"kind": "poem"}, "kind", "选择列出的类型"),
    ({"category": "weather"}, "category", "哪一类"),
    ({"text": "   短   "}, "text", "至少 5 个字"),
    ({"text": "长" * 5_001}, "text", "5,001 个字，最多 5,000"),
    ({"name": "王小明"}, "phone", "填写电话"),
    ({"phone": "13812348000"}, "name", "填写姓名"),
    ({"name": "王小明", "phone": "123"}, "phone", "11 位"),
    ({"name": "王" * 41, "phone": "13812348000"}, "name", "最多 40 个字"),
]


@pytest.mark.parametrize(("fields", "field", "words"), BAD_FILING, ids=[f"{row[1]}: {row[2]}" for row in BAD_FILING])
def test_filing(world, fields, field, words):
    filed(world, when=FILED, n=9)
    refused_without_a_trace(
        lambda: filed(world, when=FILED, **fields), Refused, code="bad-input", field=field, words=words
    )


BAD_ACTS = [
    (states.FILED, "accept", {"grade": "urgent"}, "bad-input", "grade", "选择办理通道"),
    (states.FILED, "accept", {"grade": "major"}, "bad-input", "approver", "填写批准人"),
    (
        states.FILED,
        "accept",
        {"grade": "major", "approver": "主任", "document": " "},
        "bad-input",
        "document",
        "填写批准文号",
    ),
    (
        states.FILED,
        "accept",
        {"grade": "major", "approver": "x", "document": "投批 1 号"},
        "bad-input",
        "approver",
        "看不出",
    ),
    (
        states.FILED,
        "accept",
        {"grade": "major", "approver": "主任", "document": "1"},
        "bad-input",
        "document",
        "哪份文件",
    ),
    (states.FILED, "accept", {"approver": "主任"}, "bad-input", "grade", "只有重大的要批准"),
    (states.FILED, "accept", {"grade": "complex", "document": "1 号"}, "bad-input", "grade", "只有重大的要批准"),
    (states.FILED, "decline", {"reason": " "}, "bad-input", "reason", "理由"),
    (states.ACCEPTED, "find", {"result": "perhaps"}, "bad-input", "result", "核查结论"),
    (states.ACCEPTED, "find", {"text": " "}, "bad-input", "text", "写明核查情况"),
    (states.ACCEPTED, "reply", {"text": " "}, "bad-input", "text", "写下答复"),
    (states.ACCEPTED, "reply", {"impossible_because": "匿名"}, "bad-input", "impossible_because", "不用写"),
]


@pytest.mark.parametrize(("state", "verb", "fields", "code", "field", "words"), BAD_ACTS)
def test_acts(world, state, verb, fields, code, field, words):
    number = brought_to(world, state)
    refused_without_a_trace(lambda: acts(world)[verb](number, **fields), Refused, code=code, field=field, words=words)


@pytest.mark.parametrize(
    ("verbs", "lacking"), [([], "核查结论和答复"), (["find"], "还没有答复"), (["reply"], "还没有核查结论")]
)
def test_no_complaint_closes_without_a_finding_and_a_reply(world, verbs, lacking):
    number = filed(world, when=FILED).complaint.case.number
    for verb in ["accept", *verbs]:
        acts(world)[verb](number)
    refused_without_a_trace(
        lambda: acts(world)["conclude"](number), Refused, code="cannot-conclude", field="", words=lacking
    )


def test_the_last_finding_counts(world):
    number = brought_to(world, states.ACCEPTED)
    acts(world)["find"](number, result="not_upheld")
    assert Finding.objects.last().result == "not_upheld"


@pytest.mark.scenario(24)
def test_24_accepted_handled_and_fed_back_each_in_its_time(world):
    example = expected(24)
    number = filed(world, when=at("2025-09-29 10:00")).complaint.case.number
    acceptance = Deadline.objects.get(rule="complaint_acceptance")
    assert acceptance.due_at == closing(example["accept_due"])
    acts(world, at("2025-10-10 16:59"))["accept"](number)
    acceptance.refresh_from_db()
    assert acceptance.verdict == "on_time"
    handling = Deadline.objects.get(rule="complaint_handling")
    assert (handling.due_at, handling.owner) == (closing(example["handle_due"]), world.complaint_officer)
    acts(world, at("2025-10-24 10:00"))["find"](number)
    handling.refresh_from_db()
    assert handling.verdict == "on_time"
    feedback = Deadline.objects.get(rule="complaint_feedback")
    assert (feedback.due_at, feedback.owner) == (closing(example["feedback_due"]), world.complaint_officer)
    refused_without_a_trace(
        lambda: acts(world, at("2025-10-24 11:00"))["conclude"](number),
        Refused, code="cannot-conclude", field="", words="还没有答复",
    )  # fmt: skip
    sweep(at=feedback.due_at)
    assert not Card.objects.exists()
    acts(world, at("2025-11-03 09:00"))["reply"](number)
    acts(world, at("2025-11-03 09:10"))["conclude"](number)
    assert list(Card.objects.values_list("rule", "level")) == [("complaint_feedback", "yellow")]
    feedback.refresh_from_db()
    assert (feedback.verdict, feedback.late_by_minutes) == ("late", 30)


def test_a_late_finding_is_carded_and_starts_the_feedback_clock(world):
    number = filed(world, when=at("2025-09-29 10:00")).complaint.case.number
    acts(world, at("2025-10-10 16:59"))["accept"](number)
    acts(world, at("2025-10-28 09:10"))["find"](number)
    handling = Deadline.objects.get(rule="complaint_handling")
    assert (handling.verdict, handling.late_by_minutes) == ("late", 40)
    assert list(Card.objects.values_list("rule", "level")) == [("complaint_handling", "yellow")]
    assert Deadline.objects.get(rule="complaint_feedback").due_at == at("2025-11-04 17:00")


GRADES = [("general", {}, "2025-10-27 17:00"), ("complex", {}, "2025-11-10 17:00"),
          ("major", {"approver": "软环境办主任", "document": "投批 1 号"}, "2025-12-09 17:00")]  # fmt: skip


@pytest.mark.parametrize(("grade", "approval", "due"), GRADES, ids=[row[0] for row in GRADES])
def test_the_grade_gives_the_handling_clock(world, grade, approval, due):
    number = filed(world, when=at("2025-09-29 10:00")).complaint.case.number
    accepted = acts(world, at("2025-10-10 10:00"))["accept"](number, grade=grade, **approval)
    assert Deadline.objects.get(rule="complaint_handling").due_at == at(due)
    assert (accepted.grade, accepted.grade_document) == (grade, approval.get("document", ""))
    facts = accepted.case.events.last().facts
    assert facts == {"grade": grade, **approval}


def feedback_clocks() -> list[str]:
    return list(Deadline.objects.filter(rule="complaint_feedback").order_by("pk").values_list("verdict", flat=True))


def test_a_second_finding_before_the_reply_keeps_the_clock(world):
    number = brought_to(world, states.FILED)
    for verb, when in [("accept", "03 11:00"), ("find", "04 10:00"), ("find", "05 10:00")]:
        acts(world, at(f"2025-11-{when}"))[verb](number)
    assert Deadline.objects.get(rule="complaint_feedback").due_at == at("2025-11-11 17:00")
    acts(world, at("2025-11-11 17:00"))["reply"](number)
    assert feedback_clocks() == ["on_time"]


def test_a_finding_after_the_reply_needs_another_reply(world):
    number = brought_to(world, states.ACCEPTED)
    acts(world, at("2025-11-05 10:00"))["find"](number, result="not_upheld")
    assert feedback_clocks() == ["on_time", ""]
    refused_without_a_trace(
        lambda: acts(world, at("2025-11-05 11:00"))["conclude"](number),
        Refused, code="cannot-conclude", field="", words="还没有对最近一次结论的答复",
    )  # fmt: skip
    acts(world, at("2025-11-05 12:00"))["reply"](number)
    acts(world, at("2025-11-05 12:00"))["conclude"](number)
    assert feedback_clocks() == ["on_time", "on_time"]
    assert not Deadline.objects.filter(met_at=None).exists()


def test_a_reply_before_there_is_a_finding_feeds_nothing_back(world):
    number = brought_to(world, states.FILED)
    for verb in ["accept", "reply", "find"]:
        acts(world)[verb](number)
    assert feedback_clocks() == [""]
    refused_without_a_trace(
        lambda: acts(world)["conclude"](number), Refused, code="cannot-conclude", field="", words="对最近一次结论的答复"
    )


def test_the_reason_why_nobody_is_answered_counts_as_feedback(world):
    number = brought_to(world, states.FILED)
    acts(world)["accept"](number)
    acts(world)["find"](number)
    acts(world)["reply"](number, text="", impossible_because="匿名，没有联系方式")
    assert feedback_clocks() == ["on_time"]


@pytest.mark.parametrize("kind", ["complaint", "report"])
def test_whoever_left_a_name_is_answered(world, kind):
    number = filed(
        world, when=at("2025-11-03 10:00"), kind=kind, name="王小明", phone="13812348000"
    ).complaint.case.number
    for verb in ("accept", "find"):
        acts(world)[verb](number)
    refused_without_a_trace(
        lambda: acts(world)["reply"](number, text="", impossible_because="没有必要"),
        Refused,
        code="bad-input",
        field="impossible_because",
        words="要写答复",
    )


def test_nobody_decides_to_accept_is_a_card_too(world):
    filed(world, when=at("2025-09-29 10:00"))
    sweep(at=at("2025-10-10 17:00:01"))
    assert Card.objects.get().rule == "complaint_acceptance"


@pytest.mark.parametrize(("kind", "party", "confidential"), [("complaint", "王*明", False), ("report", "", True)])
def test_complaints_mask_the_name_and_reports_leave_it_out(world, kind, party, confidential):
    fields = {"kind": kind, "name": "王小明", "phone": "13812348000"}
    case = filed(world, when=FILED, **fields).complaint.case
    assert (case.party, case.confidential) == (party, confidential)
    for event in case.events.all():
        assert "王小明" not in str(event.facts)
        assert "13812348000" not in str(event.facts)
