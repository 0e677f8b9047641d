"""The limits of the office's own acts: the figures of rules §10, and one step either side of the close of business."""

import pytest

from cases.deadlines import appeal_by
from conduct.deadlines import REPLY_WITHIN, supervision
from hall.worktime import due
from tests.hall.calendar_days import CALENDAR
from tests.scenarios import closing, start


@pytest.mark.parametrize(
    ("sentence", "served", "answer", "appeal"),
    [
        ("on a working day", "2025-11-03", "2025-11-04", "2025-11-06"),
        ("at closing it is still that day", "2025-11-03T17:00", "2025-11-04", "2025-11-06"),
        ("a minute later it is the next", "2025-11-03T17:01", "2025-11-05", "2025-11-07"),
        ("over a make-up Sunday into the National Day", "2025-09-26", "2025-09-28", "2025-09-30"),
        ("on the eve of the holidays", "2025-09-30", "2025-10-09", "2025-10-11"),
    ],
)
def test_a_supervision_notice_and_a_card(sentence, served, answer, appeal):
    served_at = start(served)
    assert due(supervision(days=REPLY_WITHIN).limit, served_at, CALENDAR).due_at == closing(answer)
    assert appeal_by(issued_at=served_at, calendar=CALENDAR) == closing(appeal)
