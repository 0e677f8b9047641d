"""Tracks, call back, what was not solved, extension, review, passing to the inspector: rows of dates, and the nightly check agrees."""

from datetime import date

import pytest

from cases import history
from cases.models import Card, Case, Deadline, Letter
from cases.reconcile import ledger
from complaints.models import Complaint, Step
from config.passing import pass_time
from config.reconciling import ROOMS
from hall.permissions import Permission
from hall.refusals import Refused
from tests.complaints import verbs as actions
from tests.complaints.conftest import filed
from tests.world import at

NAMED = {"name": "王小明", "phone": "13812348000"}
OPINION = {"person": "云州市信访局", "document": "云信复查〔2025〕1号", "text": "事实清楚，答复恰当"}


class Matter:
    """A complaint and what the officer does with it: ``matter("2025-11-03 10:00", "accept")``."""

    def __init__(self, world, when: str, **filing) -> None:
        self.world, self.receipt = world, filed(world, when=at(when), **filing)
        self.number = self.receipt.complaint.case.number

    def __call__(self, when: str, verb: str, *, by=None, **fields):
        usual = {"find": {"result": "upheld", "text": "录像属实"}, "reply": {"text": "已责令改正"}}
        officer = by or self.world.complaint_officer
        return getattr(actions, verb)(number=self.number, by=officer, at=at(when), **{**usual.get(verb, {}), **fields})

    @property
    def case(self) -> Case:
        return Case.objects.get(number=self.number)

    def clock(self, rule: str) -> Deadline:
        return self.case.deadlines.filter(rule=rule).latest("pk")

    def holds(self, when: str) -> None:
        """Nothing stored about it contradicts its history."""
        assert [each.words for each in ledger.check(ROOMS, at=at(when)).findings] == []
        assert list(history.verify()) == []


# a-10: received after closing before the Mid-Autumn festival, it counts for the first working day after it
A_10 = ("2026-09-24 18:30", "2026-10-08 17:00")
TRACKS = [
    # sentence, accepted at, fields, rule, due
    ("general", "2025-10-10 10:00", {}, "complaint_handling", "2025-10-27 17:00"),
    ("fast: five working days", "2025-09-29 10:00", {"grade": "fast"}, "complaint_handling", "2025-10-13 17:00"),
    ("an enquiry: the next working day", "2025-11-07 10:00", {"grade": "enquiry"}, "complaint_handling", "2025-11-10 17:00"),
    ("a petition: the law's sixty days", "2025-11-18 10:00", {"grade": "petition"}, "petition_handling", "2026-01-19 17:00"),
    (
        "what was broadcast on Monday and accepted on Tuesday: since Monday",
        "2025-11-04 10:00",
        {"grade": "exposure", "broadcast_on": date(2025, 11, 3)},
        "complaint_handling",
        "2025-11-06 17:00",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "accepted", "fields", "rule", "due"), TRACKS, ids=[row[0] for row in TRACKS])
def test_each_track_has_its_clock(world, sentence, accepted, fields, rule, due):
    matter = Matter(world, accepted)
    matter(accepted, "accept", **fields)
    assert matter.clock(rule).due_at == at(due)
    matter.holds(accepted)


def test_a10_acceptance_over_the_long_holiday(world):
    matter = Matter(world, A_10[0], about_department=world.health)
    clock = matter.clock("complaint_acceptance")
    assert clock.due_at == at(A_10[1])
    for when in (A_10[0], "2026-09-28 09:00", "2026-10-08 17:00:01"):
        pass_time(at=at(when))
        seen = Case.objects.visible(world.head, on=at(when).date())
        assert not seen.filter(kind="complaint").exists(), when
        assert not Letter.objects.filter(recipient=world.head).exists(), when


