"""What the timers count for the board is what its lists hold, for everybody who may see it; and it says as of when."""

import re
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.models import Count

from cases.models import BoardFigure, Card, Case, Figure, ReconciliationRun
from config.tasks import count_for_board, reconcile
from hall import fullness
from hall.access import Grant, access_of
from hall.models import Post
from hall.roles import Permission, Role
from oversight import comparing, tally
from oversight.lists import narrowed, narrowed_cards
from oversight.queries import board
from tests.oversight import odd_hall
from tests.oversight.conftest import NOW
from tests.world import at

BOARD = "/oversight/"


def grants(world) -> dict[str, Grant]:
    """What each person reaches; the office once more with a post at the health department, of which she then sees no complaint."""
    people = ("office", "inspector", "chief", "head", "complaint_officer", "administrator", "clerk")
    reach = {name: access_of(getattr(world, name), on=NOW.date()).grant(Permission.BOARD_VIEW) for name in people}
    Post.objects.create(
        user=world.office,
        role=Role.CLERK,
        hall=world.hall,
        window=world.health_window,
        valid_from=at("2025-01-01 08:00").date(),
    )
    del world.office._access
    reach["office and clerk"] = access_of(world.office, on=NOW.date()).grant(Permission.BOARD_VIEW)
    assert reach["office and clerk"].works_for == {world.health.pk}
    return reach


def test_every_figure_is_the_length_of_its_list(world):
    """In a hall of odd cases, cell by cell: each figure, each unit, each way in which a case is hidden."""
    odd_hall.fill(world)
    counted = tally.numbers(at=NOW)
    assert {each.figure for each in counted} == set(Figure.values)
    assert {each.hidden_from for each in counted} == {None, world.health.pk, world.market.pk}
    assert {each.about_centre for each in counted} == {True, False}
    assert set(counted) == set(comparing.listed(at=NOW))


def test_everybody_reads_what_their_lists_hold(world):
    """Of what was kept and of what is counted now: each person, each unit, each figure."""
    odd_hall.fill(world)
    reach = grants(world)
    live = {name: tally.tally(grant, at=NOW) for name, grant in reach.items()}
    assert tally.keep(at=NOW)
    for name, grant in reach.items():
        kept = tally.kept_for(grant, at=NOW)
        expected = {}
        for figure, chosen in comparing.CASES_BEHIND.items():
            cases = Case.objects.filter(pk__in=narrowed(Case.objects.reached_by(grant), chosen, at=NOW).values("pk"))
            rows = cases.order_by().values_list("department").annotate(Count("pk"))
            expected |= {(unit, figure): n for unit, n in rows}
        for figure, chosen in comparing.CARDS_BEHIND.items():
            cards = narrowed_cards(Card.objects.reached_by(grant), chosen, on=NOW.date()).order_by()
            expected |= {(unit, figure): n for unit, n in cards.values_list("department").annotate(Count("pk"))}
        assert dict(kept.numbers) == dict(live[name].numbers) == expected, name
        assert bool(expected) is bool(grant)
    assert live["office"].numbers != live["office and clerk"].numbers


@pytest.mark.parametrize(
    ("case", "now", "counted_at"),
    [
        ("just counted", NOW, NOW),
        ("three minutes old", NOW + timedelta(minutes=3), NOW),
        ("older: it counts by itself", NOW + timedelta(minutes=3, seconds=1), NOW + timedelta(minutes=3, seconds=1)),
        ("kept by a clock that was ahead", NOW - timedelta(seconds=1), NOW - timedelta(seconds=1)),
    ],
)
def test_a_figure_is_never_older_than_it_says(world, lamps, case, now, counted_at):
    tally.keep(at=NOW)
    BoardFigure.objects.filter(figure="red").update(number=77)
    shown = board(Grant(everywhere=True), now)
    assert shown.counted_at == counted_at
    assert (shown.figures.red > 3) is (counted_at == NOW)


def test_what_was_kept_yesterday_is_over(world, lamps):
    """What turns red today is another list after midnight."""
    tally.keep(at=at("2026-03-16 23:59"))
    assert board(Grant(everywhere=True), at("2026-03-17 00:00")).counted_at == at("2026-03-17 00:00")


def test_before_the_first_count_the_board_counts(world, lamps):
    assert not BoardFigure.objects.exists()
    assert board(Grant(everywhere=True), NOW).figures.running == 9


def test_the_page_says_as_of_when(world, lamps, visit):
    tally.keep(at=NOW - timedelta(minutes=1))
    page = re.sub("<[^>]+>", "", visit(world.office, BOARD).content.decode())
    assert "件数截至 2026年3月16日 09:59（每分钟数一次），名单截至 2026年3月16日 10:00" in page
    BoardFigure.objects.update(counted_at=NOW - timedelta(minutes=9))
    page = re.sub("<[^>]+>", "", visit(world.office, BOARD).content.decode())
    assert "件数截至" not in page
    assert "截至 2026年3月16日 10:00" in page


def test_what_is_over_is_in_no_figure(world, lamps):
    """A figure that has become nought has no row any more: the old one is not read."""
    tally.keep(at=NOW - timedelta(minutes=1))
    Case.objects.filter(pk=lamps["deep_red"].pk).update(closed_at=NOW)
    tally.keep(at=NOW)
    assert board(Grant(everywhere=True), NOW).figures.deep_red == 0
    assert BoardFigure.objects.filter(figure="deep_red").exists()


