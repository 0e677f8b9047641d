"""The tablet on the counter: opened by the administrator's code, asks about the last visit, rated on once, never by the hall's people."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cases.contacts import set_contact
from hall.identifiers import with_check_digit
from hall.models import StaffChange
from permits.models import Visit
from ratings import actions
from ratings.models import Level, Link, Rating, RefusedRating, Tablet
from tests.ratings.conftest import SERVED, path_of

pytestmark = pytest.mark.django_db
OPENED = SERVED - timedelta(hours=1)
SOON = SERVED + timedelta(minutes=1)
WHY = "云政办〔2026〕7号"


@pytest.fixture
def tablet(world, clock) -> Client:
    """A browser that is the tablet of the health window, at the instant of the visit and a minute."""
    code = actions.enrol(window=world.health_window, reason=WHY, by=world.administrator, at=OPENED).code
    browser = Client()
    clock(OPENED)
    assert browser.post("/tablet/", {"code": code}).status_code == 302
    clock(SOON)
    return browser


def event_on(browser: Client) -> str:
    page = browser.get("/tablet/").content.decode()
    return page.partition('name="event" value="')[2].partition('"')[0]


def test_it_asks_about_the_last_visit_and_rates_once(tablet, visit, world, clock):
    page = tablet.get("/tablet/").content.decode()
    assert [page.count(f">{level.label}</button>") for level in Level] == [1] * 5
    assert "checked" not in page
    assert 'http-equiv="refresh"' in page
    application = visit.application
    for personal in (
        application.applicant_name,
        application.case.party,
        application.case.number,
        application.item_version.name,
    ):
        assert personal not in page
    event = event_on(tablet)
    assert tablet.post("/tablet/", {"event": event, "level": "1"}).status_code == 302
    assert "谢谢" in tablet.get("/tablet/?thanks=1").content.decode()
    again = tablet.post("/tablet/", {"event": event, "level": "5"})
    assert (again.status_code, "已经评价过" in again.content.decode()) == (409, True)
    assert event_on(tablet) == ""
    [link] = Link.objects.all()
    assert (link.visit, link.tablet.window) == (visit, world.health_window)
    assert [rating.level for rating in Rating.objects.all()] == [1]
    clock(SOON + timedelta(minutes=5))
    amended = Client().post(path_of(visit), {"level": "2", "words": "", "amends": "1"})
    assert amended.status_code == 302, "the slip amends what the tablet took"


def test_its_time_is_over_with_the_next_visit(tablet, visit, world, clock):
    event = event_on(tablet)
    world.register(when=SOON, idem="next")
    stale = tablet.post("/tablet/", {"event": event, "level": "5"})
    assert (stale.status_code, "二维码" in stale.content.decode()) == (409, True)
    assert event_on(tablet).partition("-")[0] == str(Visit.objects.order_by("-at", "-pk")[0].pk)
    clock(SOON + timedelta(minutes=5))
    assert event_on(tablet) == ""
    assert not Rating.objects.exists()


def test_nobody_of_the_hall_rates_on_it(tablet, visit, world):
    event = event_on(tablet)
    tablet.force_login(world.clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert tablet.get("/tablet/").status_code == 403
    assert tablet.post("/tablet/", {"event": event, "level": "5"}).status_code == 403
    assert [(row.why, row.user, row.visit) for row in RefusedRating.objects.all()] == [("account", world.clerk, visit)]
    tablet.logout()
    assert not Rating.objects.exists()


def test_a_tablet_comes_back_from_what_is_not_its_page(client, tablet):
    """Nobody stands beside it to reload it: a refusal, an old form, a fault."""
    old_form = Client(enforce_csrf_checks=True).post("/tablet/", {"event": "1", "level": "5"})
    assert (old_form.status_code, old_form["Refresh"]) == (403, "15; url=/tablet/")
    assert "Refresh" not in client.post("/tablet/", {"code": "1234 5678 9012 3456"}).headers, "whoever types goes on"
    assert "Refresh" not in client.get("/no/such/page/").headers
    assert "Refresh" not in tablet.get("/tablet/").headers, "its own page has its own rhythm"


def test_a_colleagues_number_is_not_asked(world, visit, clock, settings):
    """Registered on behalf, with the clerk's own telephone (field.md b-7): no slip bears a picture, no tablet asks."""
    from ratings.rateable import rating_link
    from ratings.tablets import asked_about

    settings.PUBLIC_URL = "https://hall.example"
    tablet = actions.enrol(window=world.health_window, reason=WHY, by=world.administrator, at=OPENED).tablet
    assert asked_about(tablet, at=SOON) == visit.pk
    assert rating_link(visit.application_id).startswith("https://hall.example/r/v")
    set_contact(phone=visit.application.phone, email="", by=world.market_clerk, at=SERVED)
    assert asked_about(tablet, at=SOON) is None
    assert rating_link(visit.application_id) == ""