def test_a_petition_is_told_within_fifteen_days_of_receipt(world):
    matter = Matter(world, "2025-11-03 10:00")
    matter("2025-11-05 10:00", "accept", grade="petition")
    assert matter.clock("petition_told").due_at == at("2025-11-18 17:00")
    matter.holds("2025-11-05 10:00")
    matter("2025-11-10 10:00", "tell_petitioner", document="云信告〔2025〕1号")
    assert matter.clock("petition_told").verdict == "on_time"
    matter.holds("2025-11-10 10:00")


EXTENDED = {"days": 30, "approver": "区信访局局长", "document": "云信延〔2025〕1号", "reason": "要等鉴定结果"}


def test_a_petition_is_extended_once_by_thirty_days(world):
    matter = Matter(world, "2025-11-18 10:00")
    matter("2025-11-18 10:00", "accept", grade="petition")
    matter("2026-01-05 10:00", "extend_petition", **EXTENDED)
    assert matter.clock("petition_handling").due_at == at("2026-02-24 17:00")  # the 16th lies in the Spring Festival
    matter.holds("2026-01-05 10:00")
    with pytest.raises(Refused, match="已经延长过一次"):
        matter("2026-01-06 10:00", "extend_petition", **EXTENDED)


NO_EXTENSION = [
    ("a general matter is none", {}, "2025-11-19 10:00", {}, "只有信访事项"),
    ("more than thirty days", {"grade": "petition"}, "2025-11-19 10:00", {"days": 31}, "1 到 30 日"),
    ("no document", {"grade": "petition"}, "2025-11-19 10:00", {"document": "1"}, "批准文号"),
    ("late already", {"grade": "petition"}, "2026-01-20 10:00", {}, "已经超过"),
]


@pytest.mark.parametrize(
    ("sentence", "track", "when", "fields", "words"), NO_EXTENSION, ids=[row[0] for row in NO_EXTENSION]
)
def test_what_is_not_extended(world, sentence, track, when, fields, words):
    matter = Matter(world, "2025-11-18 10:00")
    matter("2025-11-18 10:00", "accept", **track)
    with pytest.raises(Refused, match=words):
        matter(when, "extend_petition", **{**EXTENDED, **fields})
    assert not Step.objects.exists()


def answered(world, **filing) -> Matter:
    matter = Matter(world, "2025-11-03 10:00", **filing)
    matter("2025-11-04 10:00", "accept")
    matter("2025-11-06 10:00", "find")
    matter("2025-11-07 10:00", "reply", question="为什么等了两个小时")
    return matter


def test_whoever_left_a_number_is_called_back(world):
    matter = answered(world, **NAMED)
    assert matter.clock("complaint_follow_up").due_at == at("2025-11-14 17:00")
    matter.holds("2025-11-07 10:00")
    with pytest.raises(Refused, match="还没有回访"):
        matter("2025-11-10 10:00", "conclude")
    matter("2025-11-10 10:00", "follow_up", satisfaction="basically")
    assert matter.clock("complaint_follow_up").verdict == "on_time"
    matter("2025-11-10 10:10", "conclude")
    matter.holds("2025-11-10 10:10")


def test_nobody_calls_the_anonymous(world):
    matter = answered(world)
    assert not matter.case.deadlines.filter(rule="complaint_follow_up").exists()
    with pytest.raises(Refused, match="没有要回访的"):
        matter("2025-11-10 10:00", "follow_up", satisfaction="satisfied")
    matter("2025-11-10 10:10", "conclude")


def test_a_late_call_has_its_card(world):
    matter = answered(world, **NAMED)
    pass_time(at=at("2025-11-14 17:00:01"))
    assert Card.objects.get().rule == "complaint_follow_up"
    matter.holds("2025-11-14 17:00:01")


