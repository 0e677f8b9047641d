"""What the database itself refuses in the tables of consequences: each constraint and each final column by its name."""

from copy import deepcopy
from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, transaction

from conduct import actions
from conduct.models import Attribution, ConductLine, Correction, Exposure, Sanction, SanctionPolicy, Supervision
from tests.cases.broken_rows import triggers_off
from tests.conduct.conftest import (
    ATTRIBUTED,
    SERVED,
    SETTLED,
    attributed,
    own,
    post_of,
    second_inspector,
    served,
    upheld,
)
from tests.refusals import Row
from tests.rows import Rows
from tests.world import World, at

DECIDED = {"state": "sanction_decided", "measure": "warning", "number": "1号", "authority": "区纪委监委"}


class Scene:
    """A complaint with a liable clerk, a proposal, a served sanction of the chief, a correction and an exposure."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.complaint = upheld(world)
        self.attribution = attributed(world, self.complaint)
        self.proposal = own(self.attribution)
        self.served = served(world, self.attribution.sanctions.get(link="section_head"))
        order = actions.Order(department=world.health, person=world.head, what="窗口张贴一次告知清单", days=5)
        by = {"by": world.complaint_officer, "at": ATTRIBUTED}
        self.correction = actions.order_correction(complaint=self.complaint, order=order, **by)
        broadcast = actions.Broadcast(
            department=world.health, title="窗口无人", medium="电视台", broadcast_at=ATTRIBUTED
        )
        self.exposure = actions.record_exposure(broadcast=broadcast, **by)
        demand = actions.Demand(level="remind", what="窗口空岗", days=3, department=world.health)
        [self.supervision] = actions.issue_supervision(demand=demand, by=world.office, at=ATTRIBUTED)

    def policy(self, **more):
        return SanctionPolicy.objects.create(**{
            "number": 1, "ladder": "strict", "in_force_from": date(2026, 1, 1), "document": "1号", "reason": "从严",
            "adopted_by": self.world.inspector, "adopted_at": ATTRIBUTED, **more,
        })  # fmt: skip

    def liable(self, **more):
        return Attribution.objects.create(**{
            "complaint": self.complaint, "finding": self.attribution.finding, "person": self.world.chief,
            "post": post_of(self.world.chief), "found_on": date(2025, 10, 13), "attributed_by": self.world.inspector,
            "attributed_at": ATTRIBUTED, **more,
        })  # fmt: skip

    def settled(self, **more):
        """The proposal as if it were decided, past the triggers."""
        self.changed(self.proposal, **{"settled_by": self.world.inspector, "settled_at": SETTLED, **more})

    def of_served(self, **more):
        self.changed(self.served, **more)

    def changed(self, row, **more):
        with triggers_off():
            type(row).objects.filter(pk=row.pk).update(**more)

    def proposed_again(self, **more):
        terms = {"link": "self", "proposed": "warning", "occurrence": 1, "ladder": "default", "proposed_at": ATTRIBUTED}
        return Sanction.objects.create(**{"attribution": self.attribution, **terms, **more})

    def demanded_again(self):
        demand = actions.Demand(level="remind", what="别的事", days=3, department=self.world.health)
        [second] = actions.issue_supervision(demand=demand, by=self.world.office, at=ATTRIBUTED)
        self.changed(second, serial=self.supervision.serial)

    def line(self, **more):
        return ConductLine.objects.create(act="settle", state="dropped", at=ATTRIBUTED, **more)


REFUSED: list[Row] = [
    ("policy_version_once", lambda s: (s.policy(), s.policy())),
    ("policy_names_a_ladder", lambda s: s.policy(ladder="mild")),
    ("policy_names_its_document", lambda s: s.policy(document="")),
    ("a_complaint_counts_once_for_a_person", lambda s: (s.liable(), s.liable())),
    ("attribution_is_by_another", lambda s: s.liable(attributed_by=s.world.chief)),
    ("reported_or_concealed", lambda s: s.liable(self_reported=True, concealed=True)),
    ("attribution_state_is_known", lambda s: s.liable(state="gone")),
    ("one_proposal_for_each_link", lambda s: s.proposed_again()),
    ("decision_has_measure_number_and_authority", lambda s: s.settled(state="gone")),
    ("sanction_counts_from_one", lambda s: s.changed(s.proposal, occurrence=0)),
    ("sanction_says_who_decided", lambda s: s.changed(s.proposal, settled_at=SETTLED)),
    ("sanction_says_who_decided", lambda s: s.settled(state="dropped", settled_by=None)),
    ("decision_has_measure_number_and_authority", lambda s: s.settled(**DECIDED | {"number": ""})),
    ("decision_has_measure_number_and_authority", lambda s: s.settled(state="dropped", measure="warning")),
    ("decision_names_one_person", lambda s: s.settled(**DECIDED, person=None)),
    ("decision_names_one_person", lambda s: s.settled(**DECIDED, addressee="李副区长")),
    ("sanction_is_decided_by_another", lambda s: s.settled(**DECIDED, settled_by=s.world.clerk)),
    ("sanction_in_force_was_served", lambda s: s.settled(**DECIDED, served_at=SERVED)),
    ("sanction_in_force_was_served", lambda s: s.of_served(out_of_force_on=None)),
    ("sanction_was_contested", lambda s: s.of_served(contested_at=SERVED)),
    ("sanction_was_contested", lambda s: s.of_served(state="contested")),
    (
        "ruling_is_by_another",
        lambda s: s.of_served(state="confirmed", contested_at=SERVED, ruled_at=SERVED, ruled_by=s.world.inspector),
    ),
    ("ruling_is_by_another", lambda s: s.of_served(ruled_at=SERVED)),
    ("correction_state_is_known", lambda s: s.changed(s.correction, state="gone")),
    ("correction_has_its_days", lambda s: s.changed(s.correction, days=61)),
    (
        "exposure_state_is_known",
        lambda s: s.changed(s.exposure, state="gone", opinion="意见", commitment="承诺", keep_by=date(2025, 10, 31)),
    ),
    ("public_commitment_has_its_dates", lambda s: s.changed(s.exposure, published_at=SETTLED)),
    ("answered_exposure_has_opinion_and_commitment", lambda s: s.changed(s.exposure, state="exposure_answered")),
    ("supervision_state_is_known", lambda s: s.changed(s.supervision, state="gone")),
    ("supervision_level_is_known", lambda s: s.changed(s.supervision, level="gone")),
    ("supervision_has_its_days", lambda s: s.changed(s.supervision, days=31)),
    ("one_supervision_a_number", lambda s: s.demanded_again()),
    ("line_is_about_one_thing", lambda s: s.line()),
    ("line_is_about_one_thing", lambda s: s.line(sanction=s.proposal, correction=s.correction)),
]


@pytest.fixture
def scene(world):
    return Scene(world)


def test_what_the_database_refuses(scene):
    with Rows() as rows:
        for number, (name, write) in enumerate(REFUSED):
            with rows.row(f"{number}: {name}"), pytest.raises(IntegrityError, match=name), transaction.atomic():
                write(deepcopy(scene))


def test_every_constraint_is_tried():
    named = {each.name for model in apps.get_app_config("conduct").get_models() for each in model._meta.constraints}
    assert named - {name for name, _write in REFUSED} == set()


FINAL = [
    (SanctionPolicy, {"ladder": "default"}),
    (Attribution, {"found_on": date(2020, 1, 1)}),
    (Attribution, {"high_voltage": True}),
    (Sanction, {"proposed": "dismissal"}),
    (Sanction, {"measure": "dismissal"}),
    (Sanction, {"number": "2号"}),
    (Sanction, {"served_at": at("2025-10-20 10:00")}),
    (Sanction, {"out_of_force_on": date(2030, 1, 1)}),
    (Correction, {"what": "别的事"}),
    (Correction, {"days": 60}),
    (Exposure, {"title": "别的事"}),
    (Supervision, {"what": "别的事"}),
    (Supervision, {"serial": 99}),
    (ConductLine, {"at": at("2025-10-20 10:00")}),
    (ConductLine, {"act": "contest"}),
]


@pytest.mark.parametrize(
    ("model", "change"), FINAL, ids=lambda each: next(iter(each)) if isinstance(each, dict) else each.__name__
)
def test_what_stands_is_never_changed(scene, model, change):
    scene.policy()
    row = scene.served if model is Sanction else model.objects.last()
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**change)


def test_a_sanction_over_stays_over(scene, world):
    row = actions.call_off(key=scene.served.key, reason="结论已经改变", by=second_inspector(world), at=SERVED)
    with pytest.raises(DatabaseError), transaction.atomic():
        Sanction.objects.filter(pk=row.pk).update(state="served")
