"""What the office and the public read: the page of all units, the board, the public commitments."""

import pytest
import time_machine
from django.urls import reverse

from cases.models import Card
from conduct import actions
from conduct.actions.correcting import CannotCorrect
from conduct.actions.exposing import CannotExpose
from conduct.models import Correction, Exposure
from conduct.published import masked
from config.passing import pass_time
from hall.models import Post
from hall.roles import Role
from tests.complaints import verbs as complaints
from tests.complaints.conftest import filed
from tests.conduct.conftest import ATTRIBUTED, FOUND, SERVED, SETTLED, attributed, promised, upheld
from tests.world import World, at, person

LATE = at("2025-10-24 10:00")


def ordered(world: World, complaint, what: str = "窗口张贴一次告知清单", days: int = 5) -> Correction:
    order = actions.Order(department=world.health, person=world.head, what=what, days=days)
    return actions.order_correction(complaint=complaint, order=order, by=world.complaint_officer, at=ATTRIBUTED)


def exposed(world: World, **changes) -> Exposure:
    terms = {"department": world.health, "title": "暗访片：窗口无人", "medium": "区电视台", "broadcast_at": ATTRIBUTED}
    broadcast = actions.Broadcast(**terms | changes)
    return actions.record_exposure(broadcast=broadcast, by=world.complaint_officer, at=ATTRIBUTED)


def approved(world: World, title: str = "暗访片：窗口无人", **changes) -> Exposure:
    row = exposed(world, title=title)
    actions.answer_exposure(key=row.key, statement=promised(**changes), by=world.chief, at=SETTLED)
    return actions.approve_exposure(key=row.key, reason="意见具体，同意公布", by=world.inspector, at=SERVED)


def test_a_second_click_orders_and_records_nothing_twice(world):
    complaint = upheld(world)
    ordered(world, complaint)
    exposed(world)
    with pytest.raises(CannotCorrect, match="已经下达"):
        ordered(world, complaint)
    with pytest.raises(CannotExpose, match="已经登记"):
        exposed(world)
    ordered(world, complaint, what="窗口公布值班表")
    assert (Correction.objects.count(), Exposure.objects.count()) == (2, 1)


def test_the_office_reads_no_correction_about_the_centre(world, signed_in):
    """A report passed to the inspector may be about the office's own people: order, board and ledger show them nothing."""
    case = filed(world, when=FOUND.replace(hour=9), n=9, about_centre=True).complaint.case
    mine = {"number": case.number, "by": world.inspector, "at": FOUND}
    complaints.accept(**mine)
    complaints.find(result="upheld", text="值班记录属实", **mine)
    client = signed_in(world.office)
    pages = ("conduct-overview", "conduct-corrections", "board")
    before = [text_of(client, LATE, page) for page in pages]
    order = actions.Order(department=world.health, person=world.head, what="窗口张贴一次告知清单", days=5)
    row = actions.order_correction(complaint=case.complaint, order=order, by=world.inspector, at=ATTRIBUTED)
    pass_time(at=LATE)
    after = [text_of(client, LATE, page) for page in pages]
    assert [row.what in page for page in before + after] == [False] * 6
    assert client.get(reverse("conduct-corrections-one", args=[row.key])).status_code == 404
    for reader in (world.inspector, world.head):
        assert row.what in text_of(signed_in(reader), LATE, "conduct-corrections-one", row.key)


