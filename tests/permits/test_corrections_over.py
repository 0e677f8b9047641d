"""The days for corrections are over: whoever handles the case is told once, and finds what can be done now."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cases import letters
from cases.models import Letter
from config.passing import pass_time
from hall.access import access_of
from hall.models import Post
from permits.models import OneTimeNotice
from tests.cases.snow import close
from tests.permits import verbs as permits
from tests.permits.desk import text_of
from tests.world import at

OVER = at("2025-12-03 17:00:00")  # thirty natural days after the notice
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def case(world):
    """It waits for two papers, since 3 November."""
    case = world.register(when=at("2025-11-03 09:00"), materials=[1]).application.case
    permits.notify(number=case.number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-11-03 09:30"))
    assert OneTimeNotice.objects.get().correct_by == OVER
    return case


def written():
    return list(Letter.objects.filter(template="corrections_over"))


@pytest.mark.parametrize(
    ("sentence", "moment", "letters_then"),
    [
        ("the last second is the applicant's", OVER, 0),
        ("one second later", OVER + A_SECOND, 1),
        ("the timers were away for a month", OVER + timedelta(days=30), 1),
    ],
)
def test_one_letter_for_the_day_that_has_passed(world, case, sentence, moment, letters_then):
    for again in range(3):
        pass_time(at=moment + again * A_SECOND * (moment != OVER))
    assert len(written()) == letters_then, sentence


def test_it_goes_to_the_handler_and_says_what_to_do(world, case):
    pass_time(at=OVER + A_SECOND)
    [letter] = written()
    assert (letter.recipient, letter.case) == (world.clerk, case)
    assert letter.not_before == at("2025-12-04 08:30"), "after closing nobody is written to"
    said = letters.words(letter, {})
    assert "的补正期限到 2025年12月3日 17:00，已经过了" in said
    assert "“逾期未补正结案”" in said


def test_who_works_here_no_more_is_not_written_to(world, case):
    Post.objects.filter(user=world.clerk).update(valid_to=at("2025-11-10 09:00").date())
    pass_time(at=OVER + A_SECOND)
    [letter] = written()
    assert (letter.recipient, letter.department) == (None, case.department)


@pytest.mark.parametrize("end", ["the papers come", "it is closed"])
def test_one_that_is_waited_for_no_more(world, case, end):
    if end == "the papers come":
        permits.receive(
            number=case.number, materials=[2, 3], by=world.clerk, at=at("2025-11-20 09:00"), window=world.health_window
        )
    else:
        permits.withdraw(number=case.number, reason="不办了", by=world.clerk, at=at("2025-11-20 09:00"))
    pass_time(at=OVER + A_SECOND)
    assert written() == []


def test_a_second_notice_has_a_day_of_its_own(world, case):
    permits.receive(
        number=case.number, materials=[2], by=world.clerk, at=at("2025-11-20 09:00"), window=world.health_window
    )
    permits.notify(
        number=case.number, missing={3: "", 2: "章不清楚"}, ground="law_changed", ground_reason="新规定〔2025〕8号",
        ground_on=at("2025-11-19 09:00"), by=world.clerk, at=at("2025-11-20 10:00"),
    )  # fmt: skip
    until = OneTimeNotice.objects.get(number=2).correct_by
    pass_time(at=OVER + A_SECOND)
    assert written() == []
    pass_time(at=until + A_SECOND)
    assert [letter.facts["due_at"] for letter in written()] == [timezone.localtime(until).isoformat()]


def test_a_later_day_by_the_calendar_is_waited_for(world, case):
    close(world, OVER.date(), when=at("2025-11-20 09:00"))
    pass_time(at=OVER + A_SECOND)
    assert written() == []
    pass_time(at=at("2025-12-04 17:00:01"))
    assert [letter.facts["due_at"] for letter in written()] == [at("2025-12-04 17:00").isoformat()]


def test_it_is_to_be_done_until_the_case_moves_on(world, case):
    pass_time(at=OVER + A_SECOND)

    def to_do():
        return letters.tab(Letter.objects.filter(template="corrections_over"), "todo", confirms=False).count()

    assert to_do() == 1
    permits.receive(
        number=case.number, materials=[2, 3], by=world.clerk, at=at("2025-12-04 10:00"), window=world.health_window
    )
    assert to_do() == 0


def test_a_later_notice_leaves_nothing_to_do_of_the_former(world, case):
    pass_time(at=OVER + A_SECOND)
    permits.receive(
        number=case.number, materials=[2], by=world.clerk, at=at("2025-12-04 09:00"), window=world.health_window
    )
    permits.notify(number=case.number, missing={3: ""}, by=world.clerk, at=at("2025-12-04 09:30"))

    def to_do():
        return list(letters.tab(Letter.objects.filter(template="corrections_over"), "todo", confirms=False))

    assert to_do() == []
    pass_time(at=OneTimeNotice.objects.get(number=2).correct_by + A_SECOND)
    assert (
        to_do() == [written()[0]] == [Letter.objects.get(cause=f"corrections:{OneTimeNotice.objects.get(number=2).pk}")]
    )


def test_queue_page_and_letter_lead_to_the_act(world, case, client):
    pass_time(at=OVER + A_SECOND)
    client.force_login(world.clerk)
    with time_machine.travel(at("2025-12-04 09:30"), tick=False):
        queue = text_of(client.get("/desk/?tab=correction"))
        page = client.get(f"/desk/cases/{case.number}/")
        letter = letters.letter_lines(written(), access=access_of(world.clerk, on=at("2025-12-04 09:30").date()))[0]
        inbox = text_of(client.get("/letters/"))
    assert "补正期限已过（12月3日 17:00 前），可以结案" in queue
    assert "逾期未补正结案" not in {button.words for button in page.context["rare"]}
    assert "逾期未补正结案" in {button.words for button in page.context["others"]}
    assert letter.arithmetic_url == f"/desk/cases/{case.number}/#clocks"
    assert "补正期限到 2025年12月3日 17:00，已经过了" in inbox
