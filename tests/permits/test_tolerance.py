"""容缺受理: a listed paper follows, promised in writing; kept, broken, and what waits for it."""

from datetime import date

import pytest

from cases import history
from cases.clocks import explanation
from cases.models import Card, Deadline, Dispatch, Letter
from cases.reconcile import ledger
from config.passing import pass_time
from config.reconciling import ROOMS
from hall.refusals import Refused
from permits import gaps
from permits.documents.file import lacking
from permits.models import Application
from tests.permits import verbs as permits
from tests.scenarios import expected
from tests.snapshot import stored
from tests.world import at

MONDAY = at("2026-06-15 10:00")
PLEDGE = {"pledge": "容缺〔2026〕1号", "voluntary": True}


@pytest.fixture
def listed(world):
    """The third paper of the promised item may follow later."""
    world.promised.materials.filter(position=3).update(tolerable=True)
    return world


def accepted(world, *, pledged_on=date(2026, 6, 18), when=MONDAY, materials=(1, 2), **terms):
    number = world.register(when=when, materials=list(materials)).application.case.number
    return permits.accept_with_gaps(
        number=number, pledged_on=pledged_on, by=world.clerk, at=when, **{**PLEDGE, **terms}
    )


def bring(world, number, when, **terms):
    terms = {"materials": [3], "window": world.health_window, **terms}
    return permits.supplement(number=number, by=world.clerk, at=at(when), **terms)


def due(application, rule):
    return application.case.deadlines.get(rule=rule, met_at=None, superseded_at=None).due_at


def verdicts(application):
    return {clock.rule: clock.verdict for clock in application.case.deadlines.all()}


def nothing_is_amiss(when):
    assert [finding.words for finding in ledger.check(ROOMS, at=when).findings] == []
    assert list(history.verify()) == []


@pytest.mark.scenario(21)
def test_21_accepted_while_a_listed_paper_is_missing(listed):
    example = expected(21)
    application = accepted(listed)
    closing = at(f"{example['due']} 17:00")
    assert (application.accepted_at, application.case_kind, application.case.state) == (
        MONDAY,
        "supplement",
        "accepted",
    )
    assert due(application, "promise") == due(application, "tolerance") == closing
    pass_time(at=at("2026-06-18 17:00:01"))
    tolerance = application.tolerance
    tolerance.refresh_from_db()
    assert tolerance.overdue_at == closing
    assert due(application, "supplement_notice") == at("2026-06-22 17:00")  # the Dragon Boat Festival in between
    assert not Card.objects.exists()  # the applicant's own cause: no broken promise of the hall
    nothing_is_amiss(at("2026-06-18 17:05"))


REFUSED = [
    ("a main paper is missing", {"materials": [1]}, {}, "", "不在容缺清单上"),
    ("nothing is missing", {"materials": [1, 2, 3]}, {}, "", "材料已经收齐"),
    ("nobody offered it", {}, {"voluntary": False}, "voluntary", "自愿"),
    ("no promise was printed", {}, {"pledge": " "}, "pledge", "容缺受理承诺书还没有打印：先打印，申请人签名以后再受理"),
    ("a day after the promised limit", {}, {"pledged_on": date(2026, 6, 19)}, "pledged_on", "2026年6月18日 17:00"),
    ("yesterday", {}, {"pledged_on": date(2026, 6, 14)}, "pledged_on", "不能早于今天"),
]


