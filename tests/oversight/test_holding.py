"""Who had a case in each half-day, and which stretch used most of a broken limit."""

import time_machine
from django.test import Client

from cases.models import Deadline
from cases.sweep import sweep
from hall import calendar
from oversight import holding
from tests.oversight.conftest import NOW
from tests.permits import verbs as permits
from tests.rows import Rows
from tests.world import World, at


def of(case) -> list[holding.Stretch]:
    return holding.stretches(case, case.events.order_by("seq"))


def told(case) -> list[tuple[str, str, str | None]]:
    return [(each.holder, f"{each.since:%m-%d}", each.until and f"{each.until:%m-%d}") for each in of(case)]


def proposed(world: World):
    """The window asks for more time, and nobody has answered."""
    case = world.accepted(when=at("2026-03-02 10:00"), idem="asks").case
    permits.propose(
        number=case.number, step="extend", reason="案情复杂，还要十天", by=world.clerk, at=at("2026-03-03 09:00")
    )
    return case


def test_each_stretch_is_in_one_hand(world: World):
    clerk = str(world.clerk)
    with Rows() as rows:
        with rows.row("registered and accepted"):
            case = world.accepted(when=at("2026-03-02 10:00")).case
            assert told(case)[-1] == (clerk, "03-02", None)
        with rows.row("with the applicant while corrections are owed, then back"):
            case = world.register(when=at("2026-03-02 10:00"), idem="c", materials=[1]).application.case
            permits.notify(number=case.number, missing={2: "", 3: ""}, by=world.clerk, at=at("2026-03-03 11:00"))
            permits.receive(
                number=case.number,
                materials=[2, 3],
                window=world.health_window,
                by=world.clerk,
                at=at("2026-03-05 09:00"),
            )
            case.refresh_from_db()
            assert told(case)[:3] == [(clerk, "03-02", "03-03"), ("申请人", "03-03", "03-05"), (clerk, "03-05", None)]
        with rows.row("in nobody's while a special procedure stops the clocks"):
            case = world.accepted(when=at("2026-03-02 10:00"), idem="p").case
            permits.suspend(
                number=case.number, ground="hearing", notice_number="听证〔2026〕1 号", declared_days=10, by=world.head,
                at=at("2026-03-04 09:00"),
            )  # fmt: skip
            case.refresh_from_db()
            assert told(case)[-1] == (holding.NOBODY, "03-04", None)
        with rows.row("with whoever it was handed to, from that instant"):
            case = world.accepted(when=at("2026-03-02 10:00"), idem="h").case
            permits.change_owner(
                number=case.number, to=world.chief, reason="休假", by=world.chief, at=at("2026-03-04 09:00")
            )
            case.refresh_from_db()
            assert told(case)[-2:] == [(clerk, "03-02", "03-04"), (str(world.chief), "03-04", None)]
        with rows.row("with the department while something that was handed up waits"):
            case = world.accepted(when=at("2026-03-02 10:00"), idem="u").case
            asked = [(case.events.last().at, None)]
            waits = holding.stretches(case, case.events.order_by("seq"), asked)
            assert [each.holder for each in waits][-1] == holding.DEPARTMENT
            case = proposed(world)
            assert holding.asked_of_the_department(case) == [(at("2026-03-03 09:00"), None)]
            waits = holding.stretches(case, case.events.order_by("seq"), holding.asked_of_the_department(case))
            assert [(each.holder, each.since) for each in waits][-1] == (holding.DEPARTMENT, at("2026-03-03 09:00"))
        with rows.row("until the conclusion, not after it"):
            case = world.accepted(when=at("2026-03-02 10:00"), idem="d").case
            permits.decide(number=case.number, result="grant", by=world.clerk, at=at("2026-03-04 10:00"))
            case.refresh_from_db()
            assert told(case)[-1] == (clerk, "03-02", "03-04")


def test_the_stretch_that_used_most_of_a_limit(world: World):
    """Accepted on the 2nd, due on the 5th: an hour in the one's hand, then the other's until long after."""
    case = world.accepted(when=at("2026-03-02 10:00")).case
    permits.change_owner(number=case.number, to=world.chief, reason="休假", by=world.chief, at=at("2026-03-02 11:00"))
    sweep(at=NOW)
    case.refresh_from_db()
    clocks = list(Deadline.objects.filter(case=case))
    late = holding.late_ones(clocks, of(case), [], calendar.current(), at=NOW)
    assert [each.clock.rule for each in late] == ["promise"]
    assert late[0].longest.holder == late[0].ran_out.holder == str(world.chief)
    assert late[0].minutes > 2 * 210 * 3
    with time_machine.travel(NOW, tick=False):
        client = Client()
        client.force_login(world.office, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(f"/oversight/cases/{case.number}/")
    words = page.content.decode()
    assert "每个半天在谁手里" in words
    assert f"到期时在{world.chief}手里" in words
    assert page.context["stretches"][-1]["cells"][:3] == ["2026年3月2日 上午", "现在", str(world.chief)]


def test_what_is_in_time_names_no_stretch(world: World, lamps):
    calendar_now = calendar.current()
    for name, is_late in {
        "green": False,
        "yellow": False,
        "paused": False,
        "target_missed": False,
        "red": True,
    }.items():
        case = lamps[name]
        late = holding.late_ones(list(case.deadlines.all()), of(case), list(case.pauses.all()), calendar_now, at=NOW)
        assert bool(late) is is_late, name
