"""One case and one card, read-only: the arithmetic, the pauses, the history, and who may see it."""

import pytest
import time_machine

from cases import dispatch_wording
from cases.models import Card, CardState, Case, CaseKind, Event
from cases.sweep import sweep
from hall.identifiers import grouped
from oversight import story
from permits.visits import Why
from tests.oversight.conftest import NOW
from tests.permits import verbs as permits
from tests.world import at

CASE_PAGE_QUERIES = 16


def page_of(visit, user, case: Case) -> str:
    answer = visit(user, f"/oversight/cases/{case.number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_a_case_page_holds(world, lamps, visit):
    text = page_of(visit, world.office, lamps["deep_red"])
    for part in (
        grouped(lamps["deep_red"].number), "公共场所卫生许可", "区卫生健康局", "22 卫生健康窗口", "张敏", "受理（审查中）",
        "110105********002X", "138****8000", "王*明", "WJ-XK-0001（目录版本 1）",
        "承诺时限", "法定时限", "春节", "黄牌", "红牌", "<span>时限已过</span>", "时限已过", "登记收件", "受理：收件 → 受理（审查中）",
        "第 1 条，共 ",
    ):  # fmt: skip
        assert part in text, part
    for secret in ("11010519491231002X", "13812348000", "王小明"):
        assert secret not in text


def test_each_line_of_history_shows_its_place_and_hash(world, lamps, visit):
    case = lamps["closed"]
    text = page_of(visit, world.office, case)
    events = Event.objects.filter(case=case)
    assert text.count("条 · 校验值") == len(events) == case.events_count
    for event in events:
        assert f"第 {event.seq} 条，共 {case.events_count} 条 · 校验值 {event.hash[:12]}" in text
    assert "方式：窗口领取" in text


def test_pauses_say_ground_notice_and_approver(world, lamps, visit):
    text = page_of(visit, world.office, lamps["paused"])
    for part in ("听证", "听证〔2026〕1 号", "钱局", "还在暂停", "累计暂停 2 个工作日", "暂停计时，恢复后重新推算"):
        assert part in text


def test_a_contact_that_was_put_right_is_told_masked(world, lamps, visit):
    permits.change_contact(number=lamps["green"].number, phone="13812349999", reason="本人要求", by=world.clerk, at=NOW)
    text = page_of(visit, world.office, lamps["green"])
    assert "更正联系方式" in text
    assert "138****9999" in text
    assert "13812349999" not in text


def test_a_superseded_clock_stays_and_is_marked(world, lamps, visit):
    permits.extend(
        number=lamps["green"].number, rank="本机关负责人", document="批〔2026〕3 号", reason="需要专家论证", by=world.head,
        at=NOW,
    )  # fmt: skip
    text = page_of(visit, world.office, lamps["green"])
    assert "法定时限（已不用）" in text
    assert "已被延长后的时限代替" in text
    assert "原到期：" in text
    assert "批〔2026〕3 号" in text


def test_every_act_has_its_words(world, lamps, visit):
    number = lamps["paused"].number
    permits.resume(number=number, by=world.head, at=NOW)
    permits.withdraw(number=number, reason="不办了", by=world.clerk, at=NOW)
    declined = lamps["correcting"].number
    permits.decline(
        number=declined,
        reason="不属本部门",
        remedies="60 日内申请复议",
        competent_agency="市局",
        by=world.clerk,
        at=NOW,
    )
    permits.replace_code(number=lamps["red"].number, idem="again", reason="凭证遗失", by=world.clerk, at=NOW)
    for place in range(2):
        permits.visit(
            number=lamps["red"].number, window=world.health_window, purpose="consult", why=Why("window" if place else ""),
            by=world.clerk, at=NOW,
        )  # fmt: skip
    permits.decide(
        number=lamps["red"].number,
        result="refuse",
        reason="不符合条件",
        remedies="60 日内申请复议",
        by=world.clerk,
        at=NOW,
    )
    assert "理由：不办了" in page_of(visit, world.office, lamps["paused"])
    assert "主管机关：市局" in page_of(visit, world.office, lamps["correcting"])
    text = page_of(visit, world.office, lamps["red"])
    for part in (
        "补发收件凭证",
        "发出红牌",
        "原因：窗口原因",
        "不予许可",
        "救济途径：60 日内申请复议",
        "<span>红黄牌</span>",
    ):
        assert part in text, part


def test_a_complaint_shows_clock_and_card_and_no_history(world, lamps, visit):
    text = page_of(visit, world.office, lamps["complaint"])
    for part in ("投诉：服务态度", "投诉受理", "黄牌", "怎么算出来的"):
        assert part in text
    assert "办理记录" not in text
    assert "当事人" not in text


def test_what_one_may_not_see_is_not_found(world, lamps, visit):
    for name in ("market_red", "complaint"):
        case = lamps[name]
        for user in (world.chief, world.head):
            assert visit(user, f"/oversight/cases/{case.number}/").status_code == 404
            assert visit(user, f"/oversight/cards/{case.cards.get().pk}/").status_code == 404
        for user in (world.office, world.inspector):
            assert visit(user, f"/oversight/cases/{case.number}/").status_code == 200
            assert visit(user, f"/oversight/cards/{case.cards.get().pk}/").status_code == 200
    for path in ("cases/00000000000000000/", "cases/x/", "cases/a%00b/", "cards/0/", "cards/999999999999999999999/"):
        assert visit(world.office, f"/oversight/{path}").status_code == 404


def test_a_card_says_breach_and_detection_and_the_arithmetic(world, lamps, visit):
    card = Card.objects.get(case=lamps["red"])
    text = visit(world.office, f"/oversight/cards/{card.pk}/").content.decode()
    for part in (
        "黄牌 承诺时限", "已发出", "承诺时限届满未完成", "2026年3月5日 17:00", "2026年3月16日 10:00", "区卫生健康局",
        "22 卫生健康窗口", "张敏", grouped(lamps["red"].number), "怎么算出来的",
    ):  # fmt: skip
        assert part in text, part


def test_a_card_shows_every_stage_of_its_life(world, lamps, visit):
    card = Card.objects.get(case=lamps["red"])
    for state in CardState.values:
        card.state = state
        if state == CardState.APPEALED:
            card.appealed_at = NOW
        if state == CardState.WITHDRAWN:
            card.withdrawn_at, card.withdrawn_by, card.withdrawn_because = NOW, world.office, "系统时间有误"
        card.save()
        text = visit(world.office, f"/oversight/cards/{card.pk}/").content.decode()
        assert card.get_state_display() in text
        assert ("周软：系统时间有误" in text) == (state == CardState.WITHDRAWN)


def test_a_two_visit_card_lists_the_trips(world, visit):
    application = world.accepted(when=at("2026-03-13 10:00"))
    number = application.case.number
    for place, cause in enumerate(["", "window"]):
        permits.visit(
            number=number, window=world.health_window, purpose="consult", why=Why(cause), by=world.clerk,
            at=at(f"2026-03-13 1{4 + place}:00"),
        )  # fmt: skip
    card = Card.objects.get(rule="two_visit")
    text = visit(world.office, f"/oversight/cards/{card.pk}/").content.decode()
    assert "第 1 次：2026年3月13日 10:00，提交" in text
    assert "第 3 次：2026年3月13日 15:00，咨询，窗口原因" in text


def test_a_date_in_2027_is_provisional_everywhere(world, visit):
    application = world.accepted(when=at("2026-12-30 10:00"))
    sweep(at=at("2027-01-11 10:00"))
    with time_machine.travel(at("2027-01-11 10:00"), tick=False):
        assert page_of(visit, world.office, application.case).count("暂定") >= 2
        card = Card.objects.get()
        assert "暂定" in visit(world.office, f"/oversight/cards/{card.pk}/").content.decode()


def test_queries_of_a_case_page(world, lamps, office_client, django_assert_max_num_queries):
    for name in ("green", "deep_red", "closed", "paused"):
        with django_assert_max_num_queries(CASE_PAGE_QUERIES):
            assert office_client.get(f"/oversight/cases/{lamps[name].number}/").status_code == 200


@pytest.mark.parametrize(
    ("verb", "facts", "words"),
    [
        ("tell_overdue", {"how": "电话告知本人"}, "电话告知本人"),
        ("correct", {"corrections": {"申请书": "日期写错，已改"}}, "申请书：日期写错，已改"),
        ("hand_up", {"step": "grant", "note": "请审"}, "环节：准予；窗口意见：请审"),
        ("of_a_later_release", {"how": "电话"}, ""),
    ],
)
def test_the_office_reads_what_its_own_labels_leave_out(verb, facts, words):
    event = Event(verb=verb, facts=facts, at=NOW, seq=1)
    (line,) = story.event_lines(Case(kind=CaseKind.APPLICATION, events_count=1), [event])
    assert line["note"] == words


@pytest.mark.parametrize(("who", "works"), [("head", True), ("chief", True), ("office", False), ("inspector", False)])
def test_whoever_works_on_a_case_finds_the_way_to_it(world, lamps, visit, who, works):
    case = lamps["yellow"]
    way = f'href="/desk/cases/{case.number}/"'
    assert (way in page_of(visit, getattr(world, who), case)) is works
    if works:
        assert visit(getattr(world, who), f"/desk/cases/{case.number}/").status_code == 200


def test_the_inspector_finds_the_complaint_in_its_centre(world, lamps, visit):
    case = lamps["complaint"]
    assert f'href="/centre/{case.number}/"' in page_of(visit, world.inspector, case)
    assert f'href="/centre/{case.number}/"' not in page_of(visit, world.office, case)


def test_a_sheet_says_who_printed_it_and_when(world, lamps, visit):
    assert f"{world.office} 打印于 2026年3月16日 10:00" in page_of(visit, world.office, lamps["red"])


def test_a_card_for_a_supplemented_notice_shows_both_notices(world, visit):
    number = world.register(when=at("2026-03-09 10:00"), materials=[1, 3]).application.case.number
    permits.notify(number=number, missing={2: ""}, by=world.clerk, at=at("2026-03-09 10:30"))
    permits.receive(number=number, materials=[2], by=world.clerk, at=at("2026-03-11 10:00"), window=world.health_window)
    permits.notify(
        number=number, missing={3: "检测机构没有资质"}, by=world.clerk, at=at("2026-03-12 11:00"),
        ground="hidden_defect", ground_reason="核验防伪码后发现是复制件",
    )  # fmt: skip
    card = Card.objects.get(rule="notice_supplemented")
    text = visit(world.office, f"/oversight/cards/{card.pk}/").content.decode()
    assert "第 1 份：2026年3月9日 10:30，营业执照" in text
    assert "第 2 份：2026年3月12日 11:00，检测报告（" in text
    assert "计入的到访" not in text


def test_office_and_desk_name_a_letters_readers_alike(world, lamps, visit):
    letters = list(lamps["red"].letters.select_related("recipient", "department", "read_by"))
    office = [row["cells"][1] for row in story.letter_rows(letters)]
    assert "区卫生健康局的科长、负责人" in office
    desk = [row["who"].removeprefix("工作人员 ") for row in dispatch_wording.letter_rows([], letters)]
    assert sorted(office) == sorted(desk)
