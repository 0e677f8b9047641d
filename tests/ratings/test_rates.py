"""Rates with n and the unrated; unusual runs are marked."""

from datetime import timedelta

import pytest
from django.utils.dateparse import parse_datetime

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
    office, head = signed_in(world.office), signed_in(world.head)
    doors = [(browser, by) for browser in (office, head) for by in BY]
    for browser, by in doors:  # each page and each answer says the number, n and the share
        page = browser.get(f"/ratings/rates/?by={by}").content.decode()
        assert (page.count(">963<"), page.count("96.3%"), "n = 37" in page) == (2, 2, True), by
        answer = browser.get(f"/api/v1/ratings/rates/?by={by}").json()
        [row] = answer["visits"]
        for rate in (row, answer["visits_total"]):
            assert (rate["services"], rate["rated"], rate["unrated"], rate["unrated_share"]) == (1000, 37, 963, 0.963)
            assert rate["satisfied_share"] == 1.0
    for shown, number in (("unrated", 963), ("rated", 37), ("all", 1000)):
        listed = office.get(f"/ratings/rates/services/?by=window&way=visits&shown={shown}").content.decode()
        assert f"{number} 次" in listed
    for address in ("/ratings/rates/", "/api/v1/ratings/rates/"):
        assert signed_in(world.clerk).get(address).status_code in {403, 404}


def test_an_amended_rating_is_counted_once(world, visit):
    terms = {"source": Source(VISIT, visit.pk), "by": None}
    actions.rate(**terms, level=1, at=RATED)
    actions.rate(**terms, level=4, at=RATED + timedelta(hours=1), amends=True)
    grant = access_of(world.head, on=LATER.date()).grant(Permission.BOARD_VIEW)
    [rate] = visit_rates("person", grant, Period(), at=LATER)
    assert (rate.services, rate.rated, rate.bad, rate.is_ranked) == (1, 1, 0, False)


def test_what_leaves_is_what_was_given(world, visit, signed_in, clock):
    """Fetched again for three days after failures, judged and corrected meanwhile: level, instant and bytes stay (field.md b-2)."""
    when = at("2026-09-30 17:12")
    actions.rate(source=Source(VISIT, visit.pk), level=1, words="没人理", by=None, at=when)
    number, fetched = Rating.objects.get().correction.case.number, []
    for day in ("2026-09-30 17:14", "2026-10-08 11:00", "2026-10-09 11:00", "2026-10-10 11:00"):
        clock(at(day))
        answer = signed_in(world.office).get("/api/v1/ratings/given/")
        fetched.append(answer.content)
        if day.startswith("2026-10-08"):
            actions.dispute(number=number, text="内容与办件无关", by=world.clerk, at=at("2026-10-08 11:10"))
            actions.judge(
                number=number, result="malicious", text="录像相反", by=world.office, at=at("2026-10-08 12:00")
            )
    assert len(set(fetched)) == 1
    [row] = answer.json()["results"]
    assert (row["id"], row["level"], row["way"], row["service"]) == (
        str(Rating.objects.get().key),
        1,
        "link",
        "on_site",
    )
    assert parse_datetime(row["at"]) == when
    assert "没人理" not in answer.content.decode()


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