@pytest.mark.parametrize(("sentence", "papers", "terms", "field", "words"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused(listed, sentence, papers, terms, field, words):
    number = listed.register(when=MONDAY, materials=papers.get("materials", [1, 2])).application.case.number
    terms = {**PLEDGE, "pledged_on": date(2026, 6, 18), **terms}
    before = stored()
    with pytest.raises(Refused) as refusal:
        permits.accept_with_gaps(number=number, by=listed.clerk, at=at("2026-06-15 10:05"), **terms)
    assert refusal.value.field == field
    assert words in refusal.value.sentence
    assert stored() == before


def test_an_item_without_a_list_tolerates_nothing(world):
    with pytest.raises(permits.CannotTolerate, match="检测报告"):
        accepted(world)


def test_kept_the_paper_comes_and_the_licence_is_handed_over(listed):
    application = accepted(listed)
    number = application.case.number
    permits.decide(number=number, result="grant", by=listed.clerk, at=at("2026-06-16 09:00"))
    before = stored()
    with pytest.raises(permits.CannotDeliver, match="容缺材料还没有补齐：检测报告"):
        permits.deliver(number=number, method="collected", proof="王小明", by=listed.clerk, at=at("2026-06-16 10:00"))
    assert stored() == before
    brought = bring(listed, number, "2026-06-18 17:00")
    assert [visit.counted_as for visit in brought.visits.all()] == [1, 2]
    permits.deliver(number=number, method="collected", proof="王小明", by=listed.clerk, at=at("2026-06-22 09:00"))
    assert verdicts(application) == {
        "acceptance_notice": "on_time", "promise": "on_time", "statutory": "on_time", "tolerance": "on_time",
        "delivery": "on_time",
    }  # fmt: skip
    assert not Card.objects.exists()
    nothing_is_amiss(at("2026-06-22 09:05"))


def test_the_promise_begins_anew_with_the_late_paper(listed):
    """The applicant is told within a working day that the pledge is broken."""
    application = accepted(listed, pledged_on=date(2026, 6, 17))
    number = application.case.number
    pass_time(at=at("2026-06-17 17:00:01"))
    assert due(application, "supplement_notice") == at("2026-06-18 17:00")
    gap = permits.tell_overdue(number=number, how="电话告知本人", by=listed.clerk, at=at("2026-06-18 09:00"))
    assert (gap.told_how, gap.told_by) == ("电话告知本人", listed.clerk)
    with pytest.raises(permits.NothingOwed):
        permits.tell_overdue(number=number, how="又打一次", by=listed.clerk, at=at("2026-06-18 09:10"))
    pass_time(at=at("2026-06-18 17:05"))
    nothing_is_amiss(at("2026-06-22 08:00"))
    bring(listed, number, "2026-06-22 10:00")
    assert due(application, "promise") == at("2026-06-25 17:00")
    permits.decide(number=number, result="grant", by=listed.clerk, at=at("2026-06-25 16:00"))
    permits.deliver(number=number, method="collected", proof="王小明", by=listed.clerk, at=at("2026-06-25 16:30"))
    first, second = application.case.deadlines.filter(rule="promise").order_by("started_at")
    assert (first.verdict, first.met_at, second.verdict) == ("void", at("2026-06-17 17:00"), "on_time")
    assert application.case.deadlines.get(rule="tolerance").verdict == "late"
    assert not Card.objects.exists()
    nothing_is_amiss(at("2026-06-25 17:00"))


def test_an_applicant_not_told_in_time_is_a_card(listed):
    application = accepted(listed, pledged_on=date(2026, 6, 17))
    pass_time(at=at("2026-06-17 17:00:01"))
    pass_time(at=at("2026-06-18 17:00:01"))
    card = Card.objects.get()
    assert (card.rule, card.level, card.breached_at) == ("supplement_notice", "yellow", at("2026-06-18 17:00"))
    assert Letter.objects.filter(case=application.case, template="breached").count() == 2
    nothing_is_amiss(at("2026-06-18 17:05"))


def test_after_a_grant_delivery_counts_from_the_late_paper(listed):
    application = accepted(listed, pledged_on=date(2026, 6, 17))
    number = application.case.number
    permits.decide(number=number, result="grant", by=listed.clerk, at=at("2026-06-16 09:00"))
    pass_time(at=at("2026-06-17 17:00:01"))
    assert not application.case.deadlines.filter(rule="delivery", met_at=None).exists()
    bring(listed, number, "2026-06-22 10:00", channel="mail")
    assert due(application, "delivery") == at("2026-07-06 17:00")
    nothing_is_amiss(at("2026-06-22 10:05"))


def test_what_begins_anew_says_since_when(listed):
    """No decision was made on the day of the paper: neither the sum nor the decision's own paper says so."""
    application = accepted(listed, pledged_on=date(2026, 6, 17))
    number = application.case.number
    permits.decide(number=number, result="grant", by=listed.clerk, at=at("2026-06-16 09:00"))
    pass_time(at=at("2026-06-17 17:00:01"))
    bring(listed, number, "2026-06-22 10:00", channel="mail")
    clock = application.case.deadlines.get(rule="delivery", met_at=None)
    assert explanation(clock).sentences()[0] == "6月22日 周一 10:00 容缺材料补齐"
    step = {"number": number, "by": listed.clerk, "at": at("2026-06-22 10:10")}
    content = permits.print_document(kind="grant", site="http://hall.test", **step).document.content
    assert "在 2026年7月6日 17:00 前送达（自容缺材料补齐之日起十日内" in content
    assert "自作出决定之日起" not in content


def test_the_promise_that_begins_anew_says_so_too(listed):
    application = accepted(listed, pledged_on=date(2026, 6, 17))
    pass_time(at=at("2026-06-17 17:00:01"))
    bring(listed, application.case.number, "2026-06-22 10:00")
    clock = application.case.deadlines.get(rule="promise", met_at=None)
    assert explanation(clock).sentences()[0] == "6月22日 周一 10:00 容缺材料补齐"


def test_papers_that_are_promised_are_not_complete(world):
    world.immediate.materials.filter(position=2).update(tolerable=True)
    number = world.register(when=MONDAY, item=world.immediate, materials=[1]).application.case.number
    application = permits.accept_with_gaps(
        number=number, pledged_on=date(2026, 6, 15), by=world.clerk, at=MONDAY, **PLEDGE
    )
    clock = application.case.deadlines.get(rule="half_day")
    assert "材料齐全" not in explanation(clock).sentences()[0]
    assert "按书面承诺受理" in explanation(clock).sentences()[0]


def letters(application):
    return list(Dispatch.objects.filter(case=application.case).order_by("pk").values_list("kind", "text"))


@pytest.mark.parametrize("day", ["2026-06-16", "2026-06-22"], ids=["in time", "late"])
def test_a_grant_is_collected_when_the_paper_is_there(listed, day):
    """Nobody is sent to the window for what it does not hand over."""
    application = accepted(listed)
    number = application.case.number
    assert "还缺的材料最迟 6月18日17:00 补交" in letters(application)[-1][1]
    permits.decide(number=number, result="grant", by=listed.clerk, at=at("2026-06-15 15:00"))
    kind, words = letters(application)[-1]
    assert kind == "granted_waits"
    assert "已准予，还不能领取：先在 6月18日17:00 前补交检测报告" in words
    pass_time(at=at(f"{day} 09:00"))
    bring(listed, number, f"{day} 10:00", channel="mail")
    assert letters(application)[-1][0] == "granted"
    assert "可到" in letters(application)[-1][1]


def test_a_grant_that_waited_is_taken_back_with_its_letter(listed):
    application = accepted(listed)
    number = application.case.number
    permits.decide(number=number, result="grant", by=listed.clerk, at=at("2026-06-15 15:00"))
    permits.undo(number=number, reason="点错了", by=listed.clerk, at=at("2026-06-15 15:05"))
    assert Dispatch.objects.get(case=application.case, kind="granted_waits").state == "dropped"


def test_delivery_does_not_run_while_the_paper_is_overdue(listed):
    application = accepted(listed, pledged_on=date(2026, 6, 17))
    permits.decide(number=application.case.number, result="grant", by=listed.clerk, at=at("2026-06-18 09:00"))
    assert not Deadline.objects.filter(rule="delivery").exists()
    nothing_is_amiss(at("2026-06-18 09:05"))


def test_an_act_never_overtakes_the_sweep(listed):
    """Nobody swept: the late paper itself finds that the pledged moment has passed."""
    application = accepted(listed, pledged_on=date(2026, 6, 17))
    bring(listed, application.case.number, "2026-06-18 09:00")
    verbs = [event.verb for event in application.case.events.order_by("seq")]
    assert verbs.index("gap_overdue") < verbs.index("supplement")
    assert due(application, "promise") == at("2026-06-24 17:00")
    assert not Card.objects.exists()
    nothing_is_amiss(at("2026-06-18 09:05"))


def refuse(world, number, when):
    permits.decide(
        number=number, result="refuse", reason="不符合条件", remedies="六十日内复议", by=world.clerk, at=at(when)
    )


@pytest.mark.parametrize(
    ("sentence", "when", "ended"),
    [
        ("before the pledged moment", "2026-06-16 09:00", {"tolerance": "void"}),
        ("at the pledged moment itself", "2026-06-17 17:00", {"tolerance": "void"}),
        ("after it, nobody told yet", "2026-06-18 09:00", {"tolerance": "late", "supplement_notice": "void"}),
        ("and told too late", "2026-06-22 09:00", {"tolerance": "late", "supplement_notice": "late"}),
    ],
)
def test_a_refusal_ends_everything_owed_about_the_paper(listed, sentence, when, ended):
    """The file no longer lacks it."""
    application = accepted(listed, pledged_on=date(2026, 6, 17))
    number = application.case.number
    pass_time(at=at(when))
    refuse(listed, number, when)
    cards = Card.objects.count()
    permits.deliver(number=number, method="collected", proof="王小明", by=listed.clerk, at=at("2026-06-22 10:00"))
    pass_time(at=at("2026-07-20 17:05"))
    assert {rule: verdict for rule, verdict in verdicts(application).items() if rule in gaps.ABOUT_THE_PAPER} == ended
    assert Card.objects.count() == cards == ("late" in ended.get("supplement_notice", ""))
    assert "检测报告" not in lacking(Application.objects.get(pk=application.pk))
    nothing_is_amiss(at("2026-07-20 17:06"))


def test_undoing_a_refusal_leaves_the_paper_owed(listed):
    application = accepted(listed, pledged_on=date(2026, 6, 17))
    refuse(listed, application.case.number, "2026-06-16 09:00")
    permits.undo(number=application.case.number, reason="点错了", by=listed.clerk, at=at("2026-06-16 09:10"))
    assert due(application, "tolerance") == at("2026-06-17 17:00")
    pass_time(at=at("2026-06-17 17:00:01"))
    assert due(application, "supplement_notice") == at("2026-06-18 17:00")
    assert "检测报告" in lacking(Application.objects.get(pk=application.pk))
    nothing_is_amiss(at("2026-06-17 17:05"))


def test_a_half_day_promise_ends_the_pledge_within_the_day(world):
    world.immediate.materials.filter(position=2).update(tolerable=True)
    number = world.register(when=MONDAY, item=world.immediate, materials=[1]).application.case.number
    application = permits.accept_with_gaps(
        number=number, pledged_on=date(2026, 6, 15), by=world.clerk, at=MONDAY, **PLEDGE
    )
    assert due(application, "tolerance") == due(application, "half_day") == at("2026-06-15 15:00")


def test_only_what_was_promised_is_taken_in(listed):
    number = accepted(listed).case.number
    for materials in ([], [1], [1, 3]):
        before = stored()
        with pytest.raises(permits.BadInput, match="检测报告"):
            bring(listed, number, "2026-06-16 10:00", materials=materials)
        assert stored() == before
