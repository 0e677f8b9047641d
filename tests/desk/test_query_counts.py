"""A page asks the database as often for three cases as for thirty: pinned for every list of the desk and for the case page."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, CaseKind
from desk.lists import DeskLists
from desk.selection import TABS, Selection
from hall.access import access_of
from hall.roles import Permission
from permits.visits import Why
from tests.kept import scene
from tests.permits import verbs as actions
from tests.permits.desk import NOW, desk, url
from tests.world import at
from worklists import pages

__all__ = ["desk"]
LISTS = [f"/desk/?tab={tab}" for tab in TABS] + [
    "/desk/?sort=-due", "/desk/?sort=-opened", "/desk/?sort=acted", "/desk/?page=2", "/desk/?q=ggcs", "/desk/?state=accepted",
]  # fmt: skip
MOST = 18  # the frame, the person's posts, the calendar, the counts, the page


def statements(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@scene
def some(world, many: int, *, key: str) -> None:
    """Cases for every tab, `many` of each."""
    early = at("2025-09-26 10:00")
    for n in range(many):
        world.accepted(when=early, idem=f"{key}a{n}")
        actions.decide(
            number=world.accepted(when=early, idem=f"{key}d{n}").case.number, result="grant", by=world.clerk, at=NOW
        )
        waits = world.register(when=early, idem=f"{key}w{n}", materials=[1]).application.case
        actions.notify(number=waits.number, missing={2: "", 3: ""}, by=world.clerk, at=NOW)
        paused = world.accepted(when=early, idem=f"{key}p{n}").case
        actions.suspend(
            number=paused.number, ground="testing", notice_number=f"告{key}{n}", declared_days=5, by=world.chief, at=NOW
        )  # fmt: skip
        world.register(when=NOW, idem=f"{key}r{n}")
        world.accepted(when=at("2025-09-22 10:00"), idem=f"{key}o{n}")


def test_every_list_costs_the_same_for_few_and_for_many(desk, client, monkeypatch):
    monkeypatch.setattr(pages, "ROWS_A_PAGE", 2)  # every page is full in both
    some(desk, 3, key="few")
    client.get("/desk/")
    few = {address: statements(client, address) for address in LISTS}
    some(desk, 5, key="many")
    assert {address: statements(client, address) for address in LISTS} == few
    assert max(few.values()) <= MOST, few


def test_the_pages_beside_it_too(desk, client):
    pages_beside = [reverse(page) for page in ("desk-counts", "desk-handover", "desk-drafts")]
    some(desk, 3, key="few")
    client.get(pages_beside[0])
    few = {page: statements(client, page) for page in pages_beside}
    some(desk, 4, key="many")
    assert {page: statements(client, page) for page in pages_beside} == few
    assert max(few.values()) <= 16, few


def test_a_case_costs_the_same_in_a_long_list(desk, client):
    case = desk.accepted(when=NOW, idem="mine").case
    alone = url("case", case)
    client.get(alone)
    outside = statements(client, alone)
    some(desk, 1, key="few")
    short = statements(client, f"{alone}?list=")
    some(desk, 6, key="many")
    assert statements(client, f"{alone}?list=") == short <= outside + 6
    for _ in range(5):
        actions.visit(
            number=case.number,
            window=desk.health_window,
            purpose="consult",
            why=Why("law", basis="《行政许可法》第四十六条"),
            by=desk.clerk,
            at=NOW,
        )
    assert statements(client, alone) == outside


def test_every_tab_counts_what_its_list_holds(desk):
    some(desk, 3, key="few")
    for person in (
        desk.clerk,
        desk.market_clerk,
        desk.chief,
        desk.clerk,
    ):  # once more: what was written once is filled in anew
        for when in (NOW, at("2025-09-30 18:00"), at("2025-10-20 10:00")):
            on = when.date()
            cases = Case.objects.allowed(person, Permission.APPLICATION_HANDLE, on=on).filter(kind=CaseKind.APPLICATION)
            lists = DeskLists(cases, access_of(person, on=on), person, at=when)
            held = {tab: len(lists.listing(Selection(tab=tab)).places(1_000)) for tab in TABS}
            assert lists.counts()[0] == held, (person, when)
            assert lists.counts(Selection(tab="overdue"))[1] == held["overdue"]
