"""The limits of the hall about its own people."""

from datetime import date

import pytest

from hall import deadlines


@pytest.mark.parametrize(
    ("began", "due"), [(date(2021, 3, 1), date(2026, 3, 1)), (date(2020, 2, 29), date(2025, 2, 28))]
)
def test_five_years_in_a_post(began, due):
    assert deadlines.rotation_due(began=began) == due


@pytest.mark.parametrize(("on", "near"), [(date(2026, 3, 1), date(2026, 9, 1)), (date(2025, 8, 31), date(2026, 2, 28))])
def test_half_a_year_before_it_is_told(on, near):
    assert deadlines.rotation_near(on=on) == near
