"""What revokes a grant or ends an application without a result reaches the applicant, and is proven (行政许可法 art. 38, 44)."""

import pytest
import time_machine

from cases import history
from cases.models import Case
from cases.quiet import nothing_leaves
from permits import states
from permits.actions import delivering
from permits.documents.file import lacking
from permits.events import EVENTS
from permits.models import Application, Delivery, PaperDelivery
from permits.states import NEVER_ACCEPTED, REVOKED, TERMINATED
from tests.permits import verbs as actions
from tests.permits.desk import text_of
from tests.permits.stages import BROUGHT_TO, LATER, REMEDIES, granted, number_of
from tests.snapshot import stored
from tests.tokens import key_of
from tests.world import World, at

SERVED = {"method": "courier", "proof": "EMS1234567"}


def serve(world: World, number: str, **terms) -> PaperDelivery:
    return actions.serve(number=number, by=world.clerk, at=LATER, **{**SERVED, **terms})


def printed(world: World, number: str, kind: str, occurrence: int = 1) -> str:
    step = {"number": number, "kind": kind, "occurrence": occurrence, "by": world.clerk, "at": LATER}
    return actions.print_document(site="http://hall.test", **step).document.content


@pytest.mark.parametrize(
    ("state", "paper"),
    [
        (REVOKED, "撤销行政许可决定书"),
        (TERMINATED, "终止办理通知书"),
        *((state, "受理") for state in NEVER_ACCEPTED),
    ],
)
def test_how_the_paper_of_an_end_was_served(world: World, state, paper):
    number = number_of(BROUGHT_TO[state](world))
    row = serve(world, number, method="collected", proof=" 王小明 ")
    assert (row.proof, row.delivered_by, row.application.case.state) == ("王小明", world.clerk, state)
    line = row.application.case.events.get(verb="serve").facts
    assert EVENTS["serve"].staff(line).endswith("：窗口领取")
    content = printed(world, number, "delivery_receipt", 2 if state == REVOKED else 1)
    assert paper in content
    assert "王小明" in content
    assert list(history.verify()) == []
    before = stored()
    with pytest.raises(actions.CannotServe, match="已经登记过送达"):
        serve(world, number)
    assert stored() == before


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"method": "pigeon"}, "method"), ({"proof": " "}, "proof"), ({"proof": "王小明"}, "proof"),
        ({"by_agent": True}, "by_agent"), ({"method": "electronic", "proof": "."}, "proof"),
        ({"method": "electronic", "proof": "x"}, "proof"), ({"method": "collected", "proof": "x"}, "proof"),
    ],
)  # fmt: skip
def test_what_proves_nothing(world: World, terms, field):
    number = number_of(BROUGHT_TO[REVOKED](world))
    if terms.get("method") == "electronic":  # the helper prints what goes another way
        printed(world, number, "revocation")
    before = stored()
    with pytest.raises(actions.BadInput) as refusal:
        serve(world, number, **terms)
    assert (refusal.value.field, stored()) == (field, before)


@pytest.mark.parametrize("state", [states.GRANTED, states.ACCEPTED, states.WITHDRAWN, states.VOID])
def test_where_no_paper_is_served(world: World, state):
    number = number_of(BROUGHT_TO[state](world))
    with pytest.raises(Exception, match="不能登记文书送达"):
        serve(world, number)


def test_each_receipt_tells_of_its_own_paper(world: World):
    number = number_of(BROUGHT_TO[REVOKED](world))
    serve(world, number)
    first, second = printed(world, number, "delivery_receipt"), printed(world, number, "delivery_receipt", 2)
    assert ("准予行政许可决定书" in first, "窗口领取" in first) == (True, True)
    assert ("撤销行政许可决定书" in second, "EMS1234567" in second, "窗口领取" in second) == (True, True, False)


def test_a_file_that_was_revoked_becomes_complete(world: World):
    """Never handed over: no grant is made out any more, and one receipt is all there is."""
    number = number_of(granted(world))
    step = {"number": number, "by": world.chief, "at": LATER}
    actions.revoke(ground="deceit", reason="检测报告是伪造的", remedies=REMEDIES, **step)
    application = Application.objects.get(case__number=number)
    assert lacking(application) == ["受理通知书", "送达回证", "撤销决定书", "撤销决定书送达的记录"]
    with pytest.raises(actions.NoSuchPaper):
        printed(world, number, "grant")
    with pytest.raises(actions.CannotArchive, match="案卷还缺"):
        actions.archive(**step)
    serve(world, number)
    for kind in ("acceptance", "delivery_receipt"):
        printed(world, number, kind)
    actions.archive(**step)
    application = Application.objects.get(case__number=number)
    assert application.case.state == states.ARCHIVED
    with pytest.raises(actions.CannotRevoke, match="已经撤销"):
        actions.revoke(ground="deceit", reason="检测报告是伪造的", remedies=REMEDIES, **step)


def test_the_desk_leads_on_from_the_revocation(world: World, client):
    number = number_of(BROUGHT_TO[REVOKED](world))
    client.force_login(world.clerk)
    with time_machine.travel(LATER, tick=False):
        page = client.get(f"/desk/cases/{number}/")
        assert page.context["primary"].words == "打印撤销决定书"
        assert page.context["wait_for"].startswith("撤销决定书还没有打印")
        assert "撤销决定书还没有打印" in text_of(client.get(f"/desk/cases/{number}/serve/"))
        printed(world, number, "revocation")
        page = client.get(f"/desk/cases/{number}/")
        assert page.context["primary"].words == "登记文书送达"
        client.post(f"/desk/cases/{number}/serve/", {"version": page.context["case"].version, **SERVED})
        page = client.get(f"/desk/cases/{number}/")
    assert "EMS1234567" in text_of(page)
    assert page.context["wait_for"].startswith("案卷还缺")


