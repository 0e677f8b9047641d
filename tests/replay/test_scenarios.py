"""The worked examples that a file of acts can tell (tests/scenarios.json), each as it would come from outside."""

from django.utils import timezone

from complaints.models import Complaint
from replay import ledger
from tests.replay.conftest import accepted, cards, clock, codes, due, step


def test_1_a_promise_across_the_national_day(play):
    outcome = play(*accepted("2025-09-30 10:00"), step("2025-10-12 09:00", "tick", None))["a"]
    assert due(outcome, "promise") == "2025-10-11 17:00"
    assert cards(outcome) == [("promise", "yellow", "2025-10-11 17:00")]


def test_2_and_3_two_minutes_are_nine_days(play):
    outcome = play(*accepted("2025-09-26 16:59", "in time"), *accepted("2025-09-26 17:01", "after", channel="online"))
    assert due(outcome["in time"], "promise") == "2025-09-30 17:00"
    assert due(outcome["after"], "promise") == "2025-10-09 17:00"


def test_5_half_a_day_across_lunch(play):
    outcome = play(*accepted("2025-10-14T10:30:00+08:00", item="WJ-XK-0002"))["a"]
    assert due(outcome, "half_day") == "2025-10-14 15:30"


def test_8_a_special_procedure_stops_both_clocks(play):
    outcome = play(
        *accepted("2025-11-03 09:00"),
        step("2025-11-05 09:00", "suspend", ground="专家评审", notice_number="特告1号", declared_days=10),
        step("2025-11-18 16:00", "resume"),
    )["a"]
    assert (due(outcome, "promise"), due(outcome, "statutory")) == ("2025-11-20 17:00", "2025-12-15 17:00")
    assert outcome["state"] == "accepted"
    assert outcome["cards"] == []


def test_9_without_a_notice_or_outside_the_list_nothing_stops(play):
    outcome = play(
        *accepted("2025-11-03 09:00"),
        step("2025-11-05 09:00", "suspend", ground="expert_review"),
        step("2025-11-05 09:00", "suspend", ground="现场踏勘", notice_number="特告1号", declared_days=3),
    )["a"]
    assert due(outcome, "promise") == "2025-11-06 17:00"
    assert codes(outcome) == [("suspend", "cannot-pause"), ("suspend", "pause-not-in-law")]


def test_10_waiting_for_corrections_counts_against_nobody(play):
    outcome = play(
        step("2025-11-03 09:00", "register", item="WJ-XK-0001", materials=[1, 2, 3]),
        step("2025-11-05 10:00", "notify", missing=["平面图", "检测报告"]),
        step("2025-11-12 10:00", "receive"),
        step("2025-11-12 10:10", "accept"),
    )["a"]
    notices = [each for each in outcome["deadlines"] if each["rule"] == "acceptance_notice"]
    assert [(each["due_at"][:10], each["verdict"]) for each in notices] == [
        ("2025-11-10", "on_time"),
        ("2025-11-19", "on_time"),
    ]
    assert due(outcome, "promise") == "2025-11-17 17:00"
    assert outcome["refused"] == []


def test_11_nobody_told_in_five_days(play):
    outcome = play(
        step("2025-04-25 10:00", "register", item="WJ-XK-0001", materials=[1, 2]),
        step("2025-05-06 17:00:01", "tick", None),
    )["a"]
    assert (outcome["deemed_accepted"], outcome["state"], outcome["accepted_at"][:10]) == (
        True,
        "accepted",
        "2025-04-25",
    )
    assert due(outcome, "acceptance_notice") == "2025-05-06 17:00"
    assert (due(outcome, "promise"), due(outcome, "statutory")) == ("2025-04-29 17:00", "2025-05-27 17:00")
    assert cards(outcome) == [
        ("promise", "yellow", "2025-04-29 17:00"),
        ("acceptance_notice", "red", "2025-05-06 17:00"),
    ]


def test_12_the_extension_of_ten_days_leaves_the_promise(play):
    outcome = play(
        *accepted("2025-12-01 09:00"),
        *accepted("2025-12-01 09:00", "late"),
        step("2025-12-26 10:00", "extend", days=10, rank="本机关负责人"),
        step("2025-12-30 10:00", "extend", "late", days=10, rank="本机关负责人"),
    )
    assert due(outcome["a"], "statutory", superseded=True) == "2025-12-29 17:00"
    assert due(outcome["a"], "statutory") == "2026-01-13 17:00"
    assert due(outcome["a"], "promise") == "2025-12-04 17:00"
    assert codes(outcome["late"]) == [("extend", "cannot-extend")]
    assert cards(outcome["late"])[1] == ("statutory", "red", "2025-12-29 17:00")


def test_13_market_registration_across_the_spring_festival(play):
    outcome = play(
        *accepted("2026-02-11 09:00", item="SJ-XK-0001"),
        step("2026-02-13 09:00", "extend", days=3, approver_rank="登记机关负责人"),
    )["a"]
    assert due(outcome, "statutory", superseded=True) == "2026-02-14 17:00"
    assert due(outcome, "statutory") == "2026-02-26 17:00"


def test_14_the_forty_days_of_a_project(play):
    outcome = play(
        *accepted("2026-01-05 09:00", item="FG-XK-0001"),
        step("2026-01-20 09:00", "extend", days=40, rank="本机关主要负责人"),
    )["a"]
    assert due(outcome, "statutory", superseded=True) == "2026-02-02 17:00"
    assert due(outcome, "statutory") == "2026-04-03 17:00"


