"""What an applicant sees with a receipt code: honest about lateness, plain about what comes next, nothing unmasked."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from cases.models import Dispatch
from cases.sweep import sweep
from config.passing import pass_time
from permits import deadlines
from permits.events import EVENTS
from permits.states import FLOW, STATES
from portal.progress import _TURNS, NEWS
from tests.permits import stages
from tests.permits import verbs as permits
from tests.world import ENTERPRISE, at

ACCEPTED = "2025-09-22 10:00"  # Monday; the promise of 3 working days is due on Thursday 25 at 17:00
REMEDIES = "六十日内申请行政复议"


@pytest.fixture
def look(client):
    """Open the status page of a registered application at an instant, by typing its code."""

    def opened(registered, when: str):
        with time_machine.travel(at(when), tick=False):
            assert client.post(reverse("lookup"), {"code": registered.code}).status_code == 302
            response = client.get(reverse("status"))
        assert response.status_code == 200
        return response

    return opened


def words(response) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def accept(world, registered, when: str = ACCEPTED) -> str:
    number = registered.application.case.number
    permits.accept(number=number, by=world.clerk, at=at(when))
    return number


def test_a_running_case_shows_limits_and_masked_data(world, look):
    """It shows its steps and whose turn it is, too."""
    registered = world.register(when=at(ACCEPTED))
    accept(world, registered)
    text = words(look(registered, "2025-09-23 09:00"))
    for sentence in (
        "公共场所卫生许可",
        "区卫生健康局，22 号窗口（卫生健康窗口）",
        "正在审查，您不用做什么",
        "2025年9月25日 17:00 前",
        "承诺时限",
        "法定时限",
        "怎么算出来的",
        "王*明",
        "110105********002X",
        "138****8000",
        "大厅电话",
    ):
        assert sentence in text


def test_the_page_shows_no_full_number_and_no_clerk(world, look):
    registered = world.register(when=at(ACCEPTED))
    accept(world, registered)
    page = look(registered, "2025-09-23 09:00").content.decode()
    for secret in ("11010519491231002X", "13812348000", "王小明", "张敏", registered.code):
        assert secret not in page


def test_an_enterprise_is_named_but_its_numbers_are_masked(world, look):
    page = look(world.register(when=at(ACCEPTED), applicant=ENTERPRISE), ACCEPTED).content.decode()
    assert ENTERPRISE.name in page
    assert ENTERPRISE.number not in page
    assert ENTERPRISE.phone not in page


@pytest.mark.parametrize(
    ("when", "swept", "sentence", "unsaid"),
    [
        ("2025-09-25 16:59", False, "窗口最迟 2025年9月25日 17:00 前作出决定", "超过"),
        ("2025-09-25 17:00", False, "窗口最迟 2025年9月25日 17:00 前作出决定", "超过"),
        ("2025-09-25 17:01", False, "系统一分钟内自动发出黄牌", "列在软环境办的看板上"),
        ("2025-09-26 09:00", True, "已自动发出黄牌，列在软环境办的看板上", "一分钟内"),
    ],
    ids=["in time", "the due moment itself", "before the next sweep", "after the sweep"],
)
def test_a_broken_promise_is_said_aloud(world, look, when, swept, sentence, unsaid):
    registered = world.register(when=at(ACCEPTED))
    accept(world, registered)
    if swept:
        sweep(at=at(when))
    text = words(look(registered, when))
    assert sentence in text
    assert unsaid not in text


def test_waiting_for_papers_is_the_applicants_turn_and_names_them(world, look):
    registered = world.register(when=at(ACCEPTED), materials=[1])
    number = registered.application.case.number
    permits.notify(number=number, missing={2: "要盖章", 3: ""}, by=world.clerk, at=at("2025-09-22 10:30"))
    text = words(look(registered, "2025-09-23 09:00"))
    assert "轮到您" in text
    assert "营业执照：要盖章" in text
    assert "检测报告" in text
    assert "暂停（不计时）" in text
    assert "补齐以后，半个工作日内告诉您是否受理，办理时限也从补齐时起算" in text


def test_what_has_come_is_not_asked_for_again(world, look):
    """After a second notice too, which repeats only what is still wrong."""
    registered = world.register(when=at(ACCEPTED), materials=[1])
    number = registered.application.case.number
    permits.notify(number=number, missing={2: "", 3: "要盖章"}, by=world.clerk, at=at("2025-09-22 10:30"))
    permits.receive(number=number, materials=[2], window=None, by=world.clerk, at=at("2025-09-23 09:00"))
    page = look(registered, "2025-09-23 10:00")
    assert page.context["turn"]["papers"] == [("检测报告", "要盖章")]
    assert "已经收到：营业执照。把下面的材料补齐" in words(page)


def test_the_applicants_last_day_opens_to_its_arithmetic(world, look, client):
    registered = world.register(when=at(ACCEPTED), materials=[1])
    number = registered.application.case.number
    permits.notify(number=number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-09-22 10:30"))
    phone = look(registered, "2025-09-23 10:00")
    with time_machine.travel(at("2025-09-23 10:00"), tick=False):
        client.force_login(world.clerk)
        desk, queue = client.get(reverse("desk-case", args=[number])), client.get("/desk/")
    for page in (phone, desk):
        [panel] = page.context["limits"]
        assert (panel["title"], panel["due"]) == ("补正期限", "2025年10月22日 17:00 前")
        assert "30 个自然日" in panel["note"]
        assert panel["lines"][-1] == "9月23日至10月22日，计入：第 1 至 30 日"
        assert panel["result"].startswith("到期时间：2025年10月22日")
        assert "怎么算出来的" in words(page)
    assert 'href="#limits"' in phone.content.decode()
    assert (desk.context["head"]["word"], desk.context["head"]["text"]) == ("补正期限", "2025年10月22日 17:00 前")
    [row] = queue.context["rows"]
    cell = {"href": f"/desk/cases/{number}/#clocks", "text": "等申请人补正，10月22日 17:00 前"}
    assert cell in row["cells"]
    late = look(registered, "2025-10-22 17:01")
    assert late.context["limits"][0]["word"] == "已过"


def test_days_that_are_over_are_said_to_be(world, look, client):
    registered = world.register(when=at(ACCEPTED), materials=[1])
    number = registered.application.case.number
    permits.notify(number=number, missing={2: "", 3: ""}, by=world.clerk, at=at("2025-09-22 10:30"))
    permits.receive(number=number, materials=[2], window=None, by=world.clerk, at=at("2025-10-20 09:00"))
    assert "轮到您 补齐材料，交到窗口 最迟 2025年10月22日 17:00 前" in words(look(registered, "2025-10-22 17:00"))
    page = look(registered, "2025-10-23 09:00")
    text = words(page)
    assert "轮到您 补正期限已过，还没有补齐 期限到 2025年10月22日 17:00，已经过了" in text
    assert "还没有结案，下面的材料仍然可以交到窗口" in text
    assert page.context["turn"]["papers"] == [("检测报告", "")]
    with time_machine.travel(at("2025-10-23 09:00"), tick=False):
        client.force_login(world.clerk)
        assert "补正期限已过（10月22日 17:00 前），可以结案" in words(client.get("/desk/"))
        folded = [button.words for button in client.get(reverse("desk-case", args=[number])).context["rare"]]
        assert "逾期未补正结案" not in folded
    permits.close_not_corrected(number=number, remedies=REMEDIES, by=world.clerk, at=at("2025-10-23 10:00"))
    text = words(look(registered, "2025-10-23 10:05"))
    assert "第 1 份一次性告知书要求补正的材料没有收齐，还缺：检测报告" in text, "one of two was received"


def test_posted_is_not_called_arrived(world, look):
    registered = world.register(when=at(ACCEPTED))
    number = accept(world, registered)
    permits.decide(number=number, result="grant", by=world.clerk, at=at("2025-09-23 09:00"))
    permits.deliver(number=number, method="courier", proof="SF1234567890", by=world.clerk, at=at("2025-09-24 09:00"))
    text = words(look(registered, "2025-09-24 10:00"))
    assert "已办完，结果已寄出，单号 SF1234567890 " in text
    assert "没有收到的，拨打大厅电话或者到窗口问" in text
    assert "没有要等的事" not in text


def test_the_last_day_to_ask_for_a_hearing_opens_too(world, look):
    registered = world.register(when=at(ACCEPTED))
    number = accept(world, registered)
    permits.tell_hearing(
        number=number, parties="王小明", interest="相邻采光", by=world.clerk, at=at("2025-09-22 11:00")
    )
    panel = look(registered, "2025-09-23 09:00").context["limits"][0]
    assert (panel["title"], panel["due"]) == ("要求听证", "2025年9月28日 17:00 前")
    assert panel["result"].startswith("到期时间：2025年9月28日")
    assert "要求听证" not in {each["title"] for each in look(registered, "2025-09-29 09:00").context["limits"]}


def test_paper_and_letter_name_the_day_of_the_clock(world):
    world.promised.materials.filter(position=3).update(tolerable=True)
    number = world.register(when=at("2025-09-26 10:00"), materials=[1, 2]).application.case.number
    step = {"number": number, "by": world.clerk, "at": at("2025-09-26 10:00")}
    permits.accept_with_gaps(pledge="容缺〔2025〕1号", pledged_on=date(2025, 9, 27), voluntary=True, **step)
    assert "最迟 9月28日17:00 补交" in Dispatch.objects.get(kind="tolerated").text
    content = permits.print_document(kind="acceptance", site="http://hall.test", **step).document.content
    assert "在 2025年9月28日 17:00 前补齐" in content


def test_the_pledged_day_is_that_of_its_clock(world, look):
    """Pledged for a Saturday it is in time on the Sunday, on which the hall works: the day that opens to its arithmetic."""
    world.promised.materials.filter(position=3).update(tolerable=True)
    registered = world.register(when=at("2025-09-26 10:00"), materials=[1, 2])
    number = registered.application.case.number
    permits.accept_with_gaps(
        number=number, pledge="容缺〔2025〕1号", pledged_on=date(2025, 9, 27), voluntary=True, by=world.clerk, at=at("2025-09-26 10:00")
    )  # fmt: skip
    page = look(registered, "2025-09-26 11:00")
    assert page.context["turn"]["by"] == "2025年9月28日 17:00 前"
    assert "容缺补齐" in {panel["title"] for panel in page.context["limits"]}
    permits.decide(number=number, result="grant", by=world.clerk, at=at("2025-09-26 11:10"))
    assert "轮到您 已准予，先补齐承诺的材料 最迟 2025年9月28日 17:00 前" in words(look(registered, "2025-09-26 12:00"))


def test_a_pause_is_a_segment_with_its_ground(world, look):
    registered = world.register(when=at(ACCEPTED))
    number = accept(world, registered)
    permits.suspend(number=number, ground="inspection", notice_number="特程1号", declared_days=5, by=world.head,
                    at=at("2025-09-23 09:00"))  # fmt: skip
    paused = words(look(registered, "2025-09-24 09:00"))
    assert "暂停（不计时） 检验，9月23日起" in paused
    assert "暂停计时，恢复后重新推算" in paused
    permits.resume(number=number, by=world.head, at=at("2025-09-24 16:00"))
    resumed = words(look(registered, "2025-09-25 09:00"))
    assert "检验：2025年9月23日至2025年9月24日，不计时" in resumed
    assert "新的到期时间：承诺时限 2025年9月28日 17:00" in resumed


def test_a_refusal_gives_reason_and_remedies(world, look):
    registered = world.register(when=at(ACCEPTED))
    number = accept(world, registered)
    permits.decide(number=number, result="refuse", reason="检测不合格", remedies=REMEDIES, by=world.chief,
                   at=at("2025-09-23 09:00"))  # fmt: skip
    text = words(look(registered, "2025-09-23 10:00"))
    assert "决定：不予许可" in text
    assert "检测不合格" in text
    assert REMEDIES in text


def test_non_acceptance_gives_reason_agency_and_remedies(world, look):
    registered = world.register(when=at(ACCEPTED))
    permits.decline(number=registered.application.case.number, reason="不属于本机关", remedies=REMEDIES,
                    competent_agency="市卫生健康委员会", by=world.clerk, at=at("2025-09-22 11:00"))  # fmt: skip
    text = words(look(registered, "2025-09-22 12:00"))
    assert "不属于本机关" in text
    assert "应当向这个机关申请：市卫生健康委员会" in text
    assert REMEDIES in text


@pytest.mark.parametrize(
    ("method", "proof", "visible"),
    [("courier", "SF1234567890", True), ("electronic", "wang@example.cn", False), ("collected", "王小明", False)],
)
def test_delivery_shows_a_tracking_number_but_no_name(world, look, method, proof, visible):
    registered = world.register(when=at(ACCEPTED))
    number = accept(world, registered)
    permits.decide(number=number, result="grant", by=world.clerk, at=at("2025-09-23 09:00"))
    permits.deliver(number=number, method=method, proof=proof, by=world.clerk, at=at("2025-09-24 09:00"))
    page = look(registered, "2025-09-24 10:00").content.decode()
    assert (proof in page) is visible
    assert "已经办完" in page


def test_a_closed_case_still_shows_that_it_was_late(world, look):
    registered = world.register(when=at(ACCEPTED))
    number = accept(world, registered)
    permits.decide(number=number, result="grant", by=world.clerk, at=at("2025-09-28 09:00"))
    text = words(look(registered, "2025-09-28 10:00"))
    assert "已超过承诺时限：应在 2025年9月25日 17:00 前办完" in text


def test_what_came_late_and_is_there_is_not_overdue(world, look):
    """The applicant's own date, missed and made good: nothing is said to be overdue any more."""
    world.promised.materials.filter(position=3).update(tolerable=True)
    registered = world.register(when=at(ACCEPTED), materials=[1, 2])
    number = registered.application.case.number
    permits.accept_with_gaps(
        number=number, pledge="容缺〔2025〕1号", pledged_on=date(2025, 9, 23), voluntary=True, by=world.clerk, at=at(ACCEPTED)
    )  # fmt: skip
    pass_time(at=at("2025-09-23 17:01"))
    assert "已超过容缺补齐时限" in words(look(registered, "2025-09-24 09:00"))
    permits.supplement(number=number, materials=[3], window=None, by=world.clerk, at=at("2025-09-24 10:00"))
    assert look(registered, "2025-09-24 10:05").context["late"] == []


