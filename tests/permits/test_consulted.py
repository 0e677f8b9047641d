"""An application that was only asked about (咨询) has no clock, and does not wait for ever under a grey lamp (decision 141)."""

import pytest
import time_machine

from cases.models import Card
from permits.models import Visit
from permits.visits import PapersWereBrought
from tests.permits import stages
from tests.permits import verbs as actions
from tests.permits.stages import number_of
from tests.rows import Rows
from tests.world import at

THEN = at("2025-11-05 10:00")  # asked on Monday the 3rd, at nine (stages.enquired)
PURPOSES = [
    # (what the applicant came for, whether the trip is noted)
    ("submit", False),
    ("correct", False),
    ("consult", True),
    ("sign_on_site", True),
    ("other", True),
]
LISTED = [
    # (sentence, the day, whether it may have been forgotten)
    ("the fourth working day after it", "2025-11-07 16:59", False),
    ("five working days are over, its own among them", "2025-11-08 10:00", True),
    ("the fifth working day after it", "2025-11-10 08:30", True),
    ("and ever since", "2026-03-02 10:00", True),
]


@pytest.fixture
def number(world) -> str:
    return number_of(stages.enquired(world))


def shown(client, user, address: str, when: str):
    with time_machine.travel(at(when), tick=False):
        client.force_login(user)
        return client.get(address)


def test_a_trip_with_papers_is_their_submission(world, number):
    with Rows() as rows:
        for purpose, noted in PURPOSES:
            with rows.row(purpose):
                trip = {
                    "number": number,
                    "window": world.health_window,
                    "purpose": purpose,
                    "by": world.clerk,
                    "at": THEN,
                }
                if noted:
                    assert actions.visit(**trip).counted_as == 2
                    continue
                with pytest.raises(PapersWereBrought, match="收下材料") as refused:
                    actions.visit(**trip)
                assert refused.value.field == "purpose"
                assert (Visit.objects.count(), Card.objects.count()) == (1, 0)


def test_with_the_papers_the_clock_starts(world, number):
    actions.receive(number=number, materials=[1], channel="window", window=world.health_window, by=world.clerk, at=THEN)
    application = Visit.objects.first().application
    assert [visit.purpose for visit in application.visits.all()] == ["consult", "submit"]
    assert [clock.rule for clock in application.case.deadlines.running()] == ["acceptance_notice"]


def test_the_form_of_a_trip_names_the_way(world, number, client):
    page = shown(client, world.clerk, f"/desk/cases/{number}/visit/", "2025-11-05 10:00")
    offered = [value for value, _words in page.context["form"].fields["purpose"].choices]
    assert set(offered) & {"submit", "correct", "collect"} == set()
    assert "带了材料来的，直接办“收下材料”" in page.content.decode()


def test_after_five_days_it_stands_in_a_list(world, number, client):
    with Rows() as rows:
        for sentence, when, listed in LISTED:
            with rows.row(sentence):
                page = shown(client, world.clerk, "/desk/?tab=forgotten", when)
                assert (number in page.content.decode()) == listed


def test_a_notice_in_writing_answers_it(world, number, client):
    actions.notify(number=number, missing={1: "", 2: "", 3: ""}, by=world.clerk, at=THEN)
    assert number not in shown(client, world.clerk, "/desk/?tab=forgotten", "2025-11-17 10:00").content.decode()


def test_every_list_says_how_long_nothing_was_submitted(world, number, client):
    when = "2025-11-15 10:00"
    row = shown(client, world.office, "/oversight/cases/?lamp=grey", when).context["rows"][0]
    assert (row["lamp"], row["word"], row["text"]) == ("grey", "未提交", "咨询已 12 天")
    page = shown(client, world.office, "/oversight/cases/?lamp=grey", when).content.decode()
    assert "未提交" in page
    assert "没有在走的时限" not in page
    assert "未提交，咨询已 12 天" in shown(client, world.clerk, "/desk/", when).content.decode()
    [told] = shown(client, world.clerk, "/api/v1/applications/", when).json()["results"]
    assert told["lamp_words"] == "未提交，咨询已 12 天"
    today = shown(client, world.clerk, "/desk/", "2025-11-03 16:00").content.decode()
    assert "未提交，今天咨询" in today


def test_what_waits_for_corrections_is_not_called_a_pause(world, client):
    stages.acts(world, THEN)["notify"](number_of(stages.submitted(world)))
    [row] = shown(client, world.office, "/oversight/cases/", "2025-11-06 10:00").context["rows"]
    assert (row["lamp"], row["word"]) == ("grey", "不计时")
