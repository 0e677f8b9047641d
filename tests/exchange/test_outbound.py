"""What is pushed back: signed, in order, tried for three days, never lost, and without anybody's name (field.md a-6)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case
from complaints.models import ReporterIdentity
from exchange import pushing, sending
from exchange.actions.seeing_to import CannotPush, drop, retry
from exchange.actions.taking import receive
from exchange.checking import forgotten
from exchange.models import Push
from tests import gateway as behaviour
from tests.complaints import verbs as complaints
from tests.exchange.platform import message
from tests.rows import Rows
from tests.world import at

CAME = at("2025-09-30 10:00")
NOW = at("2025-10-09 10:00")
State = Push.State
NAME, PHONE = "欧阳春晓", "13912348765"


@pytest.fixture
def case(world) -> Case:
    receive(raw=message(protected=True), at=CAME)
    return Case.objects.get()


def accepted(case, world, *, when=NOW):
    complaints.accept(number=case.number, by=world.complaint_officer, at=when)


def answered(case, world, *, when=NOW, text="已催办，窗口当天出证。"):
    mine = {"number": case.number, "by": world.complaint_officer, "at": when}
    complaints.find(**mine, result="upheld", text="窗口压件五天，当事人承认。")
    complaints.reply(**mine, text=text, question="五天没有答复是怎么回事")


def pushed(*, when=NOW) -> int:
    pushing.follow(at=when)
    return sending.send_due(clock=lambda: when)


def states() -> list[tuple[str, str]]:
    return [(each.kind, each.state) for each in Push.objects.all()]


def test_each_act_goes_once_signed_and_in_order(case, world, platform):
    accepted(case, world)
    answered(case, world)
    assert pushed() == 2
    mine = {"number": case.number, "by": world.complaint_officer}
    complaints.conclude(**mine, at=NOW + timedelta(hours=1))
    complaints.reopen(**mine, reason="来件人来电说没有解决。", at=NOW + timedelta(hours=2))
    assert [pushed(when=NOW + timedelta(hours=3)), pushed(when=NOW + timedelta(hours=4))] == [2, 0]
    assert platform.news == ["accepted", "replied", "closed", "reopened"]
    assert all(each["signed"] for each in platform.got)
    assert len({each["id"] for each in platform.got}) == 4
    assert platform.got[1]["data"] == {
        "number": "YL-2025-000123", "question": "五天没有答复是怎么回事", "text": "已催办，窗口当天出证。",
    }  # fmt: skip
    assert {each.state for each in Push.objects.all()} == {State.SENT}
    assert forgotten(at=NOW + timedelta(days=30)) == []


def test_objections_and_a_withdrawn_case_are_told(world, platform):
    for number in ("YL-1001", "YL-1002", "YL-1003"):
        receive(raw=message(number=number), at=CAME)
    first, second, third = Case.objects.order_by("pk")
    mine = {"by": world.complaint_officer, "at": NOW}
    complaints.decline(number=first.number, reason="商家的服务纠纷，可以拨打 12315。", **mine)
    complaints.transfer_out(
        number=second.number, person="市医保局", document="云转〔2025〕3号", days=5, reason="医保报销归市里办。", **mine
    )
    receive(raw=message("ticket.withdrawn", number="YL-1003", version=2, reason="已经解决"), at=CAME)
    complaints.close_withdrawn(number=third.number, reason="电话核实是本人撤回。", **mine)
    assert pushed() == 3
    said = {each["data"]["number"]: each["data"] for each in platform.got}
    assert platform.news == ["objected", "objected", "closed"]
    assert "12315" in said["YL-1001"]["text"]
    assert "已转市医保局" in said["YL-1002"]["text"]
    assert said["YL-1003"]["result"] == "withdrawn"


def test_a_case_that_joined_another_tells_of_that_ones_answer(case, world, platform):
    receive(raw=message(number="YL-2000", name="司马青", phone="13912348777"), at=CAME)
    other = Case.objects.exclude(pk=case.pk).get()
    complaints.join(number=other.number, leading=case.number, by=world.complaint_officer, at=NOW)
    accepted(case, world)
    answered(case, world, text="司马青反映的属实，已整改。")
    assert pushed() == 4
    replies = [each["data"] for each in platform.got if each["type"] == "ticket.replied"]
    assert {each["number"] for each in replies} == {"YL-2025-000123", "YL-2000"}
    assert {each["text"] for each in replies} == {"（略）反映的属实，已整改。"}


FATES = [  # sentence, what the platform does, what is known, why
    ("it takes it", behaviour.says(200), State.SENT, ""),
    ("it takes it without a body", behaviour.says(204), State.SENT, ""),
    ("it never will", behaviour.says(422), State.FAILED, "http-422"),
    ("it does not know us", behaviour.says(401), State.WAITING, "http-401"),
    ("it is busy", behaviour.says(503), State.WAITING, "http-503"),
    ("it breaks", behaviour.says(500), State.UNKNOWN, "http-500"),
    ("it sends us elsewhere", behaviour.says(302), State.UNKNOWN, "http-302"),
    ("it is gone before a word", behaviour.dies, State.UNKNOWN, "broken-off"),
    ("it hangs", behaviour.hangs, State.UNKNOWN, "timeout"),
]


def test_what_the_platform_does_and_what_is_known_then(case, world, platform, caplog):
    accepted(case, world)
    pushing.follow(at=NOW)
    with Rows() as rows:
        for sentence, answer, state, why in FATES:
            with rows.row(sentence):
                platform.answers = [answer]
                assert pushed() == 1
                push = Push.objects.get()
                assert (push.state, push.why) == (state, why)
    assert PHONE not in caplog.text
    assert NAME not in caplog.text


def test_unknown_is_tried_again_under_the_same_key(case, world, platform):
    """The platform has it and is gone before a word; the one behind it waits, whatever happens."""
    accepted(case, world)
    answered(case, world)
    platform.answers = [behaviour.dies]
    assert pushed() == 1
    assert states() == [("accepted", State.UNKNOWN), ("replied", State.WAITING)]
    assert pushed(when=NOW + timedelta(seconds=59)) == 0
    assert pushed(when=NOW + timedelta(minutes=1)) == 2
    assert platform.news == ["accepted", "accepted", "replied"]
    assert platform.got[0]["id"] == platform.got[1]["id"]
    assert platform.got[0]["raw"] == platform.got[1]["raw"]


def test_a_worker_that_dies_leaves_a_push_that_goes_again(case, world, platform):
    accepted(case, world)
    pushing.follow(at=NOW)
    assert sending.claim(at=NOW) is not None
    assert pushed(when=NOW + timedelta(seconds=100)) == 0, "another one may still be at it"
    assert pushed(when=NOW + sending.LOST_AFTER + timedelta(seconds=1)) == 0
    assert states() == [("accepted", State.UNKNOWN)]
    assert pushed(when=NOW + sending.LOST_AFTER + timedelta(seconds=62)) == 1
    assert states() == [("accepted", State.SENT)]


def test_three_days_then_the_basket_and_the_officer(case, world, platform):
    """The waits grow; after three days both have failed. In their order they go again; a later one that went closes the way back."""
    accepted(case, world)
    answered(case, world)
    platform.usual = behaviour.says(503)
    tries, when = [], NOW
    while when < NOW + timedelta(days=3):
        if pushed(when=when):
            tries.append(when - NOW)
        when = Push.objects.earliest("pk").next_try_at
    assert [round(each.total_seconds() / 60) for each in tries[:7]] == [0, 1, 6, 21, 81, 261, 621]
    assert len(tries) > 12
    over = NOW + timedelta(days=3)
    assert pushed(when=over) == 0
    first, second = Push.objects.all()
    assert [(each.state, each.why) for each in (first, second)] == [(State.FAILED, "too-late")] * 2
    platform.usual = behaviour.says(200)
    officer = {"by": world.complaint_officer, "at": over}
    key = first.key
    retry(push=second, **officer)
    assert pushed(when=over) == 1
    with pytest.raises(CannotPush, match="次序"):
        retry(push=first, **officer)
    with pytest.raises(CannotPush):
        drop(push=second, reason="平台已经另行告知了。", **officer)
    drop(push=first, reason="受理情况已电话告知平台。", **officer)
    first.refresh_from_db()
    assert (first.state, first.key, first.dropped_because) == (State.DROPPED, key, "受理情况已电话告知平台。")


def test_without_a_platform_nothing_goes_and_that_is_a_state(case, world, settings, platform):
    address, settings.EXCHANGE_URL = settings.EXCHANGE_URL, ""
    accepted(case, world)
    assert pushed() == 0
    assert states() == [("accepted", State.NO_PLATFORM)]
    settings.EXCHANGE_URL = address
    assert pushed(when=NOW + timedelta(hours=1)) == 0
    retry(push=Push.objects.get(), by=world.complaint_officer, at=NOW + timedelta(hours=2))
    assert pushed(when=NOW + timedelta(hours=2)) == 1
    assert platform.news == ["accepted"]


def test_nothing_is_forgotten_for_a_working_day(case, world, platform):
    """a-6: the officer moves the case on while the platform is away; each act is told of all the same, and what hangs is named."""
    accepted(case, world)
    answered(case, world)
    complaints.conclude(number=case.number, by=world.complaint_officer, at=NOW)
    day = at("2025-10-10 17:00")
    assert forgotten(at=day) == []
    assert len(forgotten(at=day + timedelta(seconds=1))) == 3, "acts that no push was written of"
    pushing.follow(at=NOW)
    assert len(forgotten(at=day + timedelta(seconds=1))) == 3, "pushes that nobody tried"
    platform.usual = behaviour.says(503)
    assert pushed(when=day + timedelta(minutes=1)) == 1
    assert forgotten(at=day + timedelta(minutes=2)) == [], "one is tried, the others wait for it"
    platform.usual = behaviour.says(200)
    assert pushed(when=day + timedelta(hours=1)) == 3
    assert platform.news == ["accepted", "accepted", "replied", "closed"]


SPACED = f"{PHONE[:3]} {PHONE[3:7]}-{PHONE[7:]}"


def test_no_name_leaves_the_house(case, world, platform):
    """The canary: the officer writes the protected name and number everywhere; the bytes that went out have neither."""
    mine = {"number": case.number, "by": world.complaint_officer, "at": NOW}
    complaints.accept(**mine)
    complaints.log_step(**mine, text=f"问了{NAME}，电话 {PHONE}，住金丝雀路。")
    complaints.find(**mine, result="upheld", text=f"{NAME}说的属实，金丝雀作证。")
    complaints.reply(
        **mine, text=f"{NAME}（{PHONE}）您好：已整改。", question=f"{NAME}问为什么五天没有答复，回电 {SPACED}"
    )
    complaints.conclude(**mine)
    assert pushed() == 3
    out = b"".join(each["raw"] for each in platform.got).decode()
    for canary in (NAME, PHONE, SPACED, "金丝雀", world.complaint_officer.display_name, case.number, "属实"):
        assert canary not in out
    assert "（略）（（略））您好：已整改。" in out
    assert ReporterIdentity.objects.get().name == NAME
    assert timezone.localtime(Push.objects.latest("pk").ended_at) == NOW
