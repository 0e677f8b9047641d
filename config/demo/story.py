"""The demonstration's cases: what is done at each window, how many working days ago and at what time of day."""

from datetime import datetime, time
from typing import Any

from django.utils import timezone

from config.demo.complaints import tell_complaints
from config.demo.conduct import tell_conduct
from config.demo.intake import (
    let_be_promised,
    let_it_be_paused,
    let_the_last_paper_follow,
    tell_commitments,
    tell_taking_in,
)
from config.demo.ratings import tell_ratings
from config.demo.teller import Counter, Item, StoryCase, Teller, applicant, form_key
from config.demo.tickets import tell_tickets
from enquiries import actions as enquiries
from enquiries.actions import Question
from hall import calendar
from hall.models import Department, ItemVersion
from permits.actions.printing import print_document
from permits.wording import REMEDIES

SITE = "http://127.0.0.1:8000"  # where the QR pictures of the demonstration's papers lead
WINDOWS = ("22", "25", "14")
ANOTHER_DEPARTMENT = "区市场监督管理局"


def tell(*, now: datetime) -> int:
    """Play the whole demonstration up to `now`; return the number of acts."""
    items = {number: items_of(number) for number in WINDOWS}
    promised, immediate = items["22"]
    let_it_be_paused(promised[0])
    let_the_last_paper_follow(promised[1])
    let_be_promised((immediate[1:] or promised)[0])
    return story(items).play(now=now, calendar=calendar.current())


def story(items: dict[str, tuple[list[Item], list[Item]]]) -> Teller:
    """The whole story, not yet played: by window, its items promised in days and its immediate ones. Asks no database."""
    teller = Teller()
    health, market, building = (Counter(teller, number, *items[number]) for number in WINDOWS)
    _health(health)
    _market(market)
    _building(building)
    tell_taking_in(health, health.promised[1])
    tell_commitments(health, (health.immediate[1:] or health.promised)[0])
    tell_complaints(teller)
    tell_ratings(teller)
    tell_conduct(teller)
    tell_tickets(teller)
    return teller


def _health(c: Counter) -> None:
    """One case in each state of the table."""
    item, other = c.promised[0], c.promised[-1]
    c.register("fresh", 0, "09:05", item, who=1)
    c.register("waiting", 3, "10:20", other, who=2)  # complete, and nobody has accepted it
    c.accepted("green", 0, "09:40", item, who=3)
    c.accepted("last-day", 2, "09:30", item, who=4)
    c.accepted("yesterday", 4, "10:00", item, who=5)
    c.accepted("late", 6, "14:10", other, who=6)
    c.accepted("very-late", 40, "09:15", item, who=7)
    case = c.register("told", 5, "11:00", item, lacking=2, who=8)
    case.then(5, "11:20", "notify", missing=_last_two(item))
    case = c.accepted("paused", 8, "09:00", item, who=9)
    case.then(7, "15:00", "suspend", ground="expert_review", notice_number="特程〔演示〕1号", declared_days=10)
    case = c.accepted("resumed", 12, "09:00", item, who=10)
    case.then(11, "09:00", "suspend", ground="inspection", notice_number="特程〔演示〕2号", declared_days=12)
    case.then(2, "16:00", "resume")
    case = c.accepted("granted", 3, "09:00", item, who=11)
    case.then(1, "16:30", "decide", result="grant")
    case = c.accepted("to-collect", 12, "09:00", item, who=12)
    case.then(9, "16:00", "decide", result="grant")
    case = c.accepted("never-sent", 15, "09:00", item, who=13)
    case.then(13, "16:00", "decide", result="grant")
    case = c.accepted("refused", 7, "10:00", other, who=14)
    reason = "检测报告不合格，不符合许可条件"
    case.then(5, "11:00", "decide", result="refuse", reason=reason, remedies=REMEDIES)
    case = c.accepted("done", 10, "09:00", item, who=15)
    case.then(8, "15:00", "decide", result="grant")
    case.then(7, "10:00", "deliver", method="collected", proof="本人签收")
    for kind in ("acceptance", "grant", "delivery_receipt"):
        case.then(7, "10:20", print_document, kind=kind, site=SITE)
    case.then(7, "10:30", "archive")
    case = c.accepted("done-late", 14, "09:00", item, who=16)
    case.then(9, "11:00", "decide", result="grant")
    case.then(8, "11:00", "deliver", method="courier", proof="EMS1029384756")
    case = c.register("declined", 9, "09:30", other, lacking=1, who=17)
    reason = "医疗广告由市级卫生健康部门审查，区级没有审查权"
    elsewhere: dict[str, Any] = {"ground": "not_our_power", "competent_agency": "市卫生健康委员会"}
    case.then(8, "09:30", "decline", reason=reason, remedies=REMEDIES, **elsewhere)
    case = c.accepted("withdrawn", 6, "09:00", item, who=18)
    case.then(5, "14:00", "withdraw", reason="申请人暂缓开业，书面撤回")
    case = c.accepted("terminated", 7, "09:20", item, who=19)
    reason = "申请单位已经注销登记"
    case.then(6, "10:00", "terminate", ground="applicant_gone", reason=reason, remedies=REMEDIES)
    case = c.register("void", 3, "11:10", item, who=20)
    case.then(3, "11:20", "void", ground="wrong_item", reason="应登记为另一个事项")
    _hearing(c, "heard", days_ago=5, who=24)
    _hearing(c, "sat", days_ago=10, who=26)
    _enquiries(c)
    for number, days in enumerate((1, 2, 3)):
        case = c.accepted(f"on-the-spot-{number}", days, "09:00", c.quick, who=20 + number)
        case.then(days, "10:05", "decide", result="grant")
        case.then(days, "10:10", "deliver", method="collected", proof="本人签收")


