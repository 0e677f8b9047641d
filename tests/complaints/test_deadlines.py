"""The limits of complaints and petitions: the hall's figures out of published practice (rules C5), and the petition law's."""

import pytest

from cases.rules import Rule
from complaints import deadlines
from complaints.acts import ACCEPT
from complaints.states import FLOW
from hall.worktime import Limit, Unit, due
from tests.hall.calendar_days import CALENDAR
from tests.scenarios import closing, expected, start


def test_three_working_days_to_accept():
    clock = deadlines.acceptance()
    assert (clock.rule, clock.limit) == (Rule.COMPLAINT_ACCEPTANCE, Limit(Unit.WORKING_DAY, 3))


def test_fifteen_natural_days_to_handle():
    clock = deadlines.handling()
    assert (clock.rule, clock.limit) == (Rule.COMPLAINT_HANDLING, Limit(Unit.NATURAL_DAY, 15))


@pytest.mark.parametrize(
    ("grade", "days", "article"),
    [
        (deadlines.GENERAL, 15, "一般投诉举报受理后 15 日内形成结果"),
        (deadlines.COMPLEX, 30, "复杂投诉举报受理后 30 日内形成结果"),
        (deadlines.MAJOR, 60, "重大投诉举报受理后 60 日内形成结果"),
    ],
)
def test_the_grade_of_the_matter_gives_the_days(grade, days, article):
    clock = deadlines.handling(grade=grade)
    assert (clock.limit, clock.article) == (Limit(Unit.NATURAL_DAY, days), article)


def test_clock_state_table_and_document_say_the_same_days():
    within = f"{deadlines.ACCEPT_WITHIN} 个工作日内"
    assert within in deadlines.acceptance().article
    assert within in FLOW.arrows["accept"].article
    (grade, *_others) = ACCEPT.asks
    assert all(f"{name} {days}" in grade.api for name, days in deadlines.HANDLE_WITHIN.items())


def test_there_is_no_fourth_grade():
    with pytest.raises(KeyError):
        deadlines.handling(grade="urgent")


def test_a_call_back_within_five_days_of_the_answer():
    called = deadlines.follow_up(answered_at=start("2025-10-31"), calendar=CALENDAR)
    assert called.due_at == closing("2025-11-07")


@pytest.mark.scenario(22)
def test_22_a_petition_is_told_handled_and_extended():
    example = expected(22)
    deadline = deadlines.petition_told(received_at=start("2025-11-03"), calendar=CALENDAR)
    assert deadline.due_at == closing("2025-11-18")
    accepted = start(example["start"])
    handled = deadlines.petition_handling(accepted_at=accepted, calendar=CALENDAR)
    assert handled.due_at == closing(example["due"])
    extended = deadlines.petition_handling(accepted_at=accepted, calendar=CALENDAR, extended_by=30)
    assert extended.due_at == closing(example["extended"])


@pytest.mark.parametrize(
    ("sentence", "extended_by", "until"),
    [
        ("the sixtieth day is a Saturday", 0, "2026-01-19"),
        ("two days more end on the same Monday", 2, "2026-01-19"),
        ("three days more on Tuesday", 3, "2026-01-20"),
    ],
)
def test_an_extension_counts_on_from_the_same_acceptance(sentence, extended_by, until):
    answer = deadlines.petition_handling(accepted_at=start("2025-11-18"), calendar=CALENDAR, extended_by=extended_by)
    assert answer.due_at == closing(until)


def test_a_petition_is_extended_by_thirty_days_at_most():
    with pytest.raises(ValueError, match="最多延长 30 日，不是 31 日"):
        deadlines.petition_handling(accepted_at=start("2025-11-18"), calendar=CALENDAR, extended_by=31)


@pytest.mark.scenario(23)
def test_23_fifteen_natural_days_that_end_in_the_national_day():
    deadline = deadlines.petition_told(received_at=start(expected(23)["start"]), calendar=CALENDAR)
    assert deadline.due_at == closing(expected(23)["due"])


@pytest.mark.parametrize(
    ("sentence", "assigned", "until"),
    [
        ("five working days", "2025-11-03", "2025-11-10"),
        ("assigned after closing: from the next day", "2025-11-03T17:01", "2025-11-11"),
        ("over the National Day, working days only", "2025-09-29", "2025-10-13"),
    ],
)
def test_a_unit_objects_within_five_working_days(sentence, assigned, until):
    assert deadlines.petition_objection(assigned_at=start(assigned), calendar=CALENDAR).due_at == closing(until)


@pytest.mark.parametrize(
    ("sentence", "beginning", "until"),
    [
        ("the thirtieth day is a working day", "2025-11-03", "2025-12-03"),
        ("the thirtieth day is a Saturday", "2025-11-06", "2025-12-08"),
        ("the thirtieth day lies in the Spring Festival", "2026-01-19", "2026-02-24"),
    ],
)
def test_a_review_is_requested_and_answered_within_thirty_days_each(sentence, beginning, until):
    moment = start(beginning)
    assert deadlines.petition_review_request(answered_at=moment, calendar=CALENDAR).due_at == closing(until)
    assert deadlines.petition_review_answer(requested_at=moment, calendar=CALENDAR).due_at == closing(until)


@pytest.mark.scenario(24)
def test_24_accept_handle_and_feed_back():
    example = expected(24)
    assert due(deadlines.acceptance().limit, start("2025-09-29"), CALENDAR).due_at == closing(example["accept_due"])
    assert due(deadlines.handling().limit, start("2025-10-10"), CALENDAR).due_at == closing(example["handle_due"])
    feedback = deadlines.feedback()
    assert feedback.rule == Rule.COMPLAINT_FEEDBACK
    assert due(feedback.limit, start("2025-10-24"), CALENDAR).due_at == closing(example["feedback_due"])


def test_sixty_days_and_three_on_days_that_do_not_roll():
    handled = deadlines.petition_handling(accepted_at=start("2025-11-10"), calendar=CALENDAR)
    assert handled.due_at == closing("2026-01-09")
    opinion = deadlines.exposure_opinion(broadcast_at=start("2025-11-03"), calendar=CALENDAR)
    assert opinion.due_at == closing("2025-11-06")


@pytest.mark.scenario(25)
def test_25_what_was_broadcast_has_an_opinion_within_three_days():
    opinion = deadlines.exposure_opinion(broadcast_at=start(expected(25)["start"]), calendar=CALENDAR)
    assert opinion.due_at == closing(expected(25)["due"])
