"""What the office and the public read: the page of all units, the board, the public commitments."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse

from cases.models import Card, Letter
from cases.reconcile import ledger
from conduct import actions
from conduct.actions.correcting import CannotCorrect
from conduct.actions.exposing import CannotExpose
from conduct.models import Correction, Exposure
from conduct.published import masked
from conduct.starts import start_of
from config.passing import pass_time
from config.reconciling import ROOMS
from hall.flow import NotNow
from hall.models import Post
from hall.roles import Role
from papers.models import StoredFile
from tests.cases.broken_rows import triggers_off
from tests.complaints import verbs as complaints
from tests.complaints.conftest import filed
from tests.conduct.conftest import (
    ATTRIBUTED,
    FOUND,
    SERVED,
    SETTLED,
    attributed,
    own,
    promised,
    second_inspector,
    served,
    upheld,
)
from tests.papers import samples
from tests.rows import Rows
from tests.snapshot import stored
from tests.world import World, at, person

LATE = at("2025-10-24 10:00")
REPORTED = at("2025-10-20 10:00")


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


def test_a_commitment_is_kept_on_the_day_of_its_report(world, signed_in, client):
    """The unit reports it, with a photo; returned once, it has its own term; found kept long after the day, it was in time."""
    row = approved(world)
    head, office = signed_in(world.head), signed_in(world.office)
    photo = SimpleUploadedFile("窗口.jpg", samples.jpeg())
    report = ("conduct-exposures-report_commitment", row.key)
    send(head, REPORTED, *report, evidence="窗口排班已经公布，有照片", files=[photo])
    assert "部门报告已兑现，还没有核对" in text_of(client, REPORTED, "commitments")
    assert row.title in text_of(office, REPORTED, "conduct-exposures", query="?tab=reported")
    [file] = StoredFile.objects.all()
    with time_machine.travel(REPORTED, tick=False):
        for reader, status in ((world.office, 200), (world.chief, 200), (world.clerk, 404), (world.market_clerk, 404)):
            for route in ("conduct-exposures-file", "api-conduct-exposures-file"):
                answer = signed_in(reader).get(reverse(route, args=[row.key, file.key]))
                assert answer.status_code == status, (reader, route)
    send(office, REPORTED, "conduct-exposures-return_commitment", row.key, reason="周末的排班没有公布")
    row.refresh_from_db()
    assert (row.state, row.case.deadlines.get(rule="commitment", verdict="").due_at) == (
        "exposure_approved", at("2025-10-31 17:00"),
    )  # fmt: skip
    assert "承诺期内" in text_of(client, REPORTED, "commitments")
    again = at("2025-10-31 16:00")
    send(head, again, *report, evidence="周末的排班也公布了")
    over = at("2025-11-10 10:00")
    send(office, over, "conduct-exposures-return_commitment", row.key, reason="国庆的排班没有公布")
    assert "核对过，还没有兑现到位" in text_of(client, over, "commitments")
    row.refresh_from_db()
    assert row.case.deadlines.get(rule="commitment", verdict="").due_at == at("2025-11-17 17:00"), "five working days"
    send(head, over, *report, evidence="国庆的排班也公布了")
    send(office, over, "conduct-exposures-check_commitment", row.key, kept="yes", reason="现场核对，窗口有人")
    row.refresh_from_db()
    clocks = row.case.deadlines.filter(rule="commitment")
    assert (row.state, {clock.verdict for clock in clocks}, len(clocks)) == ("commitment_kept", {"on_time"}, 3)
    assert not Card.objects.exists()
    assert differences(row, over) == []


def test_what_was_recorded_by_mistake_is_withdrawn_by_another(world, signed_in, client):
    """An exposure with a public commitment and a card; a correction with a card: void, off the public page, told to the unit."""
    row, order = approved(world), ordered(world, upheld(world))
    pass_time(at=at("2025-11-03 10:00"))
    cards = Card.objects.filter(case__kind="conduct")
    assert set(cards.values_list("rule", "state")) == {("correction", "issued"), ("commitment", "issued")}
    over = at("2025-11-03 11:00")
    second = second_inspector(world)
    acts = {
        "conduct-exposures-withdraw_exposure": (row, "曝光登记已撤销"),
        "conduct-corrections-call_off_correction": (order, "整改已取消"),
    }
    for route, (what, words) in acts.items():
        for nobody in (world.head, world.office, world.complaint_officer):
            with time_machine.travel(over, tick=False):
                assert signed_in(nobody).get(reverse(route, args=[what.key])).status_code == 404
        assert "写明" in send(signed_in(second), over, route, what.key, reason="").content.decode()
        assert words in send(signed_in(second), over, route, what.key, reason="片中是另一个单位的窗口").content.decode()
        what.refresh_from_db()
        assert what.case.closed_at == over
        assert {(clock.verdict, clock.late_by_minutes) for clock in what.case.deadlines.all()} == {("void", None)}
        assert differences(what, over) == []
        again = send(signed_in(second), over, route, what.key, reason="片中是另一个单位的窗口")
        assert "现在是" in again.content.decode() or again.status_code == 422
    assert set(cards.values_list("state", flat=True)) == {"withdrawn"}
    assert row.title not in text_of(client, over, "commitments")
    assert set(Letter.objects.filter(recipient=world.head).values_list("template", flat=True)) >= {
        "exposure_withdrawn", "correction_called_off",
    }  # fmt: skip
    exposed(world)  # it may be recorded again, rightly
    mine = actions.record_exposure(
        broadcast=actions.Broadcast(
            department=world.health, title="另一次曝光", medium="区电视台", broadcast_at=ATTRIBUTED
        ),
        by=second,
        at=over,
    )
    with pytest.raises(CannotExpose, match="由另一位"):
        actions.withdraw_exposure(key=mine.key, reason="登记有误", by=second, at=over)
    assert "撤销曝光登记" not in text_of(signed_in(second), over, "conduct-exposures-one", mine.key)


def test_a_commitment_is_due_on_its_day_whatever_the_hour(world):
    """Approved or returned after closing time or on a rest day, the clock ends on the day promised; too close, it is answered anew."""
    evening, saturday = at("2025-10-16 18:39"), at("2025-10-18 10:00")
    with Rows() as rows:
        for when in (SERVED, evening, saturday):
            with rows.row(str(when)):
                row = exposed(world)
                actions.answer_exposure(key=row.key, statement=promised(), by=world.chief, at=SETTLED)
                actions.approve_exposure(key=row.key, reason="意见具体，同意公布", by=world.inspector, at=when)
                row.refresh_from_db()
                actions.report_commitment(key=row.key, evidence="排班已经公布", by=world.head, at=when)
                actions.return_commitment(key=row.key, reason="周末的没有公布", by=world.office, at=when)
                clocks = row.case.deadlines.filter(rule="commitment")
                assert {clock.due_at for clock in clocks} == {at("2025-10-31 17:00")}
                assert differences(row, when) == []
                assert start_of(row.case, "commitment").clock.limit.quantity == clocks.latest("pk").quantity
    row = exposed(world)
    actions.answer_exposure(key=row.key, statement=promised(keep_by=date(2025, 10, 17)), by=world.chief, at=SETTLED)
    with pytest.raises(CannotExpose, match="来不及计时"):
        actions.approve_exposure(key=row.key, reason="意见具体，同意公布", by=world.inspector, at=evening)


def test_what_is_not_kept_was_broken_whatever_was_reported(world):
    """A false report on the last day gives no free pass, nor does a return: a card as without them, and no outcome within a term."""
    monday, spoken = at("2025-11-03 10:00"), "现场核对，窗口无人"

    def found_broken(row: Exposure, when) -> None:
        actions.check_commitment(key=row.key, kept=False, reason=spoken, by=world.office, at=when)
        row.refresh_from_db()
        last = row.case.deadlines.filter(rule="commitment").order_by("pk").last()
        assert (row.state, last.verdict) == ("commitment_not_kept", "late")
        assert list(row.case.cards.values_list("rule", "level", "state")) == [("commitment", "yellow", "issued")]
        assert differences(row, when) == []

    false, returned = approved(world), approved(world, title="暗访片：电话没有人接")
    for row in (false, returned):
        actions.report_commitment(key=row.key, evidence="排班已经公布", by=world.head, at=at("2025-10-31 16:00"))
    pass_time(at=monday)
    assert not Card.objects.exists()
    found_broken(false, monday)
    actions.return_commitment(key=returned.key, reason=spoken, by=world.office, at=monday)
    with pytest.raises(CannotExpose, match="期限还没有过"):
        actions.check_commitment(key=returned.key, kept=False, reason=spoken, by=world.office, at=monday)
    actions.report_commitment(key=returned.key, evidence="排班又公布了", by=world.head, at=monday)
    with pytest.raises(CannotExpose, match="期限还没有过"):
        actions.check_commitment(key=returned.key, kept=False, reason=spoken, by=world.office, at=monday)
    returned.refresh_from_db()
    assert (returned.state, differences(returned, monday)) == ("commitment_reported", [])
    found_broken(returned, at("2025-11-11 10:00"))


def test_an_answer_that_was_late_is_void_once_withdrawn(world):
    """Clocks that ended before the withdrawal are void as those that run, and the nightly check finds one that is not."""
    row = exposed(world)
    actions.answer_exposure(key=row.key, statement=promised(), by=world.head, at=LATE)
    actions.send_exposure_back(key=row.key, reason="承诺太笼统", by=world.inspector, at=LATE)
    assert [clock.verdict for clock in row.case.deadlines.order_by("pk")] == ["late", ""]
    other = second_inspector(world)
    actions.withdraw_exposure(key=row.key, reason="片中是另一个单位的窗口", by=other, at=LATE)
    row.refresh_from_db()
    assert [clock.verdict for clock in row.case.deadlines.all()] == ["void", "void"]
    assert set(row.case.cards.values_list("state", flat=True)) == {"withdrawn"}
    assert differences(row, LATE) == []
    pass_time(at=at("2025-11-20 10:00"))
    assert set(row.case.cards.values_list("state", flat=True)) == {"withdrawn"}
    with connection.cursor() as cursor, triggers_off():
        cursor.execute("UPDATE cases_deadline SET verdict = 'on_time' WHERE case_id = %s", [row.case.pk])
    assert len(differences(row, LATE)) == 2


def test_nobody_takes_back_what_is_about_themselves(world):
    """Who worked in the unit that day, answered for it, or was served on the same complaint; nothing is said of what is not served."""
    complaint = upheld(world)
    exposure, order, proposal = exposed(world), ordered(world, complaint), own(attributed(world, complaint))
    why = "片中是另一个单位的窗口"

    def withdraws(by) -> None:
        actions.withdraw_exposure(key=exposure.key, reason=why, by=by, at=LATE)

    def calls_off(by) -> None:
        actions.call_off_correction(key=order.key, reason=why, by=by, at=LATE)

    inspector = {"role": Role.INSPECTOR, "hall": world.hall, "valid_from": SERVED.date()}
    for user in (world.clerk, world.head):  # each an inspector by now, and nothing else
        Post.objects.filter(user=user).update(valid_to=SETTLED.date())
        Post.objects.create(user=user, **inspector)
        with pytest.raises(CannotExpose, match="您当时的部门"):
            withdraws(user)
    with pytest.raises(CannotCorrect, match="与您本人有关"):
        calls_off(world.head)
    with transaction.atomic():
        calls_off(world.clerk)
        transaction.set_rollback(True)
    served(world, proposal)
    with pytest.raises(CannotCorrect, match="与您本人有关"):
        calls_off(world.clerk)
    calls_off(world.inspector)
    withdraws(world.inspector)


def test_nothing_is_taken_back_after_its_end(world):
    row = approved(world)
    actions.report_commitment(key=row.key, evidence="排班已经公布", by=world.head, at=REPORTED)
    with pytest.raises(NotNow):
        actions.report_commitment(key=row.key, evidence="排班已经公布", by=world.head, at=REPORTED)
    actions.check_commitment(key=row.key, kept=True, reason="现场核对，窗口有人", by=world.office, at=REPORTED)
    order = ordered(world, upheld(world))
    actions.hand_in_correction(key=order.key, evidence="清单已经张贴", by=world.head, at=REPORTED)
    actions.pass_correction(key=order.key, reason="清单齐全", by=world.office, at=REPORTED)
    other, over = second_inspector(world), {"reason": "登记有误", "at": LATE}
    before = stored()
    for act in (actions.withdraw_exposure, actions.return_commitment):
        with pytest.raises(NotNow):
            act(key=row.key, by=other, **over)
    with pytest.raises(NotNow):
        actions.call_off_correction(key=order.key, by=other, **over)
    assert stored() == before


def test_a_program_does_the_same(world, signed_in):
    """Reported, returned, reported, kept; withdrawn by whoever did not record it, and by nobody twice."""
    row = approved(world)

    def does(who, act: str, **body):
        with time_machine.travel(REPORTED, tick=False):
            route = reverse(f"api-conduct-exposures-{act}", args=[row.key])
            return signed_in(who).post(route, body, content_type="application/json")

    reported = does(world.head, "report_commitment", evidence="排班已经公布").json()
    assert (reported["state"], reported["acts"]) == ("commitment_reported", [])
    assert does(world.head, "return_commitment", reason="自己退回").status_code == 404
    returned = does(world.office, "return_commitment", reason="周末的排班没有公布").json()
    assert (returned["state"], returned["due_at"]) == ("exposure_approved", "2025-10-31T17:00:00+08:00")
    does(world.head, "report_commitment", evidence="周末的排班也公布了")
    kept = does(world.office, "check_commitment", kept=True, reason="现场核对，窗口有人").json()
    assert (kept["state"], kept["acts"]) == ("commitment_kept", [])
    assert does(world.inspector, "withdraw_exposure", reason="登记有误").status_code == 409
    row = approved(world, title="暗访片：电话没有人接")
    assert does(world.complaint_officer, "withdraw_exposure", reason="登记有误").status_code == 404
    assert does(world.inspector, "withdraw_exposure", reason="登记有误").json()["state"] == "exposure_withdrawn"
    assert does(world.inspector, "withdraw_exposure", reason="登记有误").status_code == 409


def differences(row, when) -> list[str]:
    """What the nightly check finds wrong with the case of a row."""
    return [each.words for each in ledger.check(ROOMS, at=when).findings if each.number == row.case.number]


def send(client, when, route: str, *where, **fields):
    with time_machine.travel(when, tick=False):
        return client.post(reverse(route, args=where), fields, follow=True)


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
