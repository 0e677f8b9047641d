"""A commitment that was found false stops the delivery; what was granted is revoked (行政许可法 art. 69; rules A12, D15)."""

import pytest
import time_machine
from django.test import Client

from cases import history
from cases.models import Card, Case, Dispatch, Letter
from cases.reconcile import ledger
from cases.sweep import sweep
from config.reconciling import ROOMS
from hall.roles import Role
from permits.documents.file import lacking
from permits.events import EVENTS
from permits.owed import owed
from permits.possible import why_not
from permits.states import FLOW, REVOKED
from tests.permits import stages
from tests.permits import verbs as actions
from tests.permits.desk import text_of
from tests.permits.stages import REMEDIES, number_of
from tests.rows import Rows
from tests.snapshot import stored
from tests.world import World, at, person

FALSE = "现场没有消毒间"
REVOCATION = {"ground": "false_commitment", "reason": f"核查：{FALSE}", "remedies": REMEDIES}


def on_commitment(world: World, *, delivered: bool = False, result: str = "grant"):
    """Registered, accepted and granted on 3 November on a written promise; the delivery is owed until the 17th."""
    world.promised.informed_commitment = True
    world.promised.save(update_fields=["informed_commitment"])
    registered = world.register(when=at("2025-11-03 10:00"), materials=[1])
    step = {"number": number_of(registered), "by": world.clerk}
    actions.accept_on_commitment(pledge="承诺〔2025〕1号", at=at("2025-11-03 10:05"), **step)
    why = {"reason": "不符合法定条件", "remedies": REMEDIES} if result == "refuse" else {}
    actions.decide(result=result, at=at("2025-11-03 10:10"), **why, **step)
    if delivered:
        actions.deliver(method="collected", proof="王小明", at=at("2025-11-03 10:15"), **step)
    return registered


def found_false(world: World, **terms) -> tuple[str, str]:
    """The case's number and its receipt code, after the promise was found false on 10 November."""
    registered = on_commitment(world, **terms)
    actions.verify(number=number_of(registered), holds=False, finding=FALSE, by=world.chief, at=at("2025-11-10 10:00"))
    return number_of(registered), registered.code


def case_of(number: str) -> Case:
    return Case.objects.get(number=number)


def test_what_was_found_false_is_not_handed_over_nor_late(world: World):
    number, _code = found_false(world)
    before = stored()
    with pytest.raises(actions.CannotDeliver, match=f"不交付证照：核查发现承诺不属实（{FALSE}）"):
        actions.deliver(number=number, method="collected", proof="王小明", by=world.clerk, at=at("2025-11-11 10:00"))
    assert stored() == before
    assert owed([case_of(number).pk])[case_of(number).pk].clocks == frozenset({"false_promise"})
    letters = list(Dispatch.objects.filter(case__number=number).order_by("pk").values_list("kind", "state", "why"))
    written = Letter.objects.get(case__number=number, template="found_false")
    assert (written.recipient, written.department) == (None, world.health), "to whoever may revoke it"
    assert letters[-2:] == [("granted", "dropped", "found-false"), ("found_false", "waiting", "")]


def test_a_second_look_puts_the_finding_right(world: World):
    number = number_of(on_commitment(world))
    beside = person(username="beside", name="旁窗", role=Role.CLERK, window=world.health_window, hall=world.hall)
    actions.verify(number=number, holds=False, finding=FALSE, by=beside, at=at("2025-11-10 10:00"))
    right = {"number": number, "holds": True, "finding": "消毒间在二楼", "at": at("2025-11-11 10:00")}
    before = stored()
    with pytest.raises(actions.CannotVerify, match="由另一名工作人员复核后更正") as refusal:
        actions.verify(by=beside, **right)
    assert (refusal.value.field, stored()) == ("holds", before)
    actions.verify(by=world.chief, **right)
    case = case_of(number)
    clocks = {clock.rule: clock for clock in case.deadlines.filter(met_at=None)}
    assert set(clocks) == {"delivery"}
    # four of the ten days were over when it was found false; the other six count from the day on which it was put right
    assert (clocks["delivery"].quantity, clocks["delivery"].due_at) == (6, at("2025-11-19 17:00"))
    assert list(ledger.check(ROOMS, at=at("2025-11-11 10:01")).findings) == []
    actions.deliver(number=number, method="collected", proof="王小明", by=world.clerk, at=at("2025-11-11 10:05"))
    assert case_of(number).state == "delivered"


