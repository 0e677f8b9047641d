"""Rates with n and the unrated; unusual runs are marked."""

from datetime import timedelta

import pytest

from hall.access import access_of
from hall.permissions import Permission
from permits.models import Visit
from ratings import actions
from ratings.codes import VISIT, Source
from ratings.models import Rating
from ratings.rates import BY, Period, total, visit_rates
from ratings.unusual import runs
from tests.ratings.conftest import RATED
from tests.world import at

pytestmark = pytest.mark.django_db
LATER = at("2026-10-12 09:00")


def _thousand(first: Visit) -> list[Visit]:
    fields = {
        f.attname: getattr(first, f.attname) for f in Visit._meta.concrete_fields if f.name not in {"id", "counted_as"}
    }
    Visit.objects.bulk_create(Visit(**fields) for _ in range(999))
    return list(Visit.objects.order_by("pk"))


def _rate(visits, level=5, *, apart=timedelta(minutes=5), since=RATED):
    for place, visit in enumerate(visits):
        actions.rate(source=Source(VISIT, visit.pk), level=level, by=None, at=since + place * apart)


def test_a_thousand_visits_with_37_ratings(world, visit, signed_in, clock):
    """963 unrated everywhere (field.md b-1)."""
    visits = _thousand(visit)
    _rate(visits[:37])
    grant = access_of(world.office, on=LATER.date()).grant(Permission.BOARD_VIEW)
    for by in BY:
        rate = total(visit_rates(by, grant, Period(), at=LATER))
        assert (rate.services, rate.rated, rate.unrated, rate.levels) == (1000, 37, 963, (37, 0, 0, 0, 0))
    clock(LATER)
    for person in (world.office, world.head):
        page = signed_in(person).get("/ratings/rates/").content.decode()
        assert ">963<" in page
        assert "96.3%" in page
        assert "n = 37" in page
    listed = signed_in(world.office).get("/ratings/rates/services/?by=window&way=visits&shown=unrated")
    assert "963 次" in listed.content.decode()
    assert signed_in(world.clerk).get("/ratings/rates/").status_code == 404


def test_an_amended_rating_is_counted_once(world, visit):
    terms = {"source": Source(VISIT, visit.pk), "by": None}
    actions.rate(**terms, level=1, at=RATED)
    actions.rate(**terms, level=4, at=RATED + timedelta(hours=1), amends=True)
    grant = access_of(world.head, on=LATER.date()).grant(Permission.BOARD_VIEW)
    [rate] = visit_rates("person", grant, Period(), at=LATER)
    assert (rate.services, rate.rated, rate.bad, rate.is_ranked) == (1, 1, 0, False)


def test_a_malicious_one_counts_in_one_rate_only(world, visit):
    actions.rate(source=Source(VISIT, visit.pk), level=1, by=None, at=RATED)
    number = Rating.objects.get().correction.case.number
    actions.dispute(number=number, text="内容与办件无关", by=world.clerk, at=at("2026-10-08 09:00"))
    actions.judge(number=number, result="malicious", text="录像与所说相反", by=world.office, at=at("2026-10-08 10:00"))
    grant = access_of(world.office, on=LATER.date()).grant(Permission.BOARD_VIEW)
    [rate] = visit_rates("window", grant, Period(), at=LATER)
    assert (rate.rated, rate.bad, rate.malicious) == (1, 1, 1)
    assert (rate.satisfied_share, rate.satisfied_share_without_malicious) == (0.0, None)


@pytest.mark.parametrize(
    ("count", "apart", "flags"),
    [(3, 300, 0), (4, 300, 1), (3, 59, 1), (3, 60, 0), (4, 30, 2)],
)
def test_unusual_runs_are_marked(visit, count, apart, flags):
    visits = _thousand(visit)
    _rate(visits[:count], apart=timedelta(seconds=apart), since=at("2026-10-08 09:00"))
    marked = runs(Rating.objects.all())
    assert len(marked) == flags
    assert Rating.objects.count() == count
    assert all(len(run.ratings) == count for run in marked)
