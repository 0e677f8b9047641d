"""
One sealed value that cannot be opened stops nothing but what needs it: each sealed column × every loop of the timers.

Where a column is needed, its case or letter is named, waits, and is done when the value is mended; where it is not, nothing at
all is missing.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import models
from django.utils import timezone

from cases import recompute, sending, staff_post
from cases.contacts import set_contact
from cases.models import Card, Case, Dispatch, Heartbeat, StaffContact, Trouble
from cases.outgoing import Contact, Words, write_applicant
from cases.reconcile import ledger
from cases.troubles import open_troubles
from complaints.models import Complaint
from config.passing import pass_time
from config.reconciling import ROOMS
from enquiries import actions as enquiries
from hall import calendar
from papers.models import Document
from permits.applicants import Representative
from permits.models import Application
from permits.visits import Why
from tests.cases.broken_rows import corrupt, lose_count, repair, sealed_columns
from tests.complaints import verbs as complaints
from tests.complaints.conftest import filed
from tests.gateway import KEY, sms_gateway
from tests.permits import verbs as permits
from tests.rows import Rows
from tests.sealed import two_of_each
from tests.timers.real import fast_beat, fast_worker, redis_in, wait_for_database, wait_until
from tests.world import PERSON, World, at
from worklists.models import Draft, SavedView

NOW = at("2026-06-18 09:00")
LATER = at("2026-06-18 10:30")
ADDRESS = "applicant@example.cn"
SENDER = "hall@example.gov.cn"


@dataclass
class Hall:
    """Two of each kind of case that the timers have something to do on; the first of each is the one that is damaged."""

    undeemed: list[Case]
    gaps: list[Case]
    broken: list[Case]
    third_trip: list[Case]
    fresh: list[Case]


@pytest.fixture
def hall(world) -> Hall:
    world.promised.materials.filter(position=3).update(tolerable=True)
    who = {"applicant": replace(PERSON, email=ADDRESS)}
    hall = Hall(
        undeemed=[
            world.register(when=at("2026-06-10 10:00"), materials=[1], idem=f"u{n}", **who).application.case
            for n in range(2)
        ],
        gaps=[with_gap(world, f"g{n}", **who) for n in range(2)],
        broken=[world.accepted(when=at("2026-06-12 10:00"), idem=f"b{n}", **who).case for n in range(2)],
        third_trip=[third_trip(world, f"trip{n}", **who) for n in range(2)],
        fresh=[world.accepted(when=at("2026-06-18 08:40"), idem=f"f{n}", **who).case for n in range(2)],
    )
    agent = Representative("李代办", "110105198001010016", "13900001111", "full", "授权委托书", gets_letters=True)
    permits.name_agent(number=hall.undeemed[1].number, agent=agent, by=world.clerk, at=at("2026-06-10 10:05"))
    for user, phone in ((world.clerk, "13712348002"), (world.chief, "13712348003")):
        set_contact(phone=phone, email="staff@example.gov.cn", by=user, at=NOW)
    complaint_and_enquiry(world)
    two_of_each(world)  # what only the nightly check reads
    Draft.objects.create(owner=world.clerk, place="/desk/register/", title="登记", content="{}", saved_at=NOW)
    SavedView.objects.create(kind="application", owner=world.clerk, name="我的", query="tab=mine", saved_at=NOW)
    for n, case in enumerate(hall.fresh):
        Document.objects.create(
            case=case, kind="receipt", title="收件凭证", number=f"样{n}", content="全文", digest="", made_at=NOW,
            made_by=world.clerk,
        )  # fmt: skip
    return hall


def with_gap(world: World, idem: str, **who) -> Case:
    case = world.register(when=at("2026-06-12 10:00"), materials=[1, 2], idem=idem, **who).application.case
    permits.accept_with_gaps(
        number=case.number, pledged_on=date(2026, 6, 17), pledge=f"容缺〔2026〕{idem}号", voluntary=True,
        by=world.clerk, at=at("2026-06-12 10:00"),
    )  # fmt: skip
    return case


def third_trip(world: World, idem: str, **who) -> Case:
    case = world.register(
        when=at("2026-06-11 09:00"), purpose="consult", materials=[], idem=idem, **who
    ).application.case
    mine = {"number": case.number, "by": world.clerk}
    permits.notify(missing={1: "", 2: "", 3: ""}, at=at("2026-06-11 09:10"), **mine)
    permits.receive(materials=[1, 2, 3], at=at("2026-06-16 09:00"), window=world.health_window, **mine)
    permits.visit(window=world.health_window, purpose="correct", why=Why("window"), at=at("2026-06-17 11:00"), **mine)
    return case


def complaint_and_enquiry(world: World) -> None:
    for n in range(2):
        case = filed(world, when=at("2026-06-08 10:00"), n=n + 100, name="金丝雀", phone="13912345679").complaint.case
        mine = {"number": case.number, "by": world.complaint_officer}
        complaints.accept(at=at("2026-06-09 10:00"), **mine)
        complaints.find(at=at("2026-06-10 10:00"), result="upheld", text="属实", **mine)
        complaints.reply(at=at("2026-06-10 11:00"), text="已批评教育", **mine)
        nameless = filed(world, when=at("2026-06-08 10:00"), n=n + 104).complaint.case
        theirs = {"number": nameless.number, "by": world.complaint_officer}
        complaints.accept(at=at("2026-06-09 10:00"), **theirs)
        complaints.find(at=at("2026-06-10 10:00"), result="upheld", text="属实", **theirs)
        complaints.reply(at=at("2026-06-10 12:00"), impossible_because="没有留电话", **theirs)
        declined = filed(world, when=at("2026-06-08 10:00"), n=n + 102).complaint.case
        complaints.decline(at=at("2026-06-09 10:00"), reason="找村委会", **{**mine, "number": declined.number})
        question = enquiries.Question(
            "要带什么？", "counter", name=PERSON.name, number=PERSON.number, phone=PERSON.phone
        )
        where = {"window": world.health_window, "by": world.clerk}
        enquiries.ask(question=question, idem=f"q{n}", at=at("2026-06-15 10:00"), **where)
    answered = enquiries.ask(question=question, idem="answered", at=at("2026-06-15 10:00"), **where).enquiry
    enquiries.answer(number=answered.case.number, text="带身份证", by=world.clerk, at=at("2026-06-15 10:05"))


@pytest.fixture
def gateway(settings):
    with sms_gateway() as running:
        settings.SMS_URL, settings.SMS_KEY = running.url, KEY
        settings.LETTER_MAIL_FROM = SENDER
        yield running


def let_all_loops_run(when) -> None:
    pass_time(at=when)
    staff_post.pass_on(at=when)
    for channel in ("sms", "mail"):
        sending.send_due(channel, clock=lambda: when)
    recompute.carry_on(at=when)
    ledger.reconcile(ROOMS, at=when)


def facts() -> set[tuple]:
    """Everything that the loops have done, each as (what, which case, details)."""
    cards = Card.objects.values_list("case", "rule", "level", "breached_at")
    deemed = Application.objects.filter(deemed_accepted=True).values_list("case", flat=True)
    gaps = Application.objects.filter(tolerance__overdue_at__isnull=False).values_list("case", flat=True)
    leads = Complaint.objects.filter(card__isnull=False).values_list("card__case", flat=True)
    sent = Dispatch.objects.values_list("case", "channel", "kind", "recipient", "state", "masked")
    return {
        *(("card", *card) for card in cards),
        *(("deemed", case) for case in deemed),
        *(("gap", case) for case in gaps),
        *(("lead", case) for case in leads),
        *(("letter", *letter) for letter in sent),
    }


# What a damaged column keeps from being done, on the damaged row alone. Every other one keeps nothing from being done.
NEEDED = {
    "Application.phone": {"telling"},  # the law accepts all the same; the applicant hears of it when it can be opened
    "Application.email": {"telling"},
    "Agent.phone": {"telling"},  # of the one case whose letters go to an agent
    "Dispatch.address": {"sending"},
    "StaffContact.phone": {"staff_post"},
    "StaffContact.email": {"staff_post"},
}


def damaged(hall: Hall, model: type[models.Model], column: str) -> list[int]:
    """The rows of a table that are damaged together: the first of each kind of case, of letters and of people."""
    firsts = [kind[0].pk for kind in vars(hall).values()]
    if model is Application:
        return firsts
    if model is Dispatch:
        waiting = Dispatch.objects.filter(state="waiting", give_up_at__gt=LATER)
        return [waiting.filter(case=hall.fresh[0]).order_by("pk")[0].pk]
    sealed = model.objects.exclude(**{column: ""}).exclude(**{f"{column}__isnull": True})
    return [sealed.order_by("pk").values_list("pk", flat=True)[0]]


def tried_together() -> list[tuple[type[models.Model], list[str]]]:
    """Columns that something needs are damaged one by one, the others of a table at once."""
    together: dict[type[models.Model], list[str]] = {}
    alone = []
    for model, column in sealed_columns():
        if f"{model.__name__}.{column}" in NEEDED:
            alone.append((model, [column]))
        else:
            together.setdefault(model, []).append(column)
    return [*alone, *together.items()]


def cases_of(model: type[models.Model], keys: list[int]) -> list[int]:
    """What the damaged rows belong to: cases, or (of a contact) the person."""
    return list(Dispatch.objects.filter(pk__in=keys).values_list("case", flat=True)) if model is Dispatch else keys


def test_each_sealed_column_damaged_stops_nothing_else(hall, gateway):
    with Rows() as rows:
        expected: set[tuple] = set()
        with rows.row("nothing damaged"):
            let_all_loops_run(NOW)
            expected = facts()
            assert not Trouble.objects.exists()
            assert {("gap", case.pk) for case in hall.gaps} <= expected
            assert {("deemed", case.pk) for case in hall.undeemed} <= expected
            assert {("lead", case.pk) for case in hall.third_trip} <= expected
            assert {case.pk for case in hall.broken} <= {each[1] for each in expected if each[0] == "card"}
            assert len({each[4] for each in expected if each[0] == "letter" and each[4]}) == 2, "both of the staff"
        for model, columns in tried_together():
            name = f"{model.__name__}.{'.'.join(columns)}"
            with rows.row(name):
                by_column = {column: damaged(hall, model, column) for column in columns}
                keys = [key for each in by_column.values() for key in each]
                before = {
                    (column, key): corrupt(model, column, key) for column, each in by_column.items() for key in each
                }
                let_all_loops_run(NOW)
                missing, noted = expected - facts(), set(open_troubles().values_list("doing", flat=True))
                assert noted == NEEDED.get(name, set())
                assert bool(missing) == bool(noted)
                assert {each[0] for each in missing} <= {"letter"}, "nothing but a letter waits for an address"
                # of a letter to staff the reader counts, else the case
                assert {each[4] if model is StaffContact else each[1] for each in missing} <= set(cases_of(model, keys))
                for (column, key), value in before.items():
                    repair(model, column, key, value)
                let_all_loops_run(LATER)
                assert facts() >= expected
                assert not open_troubles().exists()


SOON = 180  # seconds: the machine may be busy


@pytest.mark.timers
@pytest.mark.django_db(transaction=True)
def test_workers_do_the_others_and_the_bad_ones_later(committed_world, client, tmp_path):
    """One bad case for the sweep, the deemed acceptance and the sending; /healthz says so, and ok when they are mended."""
    world, now, days = committed_world, timezone.now(), calendar.current()
    long_ago = days.opens(days.nth_workday_before(timezone.localdate(now), 12)) + timedelta(minutes=30)
    broken = [world.accepted(when=long_ago, idem=f"b{n}").case for n in range(2)]
    undeemed = [world.register(when=long_ago, materials=[1], idem=f"u{n}").application.case for n in range(2)]
    Dispatch.objects.all().delete()
    letters = [letter_to_send(case, now) for case in broken]
    lose_count(broken[0])
    phone = corrupt(Application, "phone", undeemed[0].pk)
    address = corrupt(Dispatch, "address", letters[0].pk)
    with sms_gateway() as gateway, redis_in(tmp_path) as redis:
        env = {"SMS_URL": gateway.url, "SMS_KEY": KEY}
        started = [fast_beat(tmp_path, redis, **env), fast_worker(tmp_path, redis, **env)]

        def soon(holds, what: str) -> None:
            wait_until(holds, seconds=SOON, what=what, log=started[1].report)

        try:
            soon(Card.objects.filter(case=broken[1], rule="promise").exists, "the card of the other case")
            accepted = Application.objects.filter(case__in=undeemed, deemed_accepted=True)
            soon(lambda: accepted.count() == 2, "both acceptances: the law waits for no telephone")
            soon(lambda: gateway.keys().count(str(letters[1].key)) == 1, "the other letter")
            named = {("sweep", broken[0].pk), ("telling", undeemed[0].pk), ("sending", broken[0].pk)}
            soon(lambda: named <= set(open_troubles().values_list("doing", "case")), "the bad ones are named")
            assert not Card.objects.filter(case=broken[0]).exists()
            soon(Heartbeat.objects.exists, "the sweep came to its end")
            assert healthz(client) == ("degraded", open_troubles().count())
            lose_count(broken[0], by=1)
            repair(Application, "phone", undeemed[0].pk, phone)
            repair(Dispatch, "address", letters[0].pk, address)
            Trouble.objects.filter(over_at=None).update(next_try_at=now)
            Dispatch.objects.filter(pk=letters[0].pk, state="waiting").update(next_try_at=now)
            soon(Card.objects.filter(case=broken[0], rule="promise").exists, "the card of the mended case")
            soon(lambda: gateway.keys().count(str(letters[0].key)) == 1, "its letter")
            soon(lambda: not open_troubles().exists(), "no trouble is left")
            assert healthz(client) == ("ok", 0)
        finally:
            for process in started:
                process.kill()
    assert len(gateway.keys()) == len(set(gateway.keys()))
    wait_for_database()


def letter_to_send(case: Case, now) -> Dispatch:
    """One that may go out now, whatever the time of day at which this test runs."""
    cause = f"test:{case.pk}"
    write_applicant(case, Words("ready", "可以领取", "短", "长"), to=Contact(phone=PERSON.phone), cause=cause, at=now)
    Dispatch.objects.filter(cause=cause).update(next_try_at=now)
    return Dispatch.objects.get(cause=cause)


def healthz(client) -> tuple[str, int]:
    cache.set_many({"alive:worker": 1, "alive:beat": 1}, 600)
    Heartbeat.objects.update(at=timezone.now())
    body = client.get("/healthz").json()
    cache.delete_many(["alive:worker", "alive:beat"])
    return body["status"], body["troubles"]
