"""The notice of a special procedure has its number by the act, in the series of its department (decision 143)."""

import pytest
import time_machine

from cases.actions import CannotPause
from cases.models import Case, Event, Pause
from cases.quiet import nothing_leaves
from hall.refusals import BadInput
from permits.documents.numbering import next_number
from permits.models import DocumentKind
from tests.permits import verbs as permits
from tests.permits.desk import act
from tests.permits.test_documents import printed
from tests.snapshot import stored
from tests.world import at

NOW = at("2025-11-04 10:00")
FIRST, SECOND, THIRD = (f"云卫健特字〔2025〕{n}号" for n in (1, 2, 3))


@pytest.fixture
def cases(world) -> list[Case]:
    """Three accepted ones of one department."""
    return [world.accepted(when=at("2025-11-03 10:00"), idem=f"k{n}").case for n in range(3)]


def pause(world, case, **more) -> Pause:
    fields = {"ground": "testing", "declared_days": 2, "by": world.chief, "at": NOW, **more}
    return permits.suspend(number=case.number, **fields)


def test_one_series_without_a_gap_for_pauses_and_their_prolongation(world, cases):
    assert pause(world, cases[0]).notice_number == FIRST
    with pytest.raises(CannotPause):
        pause(world, cases[1], declared_days=0)  # what is refused takes none
    longer = {"days": 3, "reason": "复检还没有出结果", "by": world.chief, "at": at("2025-11-04 11:00")}
    assert permits.prolong(number=cases[0].number, **longer).later_notices == [SECOND]
    assert pause(world, cases[1]).notice_number == THIRD
    assert [line.facts["notice_number"] for line in Event.objects.filter(verb__in=("suspend", "prolong")).order_by("pk")] == [FIRST, SECOND, THIRD]  # fmt: skip


def test_the_paper_has_the_number_of_the_act(world, cases):
    pause(world, cases[0])
    document = printed(world, cases[0].number, "special_procedure").document
    assert document.number == FIRST
    assert next_number(cases[0].department, DocumentKind.SPECIAL_PROCEDURE, day=NOW.date()) == SECOND


def test_one_from_outside_is_kept_and_takes_none(world, cases):
    assert pause(world, cases[0], notice_number=" 卫检委〔2025〕7号 ").notice_number == "卫检委〔2025〕7号"
    assert pause(world, cases[1]).notice_number == FIRST


def test_a_number_that_was_typed_before_is_passed_over(world, cases):
    pause(world, cases[0], notice_number=FIRST)
    assert pause(world, cases[1]).notice_number == SECOND


@pytest.mark.parametrize(
    ("name", "fields", "fault"),
    [("suspend", {"ground": "testing", "declared_days": 2}, CannotPause), ("prolong", {"days": 3, "reason": "复检还没有出结果"}, BadInput)],
)  # fmt: skip
def test_a_ledger_that_names_no_notice_stops_nothing(world, cases, name, fields, fault):
    if name == "prolong":
        pause(world, cases[0])
    before = stored()
    with nothing_leaves(), pytest.raises(fault) as refusal:
        getattr(permits, name)(number=cases[0].number, by=world.chief, at=at("2025-11-04 11:00"), **fields)
    assert refusal.value.field == "notice_number"
    assert stored() == before


@pytest.mark.parametrize("name", ["suspend", "prolong"])
def test_the_page_asks_for_none_and_shows_it(world, cases, client, name):
    case = cases[0]
    client.force_login(world.head)  # approves, and may print
    if name == "prolong":
        pause(world, case)
        case.refresh_from_db()
    form = {"suspend": {"ground": "testing", "declared_days": "2"}, "prolong": {"days": "1", "reason": "复检还没有出结果"}}[name]  # fmt: skip
    with time_machine.travel(at("2025-11-04 11:00"), tick=False):
        assert 'name="notice_number"' not in client.get(f"/desk/cases/{case.number}/{name}/").content.decode()
        page = act(client, case, name, **form)
    number = {"suspend": FIRST, "prolong": SECOND}[name]
    assert f"告知书编号 {number}" in client.get(page.url).content.decode()