def test_two_beats_count_once(world, lamps):
    assert tally.keep(at=NOW)
    assert not tally.keep(at=NOW + timedelta(seconds=30))
    assert tally.keep(at=NOW + timedelta(seconds=60))
    assert set(BoardFigure.objects.values_list("counted_at", flat=True)) == {NOW + timedelta(seconds=60)}


def test_the_timers_count(world, lamps):
    count_for_board()
    assert BoardFigure.objects.filter(figure="red").exists()


@pytest.mark.parametrize(
    ("case", "kept_at"),
    [
        ("another beat has counted while this one waited", NOW + timedelta(seconds=60)),
        ("the database's clock was ahead", NOW + timedelta(minutes=10)),
        ("the same instant, counted again", NOW),
    ],
)
def test_what_counts_last_is_read_whole(world, lamps, case, kept_at):
    """Nothing of a later instant stays beside it: a figure that has become nought meanwhile would be all that a board shows."""
    tally.keep(at=kept_at)
    Case.objects.filter(pk=lamps["deep_red"].pk).update(closed_at=NOW)
    assert tally.keep(at=NOW, anew=True)
    shown = board(Grant(everywhere=True), NOW + timedelta(seconds=30))
    assert (shown.counted_at, shown.figures.running, shown.figures.deep_red) == (NOW, 8, 0)


def test_a_clock_set_back_stops_no_count(world, lamps):
    """Each minute keeps its own, until the clock comes to where it was, and after."""
    tally.keep(at=NOW + timedelta(minutes=2))
    Case.objects.filter(pk=lamps["deep_red"].pk).update(closed_at=NOW)
    for minute in range(4):
        assert tally.keep(at=NOW + timedelta(minutes=minute, seconds=10))
        shown = board(Grant(everywhere=True), NOW + timedelta(minutes=minute, seconds=20))
        assert shown.counted_at == NOW + timedelta(minutes=minute, seconds=10)
        assert shown.figures.running == 8


@pytest.fixture
def wrong_by_one():
    """The database itself writes one red case too many, whoever counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION one_more() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN IF NEW.figure = 'red' AND NEW.department_id IS NOT NULL THEN NEW.number := NEW.number + 1; END IF; RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER one_more BEFORE INSERT OR UPDATE ON cases_boardfigure FOR EACH ROW EXECUTE FUNCTION one_more()"
        )


def test_the_nightly_check_names_what_differs(world, lamps, wrong_by_one):
    found = comparing.differences(at=NOW)
    assert found == [
        "看板件数（区卫生健康局，red）：存的是 2，名单上有 1",
        "看板件数（区市场监督管理局，red）：存的是 2，名单上有 1",
    ]


def test_the_check_reads_its_clock_at_each_try(world, lamps, wrong_by_one):
    """The board is not counted as of when the check of the clocks began: the timers count meanwhile."""
    with time_machine.travel(NOW, tick=True):
        reconcile()
    assert tally.kept()[0] > ReconciliationRun.objects.get().started_at


def test_a_check_begun_before_the_last_count_finds_nothing(world, lamps):
    """It has looked at the clocks for minutes when it comes to the board; meanwhile the timers counted, and a case was closed."""
    tally.keep(at=NOW + timedelta(seconds=60))
    Case.objects.filter(pk=lamps["deep_red"].pk).update(closed_at=NOW + timedelta(seconds=70))
    assert comparing.differences(at=NOW) == []


def test_it_is_in_the_nightly_mail(world, lamps, wrong_by_one, mailoutbox, settings, now):
    settings.ADMINS = [("", "admin@example.org")]
    reconcile()
    [mail] = [each for each in mailoutbox if "计时核对" in each.subject]
    assert "看板件数 2 处不符" in mail.subject
    assert "看板件数（区卫生健康局，red）" in mail.body


@pytest.mark.parametrize(
    ("case", "code", "is_shared"),
    [
        ("no room for a figure: a fault of the whole database", "53100", True),
        ("one row cannot be written", "22003", False),
    ],
)
def test_the_clocks_mail_goes_out_first(world, lamps, mailoutbox, settings, now, room_again, case, code, is_shared):
    """A board that could not be compared takes nothing from the mail of the night; a fault of all still ends the task as one."""
    refuses_figures(code)
    settings.ADMINS = [("", "admin@example.org")]
    with pytest.raises(OperationalError) if is_shared else nullcontext():
        reconcile()
    [mail] = [each for each in mailoutbox if "计时核对" in each.subject]
    assert "，看板件数没有核对成" in mail.subject
    assert "看板件数没有核对成，见日志" in mail.body


@pytest.fixture
def room_again() -> Iterator[None]:
    """That the database was full stands in Redis for three minutes: it is not to be the next tests' fault."""
    yield
    cache.delete(fullness.KEY)


def refuses_figures(code: str) -> None:
    """The database has an error for whoever keeps a figure."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION 'not this one' USING ERRCODE = '{code}'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON cases_boardfigure FOR EACH ROW EXECUTE FUNCTION refuse()"
        )


def test_a_sound_hall_has_no_difference(world):
    odd_hall.fill(world)
    assert comparing.differences(at=NOW) == []