def test_a_date_in_a_year_without_a_notice_is_marked(world, look):
    registered = world.register(when=at("2026-12-28 10:00"))
    accept(world, registered, "2026-12-28 10:00")
    assert "暂定" in words(look(registered, "2026-12-28 11:00"))


HEADLINES = [
    (stages.submitted, "轮到窗口 正在核对材料 窗口应在 2025年11月3日 14:00 前告诉您是否受理，已经超过"),
    (stages.correction_requested, "轮到您 补正期限已过，还没有补齐 期限到 2025年10月22日 17:00，已经过了"),
    (stages.accepted, "轮到窗口 正在审查 窗口最迟"),
    (stages.suspended, "不计时，告知的时间到 2025年11月18日 17:00，结束后重新推算日期"),
    (stages.granted, "轮到您 已准予，领取结果 窗口最迟"),
    (stages.delivered, "已办完，结果已送达"),
    (stages.archived, "已办完，结果已送达"),
    (stages.terminated, "已终止办理"),
    (stages.void, "登记有误，已作废"),
]


@pytest.mark.parametrize(("reach", "sentence"), HEADLINES)
def test_the_headline_says_whose_turn_and_which_date(world, look, reach, sentence):
    text = words(look(reach(world), "2025-11-06 10:00"))
    assert sentence in text
    inside = [word for word in ("个半天", "待归档", "异常办结") if word in text]
    assert inside == [], "words of the hall's own"


