"""The limits of an enquiry: to the boundary and one step beside it."""

import pytest

from cases.rules import RULES, CardLevel, Lamp, Rule
from enquiries import deadlines
from enquiries.forms import AskForm
from hall.worktime import Limit, Unit
from tests.hall.calendar_days import CALENDAR
from tests.world import at


@pytest.mark.parametrize(
    ("sentence", "clock", "rule", "limit"),
    [
        ("an answer", deadlines.answer(in_writing=False), Rule.ENQUIRY_ANSWER, Limit(Unit.WORKING_DAY, 1)),
        ("one in writing", deadlines.answer(in_writing=True), Rule.ENQUIRY_ANSWER, Limit(Unit.WORKING_DAY, 3)),
        ("taken at the counter", deadlines.take(on_site=True), Rule.ENQUIRY_HAND_OVER, Limit(Unit.WORKING_MINUTE, 30)),
        ("taken otherwise", deadlines.take(on_site=False), Rule.ENQUIRY_HAND_OVER, Limit(Unit.WORKING_DAY, 1)),
    ],
)
def test_clocks(sentence, clock, rule, limit):
    assert (clock.rule, clock.limit) == (rule, limit)
    assert f" {limit.quantity} " in clock.article


def test_the_form_says_the_figures_of_the_limits():
    fields = AskForm.base_fields
    assert f"{deadlines.ATTACH_WITHIN} 天内" in fields["number"].help_text
    assert f"{deadlines.WRITTEN_ANSWER_WITHIN} 个工作日" in fields["in_writing"].label


@pytest.mark.parametrize("rule", [Rule.ENQUIRY_ANSWER, Rule.ENQUIRY_HAND_OVER])
def test_what_follows_from_a_breach(rule):
    terms = RULES[rule]
    assert (terms.broken, terms.card, terms.pausable) == (Lamp.RED, CardLevel.YELLOW, False)


@pytest.mark.parametrize(
    ("sentence", "asked_at", "until"),
    [
        ("ninety days on", "2025-11-03 09:00", "2026-02-02 17:00"),  # day 90 is Sunday 1 February
        ("to the day, where it does not roll", "2025-11-05 09:00", "2026-02-03 17:00"),
        ("asked after closing: from the next working day", "2025-11-03 17:30", "2026-02-02 17:00"),
    ],
)
def test_until_when_an_enquiry_joins(sentence, asked_at, until):
    assert deadlines.attaches_until(asked_at=at(asked_at), calendar=CALENDAR) == at(until)
