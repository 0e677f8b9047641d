"""A case that is being opened: its number is taken last, and nothing names it before."""

from contextlib import suppress

import pytest
from django.db import transaction

from cases import actions as engine
from cases.models import Case, CaseKind, DailySerial
from cases.numbering import SerialsExhausted, Series, is_placeholder
from cases.owing import owe
from cases.sweep import settle
from tests.complaints.conftest import filed
from tests.world import at

NINE = at("2025-11-03 09:00")


@pytest.fixture
def opening(world):
    new = engine.NewCase(
        kind=CaseKind.APPLICATION, hall=world.hall, department=world.health, title="公共场所卫生许可", party="", state="submitted"
    )  # fmt: skip
    with transaction.atomic():
        yield engine.opening(new, verb="register", idem="key-1", by=world.clerk, at=NINE)


def test_the_number_comes_when_the_block_ends(opening):
    with opening as case:
        assert is_placeholder(case.number)
        assert Case.objects.get().number == case.number
        assert not DailySerial.objects.exists()
    assert Case.objects.get().number == case.number == "01012025110300001"


def test_a_number_that_was_taken_earlier_stays(opening):
    with opening as case:
        engine.take_number(case, at=NINE)
        engine.take_number(case, at=NINE)
        early = case.number
    assert Case.objects.get().number == case.number == early == "01012025110300001"


def test_no_letter_names_a_case_without_its_number(opening, world):
    with opening as case:
        with pytest.raises(ValueError, match="no number yet"):
            owe(case, cause="c", template="carded", recipient=world.chief, at=NINE)
        with pytest.raises(ValueError, match="no number yet"):
            engine.clocks.start(case, engine.deadlines.special_procedure(declared_days=1, notice_number="1"), started_at=at("2025-10-09 09:00"), at=NINE)  # fmt: skip
        engine.take_number(case, at=NINE)
        settle(case, at=NINE)


def test_a_day_without_numbers_left_opens_no_case(world):
    DailySerial.objects.create(hall=world.hall, day=NINE.date(), last=99_999)
    with pytest.raises(SerialsExhausted), transaction.atomic():
        world.register(when=NINE)
    assert not Case.objects.exists()
    assert DailySerial.objects.get().last == 99_999


def test_complaints_leave_no_gap_in_the_numbers_of_a_window(world):
    numbers = [world.register(when=NINE, idem="a").application.case.number]
    complaints = [filed(world, when=NINE, n=n).complaint.case.number for n in (1, 2)]
    numbers.append(world.register(when=NINE, idem="b").application.case.number)
    assert numbers == ["01012025110300001", "01012025110300002"]
    assert complaints == ["01012025110390001", "01012025110390002"]


@pytest.mark.parametrize(("series", "last"), [(Series.WINDOWS, 89_999), (Series.COMPLAINTS, 99_998)])
def test_one_series_does_not_run_into_the_other(world, series, last):
    DailySerial.objects.create(hall=world.hall, day=NINE.date(), series=series, last=last)
    taken = []
    for n in range(2):
        with suppress(SerialsExhausted), transaction.atomic():
            case = (
                filed(world, when=NINE, n=n).complaint.case
                if series == Series.COMPLAINTS
                else world.register(when=NINE, idem=f"n{n}").application.case
            )
            taken.append(case.number[-5:])
    assert taken == [str(last + 1)]