def test_every_state_has_its_turn_and_every_act_its_words():
    assert set(_TURNS) == set(STATES)
    no_news = {verb for verb, telling in EVENTS.items() if telling.applicant is None}
    assert set(FLOW.arrows) <= set(NEWS) | no_news


def test_the_number_of_queries_does_not_grow_with_the_history(world, look, client, django_assert_max_num_queries):
    registered = world.register(when=at(ACCEPTED))
    number = accept(world, registered)
    for day in (23, 24, 25):
        permits.suspend(number=number, ground="inspection", notice_number=f"特程{day}号", declared_days=1, by=world.head,
                        at=at(f"2025-09-{day} 09:00"))  # fmt: skip
        permits.resume(number=number, by=world.head, at=at(f"2025-09-{day} 16:00"))
    look(registered, "2025-09-26 08:30")
    with time_machine.travel(at("2025-09-26 08:31"), tick=False), django_assert_max_num_queries(20):
        client.get(reverse("status"))


def test_the_applicant_reads_what_a_hearing_asks_of_them(world, look):
    registered = world.register(when=at(ACCEPTED))
    number, clerk, chief = accept(world, registered), {"by": world.clerk}, {"by": world.chief}

    def says(when: str) -> str:
        return words(look(registered, when))

    permits.tell_hearing(number=number, parties="王小明", interest="相邻采光", at=at("2025-09-22 11:00"), **clerk)
    told = says("2025-09-28 17:00")
    assert "您可以在 2025年9月28日 17:00 前到窗口要求听证" in told
    assert "正在审查 2025年9月28日 17:00 前您可以要求听证，期满以后作出决定" in told
    assert "窗口最迟" not in told.partition("办理进度")[0], "no decision on a day on which the hall may make none"
    assert "正在审查，您不用做什么" in says("2025-09-28 17:01")
    permits.ask_hearing(number=number, party="王小明", at=at("2025-09-23 09:00"), **clerk)
    notice = f"有人要求听证，正在安排；时间和地点会提前 {deadlines.HEARING_NOTICE} 个工作日通知"
    owed = says("2025-09-23 09:30")
    assert notice in owed
    assert "正在安排听证 窗口最迟 2025年10月27日 17:00 前举行听证" in owed
    permits.announce_hearing(
        number=number, sits_at=at("2025-10-15 09:00"), place="三楼会议室", chair="钱局", at=at("2025-09-23 10:00"), **chief
    )  # fmt: skip
    announced = says("2025-09-24 09:00")
    assert "2025年10月15日 09:00 在三楼会议室听证，您可以到场" in announced
    assert "听证：2025年10月15日 09:00，在三楼会议室，您可以到场 听证以前不计时" in announced.partition("办理进度")[0]
    permits.hold_hearing(number=number, at=at("2025-10-15 11:00"), **chief)
    assert "正在审查，您不用做什么" in says("2025-10-15 12:00")