def text_of(client, when, route: str, *where, query: str = "") -> str:
    with time_machine.travel(when, tick=False):
        answer = client.get(reverse(route, args=where) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_timers_flag_what_a_unit_is_late_with(world, signed_in):
    """A card on whoever hands in, a name on the board and on the office's page; nothing of the complaint."""
    complaint = upheld(world)
    attributed(world, complaint)
    row, other = ordered(world, complaint), ordered(world, complaint, "补印材料清单", days=20)
    exposed(world)
    pass_time(at=LATE)
    cards = Card.objects.filter(case__kind="conduct")
    assert set(cards.values_list("rule", "level", "owner")) == {
        ("correction", "yellow", world.head.pk),
        ("exposure_answer", "yellow", world.head.pk),
    }
    office = signed_in(world.office)
    for page in (text_of(office, LATE, "board"), text_of(office, LATE, "conduct-overview")):
        assert "窗口张贴一次告知清单" in page
        assert "暗访片：窗口无人" in page
        assert other.what not in page
    overview = text_of(office, LATE, "conduct-overview")
    assert "待决定 5 项" in overview, "how many wait, of whom nothing"
    assert "张敏" not in overview
    assert complaint.case.number not in overview
    late = text_of(office, LATE, "conduct-corrections", query="?tab=late&department=WJ")
    assert row.what in late
    assert row.what not in text_of(
        office, LATE, "conduct-corrections", query=f"?tab=late&department={world.market.code}"
    )
    assert "黄牌" in text_of(signed_in(world.chief), LATE, "conduct-corrections-one", row.key)
    with time_machine.travel(LATE, tick=False):
        for reader in (world.office, world.head, world.inspector):
            answer = signed_in(reader).get(reverse("conduct-case", args=[row.case.number]))
            assert answer.url == reverse("conduct-corrections-one", args=[row.key]), reader


def test_the_office_does_not_judge_its_own_department(world, signed_in):
    row = ordered(world, upheld(world))
    both = person(world.hall, "both", "双岗", Role.OFFICE)
    assert text_of(signed_in(both), SETTLED, "conduct-corrections-one", row.key)
    of_health = {"hall": world.hall, "window": world.health_window, "valid_from": SETTLED.date()}
    Post.objects.create(user=both, role=Role.CLERK, **of_health)
    with time_machine.travel(SETTLED, tick=False):
        for route in ("conduct-corrections-one", "conduct-corrections-pass_correction"):
            assert signed_in(both).get(reverse(route, args=[row.key])).status_code == 404


def test_the_public_reads_how_a_commitment_ended(world, client):
    """From its approval on, without the people; kept, broken and taken back are each said with the day."""
    row = exposed(world)
    actions.answer_exposure(key=row.key, statement=promised(), by=world.head, at=SETTLED)
    assert "还没有公开承诺" in text_of(client, SETTLED, "commitments")
    actions.approve_exposure(key=row.key, reason="意见具体，同意公布", by=world.inspector, at=SERVED)
    shown = text_of(client, SERVED, "commitments")
    assert "区卫生健康局：承诺期内" in shown
    assert "2025年10月31日" in shown
    assert "调整窗口排班" not in shown, "the opinion is not public"
    over = at("2025-11-03 10:00")
    assert "期限已过，还没有核对" in text_of(client, over, "commitments")
    actions.check_commitment(key=row.key, kept=False, reason="现场核对，窗口无人", by=world.office, at=over)
    shown = text_of(client, over, "commitments")
    assert "没有兑现（2025年11月3日）" in shown
    assert "现场核对" not in shown
    assert Card.objects.filter(rule="commitment", level="yellow").count() == 1
    other = approved(world, title="暗访片：电话没有人接", commitment="由钱局负责，电话 0571-88001122，窗口不空岗")
    actions.take_down_commitment(
        key=other.key, reason="窗口已经并入别处", by=world.inspector, at=at("2025-10-20 10:00")
    )
    shown = text_of(client, over, "commitments")
    assert "已撤回（2025年10月20日）" in shown
    assert "由钱某负责，电话 （号码不公布），窗口不空岗" in shown
    other.refresh_from_db()
    assert [clock.verdict for clock in other.case.deadlines.filter(rule="commitment")] == ["void"]


MASKED = [
    ("a mobile number", "电话13800138000", "电话（号码不公布）"),
    ("one in groups", "0571-8800 1122 接听", "（号码不公布） 接听"),
    ("a local number", "电话 8800 1122", "电话 （号码不公布）"),
    ("an account of groups", "账号6222 0210 0112 3456 789", "账号（号码不公布）"),
    ("a day", "2026-12-31 前完成整改", "2026-12-31 前完成整改"),
    ("a span of years", "2024-2026年，2026年12月31日", "2024-2026年，2026年12月31日"),
    ("a sum", "减免 1000000 元，退还 88001122 元", "减免 1000000 元，退还 88001122 元"),
    ("an identity number", "11010519491231002X", "（号码不公布）"),
    (
        "a year, a count and a document stay",
        "2026年，15个工作日，云软〔2026〕3号",
        "2026年，15个工作日，云软〔2026〕3号",
    ),
    ("a name of the unit", "赵卫东负责", "赵某负责"),
    ("the longer name first", "张敏华和张敏", "张某和张某"),
]


def test_what_is_left_out_of_what_is_public():
    for sentence, text, public in MASKED:
        assert masked(text, {"赵卫东", "张敏", "张敏华"}) == public, sentence
