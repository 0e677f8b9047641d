"""The lists serve a room that knows nothing of applications: here the complaints."""

import pytest
from django.db.models import Q

from cases.models import Case, CaseKind, Deadline
from hall.roles import Permission
from tests.complaints import verbs as complaints
from tests.complaints.conftest import filed
from tests.world import at
from worklists import actions, bulk, saved
from worklists.bulk import BulkAct
from worklists.listing import Listing, Narrowed

NOW = at("2025-09-30 10:00")


def complaints_of(world) -> list[Case]:
    """Three about the health department, one about nobody, and an application that is on none of their lists."""
    about = (world.health, None, world.health, world.health)
    cases = [
        filed(world, when=at(f"2025-09-{day} 09:00"), n=day, about_department=department).complaint.case
        for day, department in zip((24, 25, 26, 28), about, strict=True)
    ]
    world.register(when=NOW)
    return cases


def listing(world, narrowed=None, *, sort="due", works_for=()) -> Listing:
    cases = Case.objects.allowed(world.complaint_officer, Permission.COMPLAINT_HANDLE, on=NOW.date())
    cases = cases.exclude(hidden_from__in=works_for)
    return Listing(
        CaseKind.COMPLAINT, cases, [None, world.health.pk], narrowed or Narrowed(), sort=sort, works_for=works_for
    )


def test_complaints_stand_in_the_order_of_their_clocks(world):
    """Whichever department they are about."""
    cases = [case.pk for case in complaints_of(world)]
    dues = dict(Deadline.objects.filter(case__in=cases, met_at=None).values_list("case", "due_at"))
    order = sorted(cases, key=lambda case: (dues[case], case))
    assert [place.case for place in listing(world).places(10)] == order
    assert [place.case for place in listing(world, sort="-due").places(10)] == order[::-1]
    first, rest = listing(world).places(1), listing(world).places(10, after=listing(world).places(1)[0])
    assert [place.case for place in first + rest] == order
    assert listing(world).counted(100).count() == 4
    ends_last = Narrowed(due=(dues[order[-1]], None))
    assert [place.case for place in listing(world, ends_last).places(10)] == [
        each for each in order if dues[each] == dues[order[-1]]
    ]
    assert [place.case for place in listing(world, Narrowed(Q(pk=cases[1]))).places(10)] == [cases[1]]


def test_a_list_leaves_out_complaints_about_ones_own_department(world):
    about_nobody = complaints_of(world)[1].pk
    assert [place.case for place in listing(world, works_for=[world.health.pk]).places(10)] == [about_nobody]
    assert listing(world, works_for=[world.market.pk]).places(10)[1].case == about_nobody


def test_a_room_finds_its_own_named_lists_only(world):
    officer = world.complaint_officer
    for kind in (CaseKind.COMPLAINT, CaseKind.APPLICATION):
        actions.save_view(kind=kind, name="急的", query=f"of={kind}", department=None, by=officer, at=NOW)
    [view] = saved.views_for(officer, CaseKind.COMPLAINT, departments=[])
    assert view.query == "of=complaint"
    assert not actions.drop_view(kind=CaseKind.ENQUIRY, pk=view.pk, by=officer, at=NOW)
    assert actions.drop_view(kind=CaseKind.COMPLAINT, pk=view.pk, by=officer, at=NOW)
    assert len(saved.views_for(officer, CaseKind.APPLICATION, departments=[])) == 1


def _accept(run, number, version, at) -> str:
    complaints.accept(number=number, by=run.by, at=at, version=version)
    return "已受理"


ACTS = {"accept": BulkAct("受理", Permission.COMPLAINT_HANDLE, _accept)}


def test_a_room_does_its_own_acts_in_bulk(world):
    numbers = [case.number for case in complaints_of(world)[2:]]
    order = actions.BulkOrder(kind=CaseKind.COMPLAINT, acts=ACTS, act="accept", numbers=numbers)
    run = actions.ask_bulk(order=order, idem="c", by=world.complaint_officer, at=NOW)
    assert bulk.unfinished(CaseKind.APPLICATION) == []
    assert bulk.unfinished(CaseKind.COMPLAINT) == [run.pk]
    worker = bulk.Worker(run.pk, ACTS)
    while worker.step(at=NOW):
        pass
    assert {row.sentence for row in run.rows.all()} == {"已受理"}
    assert bulk.unfinished(CaseKind.COMPLAINT) == []


def test_cases_of_another_kind_are_not_there(world):
    number = Case.objects.get(pk=complaints_of(world)[0].pk).number
    order = actions.BulkOrder(kind=CaseKind.APPLICATION, acts=ACTS, act="accept", numbers=[number])
    with pytest.raises(actions.CannotBulk):
        actions.ask_bulk(order=order, idem="c", by=world.complaint_officer, at=NOW)
