"""One rating a service, by its consumed link only; nobody of the hall rates."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cases.contacts import set_contact
from permits.models import Visit
from ratings.codes import VISIT, Source, code_of, source_of
from ratings.models import Correction, Link, Rating, RefusedRating
from ratings.writing import AlreadyRated, LinkExpired, StaffCannotRate
from tests.permits import verbs as permits
from tests.ratings.conftest import RATED, SERVED, path_of, rated

pytestmark = pytest.mark.django_db
AGENTS = ("curl/8", "Outlook SafeLinks", "facebookexternalhit/1.1", "Googlebot/2.1", "MicroMessenger/8")


@pytest.fixture(autouse=True)
def _now(clock):
    clock(RATED)


def test_opening_the_link_never_rates(visit):
    for agent in AGENTS:
        for way in (Client().get, Client().head):
            assert way(path_of(visit), headers={"User-Agent": agent}).status_code == 200
    assert (Link.objects.count(), Rating.objects.count()) == (0, 0)


def test_no_level_is_preselected(visit):
    page = Client().get(path_of(visit)).content.decode()
    assert page.count('type="radio"') == 5
    assert "checked" not in page


def test_a_post_rates_once(visit):
    client = Client()
    assert client.post(path_of(visit), {"level": "4", "words": ""}).status_code == 302
    again = client.post(path_of(visit), {"level": "1", "words": ""})
    assert again.status_code == 409
    assert "已经评价" in again.content.decode()
    assert [rating.level for rating in Rating.objects.all()] == [4]


def test_a_post_needs_the_page_s_token(visit):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path_of(visit), {"level": "4"}).status_code == 403
    assert not Rating.objects.exists()


@pytest.mark.parametrize(("hours", "level"), [(23.9, 5), (24.1, 1)])
def test_the_rater_amends_for_a_day(visit, hours, level):
    rated(visit, 1)
    when = RATED + timedelta(hours=hours)
    if level == 5:
        rated(visit, 5, when=when, amends=True)
    else:
        with pytest.raises(AlreadyRated):
            rated(visit, 5, when=when, amends=True)
    assert [rating.level for rating in Rating.objects.all()] == [level]


def test_the_link_expires(visit, clock):
    late = SERVED + timedelta(days=30, minutes=1)
    with pytest.raises(LinkExpired):
        rated(visit, when=late)
    clock(late)
    page = Client().get(path_of(visit))
    assert (page.status_code, "评价的期限已过" in page.content.decode()) == (410, True)
    assert Client().post(path_of(visit), {"level": "4", "words": ""}).status_code == 410


def test_what_a_refused_link_says(visit, clock):
    """Unknown, wrong and made up: one answer, to the byte; used and expired say so."""
    unknown = ["v1-" + "0" * 24, "v999", "x", "v1-" + "g" * 24, code_of(VISIT, 999_999)]
    pages = {re.sub(r'value="[^"]*"', "", Client().get(f"/r/{code}/").content.decode()) for code in unknown}
    assert (len(pages), "没有这个评价链接" in pages.pop()) == (1, True)
    assert {Client().post(f"/r/{code}/", {"level": "5"}).status_code for code in unknown} == {404}
    rated(visit, 4)
    assert "您已经评价：满意" in Client().get(path_of(visit)).content.decode()
    clock(RATED + timedelta(hours=25))
    over = Client().post(path_of(visit), {"level": "1", "words": "", "amends": "1"})
    assert (over.status_code, "现在不能改了" in over.content.decode()) == (409, True)
    assert [rating.level for rating in Rating.objects.all()] == [4]


def test_an_account_cannot_rate(visit, world, signed_in):
    answer = signed_in(world.clerk).post(path_of(visit), {"level": "5", "words": ""})
    assert answer.status_code == 403
    assert not Rating.objects.exists()
    assert [(row.why, row.user) for row in RefusedRating.objects.all()] == [("account", world.clerk)]
    for person, reads in ((world.inspector, True), (world.head, True)):
        page = signed_in(person).get("/ratings/rates/").content.decode()
        assert ("用工作账号评价（" in page) is reads


def test_a_number_of_staff_cannot_rate(visit, world):
    set_contact(phone="13812348000", email="", by=world.market_clerk, at=SERVED)
    with pytest.raises(StaffCannotRate):
        rated(visit, 5)
    assert Client().post(path_of(visit), {"level": "5", "words": ""}).status_code == 403
    assert not Rating.objects.exists()
    assert [(row.why, row.user) for row in RefusedRating.objects.all()] == [("phone", world.market_clerk)]


def test_no_row_without_its_consumed_link(visit):
    """The database itself refuses it (field.md b-1)."""
    first = rated(visit, 4)
    copy = {f.attname: getattr(first, f.attname) for f in Rating._meta.concrete_fields if f.name not in {"id", "key"}}
    wrong = [
        {"link_id": 999_999},
        {"at": RATED + timedelta(minutes=1)},
        {"at": RATED + timedelta(hours=25), "replaces_id": first.pk},
    ]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Rating(**{**copy, **change}).save(force_insert=True)
    assert Rating.all_rows.count() == 1


def test_staff_edit_no_rating(visit):
    rating = rated(visit, 4)
    rating.level = 5
    with pytest.raises(Exception, match="rating_is_final"), transaction.atomic():
        rating.save()
    with pytest.raises(Exception, match="Cannot delete rows"), transaction.atomic():
        rating.delete()


def test_a_good_rating_opens_nothing(visit):
    rated(visit, 3)
    assert not Correction.objects.exists()


def test_a_rated_visit_is_not_taken_back(world, visit, signed_in, clock):
    """The desk, the API and the verb say why; the nightly check has nothing to find."""
    number = visit.application.case.number
    later = SERVED + timedelta(minutes=5)
    permits.visit(number=number, window=world.health_window, purpose="consult", by=world.clerk, at=later)
    clock(later + timedelta(minutes=2))
    browser, address = signed_in(world.clerk), f"/api/v1/applications/{number}/take_back_visit/"
    assert "take_back_visit" in browser.get(f"/api/v1/applications/{number}/").json()["acts"]
    rated(Visit.objects.latest("at"), 5, when=later + timedelta(minutes=1))
    assert "已经评价了最近一次到访" in browser.get(f"/desk/cases/{number}/take_back_visit/").content.decode()
    refused = browser.post(address, {"reason": "登记错了人"}, content_type="application/json")
    assert (refused.status_code, "已经评价" in refused.content.decode()) == (409, True)
    assert Visit.objects.count() == 2


def test_a_case_online_is_rated_after_its_result(world):
    case = world.register(when=SERVED, channel="online").application.case
    assert source_of(code_of("c", case.pk)) == Source("c", case.pk)
    assert Client().get(f"/r/{code_of('c', case.pk)}/").status_code == 404  # no result yet


def test_a_code_is_of_its_visit(visit):
    assert source_of(code_of(VISIT, visit.pk)) == Source(VISIT, visit.pk)


def test_a_browser_can_send_the_page_that_it_was_shown(visit, clock):
    """With the token of the page, as browsers must: the test client alone would not miss it."""
    clock(RATED)
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(path_of(visit)).content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert token
    assert browser.post(path_of(visit), {"level": "1", "csrfmiddlewaretoken": token}).status_code == 302
    assert Rating.objects.get().level == 1
