"""The engine on real PostgreSQL: clocks, lamps, cards, history."""

import pytest
from django.db import IntegrityError, transaction

from cases import history
from cases.models import Card, Deadline, Event, Letter
from cases.rules import Lamp
from cases.sweep import sweep
from tests.complaints import verbs as complaints
from tests.permits import verbs as permits
from tests.world import at


def test_three_days_from_yellow_to_deep_red(world):
    application = world.accepted(when=at("2025-09-30 10:00"))
    promise = application.case.deadlines.get(rule="promise")
    assert promise.due_at == at("2025-10-11 17:00")
    assert promise.warn_at == at("2025-10-11 08:30")

    sweep(at=at("2025-10-11 08:29"))
    assert Deadline.objects.get(pk=promise.pk).lamp == Lamp.GREEN
    sweep(at=at("2025-10-11 08:30"))
    assert Deadline.objects.get(pk=promise.pk).lamp == Lamp.YELLOW
    sweep(at=at("2025-10-11 17:00"))
    assert not Card.objects.exists()
    sweep(at=at("2025-10-11 17:00:01"))
    assert Deadline.objects.get(pk=promise.pk).lamp == Lamp.RED
    card = Card.objects.get()
    assert (card.level, card.rule, card.breached_at) == ("yellow", "promise", at("2025-10-11 17:00"))
    sweep(at=at("2025-11-30 10:00"))
    assert set(Card.objects.values_list("rule", "level")) == {("promise", "yellow"), ("statutory", "red")}
    assert list(history.verify()) == []


def test_sweeping_again_changes_nothing(world):
    world.accepted(when=at("2025-09-30 10:00"))
    sweep(at=at("2025-12-01 10:00"))
    before = (Card.objects.count(), Event.objects.count(), Letter.objects.count())
    for _ in range(3):
        sweep(at=at("2025-12-01 10:01"))
    assert (Card.objects.count(), Event.objects.count(), Letter.objects.count()) == before


def test_history_cannot_be_changed(world):
    application = world.accepted(when=at("2025-09-30 10:00"))
    event = application.case.events.first()
    with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(verb="nothing")
    with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
        event.delete()


def test_late_decision_raises_its_card_itself(world):
    application = world.accepted(when=at("2025-09-30 10:00"))
    permits.decide(number=application.case.number, result="grant", by=world.clerk, at=at("2025-10-11 17:01"))
    promise = application.case.deadlines.get(rule="promise")
    assert (promise.verdict, promise.late_by_minutes) == ("late", 1)
    assert Card.objects.get().breached_at == at("2025-10-11 17:00")


def test_one_running_clock_of_a_kind(world):
    application = world.accepted(when=at("2025-09-30 10:00"))
    promise = application.case.deadlines.get(rule="promise")
    promise.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        promise.save()


def test_warnings_go_to_the_handler_breaches_to_the_department(world):
    case = world.accepted(when=at("2025-09-30 10:00")).case
    sweep(at=at("2025-10-11 08:30"))
    sweep(at=at("2025-10-11 17:00:01"))
    letters = Letter.objects.filter(case=case).order_by("id")
    addressed = [(letter.template, letter.recipient, letter.department) for letter in letters]
    assert addressed == [("warned", world.clerk, world.health), ("breached", None, world.health)]
    assert letters.last().not_before == at("2025-10-13 08:30")  # found after closing time: read on Monday morning


def test_a_complaints_letters_go_to_its_officer(world):
    filed = complaints.file(
        filing=complaints.Filing(kind="complaint", category="efficiency", text="等了一上午"),
        hall=world.hall,
        idem="x",
        at=at("2025-11-03 09:00"),
    )
    case = filed.complaint.case
    complaints.accept(number=case.number, by=world.complaint_officer, at=at("2025-11-04 09:00"))
    sweep(at=at("2025-11-19 16:59"))
    sweep(at=at("2025-11-24 09:00"))
    addressed = [(letter.template, letter.recipient) for letter in Letter.objects.filter(case=case).order_by("id")]
    officer = world.complaint_officer
    assert addressed == [("warned", officer), ("breached", officer), ("late_complaint", world.office)]