def test_the_phone_page_says_that_it_was_served(world: World, client):
    registered = BROUGHT_TO[REVOKED](world)
    serve(world, number_of(registered))
    with time_machine.travel(at("2025-11-06 10:05"), tick=False):
        page = text_of(client.post("/c/", {"code": registered.code}, follow=True))
    assert "送达" in page
    assert "王小明" not in page
    assert Delivery.objects.get().proof == "王小明"


PAPER = {"courier": "EMS1234567", "collected": "王小明", "electronic": "wang@example.cn"}
UNPRINTED = [
    # state, verb, refusal, ways that need the paper, its name
    (states.GRANTED, "deliver", actions.CannotDeliver, ("courier", "collected"), "准予决定书"),
    (states.REFUSED, "deliver", actions.CannotDeliver, tuple(PAPER), "不予许可决定书"),
    (REVOKED, "serve", actions.CannotServe, tuple(PAPER), "撤销决定书"),
    (TERMINATED, "serve", actions.CannotServe, tuple(PAPER), "终止办理通知书"),
    (states.NOT_ACCEPTED, "serve", actions.CannotServe, tuple(PAPER), "不予受理决定书"),
]


@pytest.mark.parametrize(
    ("state", "verb", "refusal", "ways", "paper"), UNPRINTED, ids=[f"{row[0]}" for row in UNPRINTED]
)
def test_what_nobody_has_printed_is_not_handed_over(world: World, state, verb, refusal, ways, paper):
    number = number_of(BROUGHT_TO[state](world))
    hand_over = getattr(delivering, verb)
    for way in ways:
        before = stored()
        with pytest.raises(refusal, match=f"{paper}还没有打印"):
            hand_over(number=number, method=way, proof=PAPER[way], by=world.clerk, at=LATER)
        assert stored() == before, way
    kind = {states.GRANTED: "grant", states.REFUSED: "refusal", REVOKED: "revocation", TERMINATED: "termination"}
    printed(world, number, kind.get(state, "non_acceptance"))
    hand_over(number=number, method="courier", proof="EMS1234567", by=world.clerk, at=LATER)


def test_an_electronic_licence_goes_by_the_number_of_its_decision(world: World):
    number = number_of(granted(world))
    delivery = delivering.deliver(number=number, method="electronic", proof="电子证照库", by=world.clerk, at=LATER)
    assert delivery.application.decision.number


@pytest.mark.parametrize(
    "place",
    [
        "wang@example.cn",
        "138 1234 8000",
        "0571-88123456",
        "电子证照库",
        "微信 wang_xm",
        "市政务服务网账户",
        "ｗａｎｇ＠example.cn",
    ],
)
def test_where_an_electronic_licence_may_go(world: World, place):
    assert delivering.deliver(
        number=number_of(granted(world)), method="electronic", proof=place, by=world.clerk, at=LATER
    )


@pytest.mark.parametrize("signed", ["王小明", "欧阳", "Li Na", "买买提·吐尔逊", "本人签收", "\ue123明"])
def test_who_may_sign_for_it(world: World, signed):
    assert serve(world, number_of(BROUGHT_TO[REVOKED](world)), method="collected", proof=signed)


@pytest.mark.parametrize(("method", "proof"), [("electronic", "."), ("collected", "x")])
def test_every_door_refuses_what_proves_nothing(world: World, client, method, proof):
    number = number_of(granted(world))
    with time_machine.travel(LATER, tick=False):
        client.force_login(world.clerk)
        page = client.post(
            f"/desk/cases/{number}/deliver/",
            {"version": Case.objects.get(number=number).version, "method": method, "proof": proof},
        )
        client.logout()
        answer = client.post(
            f"/api/v1/applications/{number}/deliver/", {"method": method, "proof": proof},
            content_type="application/json", headers={"Authorization": f"Token {key_of(world.clerk)}"},
        )  # fmt: skip
    assert list(page.context["form"].errors) == ["proof"]
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["proof"])
    assert Case.objects.get(number=number).state == states.GRANTED
    assert not Delivery.objects.exists()


def test_another_paper_is_not_the_decision(world: World):
    number = number_of(granted(world))
    printed(world, number, "acceptance")
    with pytest.raises(actions.CannotDeliver, match="准予决定书还没有打印"):
        delivering.deliver(number=number, method="courier", proof="EMS1234567", by=world.clerk, at=LATER)


def test_what_a_ledger_tells_was_printed_elsewhere(world: World):
    number = number_of(BROUGHT_TO[states.REFUSED](world))
    with nothing_leaves():
        assert delivering.deliver(number=number, method="collected", proof="王小明", by=world.clerk, at=LATER)


def test_what_nobody_has_served_stands_in_a_list(world: World, client):
    number = number_of(BROUGHT_TO[TERMINATED](world))
    client.force_login(world.clerk)
    assert "文书待送达" in text_of(client.get("/desk/"))
    waiting = text_of(client.get("/desk/serve/"))
    assert "文书待送达 1" in waiting
    assert "终止（异常办结）" in waiting
    serve(world, number)
    assert "没有文书待送达的办件" in text_of(client.get("/desk/serve/"))