def test_a_call_that_finds_nothing_solved_handles_again(world):
    matter = answered(world, **NAMED)
    matter("2025-11-10 10:00", "follow_up", satisfaction="unsatisfied", unsolved=True, text="窗口还是没有人")
    assert matter.clock("complaint_handling").due_at == at("2025-11-25 17:00")
    matter.holds("2025-11-10 10:00")
    with pytest.raises(Refused, match="还没有重新核查的结论"):
        matter("2025-11-11 10:00", "conclude")
    for when, verb in (("2025-11-12 10:00", "find"), ("2025-11-12 11:00", "reply")):
        matter(when, verb)
        matter.holds(when)
    matter("2025-11-13 10:00", "follow_up", satisfaction="satisfied")
    matter("2025-11-13 10:10", "conclude")
    matter.holds("2025-11-13 10:10")


BAD_CALLS = [
    ("no satisfaction", {"satisfaction": "delighted"}, "选择满意程度"),
    ("unsatisfied without a word", {"satisfaction": "unsatisfied"}, "投诉人怎么说"),
    (
        "unsolved and not reached",
        {"satisfaction": "unreached", "unsolved": True, "text": "打了三次"},
        "不知道有没有解决",
    ),
]


@pytest.mark.parametrize(("sentence", "fields", "words"), BAD_CALLS, ids=[row[0] for row in BAD_CALLS])
def test_what_is_no_call_back(world, sentence, fields, words):
    matter = answered(world, **NAMED)
    with pytest.raises(Refused, match=words):
        matter("2025-11-10 10:00", "follow_up", **fields)
    assert not Step.objects.exists()


def test_who_was_not_reached_is_called_once_more(world):
    matter = answered(world, **NAMED)
    matter("2025-11-10 10:00", "follow_up", satisfaction="unreached", text="打了三次没有人接")
    matter("2025-11-11 10:00", "follow_up", satisfaction="satisfied")
    matter.holds("2025-11-11 10:00")


def test_a_closed_case_is_handled_again_and_closed_anew(world):
    matter = answered(world)
    matter("2025-11-10 10:00", "conclude")
    matter("2025-11-12 10:00", "reopen", reason="来电说没有解决")
    assert (matter.case.state, matter.case.closed_at, matter.case.concluded_at) == ("complaint_accepted", None, None)
    matter.holds("2025-11-12 10:00")
    for when, verb in (("2025-11-13 10:00", "find"), ("2025-11-13 11:00", "reply"), ("2025-11-14 10:00", "conclude")):
        matter(when, verb)
    assert matter.case.closed_at == at("2025-11-14 10:00")
    matter.holds("2025-11-14 10:00")


def test_the_complainant_says_that_nothing_is_solved(world):
    matter = answered(world)
    matter("2025-11-10 10:00", "conclude")
    actions.say_unsolved(number=matter.number, text="窗口还是没有人", at=at("2025-11-12 10:47"))
    step = Step.objects.get()
    assert (step.by, step.at) == (None, at("2025-11-12 08:30")), "to the half-day"
    assert matter.case.state == "complaint_accepted"
    assert [letter.recipient for letter in Letter.objects.filter(template="unsolved")] == [world.complaint_officer]
    assert "窗口还是没有人" not in str([event.facts for event in matter.case.events.all()])
    matter.holds("2025-11-12 11:00")
    with pytest.raises(Refused, match="还没有新的答复"):
        actions.say_unsolved(number=matter.number, text="再说一次还是没有人", at=at("2025-11-12 11:00"))


def test_an_answer_is_reviewed_twice_and_then_final(world):
    matter = answered(world)
    matter("2025-11-10 10:00", "conclude")
    matter("2025-12-08 10:00", "ask_review", text="不服答复，请求复查")
    assert matter.clock("review_answer").due_at == at("2026-01-07 17:00")
    matter.holds("2025-12-08 10:00")
    matter("2025-12-20 10:00", "uphold", **OPINION)
    assert (matter.case.state, matter.case.closed_at) == ("complaint_closed", at("2025-12-20 10:00"))
    matter("2026-01-05 10:00", "ask_review", text="不服复查意见，请求复核")
    assert Step.objects.filter(act="ask_review").latest("pk").outcome == "rereview"
    matter("2026-01-20 10:00", "send_back", **OPINION)
    matter.holds("2026-01-20 10:00")
    assert matter.clock("complaint_handling").due_at == at("2026-02-04 17:00")
    for when, verb in (("2026-01-21 10:00", "find"), ("2026-01-21 11:00", "reply"), ("2026-01-21 12:00", "conclude")):
        matter(when, verb)
    with pytest.raises(Refused, match="最终意见"):
        matter("2026-01-22 10:00", "ask_review", text="还是不服")


