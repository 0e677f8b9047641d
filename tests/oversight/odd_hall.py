"""A hall of cases that no verb would leave so: every set of clocks, in every unit, hidden in every way, running and closed."""

from datetime import datetime, timedelta
from itertools import count, product
from typing import Any

from django.db import connection

from cases.models import Card, Case, CaseKind, Deadline
from cases.rules import Lamp
from permits.models import Application
from tests.cases.broken_rows import triggers_off
from tests.oversight.conftest import NOW
from tests.world import World, at

TODAY, LATER, PAST = at("2026-03-16 17:00"), at("2026-03-25 17:00"), at("2026-03-02 17:00")
ENDED = {"met_at": PAST, "verdict": "on_time", "next_alert_at": None}
Clock = tuple[str, Lamp, datetime, dict[str, Any]]
CLOCKS: list[list[Clock]] = [
    [],
    [("promise", Lamp.GREY, TODAY, {"next_alert_at": None})],
    [("promise", Lamp.GREEN, LATER, {})],
    [("promise", Lamp.YELLOW, TODAY, {}), ("statutory", Lamp.GREEN, LATER, {})],
    [("promise", Lamp.YELLOW, TODAY, {}), ("statutory", Lamp.YELLOW, TODAY, {})],  # two due today are one case
    [("agency_target", Lamp.GREEN, TODAY, {})],  # never turns red
    [("promise", Lamp.RED, PAST, {}), ("statutory", Lamp.GREEN, TODAY, {})],
    [("promise", Lamp.RED, PAST, {}), ("statutory", Lamp.DEEP_RED, LATER, {})],
    [("promise", Lamp.DEEP_RED, PAST, ENDED)],  # none runs any more
    [("promise", Lamp.DEEP_RED, PAST, {"superseded_at": PAST, "next_alert_at": None}), ("statutory", Lamp.GREEN, TODAY, {})],
    [("promise", Lamp.GREEN, NOW, {})],  # due this instant
    [("promise", Lamp.GREEN, NOW - timedelta(seconds=1), {})],  # the sweep has not spoken of it yet
    [("promise", Lamp.GREEN, at("2026-03-17 00:00"), {})],  # the first instant of tomorrow
]  # fmt: skip


def fill(world: World) -> list[Case]:
    """Write it, and return its cases."""
    places = [
        *((CaseKind.APPLICATION, unit, None, False) for unit in (world.health, world.market)),
        (CaseKind.ENQUIRY, world.health, None, False),
        (CaseKind.RATING, world.market, None, False),
        *((CaseKind.COMPLAINT, unit, about, False) for unit in (None, world.health) for about in (None, world.health, world.market)),
        (CaseKind.COMPLAINT, None, None, True),
    ]  # fmt: skip
    numbers = count(1)
    with triggers_off():
        made = [
            _case(world, next(numbers), place, clocks, closed=closed)
            for place, clocks, closed in product(places, CLOCKS, (False, True))
        ]
        _cards(world, made)
        _made_again(world, [case for case in made if case.kind == CaseKind.APPLICATION])
    with connection.cursor() as cursor:
        # the server may know these tables as another test left them: its plans for the lists then take a minute instead of a second
        cursor.execute("ANALYZE cases_case, cases_deadline, cases_card, permits_application")
    return made


def _case(world: World, number: int, place: tuple, clocks: list[Clock], *, closed: bool) -> Case:
    kind, department, hidden_from, about_centre = place
    case = Case.objects.create(
        number=f"0101{number:013d}", kind=kind, hall=world.hall, department=department, hidden_from=hidden_from,
        about_centre=about_centre, title="公共场所卫生许可", state="accepted", opened_at=NOW - timedelta(days=number % 180),
        closed_at=NOW if closed else None, receipt_hash=f"{number:064d}", idem_hash=f"{number:064d}",
    )  # fmt: skip
    for rule, lamp, due, more in clocks:
        terms = {"next_alert_at": due, **more}
        Deadline.objects.create(
            case=case, rule=rule, unit="working_day", quantity=3, article="本大厅公开承诺", started_at=at("2026-02-02 10:00"),
            department=department, warn_at=due, due_at=due, lamp=int(lamp), **terms,
        )  # fmt: skip
    return case


def _cards(world: World, cases: list[Case]) -> None:
    """Of every third case; a card is its unit's, whoever's the case is by now."""
    states = ("issued", "withdrawn", "appealed", "upheld")
    for n, case in enumerate(cases[::3]):
        state = states[n % 4]
        withdrawn = {"withdrawn_at": NOW, "withdrawn_because": "日历更正"} if state == "withdrawn" else {}
        Card.objects.create(
            case=case, rule="two_visit", level=("yellow", "red")[n % 3 == 0], occurrence=n, cause="两次终结", breached_at=PAST,
            issued_at=PAST, state=state, appealed_at=PAST if state == "appealed" else None,
            department=(case.department, world.market, None)[n % 3], **withdrawn,
        )  # fmt: skip


def _made_again(world: World, cases: list[Case]) -> None:
    """Every second one goes on with the one before it; of two of them it is longer ago than the board counts."""
    for before, case in zip(cases[::2], cases[1::2], strict=True):
        terms = {
            "item_version": world.promised,
            "applicant_kind": "person",
            "applicant_name": "王小明",
            "name_pieces": [],
            "channel": "window",
        }
        Application.objects.create(case=case, **terms)
        Application.objects.create(case=before, taken_up_by_id=case.pk, **terms)
