"""The trend: what the timers keep of each month is what is counted now, and what the statement of that month lists, for everybody."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from cases.models import Case, Deadline, MonthFigure
from config.tasks import count_for_board
from hall.access import Grant, access_of
from hall.roles import Permission
from oversight import comparing, statement, trend
from oversight.lists import span_of
from tests.cases.broken_rows import triggers_off
from tests.oversight import odd_hall
from tests.oversight.conftest import NOW
from tests.rows import Rows
from tests.world import World, at

WHOLE = Grant(everywhere=True)
PRESENT = date(2026, 3, 1)


def concluded_cases(world: World) -> None:
    """Of every unit and kind some that ended in each of the last fifteen months, at its first and its last instant too; some late."""
    cases = odd_hall.fill(world)
    edges = [at("2026-03-01 00:00"), at("2026-03-01 00:00") - timedelta(microseconds=1), at("2025-03-01 00:00"), NOW]
    with triggers_off():
        for n, case in enumerate(cases):
            if n % 5:
                ended = edges[n % 4] if n % 7 == 0 else NOW - timedelta(days=11 * (n % 41))
                state = ("accepted", "void", "enquired")[n % 3 if n % 2 else 0]
                Case.objects.filter(pk=case.pk).update(concluded_at=ended, state=state)
        late = Deadline.objects.filter(case__in=[case.pk for case in cases[::3]], met_at=None, superseded_at=None)
        late.update(met_at=NOW, verdict="late", late_by_minutes=5, next_alert_at=None)


def expected(grant: Grant, department=None) -> list[tuple[int, int]]:
    months = [month.name for month in trend.trend(grant, at=NOW).months]
    return [
        tuple(statement.behind(grant, span_of(name, NOW.date()), figure, department).count() for figure in ("concluded", "on_time"))
        for name in months
    ]  # fmt: skip


def counted(grant: Grant, department=None) -> list[tuple[int, int]]:
    shown = trend.trend(grant, department and department.pk, at=NOW)
    return [(month.concluded, month.on_time) for month in shown.months]


def test_every_month_is_its_statement_kept_or_live(world):
    concluded_cases(world)
    people = (world.office, world.head, world.inspector, world.complaint_officer, world.clerk)
    reach = {who: access_of(who, on=NOW.date()).grant(Permission.BOARD_VIEW) for who in people}
    asked = [(grant, unit) for grant in reach.values() for unit in (None, world.health, world.market)]
    live = [counted(grant, unit) for grant, unit in asked]
    trend.keep(at=NOW)
    with Rows() as rows:
        for (grant, unit), now in zip(asked, live, strict=True):
            with rows.row(f"{grant} {unit}"):
                if unit is None or grant.covers(unit.pk):
                    assert counted(grant, unit) == now == expected(grant, unit)
                else:
                    assert now == counted(grant, unit) == [(0, 0)] * trend.MONTHS
    assert sum(number for number, _on_time in live[0]) > 20
    assert any(0 < on_time < number for number, on_time in live[0])
    assert comparing.differences(at=NOW) == []


def test_each_minute_the_present_month_and_one_other(world):
    trend.keep(at=NOW)
    assert MonthFigure.objects.filter(counted_at=NOW).count() == trend.MONTHS, "at first all of them"
    for minute in range(1, trend.MONTHS):
        trend.keep(at=NOW + timedelta(minutes=minute))
    turns = dict(MonthFigure.objects.values_list("month", "counted_at"))
    assert turns.pop(PRESENT) == NOW + timedelta(minutes=12)
    assert sorted(turns.values()) == [NOW + timedelta(minutes=minute) for minute in range(1, 13)]
    shown = trend.trend(WHOLE, at=NOW + timedelta(minutes=12))
    assert shown.counted_at == NOW + timedelta(minutes=1), "it says how old the oldest is"
    assert len(shown.months) == 13
    assert (shown.months[0].name, shown.months[-1].name) == ("2025-03", "2026-03")


@pytest.mark.parametrize(
    ("case", "month", "later", "is_kept"),
    [
        ("the present month, three minutes old", PRESENT, timedelta(minutes=3), True),
        ("older: it is counted", PRESENT, timedelta(minutes=3, seconds=1), False),
        ("a month that is over, half an hour old", date(2026, 2, 1), timedelta(minutes=30), True),
        ("older", date(2026, 2, 1), timedelta(minutes=30, seconds=1), False),
        ("kept by a clock that was ahead", PRESENT, timedelta(seconds=-1), False),
    ],
)
def test_a_month_is_never_older_than_it_may(world, case, month, later, is_kept):
    trend.keep(at=NOW)
    MonthFigure.objects.filter(month=month).update(concluded=77)
    (shown,) = [each for each in trend.trend(WHOLE, at=NOW + later).months if each.first == month]
    assert (shown.concluded == 77) is is_kept


def test_what_became_nought_is_over(world, lamps):
    """A conclusion that was taken back leaves no row behind that would be read."""
    trend.keep(at=NOW)
    assert trend.trend(WHOLE, at=NOW).months[-1].concluded == 1
    with triggers_off():
        Case.objects.filter(pk=lamps["closed"].pk).update(concluded_at=None)
    trend.keep(at=NOW + timedelta(minutes=1))
    assert trend.trend(WHOLE, at=NOW + timedelta(minutes=1)).months[-1].concluded == 0


def test_the_nightly_check_names_a_month(world, lamps, monkeypatch):
    keep = trend.keep

    def one_too_many(**terms):
        keep(**terms)
        MonthFigure.objects.filter(department=world.health, month=PRESENT).update(concluded=2)

    monkeypatch.setattr(trend, "keep", one_too_many)
    assert comparing.differences(at=NOW) == [
        "看板各月（区卫生健康局，2026-03）：办结、按时存的是 2、0，名单上有 1、0",
    ]


def test_the_board_draws_it_and_leads_to_its_lists(world, lamps):
    with time_machine.travel(NOW, tick=False):
        count_for_board()
        client = Client()
        client.force_login(world.office, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get("/oversight/")
        rows = page.context["trend"]["rows"]
        assert len(rows) == 13
        assert rows[0]["cells"] == ["2025年3月", "0", "0", "—"]
        number = rows[-1]["cells"][1]
        assert client.get(number["href"]).context["page"].paginator.count == int(number["text"]) == 1
        assert "0.0%（0/1 件）" in page.content.decode()
        assert "style=" not in page.content.decode()
        assert [each["concluded"] for each in client.get("/api/v1/board/").json()["trend"]] == [0] * 12 + [1]
        assert client.get("/oversight/?kind=application").context["trend"] is None
        assert client.get("/api/v1/statement/?period=2026-03").json()["total"]["counts"]["concluded"] == 1
        assert client.get("/api/v1/statement/?period=2026-00").status_code == 400