@pytest.mark.parametrize("delivered", [False, True])
def test_it_is_revoked_within_twenty_days(world: World, client, delivered):
    number, code = found_false(world, delivered=delivered)
    [clock] = case_of(number).deadlines.filter(met_at=None)
    assert (clock.rule, clock.due_at, case_of(number).closed_at) == ("false_promise", at("2025-12-08 17:00"), None)
    assert list(ledger.check(ROOMS, at=at("2025-11-11 10:00")).findings) == []
    with time_machine.travel(at("2025-11-11 10:00"), tick=False):
        client.force_login(world.chief)
        assert "承诺不属实，待撤销" in text_of(client.get("/desk/"))
        assert "不实承诺处理" in text_of(client.get(f"/desk/cases/{number}/"))
    assert "窗口最迟 2025年12月8日 17:00 前听取您的意见并作出处理" in phone_page(code, "2025-11-11 10:00")
    sweep(at=at("2025-12-08 17:00:00"))
    assert not Card.objects.exists()
    sweep(at=at("2025-12-08 17:00:01"))
    assert (Card.objects.get().rule, Card.objects.get().level) == ("false_promise", "yellow")


def test_found_false_once_more_it_has_no_time_anew(world: World):
    number, _code = found_false(world)
    actions.verify(number=number, holds=False, finding="仍然没有", by=world.chief, at=at("2025-11-12 10:00"))
    [clock] = case_of(number).deadlines.filter(met_at=None)
    assert clock.due_at == at("2025-12-08 17:00")
    actions.verify(number=number, holds=True, finding="消毒间在二楼", by=world.chief, at=at("2025-11-13 10:00"))
    [clock] = case_of(number).deadlines.filter(met_at=None)
    assert (clock.rule, clock.quantity) == ("delivery", 6), "as many as when it was first found false"


def test_a_delivered_case_is_closed_again_when_put_right(world: World):
    number, _code = found_false(world, delivered=True)
    actions.verify(number=number, holds=True, finding="消毒间在二楼", by=world.chief, at=at("2025-11-11 10:00"))
    case = case_of(number)
    assert (case.state, case.closed_at) == ("delivered", at("2025-11-03 10:15"))
    assert not case.deadlines.filter(met_at=None).exists()


def test_nothing_is_verified_after_a_refusal(world: World):
    number = number_of(on_commitment(world, result="refuse"))
    actions.deliver(number=number, method="collected", proof="王小明", by=world.clerk, at=at("2025-11-10 09:55"))
    before = stored()
    with pytest.raises(actions.CannotVerify, match="没有靠承诺取得的许可"):
        actions.verify(number=number, holds=False, finding=FALSE, by=world.clerk, at=at("2025-11-10 10:00"))
    assert stored() == before
    assert "承诺的核查" not in lacking(case_of(number).application), "a file that could never be complete"


@pytest.mark.parametrize("delivered", [False, True])
def test_revoked_before_and_after_the_delivery(world: World, delivered):
    number, _code = found_false(world, delivered=delivered)
    revocation = actions.revoke(number=number, by=world.chief, at=at("2025-11-12 10:00"), **REVOCATION)
    case = case_of(number)
    assert (case.state, revocation.document, revocation.revoked_by) == (REVOKED, "云卫健撤许字〔2025〕1号", world.chief)
    assert case.closed_at == at("2025-11-03 10:15" if delivered else "2025-11-12 10:00")
    assert not case.deadlines.filter(met_at=None, superseded_at=None).exists()
    assert case.deadlines.get(rule="false_promise").verdict == "on_time"
    assert [arrow.verb for arrow in FLOW.from_state(REVOKED)] == ["archive"]
    line = case.events.get(verb="revoke").facts
    assert EVENTS["revoke"].staff(line) == f"告知承诺核查不属实。理由：核查：{FALSE}（云卫健撤许字〔2025〕1号）"
    assert EVENTS["revoke"].applicant(line)[0] == "许可决定已经撤销"
    letter = Dispatch.objects.filter(case=case).latest("pk")
    assert (letter.kind, "撤销" in letter.text) == ("revoked", False), "a bystander reads it too"
    assert list(history.verify()) == []


REFUSALS = [
    ("not the approver's ground", {"ground": "other"}, "ground", "选择撤销的情形"),
    ("no reason", {"reason": " "}, "reason", "撤销的理由"),
    ("no remedies", {"remedies": ""}, "remedies", "救济途径"),
]


def test_a_revocation_has_ground_reason_and_remedies(world: World):
    number, _code = found_false(world)
    before = stored()
    with Rows() as rows:
        for sentence, terms, field, words in REFUSALS:
            with rows.row(sentence):
                with pytest.raises(actions.BadInput, match=words) as refusal:
                    actions.revoke(number=number, by=world.chief, at=at("2025-11-12 10:00"), **{**REVOCATION, **terms})
                assert refusal.value.field == field
                assert stored() == before


