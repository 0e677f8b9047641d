"""Many cases at once for tests of quantity: the rows that the verbs would write, in bulk, with true chains."""

from datetime import datetime, timedelta

from django.db import connection

from cases.models import Case, Deadline
from cases.rules import Lamp
from tests.world import World

_OPENING_LINES = """
WITH line AS (
    INSERT INTO cases_event (case_id, seq, at, actor_id, verb, from_state, to_state, facts, prev_hash, hash)
    SELECT id, 1, opened_at, owner_id, 'register', state, state, '{}'::jsonb, '',
           cases_event_digest('', id, 1, opened_at, owner_id, 'register', state, state, '{}'::jsonb)
    FROM cases_case WHERE events_count = 0
    RETURNING case_id, hash
)
UPDATE cases_case c SET events_count = 1, events_head = line.hash, version = 1 FROM line WHERE c.id = line.case_id
"""


def due_cases(world: World, *, count: int, due_at: datetime) -> list[Case]:
    """Open `count` cases whose promise ran out at `due_at` and was not yet spoken of: the lamp is still green."""
    opened = due_at - timedelta(days=30)
    cases = Case.objects.bulk_create(
        Case(
            number=f"0101{opened:%Y%m%d}{serial:05d}", kind="application", hall=world.hall, department=world.health,
            window=world.health_window, owner=world.clerk, title="公共场所卫生许可", party="王*明", state="accepted",
            opened_at=opened, receipt_hash=f"r{serial}", idem_hash=f"i{serial}",
        )
        for serial in range(1, count + 1)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_OPENING_LINES)
    Deadline.objects.bulk_create(
        Deadline(
            case=case, rule="promise", unit="working_day", quantity=3, article="本大厅公开承诺", started_at=opened,
            department=world.health, owner=world.clerk, warn_at=due_at - timedelta(hours=8), due_at=due_at,
            next_alert_at=due_at - timedelta(hours=8), lamp=Lamp.GREEN,
        )
        for case in cases
    )  # fmt: skip
    return cases
