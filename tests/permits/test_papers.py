"""Papers with their form, handed back and come again; what is put right on the spot; what ends before acceptance."""

from datetime import date, datetime, timedelta

import pytest

from cases.models import Event
from permits.models import Application, MaterialReceipt, NonAcceptance, OneTimeNotice, SpotCorrection, Visit
from permits.possible import taking_in
from permits.queries import missing_materials
from tests.cases.snow import carried_out, close, opening
from tests.permits import verbs as permits
from tests.snapshot import stored
from tests.world import at

MONDAY = at("2025-11-03 10:00")


def test_each_paper_has_the_form_in_which_it_came(world):
    number = world.register(when=MONDAY, materials=[1, 2, 3], forms={2: "copy"}).application.case.number
    held = MaterialReceipt.objects.filter(application__case__number=number).order_by("material__position")
    assert list(held.values_list("form", flat=True)) == ["original", "copy", "original"]


def test_online_papers_are_electronic_unless_told_otherwise(world):
    world.register(when=MONDAY, channel="online", materials=[1, 2], forms={1: "original"})
    assert list(MaterialReceipt.objects.values_list("form", flat=True)) == ["original", "electronic"]


def test_a_paper_handed_back_can_come_again_in_another_form(world):
    application = world.register(when=MONDAY, forms={3: "copy"}).application
    number = application.case.number
    permits.notify(number=number, missing={3: "要原件"}, by=world.clerk, at=at("2025-11-03 11:00"))
    assert [material.position for material in missing_materials(application)] == [3]
    permits.receive(number=number, materials=[3], by=world.clerk, at=at("2025-11-05 09:00"), window=world.health_window)
    assert missing_materials(application) == []
    both = application.received.filter(material__position=3)
    assert [(each.form, each.returned_at, each.returned_by) for each in both] == [
        ("copy", at("2025-11-03 11:00"), world.clerk),
        ("original", None, None),
    ]


def test_a_correction_on_the_spot_needs_no_notice(world):
    """Nor a further trip."""
    application = world.register(when=MONDAY).application
    number = application.case.number
    permits.correct(number=number, corrections={1: "联系电话少一位，已补上"}, by=world.clerk, at=at("2025-11-03 10:05"))
    accepted = permits.accept(number=number, by=world.clerk, at=at("2025-11-03 10:10"))
    assert accepted.accepted_at == at("2025-11-03 10:10")
    spot = SpotCorrection.objects.get()
    assert (spot.material.position, spot.what, spot.witnessed_by) == (1, "联系电话少一位，已补上", world.clerk)
    assert not OneTimeNotice.objects.exists()
    assert Visit.objects.count() == 1


def test_nobody_is_at_the_window_of_an_application_sent_online(world):
    number = world.register(when=MONDAY, channel="online").application.case.number
    before = stored()
    with pytest.raises(permits.CannotCorrect, match="没有到访记录"):
        permits.correct(number=number, corrections={1: "改了"}, by=world.clerk, at=at("2025-11-03 11:00"))
    assert stored() == before


def test_a_paper_that_is_not_there_cannot_be_put_right(world):
    number = world.register(when=MONDAY, materials=[1]).application.case.number
    with pytest.raises(permits.CannotCorrect, match="还没有收到"):
        permits.correct(number=number, corrections={2: "改了"}, by=world.clerk, at=MONDAY)


@pytest.fixture
def application(world):
    """A notice of 31 October 2025: its thirtieth day, 30 November, is a Sunday and rolls to Monday."""
    application = world.register(when=at("2025-10-31 09:00"), materials=[1]).application
    permits.notify(number=application.case.number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-10-31 09:30"))
    return application


@pytest.mark.parametrize(
    ("sentence", "when", "over"),
    [
        ("the thirtieth day is a Sunday", "2025-11-30 23:59", False),
        ("the last second of the Monday that it rolls to", "2025-12-01 17:00", False),
        ("a second later", "2025-12-01 17:00:01", True),
    ],
)
def test_not_corrected_only_when_the_thirty_days_are_over(world, application, sentence, when, over):
    close = {"number": application.case.number, "remedies": "六十日内申请复议", "by": world.clerk, "at": at(when)}
    if not over:
        before = stored()
        with pytest.raises(permits.CannotClose, match="2025年12月1日 17:00"):
            permits.close_not_corrected(**close)
        assert stored() == before
        return
    closed = permits.close_not_corrected(**close)
    closed.refresh_from_db()
    assert (closed.case.state, closed.case_kind) == ("closed_not_corrected", "returned")
    refusal = NonAcceptance.objects.get()
    assert (refusal.kind, refusal.remedies) == ("not_corrected", "六十日内申请复议")
    assert "第 1 份一次性告知书" in refusal.reason


@pytest.mark.parametrize("told_late", [True, False], ids=["closed when it was told", "closed afterwards"])
def test_the_day_of_a_notice_is_never_taken_back(world, told_late):
    """Its last day is closed and opened again: the applicant has what the notice said, and the later day while that holds."""
    last = date(2025, 12, 1)
    application = world.register(when=at("2025-10-31 09:00"), materials=[1])
    if told_late:
        close(world, last, when=at("2025-10-31 09:10"))
    number = application.application.case.number
    permits.notify(number=number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-10-31 09:30"))
    notice = OneTimeNotice.objects.get()
    assert notice.correct_by == at("2025-12-02 17:00" if told_late else "2025-12-01 17:00")
    if not told_late:
        close(world, last, when=at("2025-11-03 09:00"))
        assert why_not(application.application, at("2025-12-01 17:00:01")) != "", "a later day is the applicant's"
    carried_out(world, opening(world, last, when=at("2025-11-04 09:00")), when=at("2025-11-04 09:00"))
    close_at = notice.correct_by + timedelta(seconds=1)
    assert why_not(application.application, notice.correct_by) != ""
    assert why_not(application.application, close_at) == ""
    permits.close_not_corrected(number=number, remedies="六十日内申请复议", by=world.clerk, at=close_at)
    closed = Event.objects.get(verb="close_not_corrected")
    assert datetime.fromisoformat(closed.facts["correct_by"]) == notice.correct_by


def why_not(application, when) -> str:
    return taking_in.close_not_corrected(Application.objects.get(pk=application.pk), None, when)


def test_nothing_closes_by_itself(world, application):
    from config.passing import pass_time

    pass_time(at=at("2026-03-02 09:00"))
    application.case.refresh_from_db()
    assert application.case.state == "correction_requested"


def test_not_our_power_names_the_agency_that_has_it(world):
    application = world.register(when=MONDAY).application
    permits.decline(
        number=application.case.number, ground="not_our_power", competent_agency="市卫生健康委员会",
        reason="由市级审查", remedies="六十日内申请复议", by=world.clerk, at=at("2025-11-03 11:00"),
    )  # fmt: skip
    refusal = NonAcceptance.objects.get()
    assert (refusal.kind, refusal.ground, refusal.competent_agency) == (
        "declined", "not_our_power", "市卫生健康委员会",
    )  # fmt: skip
    application.refresh_from_db()
    assert application.case_kind == "returned"


def test_no_licence_needed_is_no_returned_case(world):
    """The applicant is told at once."""
    application = world.register(when=MONDAY).application
    permits.not_required(number=application.case.number, reason="已改为备案", by=world.clerk, at=at("2025-11-03 10:20"))
    application.refresh_from_db()
    assert (application.case.state, application.case_kind) == ("not_required", "")
    assert [clock.verdict for clock in application.case.deadlines.all()] == ["on_time"] * 2
