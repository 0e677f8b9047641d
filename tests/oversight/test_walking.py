"""The office's list, worst first: walked it is the list that would be sorted, page by page, and it says as of when it is counted."""

import re

import pytest
from django.core.paginator import Paginator
from django.db import connection

from cases.models import Case, Deadline
from cases.rules import Lamp
from hall.access import Grant
from oversight import tally, walking
from oversight.lists import narrowed
from oversight.walking import Walked
from tests.oversight import odd_hall
from tests.oversight.conftest import NOW

CASES, CARDS = "/oversight/cases/", "/oversight/cards/"
CHOSEN = [
    {},
    *({"lamp": lamp} for lamp in ("grey", "green", "yellow", "red", "deep_red", "overdue")),
    {"department": "WJ"},
    {"department": "centre", "lamp": "grey"},
    {"department": "SJ", "lamp": "overdue"},
    {"kind": "complaint"},
    {"rule": "statutory", "lamp": "red"},
    {"due": "today"},
    {"cards": "any"},
    {"q": "食品"},
]


@pytest.fixture
def walks(monkeypatch):
    """However short a list is, it is walked."""
    monkeypatch.setattr(walking, "COUNTED", -1)


@pytest.mark.parametrize("grant", [Grant(everywhere=True), "health alone", "health's own people"], ids=str)
def test_walked_is_the_order_that_would_be_sorted(world, walks, grant):
    odd_hall.fill(world)
    if grant == "health alone":
        grant = Grant(departments=frozenset({world.health.pk}))
    elif grant == "health's own people":
        grant = Grant(everywhere=True, works_for=frozenset({world.health.pk}), about_centre=frozenset({False}))
    cases = Case.objects.reached_by(grant)
    for chosen in CHOSEN:
        sorted_ = list(narrowed(cases, chosen, at=NOW).values_list("pk", flat=True))
        pages = Paginator(Walked(cases, chosen, kept=None, at=NOW), 60)
        assert pages.count == len(sorted_), chosen
        assert [case.pk for page in pages for case in page] == sorted_, chosen


def test_a_short_list_is_read_whole(world, lamps):
    walked = Walked(Case.objects.all(), {}, kept=None, at=NOW)
    sorted_ = list(narrowed(Case.objects.all(), {}, at=NOW))
    assert (walked.count(), walked[0:50]) == (9, sorted_)


def test_clocks_lit_between_two_statements_break_no_page(world, lamps, walks):
    """The sweep lights more than the page goes up to, after the page has read what is lit: nothing is left for it of the rest."""
    running = Deadline.objects.filter(met_at=None, superseded_at=None, lamp__gt=Lamp.GREY)
    lit = list(running)
    walked = Walked(Case.objects.all(), {}, kept=None, at=NOW)
    assert walked.count() == 9
    running.update(lamp=Lamp.GREY)

    def light_after(execute, *statement):
        answer = execute(*statement)
        while lit:
            clock = lit.pop()
            Deadline.objects.filter(pk=clock.pk).update(lamp=clock.lamp)
        return answer

    with connection.execute_wrapper(light_after):
        assert walked[1:2] == []
    assert len(walked[1:2]) == 1


def test_a_long_list_says_what_was_counted(world, lamps, visit, monkeypatch):
    monkeypatch.setattr(walking, "COUNTED", 5)
    tally.keep(at=NOW)
    page = visit(world.office, CASES)
    assert "件数截至 2026年3月16日 10:00（每分钟数一次），名单是现在的。" in re.sub(
        "<[^>]+>", "", page.content.decode()
    )
    assert page.context["page"].paginator.count == 9
    for query in ("?kind=application", "?lamp=red"):  # not a figure of the board's, or a short one: counted now
        assert "件数截至" not in visit(world.office, CASES + query).content.decode()


def test_many_cards_are_what_the_timers_counted(world, visit, walks):
    odd_hall.fill(world)
    narrowings = (
        "",
        "?level=red",
        "?state=standing",
        "?state=withdrawn&level=yellow",
        "?department=WJ",
        "?state=appealed",
    )
    live = {query: visit(world.office, CARDS + query).context["page"].paginator.count for query in narrowings}
    tally.keep(at=NOW)
    for query in narrowings:
        page = visit(world.office, CARDS + query)
        assert page.context["page"].paginator.count == live[query], query
        by_the_timers = live[query] > 0 and "appealed" not in query
        assert ("张数截至" in page.content.decode()) is by_the_timers, query
    assert 0 < live["?state=standing"] < live[""]


@pytest.mark.parametrize(
    "query", ["", "?department=WJ", "?department=centre", "?lamp=overdue", "?department=WJ&lamp=grey"]
)
def test_the_kept_number_is_the_lists(world, visit, walks, query):
    """The same whether the timers have counted or not."""
    odd_hall.fill(world)
    live = visit(world.office, CASES + query).context["page"]
    tally.keep(at=NOW)
    kept = visit(world.office, CASES + query).context["page"]
    assert kept.paginator.object_list.counted_at == NOW
    assert kept.paginator.count == live.paginator.count
    assert [case.pk for case in kept] == [case.pk for case in live]
