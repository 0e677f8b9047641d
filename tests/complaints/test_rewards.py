"""A reward is decided by one and paid by another against the receipt code; who pays sees a sum, and no case."""

from decimal import Decimal

import pytest
import time_machine

from cases.models import Event
from cases.reconcile.ledger import check
from complaints.models import Reward, RewardLevel
from config.reconciling import ROOMS
from hall.refusals import Refused
from tests.complaints import verbs as actions
from tests.complaints.conftest import TEXT, filed
from tests.world import at

MORNING = at("2025-09-30 10:00")
PAY = "/centre/rewards/pay/"


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def level(world) -> RewardLevel:
    return actions.set_level(
        name="一般线索",
        least=Decimal(200),
        most=Decimal(1000),
        document="云软环境〔2025〕3 号",
        by=world.inspector,
        at=MORNING,
    )


def closed(world, result="upheld", n=1):
    receipt = filed(world, when=MORNING, kind="report", n=n)
    mine = {"number": receipt.complaint.case.number, "by": world.complaint_officer, "at": MORNING}
    actions.accept(**mine)
    actions.find(result=result, text="查了三个月的票据，属实。", **mine)
    actions.reply(text="已经查清，作了处理。", **mine)
    actions.conclude(**mine)
    return receipt


def reward(world, receipt, amount="500.00", level="一般线索") -> Reward:
    return actions.decide_reward(
        number=receipt.complaint.case.number, by=world.inspector, at=MORNING, level=level, amount=Decimal(amount),
        reason="线索具体，查实后追回了款项。",
    )  # fmt: skip


def test_one_decides_another_pays_against_the_code(world, level, client, signed_in):
    receipt = closed(world)
    reward(world, receipt)
    client.post("/c/", {"code": receipt.code})
    assert "500.00 元" in client.get("/c/status/").content.decode()
    office = signed_in(world.office)
    page = office.post(PAY, {"code": receipt.code, "voucher": ""}).content.decode()
    assert "待支付：<b>500.00 元" in page
    number = receipt.complaint.case.number
    for word in (number, f"{number[:4]} {number[4:12]}", TEXT, "举报：", "办事效率"):
        assert word not in page
    assert office.post(PAY, {"code": receipt.code, "voucher": "付字 12 号"}).status_code == 302
    row = Reward.objects.get()
    assert (row.paid_by, row.voucher) == (world.office, "付字 12 号")
    assert "已经凭凭证码支付" in client.get("/c/status/").content.decode()
    assert Event.objects.order_by("-seq")[0].verb == "pay_reward"
    assert list(check(ROOMS, at=MORNING).findings) == []


NOTHING = ["another code", "no reward", "paid already", "an application"]


@pytest.mark.parametrize("which", NOTHING)
def test_what_finds_nothing_is_answered_alike(world, level, signed_in, which):
    receipt = closed(world)
    if which == "paid already":
        reward(world, receipt)
        actions.pay_reward(code=receipt.code, voucher="付字 1 号", by=world.office, at=MORNING)
    code = {"another code": "0000000000000000", "an application": world.register(when=MORNING).code}.get(
        which, receipt.code
    )
    answer = signed_in(world.office).post(PAY, {"code": code, "voucher": ""})
    assert answer.status_code == 422
    assert "没有待支付的奖励" in answer.content.decode()


REFUSED = [
    ("below the step", "upheld", {"amount": "199.99"}),
    ("above the step", "upheld", {"amount": "1000.01"}),
    ("no such step", "upheld", {"level": "特大"}),
    ("not upheld", "not_upheld", {}),
]


@pytest.mark.parametrize(("case", "result", "more"), REFUSED, ids=[row[0] for row in REFUSED])
def test_outside_the_scale_nothing_is_decided(world, level, case, result, more):
    receipt = closed(world, result)
    with pytest.raises(Refused):
        reward(world, receipt, **more)
    assert not Reward.objects.exists()


def test_a_reward_is_decided_once(world, level):
    receipt = closed(world)
    reward(world, receipt)
    with pytest.raises(actions.CannotReward, match="已经决定过"):
        reward(world, receipt)


def test_guessing_on_the_payment_page_is_throttled(world, level, signed_in, settings):
    settings.LOOKUP_WRONG_PER_WINDOW = 3
    office = signed_in(world.office)
    answers = [office.post(PAY, {"code": "0000000000000000", "voucher": ""}).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 429, 429]


@pytest.mark.parametrize("person", ["complaint_officer", "inspector", "administrator", "clerk"])
def test_nobody_else_pays(world, signed_in, person):
    assert signed_in(getattr(world, person)).get(PAY).status_code == 404


def test_the_scale_is_edited_by_the_inspector(world, signed_in):
    inspector = signed_in(world.inspector)
    fields = {"name": "重大线索", "least": "1000", "most": "5000", "document": "云软环境〔2025〕3 号"}
    assert inspector.post("/centre/rewards/", fields).status_code == 302
    assert inspector.post("/centre/rewards/", fields).status_code == 422  # of that name there is one
    level = RewardLevel.objects.get()
    assert inspector.post(f"/centre/rewards/{level.pk}/end/").status_code == 302
    assert inspector.post("/centre/rewards/", fields | {"most": "8000"}).status_code == 302
    assert "重大线索" in inspector.get("/centre/rewards/").content.decode()
    assert list(RewardLevel.objects.order_by("pk").values_list("most", flat=True)) == [Decimal(5000), Decimal(8000)]