def test_only_the_opened_browser_is_a_tablet(world, visit, clock):
    clock(SOON)
    enrolled = actions.enrol(window=world.health_window, reason=WHY, by=world.administrator, at=SOON)
    stranger, signed_in = Client(), Client()
    assert "还没有开通" in stranger.get("/tablet/").content.decode()
    assert stranger.post("/tablet/", {"event": f"{visit.pk}-{'0' * 24}", "level": "5"}).status_code == 422
    assert stranger.post("/tablet/", {"code": "1234 5678 9012 3456"}).status_code == 422
    signed_in.force_login(world.clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert signed_in.post("/tablet/", {"code": enrolled.code}).status_code == 422, "no account is signed in on a tablet"
    assert stranger.post("/tablet/", {"code": enrolled.code}).status_code == 302
    assert Client().post("/tablet/", {"code": enrolled.code}).status_code == 422, "a code opens one browser"
    assert event_on(stranger)
    late = actions.enrol(
        window=world.market_window, reason=WHY, by=world.administrator, at=SOON - timedelta(minutes=31)
    )
    assert Client().post("/tablet/", {"code": late.code}).status_code == 422, "half an hour is over"
    actions.enrol(window=world.health_window, reason="屏幕坏了，更换", by=world.administrator, at=SOON)
    assert event_on(stranger) == "", "another tablet takes its place"
    assert not Rating.objects.exists()


def test_wrong_codes_are_counted_as_those_of_receipts(world, clock, settings):
    """One count: what the tablet's page has counted stops the look-up, too; a right code is no longer taken either."""
    settings.LOOKUP_WRONG_PER_WINDOW = 3
    clock(SOON)
    code = actions.enrol(window=world.health_window, reason=WHY, by=world.administrator, at=SOON).code
    tried = [Client().post("/tablet/", {"code": "1234 5678 9012 3456"}).status_code for _ in range(3)]
    stopped = Client().post("/tablet/", {"code": code})
    assert (tried, stopped.status_code, "再试" in stopped.content.decode()) == ([422] * 3, 429, True)
    assert Client().post("/c/", {"code": with_check_digit("7" * 15)}).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").post("/tablet/", {"code": code}).status_code == 302


def test_the_administrator_enrols_and_revokes(world, signed_in, clock):
    clock(SOON)
    admin, base = signed_in(world.administrator), f"/administration/tablets/{world.health_window.pk}/"
    page = admin.post(f"{base}enrol/", {"reason": WHY}).content.decode()
    code = page.partition('class="code">')[2].partition("<")[0]
    browser = Client()
    assert browser.post("/tablet/", {"code": code}).status_code == 302
    assert "开通" in admin.get("/administration/tablets/").content.decode()
    assert admin.post(f"{base}revoke/", {"reason": "平板丢失"}).status_code == 302
    assert "还没有开通" in browser.get("/tablet/").content.decode()
    assert admin.get(f"{base}revoke/").status_code == 404
    assert [row.act for row in StaffChange.objects.filter(by=world.administrator)] == ["revoke_tablet", "enrol_tablet"]
    for person in (world.clerk, world.chief, world.office):
        assert signed_in(person).post(f"{base}enrol/", {"reason": WHY}).status_code == 404


def test_the_database_knows_the_tablet(world, visit):
    """Whatever the code says: the event is of a tablet in force, at the window of the visit, within its minutes, once."""
    own = actions.enrol(window=world.health_window, reason=WHY, by=world.administrator, at=OPENED).tablet
    others = actions.enrol(window=world.market_window, reason=WHY, by=world.administrator, at=OPENED).tablet
    for tablet in (own, others):
        Tablet.objects.filter(pk=tablet.pk).update(secret_hash=f"hash {tablet.pk}", opened_at=OPENED)
    row = {"visit": visit, "code_hash": "h", "tablet": own, "consumed_at": SOON}
    refused = [
        ("another window's", {"tablet": others}),
        ("before the visit", {"consumed_at": SERVED - timedelta(seconds=1)}),
        ("five minutes are over", {"consumed_at": SERVED + timedelta(minutes=5, seconds=1)}),
        ("of no visit", {"visit": None, "case": visit.application.case}),
    ]
    for _why, change in refused:
        with pytest.raises(IntegrityError, match="event_is_of_the_tablet_s_window"), transaction.atomic():
            Link.objects.create(**(row | change))
    Link.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.create(**(row | {"code_hash": "another"}))
    for change in ({"secret_hash": "x"}, {"window": world.market_window}):
        with pytest.raises(Exception, match="tablet_"), transaction.atomic():
            Tablet.objects.filter(pk=own.pk).update(**change)
