"""What the database itself refuses in the tables of the exchange: each constraint and each final column by its name."""

from copy import deepcopy
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, transaction

from cases.models import Case, Event
from exchange import pushing
from exchange.actions.taking import receive
from exchange.models import Arrival, Push, Ticket
from tests.complaints import verbs as complaints
from tests.exchange.platform import message
from tests.refusals import Row
from tests.rows import Rows
from tests.world import at

NOW = at("2025-09-30 10:00")


class Scene:
    """A ticket with its case and a push, and one in the basket."""

    def __init__(self, world) -> None:
        self.officer = world.complaint_officer
        receive(raw=message(), at=NOW)
        receive(raw=message(number="YL-2", category="999999"), at=NOW)
        complaints.accept(number=Case.objects.get().number, by=self.officer, at=NOW)
        pushing.follow(at=NOW)
        self.ticket = Ticket.objects.get(case__isnull=False)
        self.taken, self.waits = Arrival.objects.order_by("pk")
        self.push = Push.objects.get()

    def arrives(self, **more):
        return Arrival.objects.create(
            **{"digest": uuid4().hex, "body": "{}", "at": NOW, "answer": "kept", "state": "kept"} | more
        )

    def pushes(self, **more):
        line = Event.objects.exclude(pk=self.push.event_id).first()
        usual = {"ticket": self.ticket, "kind": "closed", "event": line, "text": "{}", "next_try_at": NOW}
        instants = {"happened_at": NOW, "written_at": NOW, "give_up_at": NOW}
        return Push.objects.create(**usual | instants | more)

    def now(self, row, **change):
        type(row).objects.filter(pk=row.pk).update(**change)


REFUSED: list[Row] = [
    ("ticket_has_a_number", lambda s: Ticket.objects.create(number="a b")),
    ("one_arrival_a_version", lambda s: s.arrives(ticket=s.ticket, version=1, state="changed")),
    ("arrival_in_the_basket_says_why", lambda s: s.arrives(state="in_basket")),
    ("arrival_is_decided_by_somebody", lambda s: s.arrives(state="by_hand")),
    ("arrival_is_decided_by_somebody", lambda s: s.arrives(decided_at=NOW)),
    ("contact_is_kept_in_the_basket_only", lambda s: s.arrives(contact="某人")),
    ("contact_is_kept_in_the_basket_only", lambda s: s.arrives(raw="{}")),
    ("only_what_is_taken_by_hand_opens_a_case", lambda s: s.arrives(case=s.ticket.case)),
    ("refusal_gives_its_reason", lambda s: s.arrives(state="refused", decided_at=NOW, decided_by=s.officer)),
    ("refusal_gives_its_reason", lambda s: s.arrives(reason="归邻区")),
    ("one_push_a_line", lambda s: s.pushes(event=s.push.event)),
    ("push_has_one_cause", lambda s: s.pushes(event=None)),
    ("push_has_one_cause", lambda s: s.pushes(arrival=s.taken)),
    ("push_waits_for_a_moment", lambda s: s.pushes(next_try_at=None)),
    ("push_waits_for_a_moment", lambda s: s.pushes(state="unknown", next_try_at=None)),
    ("push_being_sent_says_since_when", lambda s: s.pushes(state="sending", next_try_at=None)),
    ("push_has_its_end", lambda s: s.pushes(state="sent", next_try_at=None)),
    ("push_is_retried_by_somebody", lambda s: s.pushes(retried_at=NOW)),
    ("push_is_dropped_with_a_reason", lambda s: s.pushes(state="dropped", next_try_at=None, ended_at=NOW)),
]
FINAL: list[Row] = [
    ("ticket_keeps_its_number", lambda s: s.now(s.ticket, number="YL-3")),
    ("ticket_keeps_its_case", lambda s: s.now(s.ticket, case=None)),
    ("arrival_stays_as_it_came", lambda s: s.now(s.taken, version=2)),
    ("arrival_stays_as_it_came", lambda s: s.now(s.taken, about_centre=True)),
    ("arrival_keeps_its_case", lambda s: [
        s.now(s.waits, state="by_hand", decided_at=NOW, decided_by=s.officer, case=s.ticket.case, contact=None),
        s.now(s.waits, case=None),
    ]),
    ("arrival_is_decided_once", lambda s: s.now(s.taken, state="kept")),
    ("push_stays_as_written", lambda s: s.now(s.push, kind="closed")),
    ("what_was_pushed_is_not_again", lambda s: [
        s.now(s.push, state="sent", ended_at=NOW, next_try_at=None),
        s.now(s.push, state="waiting", ended_at=None, next_try_at=NOW),
    ]),
]  # fmt: skip


def test_the_database_refuses(world):
    scene = Scene(world)
    with Rows() as rows:
        for number, (name, write) in enumerate(REFUSED):
            with rows.row(f"{number}: {name}"), pytest.raises(IntegrityError, match=name), transaction.atomic():
                write(deepcopy(scene))
        for name, write in FINAL:
            with rows.row(name), pytest.raises(DatabaseError, match=name), transaction.atomic():
                write(deepcopy(scene))


def test_every_constraint_is_tried():
    models = list(apps.get_app_config("exchange").get_models())
    named = {constraint.name for model in models for constraint in model._meta.constraints}
    assert named == {name for name, _write in REFUSED}
