"""A line of history that cannot be told says so on every page that tells lines, and the rest of the page stands (decision 91)."""

import json

import pytest
import time_machine
from django.db import connection

from cases import history
from cases.events import lines
from cases.models import Card, Case, Event
from cases.sweep import sweep
from oversight import story
from permits import states
from tests.cases.broken_rows import triggers_off
from tests.permits.desk import text_of
from tests.permits.stages import BROUGHT_TO, LATER, number_of
from tests.tokens import key_of
from tests.world import at

# verb, its facts; whether the office and the desk tell it, whether it is news for the applicant
LINES = [
    ("a delivery that does not say how", "deliver", {}, True, True),
    ("a clock without its facts", "clock_added", {}, True, False),
    ("a breach of no rule", "breached", {}, False, True),
    ("a rule of another release", "clock_added", {"rule": "of_another_release", "due_at": ""}, True, False),
    ("a day that is none", "recomputed", {"rule": "promise", "before": "x", "due_at": "y", "why": "z"}, True, True),
    ("an old line whose fact has another name now", "receive", {"papers": ["申请表"]}, True, True),
    ("a list where a text is wanted", "notify", {"notice": 1, "missing": 7, "until": None}, True, True),
    ("a print of nothing", "print", {}, True, False),
    ("facts that are a list", "deliver", ["窗口领取"], True, True),
]
IDS = [row[0] for row in LINES]


def untold(verb: str) -> str:
    return f"这一条显示不出来：{verb}"


def add(case: Case, verb: str, facts, *, by) -> None:
    """As whoever can write lines would: the rows' own triggers are off, the chain is right."""
    with triggers_off():
        history.record(case, verb=verb, by=by, at=LATER)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE cases_event SET facts = %s WHERE case_id = %s AND seq = (SELECT max(seq) FROM cases_event"
                " WHERE case_id = %s)", [json.dumps(facts), case.pk, case.pk],
            )  # fmt: skip


@pytest.mark.parametrize(("sentence", "verb", "facts", "for_staff", "is_news"), LINES, ids=IDS)
def test_a_line_that_cannot_be_told_says_so(world, client, sentence, verb, facts, for_staff, is_news):
    registered = world.register(when=at("2025-11-03 09:00"))
    case = registered.application.case
    add(case, verb, facts, by=world.clerk)
    with time_machine.travel(LATER, tick=False):
        client.force_login(world.clerk)
        desk = client.get(f"/desk/cases/{case.number}/")
        client.force_login(world.office)
        office = client.get(f"/oversight/cases/{case.number}/")
        client.logout()
        phone = client.post("/c/", {"code": registered.code}, follow=True)
        program = client.get(
            f"/api/v1/cases/{case.number}/history/", headers={"Authorization": f"Token {key_of(world.office)}"}
        )
    assert [page.status_code for page in (desk, office, phone, program)] == [200] * 4
    for page in (desk, office):
        assert (untold(verb) in text_of(page)) is for_staff
        assert "登记收件" in text_of(page)
        assert "王*明" in text_of(page)
    assert (untold(verb) in text_of(phone)) is is_news
    assert program.json()[-1]["facts"] == (facts if isinstance(facts, dict) else {"sentence": untold(verb)})


def test_the_lists_stand_as_well(world, client):
    """The desk's queue names the last act on each case, the office's lists its state."""
    case = Case.objects.get(number=number_of(BROUGHT_TO[states.ACCEPTED](world)))
    add(case, "carded", {"level": "blue"}, by=world.clerk)
    with time_machine.travel(LATER, tick=False):
        for reader, pages in ((world.clerk, ("/desk/",)), (world.office, ("/oversight/", "/oversight/cases/"))):
            client.force_login(reader)
            assert [client.get(page).status_code for page in pages] == [200] * len(pages), reader


def test_what_was_written_about_a_card(world, client):
    case = world.accepted(when=at("2025-11-03 10:00")).case
    sweep(at=at("2025-11-10 10:00"))
    card = Card.objects.get()
    add(case, "card_explained", {"card": card.pk}, by=world.chief)
    add(case, "recomputed", {"card": card.pk, "moved_card": card.pk, "deadline": card.deadline_id}, by=None)
    with time_machine.travel(at("2025-11-10 10:00"), tick=False):
        client.force_login(world.office)
        page = client.get(f"/oversight/cards/{card.pk}/")
        client.logout()
        answer = client.get(f"/api/v1/cards/{card.pk}/", headers={"Authorization": f"Token {key_of(world.office)}"})
    assert (page.status_code, answer.status_code) == (200, 200)
    assert untold("card_explained") in text_of(page)


@pytest.mark.parametrize("facts", [{}, [], None, 7], ids=str)
def test_no_verb_of_any_room_needs_its_facts(facts):
    for kind, table in story.VOCABULARY.items():
        for verb in table:
            event = Event(verb=verb, facts=facts, at=LATER, seq=1)
            (of_the_office,) = story.event_lines(Case(kind=kind, events_count=1), [event])
            (of_the_room,) = lines([event], table)
            assert all([of_the_office["what"], of_the_room["what"]]), f"{kind} {verb}"
