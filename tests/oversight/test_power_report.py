"""授权到位率: what share was decided at the window, which steps left it, and the list behind each figure."""

from datetime import date

import pytest
import time_machine

from hall.access import Grant
from hall.models import Delegation
from hall.roles import Power
from oversight import power_report
from tests.permits import verbs as actions
from tests.world import at

NOW = at("2025-11-07 10:00")
SPAN = (date(2025, 11, 1), date(2025, 12, 1))
ALL = Grant(everywhere=True)


@pytest.fixture
def decided(world):
    """Four decisions of health: three at the window (one of them taken back), one handed up and made by the chief."""
    numbers = [world.accepted(when=at("2025-11-05 09:00"), idem=f"k{n}").case.number for n in range(4)]
    for number in numbers[:3]:
        actions.decide(number=number, result="grant", by=world.clerk, at=at("2025-11-05 10:00"))
    actions.undo(number=numbers[2], reason="录错了", by=world.clerk, at=at("2025-11-05 10:20"))
    Delegation.objects.filter(window=world.health_window).update(powers=[Power.PRELIMINARY_HANDLING])
    actions.hand_up(number=numbers[3], step="grant", by=world.clerk, at=at("2025-11-06 09:00"))
    actions.decide(
        number=numbers[3], result="refuse", reason="不符", remedies="复议", by=world.chief, at=at("2025-11-06 10:00")
    )
    return world


def test_the_share_decided_at_the_window(decided):
    (row,) = power_report.in_place(ALL, SPAN)
    assert (row.department, row.at_window, row.decided, row.handed_up, row.special) == (decided.health, 2, 3, 1, 0)
    assert row.rate == pytest.approx(2 / 3)
    assert power_report.together([row]).rate == row.rate


def test_which_steps_left_the_window(decided):
    rows = {row.step: (row.window, row.office, row.handed_up) for row in power_report.by_step(ALL, SPAN)}
    assert rows == {
        "notify": (0, 0, 0),
        "accept": (4, 0, 0),
        "decline": (0, 0, 0),
        "grant": (2, 0, 1),
        "refuse": (0, 1, 0),
    }


@pytest.mark.parametrize(
    ("case", "grant", "span"),
    [
        ("another department", lambda w: Grant(departments=frozenset({w.market.pk})), SPAN),
        ("the month before", lambda w: ALL, (date(2025, 10, 1), date(2025, 11, 1))),
    ],
)
def test_what_is_not_asked_for_is_not_counted(decided, case, grant, span):
    assert power_report.in_place(grant(decided), span) == []


def test_each_figure_on_the_page_opens_so_many_rows(decided, client):
    with time_machine.travel(NOW, tick=False):
        client.force_login(decided.office, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get("/oversight/authority/")
        assert "66.7%（2／3）" in page.content.decode()
        figures = [
            cell
            for row in page.context["rows"] + page.context["steps"]
            for cell in row["cells"]
            if isinstance(cell, dict)
        ]
        assert len(figures) >= 6
        for figure in figures:
            behind = client.get(figure["href"])
            assert len(behind.context["rows"]) == int(figure["text"]), figure
        assert client.get("/oversight/authority/?period=never").status_code == 422
        assert client.get("/oversight/authority/list/?by=never").status_code == 422


def test_page_and_program_show_a_department_its_own_figures(decided, client):
    with time_machine.travel(NOW, tick=False):
        client.force_login(decided.head, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get("/api/v1/authority/").json()
        assert (answer["total"]["at_window"], answer["total"]["decided"]) == (2, 3)
        assert [row["department"]["code"] for row in answer["departments"]] == ["WJ"]
        assert client.get("/api/v1/authority/?department=SJ").status_code == 404
        assert client.get("/api/v1/authority/?period=never").status_code == 400