def test_a_review_is_asked_for_within_thirty_days(world):
    matter = answered(world)
    matter("2025-11-10 10:00", "conclude")
    with pytest.raises(Refused, match="最迟 2025年12月8日"):
        matter("2025-12-09 10:00", "ask_review", text="不服答复，请求复查")


@pytest.mark.parametrize(
    ("when", "verdict"), [("2025-11-04 17:00", "on_time"), ("2025-11-05 09:00", "late")], ids=["in time", "a day late"]
)
def test_a_report_of_corruption_is_the_inspectors_from_then_on(world, when, verdict):
    matter = Matter(world, "2025-11-03 10:00", kind="report", about_department=world.health)
    matter(when, "pass_to_inspector", reason="反映收受财物")
    on = at(when).date()
    for person, sees in ((world.complaint_officer, False), (world.inspector, True), (world.head, False)):
        mine = Case.objects.allowed(person, Permission.COMPLAINT_HANDLE, on=on).filter(number=matter.number)
        assert mine.exists() == sees, person
        assert Case.objects.visible(person, on=on).filter(number=matter.number).exists() == sees
    assert matter.clock("corruption_passed").verdict == verdict
    assert [letter.recipient for letter in Letter.objects.filter(template="passed_on")] == [world.inspector]
    matter.holds(when)
    matter(when, "accept", by=world.inspector)
    assert Complaint.objects.get(case__number=matter.number).about == str(world.health)


def test_an_accepted_report_goes_over_to_the_inspector(world):
    matter = Matter(world, "2025-11-03 10:00", kind="report")
    matter("2025-11-03 11:00", "accept")
    matter("2025-11-03 14:00", "pass_to_inspector", reason="反映收受财物")
    assert matter.case.owner == world.inspector
    matter.holds("2025-11-03 14:00")


def test_instructions_and_log_are_kept_as_they_were_said(world):
    matter = Matter(world, "2025-11-03 10:00")
    matter("2025-11-03 11:00", "instruct", person="分管副区长", text="限期查清，依规处理", document="云批〔2025〕3号")
    matter("2025-11-03 14:00", "accept")
    matter("2025-11-04 10:00", "log_step", text="调取了当天的录像")
    assert [(step.act, step.person, step.text) for step in Step.objects.all()] == [
        ("instruct", "分管副区长", "限期查清，依规处理"),
        ("log_step", "", "调取了当天的录像"),
    ]
    matter.holds("2025-11-04 10:00")


def test_what_was_reported_by_the_unit_itself_is_marked(world):
    matter = Matter(world, "2025-11-03 10:00")
    matter("2025-11-03 11:00", "accept")
    assert matter("2025-11-04 10:00", "find", self_reported=True).self_reported
    matter.holds("2025-11-04 10:00")


BAD_EXPOSURES = [
    ("no day", {"grade": "exposure"}, "填写曝光日期"),
    ("a day to come", {"grade": "exposure", "broadcast_on": date(2025, 11, 5)}, "不能晚于今天"),
    ("a day of what was never broadcast", {"broadcast_on": date(2025, 11, 3)}, "只有曝光的问题"),
]


@pytest.mark.parametrize(("sentence", "fields", "words"), BAD_EXPOSURES, ids=[row[0] for row in BAD_EXPOSURES])
def test_what_was_broadcast_says_when(world, sentence, fields, words):
    matter = Matter(world, "2025-11-03 10:00")
    with pytest.raises(Refused, match=words):
        matter("2025-11-04 10:00", "accept", **fields)
