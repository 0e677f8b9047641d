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
    assert due(deadlines.call_back().limit, start("2025-10-31"), CALENDAR).due_at == closing("2025-11-07")


@pytest.mark.scenario(22)
def test_22_a_petition_is_told_handled_and_extended():
    example = expected(22)
    told = deadlines.petition_told().limit
    assert due(told, start("2025-11-03"), CALENDAR).due_at == closing("2025-11-18")
    accepted = start(example["start"])
    handled = deadlines.handling(grade=deadlines.PETITION)
    assert (handled.rule, due(handled.limit, accepted, CALENDAR).due_at) == (
        Rule.PETITION_HANDLING,
        closing(example["due"]),
    )
    extended = deadlines.extended_petition(days=30).limit
    assert due(extended, accepted, CALENDAR).due_at == closing(example["extended"])


@pytest.mark.parametrize(
    ("sentence", "extended_by", "until"),
    [
        ("one day more still ends on that Monday", 1, "2026-01-19"),
        ("two days more end on the same Monday", 2, "2026-01-19"),
        ("three days more on Tuesday", 3, "2026-01-20"),
    ],
)
def test_an_extension_counts_on_from_the_same_acceptance(sentence, extended_by, until):
    limit = deadlines.extended_petition(days=extended_by).limit
    assert due(limit, start("2025-11-18"), CALENDAR).due_at == closing(until)


def test_a_petition_is_extended_by_thirty_days_at_most():
    with pytest.raises(ValueError, match="最多延长 30 日，不是 31 日"):
        deadlines.extended_petition(days=31)


@pytest.mark.scenario(23)
def test_23_fifteen_natural_days_that_end_in_the_national_day():
    told = deadlines.petition_told().limit
    assert due(told, start(expected(23)["start"]), CALENDAR).due_at == closing(expected(23)["due"])


@pytest.mark.parametrize(
    ("sentence", "assigned", "until"),
    [
        ("five working days", "2025-11-03", "2025-11-10"),
        ("assigned after closing: from the next day", "2025-11-03T17:01", "2025-11-11"),
        ("over the National Day, working days only", "2025-09-29", "2025-10-13"),
    ],
)
def test_a_unit_objects_within_five_working_days(sentence, assigned, until):
    assert due(deadlines.objection(), start(assigned), CALENDAR).due_at == closing(until)


@pytest.mark.parametrize(
    ("sentence", "beginning", "until"),
    [
        ("the thirtieth day is a working day", "2025-11-03", "2025-12-03"),
        ("the thirtieth day is a Saturday", "2025-11-06", "2025-12-08"),
        ("the thirtieth day lies in the Spring Festival", "2026-01-19", "2026-02-24"),
    ],
)
def test_a_review_is_requested_and_answered_within_thirty_days_each(sentence, beginning, until):
    for limit in (deadlines.review_request(), deadlines.review_answer().limit):
        assert due(limit, start(beginning), CALENDAR).due_at == closing(until)


@pytest.mark.scenario(24)
def test_24_accept_handle_and_feed_back():
    example = expected(24)
    assert due(deadlines.acceptance().limit, start("2025-09-29"), CALENDAR).due_at == closing(example["accept_due"])
    assert due(deadlines.handling().limit, start("2025-10-10"), CALENDAR).due_at == closing(example["handle_due"])
    feedback = deadlines.feedback()
    assert feedback.rule == Rule.COMPLAINT_FEEDBACK
    assert due(feedback.limit, start("2025-10-24"), CALENDAR).due_at == closing(example["feedback_due"])


def test_sixty_days_and_three_on_days_that_do_not_roll():
    petition, exposure = (deadlines.handling(grade=each).limit for each in (deadlines.PETITION, deadlines.EXPOSURE))
    assert due(petition, start("2025-11-10"), CALENDAR).due_at == closing("2026-01-09")
    assert due(exposure, start("2025-11-03"), CALENDAR).due_at == closing("2025-11-06")


@pytest.mark.scenario(25)
def test_25_what_was_broadcast_has_an_opinion_within_three_days():
    limit = deadlines.handling(grade=deadlines.EXPOSURE).limit
    assert due(limit, start(expected(25)["start"]), CALENDAR).due_at == closing(expected(25)["due"])


@pytest.mark.parametrize(
    ("sentence", "grade", "accepted", "until"),
    [
        ("fast: five working days, not natural ones", deadlines.FAST, "2025-11-06", "2025-11-13"),
        ("fast over the National Day", deadlines.FAST, "2025-09-29", "2025-10-13"),
        ("an enquiry: the next working day", deadlines.ENQUIRY, "2025-11-07", "2025-11-10"),
    ],
)
def test_the_short_tracks_count_working_days(sentence, grade, accepted, until):
    assert due(deadlines.handling(grade=grade).limit, start(accepted), CALENDAR).due_at == closing(until)
