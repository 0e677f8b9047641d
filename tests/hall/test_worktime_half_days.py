"""The end of the half working day that an instant counts for."""

import pytest

from tests.hall.calendar_days import CALENDAR
from tests.world import at


@pytest.mark.parametrize(
    ("sentence", "instant", "closes"),
    [
        ("before opening", "2025-11-05 07:00:00", "2025-11-05 12:00"),
        ("in the morning", "2025-11-05 11:59:59", "2025-11-05 12:00"),
        ("the close is inside, to its last fraction", "2025-11-05 12:00:00.900000", "2025-11-05 12:00"),
        ("a second later", "2025-11-05 12:00:01", "2025-11-05 17:00"),
        ("closing time", "2025-11-05 17:00:00", "2025-11-05 17:00"),
        ("after closing: the next morning", "2025-11-05 17:00:01", "2025-11-06 12:00"),
        ("a Saturday: Monday morning", "2025-11-08 15:00:00", "2025-11-10 12:00"),
        ("Friday evening: over the weekend", "2025-11-07 18:00:00", "2025-11-10 12:00"),
        ("a make-up Sunday is a day like another", "2025-09-28 13:00:00", "2025-09-28 17:00"),
    ],
)
def test_half_days(sentence, instant, closes):
    assert CALENDAR.half_day_closes(at(instant)) == at(closes)
