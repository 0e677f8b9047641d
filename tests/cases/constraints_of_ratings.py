"""What the database refuses in the tables of ratings: by the name of the constraint, what is written to the scene of test_constraints."""

from datetime import timedelta
from typing import Any

from permits.models import Visit
from ratings import actions
from ratings.codes import VISIT, Source
from ratings.models import Correction, Link, Rating, Tablet
from tests.world import at

NOW = at("2025-11-05 10:00")


def _link(_scene: Any, **columns: Any) -> Link:
    return Link.objects.create(code_hash="h", consumed_at=NOW, **columns)


def _rated(scene: Any) -> Rating:
    visit = Visit.objects.get(application=scene.application)
    return actions.rate(source=Source(VISIT, visit.pk), level=1, by=None, at=NOW)


def _again(scene: Any, **change: Any) -> None:
    rating = _rated(scene)
    columns = {
        each.attname: getattr(rating, each.attname)
        for each in Rating._meta.concrete_fields
        if each.name not in {"id", "key"}
    }
    Rating(**(columns | change)).save(force_insert=True)


def _correction(scene: Any, **change: Any) -> None:
    _rated(scene)
    Correction.objects.update(**change)


def _tablet(scene: Any, **columns: Any) -> Tablet:
    usual = {"window": scene.world.health_window, "code_hash": "c", "enrolled_at": NOW, "enrolled_by": scene.clerk}
    return Tablet.objects.create(**usual | columns)


def _two_tablets(scene: Any) -> None:
    _tablet(scene)
    _tablet(scene, code_hash="another")


OF_RATINGS = [
    ("link_is_of_a_visit_or_of_a_case", _link),
    ("link_is_of_a_visit_or_of_a_case", lambda s: _link(s, case=s.case, visit=Visit.objects.all()[0])),
    ("rating_has_one_of_five_levels", lambda s: _again(s, level=6)),
    ("one_rating_a_link", _again),
    ("correction_is_judged_by_a_second_person", lambda s: _correction(s, malicious=True)),
    ("correction_is_judged_by_a_second_person", lambda s: _correction(
        s, disputed_at=NOW, disputed_by=s.clerk, judged_at=NOW + timedelta(hours=1), judged_by=s.clerk, malicious=True)),
    ("correction_is_disputed_by_somebody", lambda s: _correction(s, disputed_at=NOW)),
    ("one_tablet_a_window", _two_tablets),
    ("tablet_is_opened_with_its_secret", lambda s: _tablet(s, opened_at=NOW)),
    ("tablet_is_revoked_by_somebody", lambda s: _tablet(s, revoked_at=NOW)),
]  # fmt: skip