def test_what_was_not_found_false_is_no_false_commitment(world: World):
    number = number_of(on_commitment(world))
    with pytest.raises(actions.BadInput, match="没有核查出承诺不属实"):
        actions.revoke(number=number, by=world.chief, at=at("2025-11-12 10:00"), **REVOCATION)
    actions.revoke(number=number, by=world.chief, at=at("2025-11-12 10:00"), **{**REVOCATION, "ground": "deceit"})
    assert case_of(number).state == REVOKED


def test_a_refusal_is_not_revoked(world: World):
    number = number_of(stages.refused(world))
    actions.deliver(number=number, method="courier", proof="EMS1234567", by=world.clerk, at=at("2025-11-06 10:00"))
    with pytest.raises(actions.CannotRevoke, match="没有要撤销的许可"):
        actions.revoke(number=number, by=world.chief, at=at("2025-11-07 10:00"), **{**REVOCATION, "ground": "deceit"})


def test_a_delivered_file_waits_for_its_revocation(world: World):
    number, _code = found_false(world, delivered=True)
    application = case_of(number).application
    when = at("2025-11-11 10:00")
    assert "由审批科长或部门负责人撤销许可决定" in why_not("archive", application, by=world.clerk, at=when)


def test_the_paper_of_a_revocation(world: World):
    number, _code = found_false(world, delivered=True)
    actions.revoke(number=number, by=world.chief, at=at("2025-11-12 10:00"), **REVOCATION)
    printed = actions.print_document(
        number=number, kind="revocation", site="http://hall.test", by=world.clerk, at=at("2025-11-12 10:05")
    )
    for words in (
        "撤销行政许可决定书",
        "云卫健撤许字〔2025〕1号",
        "第六十九条第二款",
        "云卫健准字〔2025〕1号",
        FALSE,
        REMEDIES,
    ):
        assert words in printed.document.content, words


def phone_page(code: str, when: str) -> str:
    with time_machine.travel(at(when), tick=False):
        return text_of(Client().post("/c/", {"code": code}, follow=True))


def test_the_phone_page_says_what_it_means(world: World):
    number, code = found_false(world)
    page = phone_page(code, "2025-11-11 10:00")
    assert f"核查发现您承诺的条件不属实：{FALSE}" in page
    assert "您可以到窗口陈述和申辩" in page
    assert "行政复议" in page
    actions.revoke(number=number, by=world.chief, at=at("2025-11-12 10:00"), **REVOCATION)
    page = phone_page(code, "2025-11-12 10:05")
    assert "准予的决定已经撤销" in page
    assert "云卫健撤许字〔2025〕1号" in page
    assert REMEDIES in page


@pytest.mark.parametrize(
    ("delivered", "headline", "unsaid"),
    [
        (False, "您承诺的条件不属实，证照不交付", "已领取"),
        (True, "您承诺的条件不属实，已领取的证照先不要使用", "不交付"),
    ],
)
def test_a_licence_that_is_out_is_not_called_held_back(world: World, client, delivered, headline, unsaid):
    registered = on_commitment(world, delivered=delivered)
    number = number_of(registered)
    with time_machine.travel(at("2025-11-10 10:00"), tick=False):
        client.force_login(world.chief)
        sent = {"holds": "no", "finding": FALSE, "version": case_of(number).version}
        told = text_of(client.post(f"/desk/cases/{number}/verify/", sent, follow=True))
    assert ("证照已经领取，通知申请人先不要使用" in told) is delivered
    assert ("不交付证照" in told) is not delivered
    page = phone_page(registered.code, "2025-11-11 10:00")
    assert headline in page
    assert unsaid not in page.partition("办理进度")[0]


@pytest.fixture
def tuesday():
    with time_machine.travel(at("2025-11-11 10:00"), tick=False):
        yield


def test_the_desk_leads_from_the_finding_to_the_revocation(world: World, client, tuesday):
    number, _code = found_false(world)
    client.force_login(world.clerk)
    clerks = client.get(f"/desk/cases/{number}/").context
    assert clerks["ask"] == "撤销许可决定要由钱局（部门负责人）或赵科（审批科长）批准。"
    assert clerks["wait_for"].startswith("不交付证照：核查发现承诺不属实")
    client.force_login(world.chief)
    page = client.get(f"/desk/cases/{number}/")
    assert page.context["primary"].words == "撤销许可决定"
    form = client.get(f"/desk/cases/{number}/revoke/")
    assert FALSE in text_of(form)
    foreseen = client.post(f"/desk/cases/{number}/revoke/", REVOCATION)
    assert foreseen.context["seen"]
    sent = {**REVOCATION, "step": "confirm", "seen": foreseen.context["seen"]}
    client.post(f"/desk/cases/{number}/revoke/", sent)
    assert "云卫健撤许字" in text_of(client.get(f"/desk/cases/{number}/"))