def _hearing(c: Counter, name: str, *, days_ago: int, who: int) -> None:
    """A neighbour asked for a hearing that many days ago; it sits nine days later, and the clocks stand still."""

    def sits_at(announced: datetime) -> datetime:
        day = calendar.current().nth_workday_after(timezone.localdate(announced), 9)
        return datetime.combine(day, time(9), tzinfo=timezone.get_default_timezone())

    case = c.accepted(name, days_ago + 1, "09:10", c.promised[0], who=who)
    interest = "油烟和噪声影响相邻住户"
    case.then(days_ago + 1, "10:00", "tell_hearing", parties="申请人、东邻住户", interest=interest)
    case.then(days_ago, "09:30", "ask_hearing", party="东邻住户")
    case.then(days_ago, "15:00", "announce_hearing", sits_at=sits_at, place="大厅三楼会议室", chair="钱立新")


def _enquiries(c: Counter) -> None:
    """One to answer, one late, one on its way to another department, and one that became an application."""
    item = c.promised[0]

    def ask(name: str, days_ago: int, clock: str, question: Question) -> StoryCase:
        def deed(at: datetime) -> None:
            result = enquiries.ask(question=question, window=c.window, idem=form_key(name), by=c.clerk, at=at)
            c.teller.numbers[name] = result.enquiry.case.number

        c.teller.act(name, days_ago, clock, deed)
        return StoryCase(c, name)

    ask("e-open", 0, "08:50", Question("开一家理发店要办哪些手续？", "phone"))
    ask("e-late", 3, "15:40", Question("体检机构能不能在外省做？", "counter", item.code))
    case = ask("e-handed", 1, "16:20", Question("食品小作坊归哪里管？", "phone"))
    case.then(1, "16:40", enquiries.hand_over, department=_another_department, reason="属于市场监管的职责")
    who = applicant(25)
    words = "办卫生许可要带哪些材料，多久能办好？"
    question = Question(words, "counter", item.code, name=who.name, number=who.number, phone=who.phone)
    case = ask("e-joined", 8, "10:10", question)
    case.then(8, "10:20", enquiries.answer, text="按材料清单准备，受理以后 3 个工作日办结")
    c.register("joined", 4, "09:50", item, lacking=1, who=25)


def _another_department(_at: datetime) -> Department:
    return Department.objects.get(name=ANOTHER_DEPARTMENT)


def _market(c: Counter) -> None:
    """The two-visit rule broken and kept, and a day's ordinary work."""
    item = c.promised[0]
    case = c.register("third-visit", 6, "09:10", item, lacking=1, who=30)
    case.visit(5, "10:00", "correct")
    case.visit(4, "10:00", "correct", cause="window")
    c.register("never-answered", 8, "15:20", item, lacking=1, who=31)
    c.accepted("half-day-over", 1, "09:00", c.quick, who=32)
    for number in range(6):
        c.accepted(f"market-{number}", number, "13:40", c.promised[number % len(c.promised)], who=33 + number)
    for number in range(3):
        case = c.accepted(f"market-done-{number}", number + 4, "10:30", item, who=40 + number)
        case.then(number + 2, "15:00", "decide", result="grant")


def _building(c: Counter) -> None:
    for number, days in enumerate((0, 1, 2, 5, 9)):
        c.accepted(f"building-{number}", days, "10:45", c.promised[number % len(c.promised)], who=50 + number)
    # the window prepares only: one decided by the chief, one that waits for it
    case = c.accepted("handed-up", 3, "09:20", c.promised[1], who=56)
    case.then(2, "10:10", "hand_up", step="grant", note="材料齐全，现场与图纸相符，建议准予")
    case.then(2, "15:30", "decide", chief=True, result="grant")
    case = c.accepted("waits-for-the-chief", 1, "09:40", c.promised[2], who=57)
    case.then(1, "16:00", "hand_up", step="grant", note="建议准予")


def items_of(window: str) -> tuple[list[Item], list[Item]]:
    """The window's district items: those promised in days, and those decided within half a day."""
    versions = ItemVersion.objects.filter(
        item__window__number=window, item__is_in_hall=True, authority_level="district", effective_to__isnull=True
    )
    days: list[Item] = []
    minutes: list[Item] = []
    for version in versions.select_related("item").prefetch_related("materials").order_by("item__code"):
        item = Item(version.item.code, tuple(material.position for material in version.materials.all()))
        (days if version.promise_unit == "working_day" else minutes).append(item)
    return days, minutes


def _last_two(item: Item) -> dict[int, str]:
    return {item.materials[-2]: "复印件要加盖公章", item.materials[-1]: "没有带来"}