def test_15_joint_handling_is_extended_by_the_government_only(play):
    outcome = play(
        *accepted("2025-08-18 09:00", item="ZJ-XK-0001"),
        step("2025-10-22 09:00", "extend", days=15, rank="本机关负责人"),
        step("2025-10-22 09:30", "extend", days=15, rank="本级人民政府负责人"),
    )["a"]
    assert codes(outcome) == [("extend", "cannot-extend")]
    assert due(outcome, "statutory", superseded=True) == "2025-10-24 17:00"
    assert due(outcome, "statutory") == "2025-11-14 17:00"
    assert due(outcome, "promise") == "2025-08-21 17:00"


def test_17_ten_days_to_deliver(play):
    outcome = play(
        *accepted("2026-04-27 09:00"),
        step("2026-04-28 10:00", "decide", result="grant"),
        step("2026-05-15 10:00", "deliver"),
    )["a"]
    assert due(outcome, "delivery") == "2026-05-14 17:00"
    assert clock(outcome, "delivery")["verdict"] == "late"
    assert cards(outcome) == [("delivery", "red", "2026-05-14 17:00")]
    assert outcome["state"] == "delivered"


def test_18_the_third_visit_is_the_window_s_fault(play):
    outcome = play(
        step("2025-11-03 09:00", "register", item="WJ-XK-0001", purpose="consult"),
        step("2025-11-03 09:20", "notify"),
        step("2025-11-06 10:00", "visit", purpose="submit"),
        step("2025-11-06 10:05", "receive", materials=[1, 2, 3, 4]),
        step("2025-11-10 10:00", "visit", purpose="correct", cause="window", material="租赁合同公证书"),
        step("2025-11-10 10:05", "receive"),
        step("2025-11-10 10:10", "accept"),
    )["a"]
    assert (outcome["counted_visits"], outcome["refused"], outcome["state"]) == (3, [], "accepted")
    assert cards(outcome) == [("two_visit", "yellow", "2025-11-10 10:00")]
    lead = Complaint.objects.get(kind="lead").case
    assert f"{timezone.localtime(lead.opened_at):%Y-%m-%d %H:%M}" == "2025-11-10 10:00"
    assert list(ledger.own_cases()) == []


def test_19_the_third_visit_is_the_applicant_s(play):
    outcome = play(
        step("2025-11-03 09:00", "register", item="WJ-XK-0001", purpose="consult"),
        step("2025-11-03 09:20", "notify"),
        step("2025-11-06 10:00", "visit", purpose="submit"),
        step("2025-11-06 10:05", "receive", materials=[1, 2, 4, 5]),
        step("2025-11-10 10:00", "visit", purpose="correct", cause="applicant", material="租赁合同公证书"),
        step("2025-11-10 10:01", "visit", purpose="correct", cause="applicant", material="身份证原件"),
        step("2025-11-10 10:05", "receive"),
    )["a"]
    assert codes(outcome) == [("visit", "cause-not-proven")]
    assert (outcome["counted_visits"], outcome["cards"]) == (3, [])


def test_20_collecting_and_what_is_done_online_is_no_trip(play):
    outcome = play(
        step("2025-11-03 10:00", "register", item="WJ-XK-0001", channel="online", purpose="submit"),
        step("2025-11-03 14:00", "accept"),
        step("2025-11-05 09:00", "visit", purpose="sign_on_site"),
        step("2025-11-06 09:00", "decide", result="grant"),
        step("2025-11-10 09:00", "visit", purpose="collect"),
        step("2025-11-10 09:05", "deliver"),
    )["a"]
    assert (outcome["counted_visits"], outcome["cards"], outcome["refused"]) == (1, [], [])


def test_24_a_complaint(play):
    outcome = play(
        step("2025-09-29 10:00", "complain", text="材料交齐一周没有答复"),
        step("2025-10-10 10:00", "accept_complaint"),
        step("2025-10-24 10:00", "find", result="upheld"),
        step("2025-10-24 10:20", "conclude"),
        step("2025-10-31 16:00", "reply", text="您反映的情况属实"),
        step("2025-10-31 16:10", "conclude"),
    )["a"]
    assert due(outcome, "complaint_acceptance") == "2025-10-10 17:00"
    assert due(outcome, "complaint_handling") == "2025-10-27 17:00"
    assert due(outcome, "complaint_feedback") == "2025-10-31 17:00"
    assert {each["verdict"] for each in outcome["deadlines"]} == {"on_time"}
    assert codes(outcome) == [("conclude", "cannot-conclude")]
    assert outcome["state"] == "complaint_closed"


def test_the_grade_of_a_complaint_gives_its_days(play):
    outcome = play(
        *[
            line
            for ref in ("general", "复杂", "major")
            for line in (
                step("2025-11-03 10:00", "complain", ref),
                step("2025-11-03 11:00", "accept_complaint", ref, grade=ref),
            )
        ],
    )
    assert [due(each, "complaint_handling")[:10] for each in outcome.values()] == [
        "2025-11-18",
        "2025-12-03",
        "2026-01-04",
    ]


def test_40_a_year_without_a_notice_is_provisional(play):
    outcome = play(*accepted("2026-12-21 09:00"))["a"]
    assert clock(outcome, "statutory")["provisional"] is True
