"""The demonstration's cases: what is done at each window, how many working days ago and at what time of day."""

from datetime import datetime, time

from django.utils import timezone

from config.demo.complaints import tell_complaints
from config.demo.intake import let_be_promised, let_the_last_paper_follow, tell_commitments, tell_taking_in
from config.demo.teller import Counter, Item, Teller, applicant, form_key
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
    return teller


def _health(counter: Counter) -> None:
    """One case in each state of the table."""
    c, promised, immediate = counter, counter.promised, counter.immediate
    item = promised[0]
    c.register("fresh", 0, "09:05", item, who=1)
    c.register("waiting", 3, "10:20", promised[-1], who=2)
    c.accepted("green", 0, "09:40", item, who=3)
    c.accepted("last-day", 2, "09:30", item, who=4)
    c.accepted("yesterday", 4, "10:00", item, who=5)
    c.accepted("late", 6, "14:10", promised[-1], who=6)
    c.accepted("very-late", 40, "09:15", item, who=7)
    c.register("told", 5, "11:00", item, lacking=2, who=8)
    c.do("told", 5, "11:20", "notify", missing=_last_two(item))
    c.accepted("paused", 8, "09:00", item, who=9)
    c.do(
        "paused",
        7,
        "15:00",
        "suspend",
        chief=True,
        ground="expert_review",
        notice_number="特程〔演示〕1号",
        declared_days=10,
    )
    c.accepted("resumed", 12, "09:00", item, who=10)
    c.do(
        "resumed",
        11,
        "09:00",
        "suspend",
        chief=True,
        ground="inspection",
        notice_number="特程〔演示〕2号",
        declared_days=8,
    )
    c.do("resumed", 2, "16:00", "resume", chief=True)
    c.accepted("granted", 3, "09:00", item, who=11)
    c.do("granted", 1, "16:30", "decide", result="grant")
    c.accepted("to-collect", 12, "09:00", item, who=12)
    c.do("to-collect", 9, "16:00", "decide", result="grant")
    c.accepted("never-sent", 15, "09:00", item, who=13)
    c.do("never-sent", 13, "16:00", "decide", result="grant")
    c.accepted("refused", 7, "10:00", promised[-1], who=14)
    c.do(
        "refused",
        5,
        "11:00",
        "decide",
        result="refuse",
        reason="检测报告不合格，不符合许可条件",
        remedies=REMEDIES,
    )
    c.accepted("done", 10, "09:00", item, who=15)
    c.do("done", 8, "15:00", "decide", result="grant")
    c.do("done", 7, "10:00", "deliver", method="collected", proof="本人签收")
    for kind in ("acceptance", "grant", "delivery_receipt"):
        c.do("done", 7, "10:20", print_document, kind=kind, site=SITE)
    c.do("done", 7, "10:30", "archive")
    c.accepted("done-late", 14, "09:00", item, who=16)
    c.do("done-late", 9, "11:00", "decide", result="grant")
    c.do("done-late", 8, "11:00", "deliver", method="courier", proof="EMS1029384756")
    c.register("declined", 9, "09:30", promised[-1], lacking=1, who=17)
    c.do(
        "declined",
        8,
        "09:30",
        "decline",
        ground="not_our_power",
        reason="医疗广告由市级卫生健康部门审查，区级没有审查权",
        remedies=REMEDIES,
        competent_agency="市卫生健康委员会",
    )
    c.accepted("withdrawn", 6, "09:00", item, who=18)
    c.do("withdrawn", 5, "14:00", "withdraw", reason="申请人暂缓开业，书面撤回")
    c.accepted("terminated", 7, "09:20", item, who=19)
    c.do(
        "terminated",
        6,
        "10:00",
        "terminate",
        chief=True,
        ground="applicant_gone",
        reason="申请单位已经注销登记",
        remedies=REMEDIES,
    )
    c.register("void", 3, "11:10", item, who=20)
    c.do("void", 3, "11:20", "void", chief=True, ground="wrong_item", reason="应登记为另一个事项")
    _hearing(c, item, "heard", days_ago=5, who=24)
    _hearing(c, item, "sat", days_ago=10, who=26)
    _enquiries(c, item)
    for number, days in enumerate((1, 2, 3)):
        c.accepted(f"on-the-spot-{number}", days, "09:00", (immediate or promised)[0], who=20 + number)
        c.do(f"on-the-spot-{number}", days, "10:05", "decide", result="grant")
        c.do(f"on-the-spot-{number}", days, "10:10", "deliver", method="collected", proof="本人签收")


def _hearing(c: Counter, item: Item, ref: str, *, days_ago: int, who: int) -> None:
    """A neighbour asked for a hearing that many days ago; it sits nine days later, and the clocks stand still."""
    c.accepted(ref, days_ago + 1, "09:10", item, who=who)
    c.do(ref, days_ago + 1, "10:00", "tell_hearing", parties="申请人、东邻住户", interest="油烟和噪声影响相邻住户")
    c.do(ref, days_ago, "09:30", "ask_hearing", party="东邻住户")

    def sits_at(announced: datetime) -> datetime:
        day = calendar.current().nth_workday_after(timezone.localdate(announced), 9)
        return datetime.combine(day, time(9), tzinfo=timezone.get_default_timezone())

    c.do(
        ref,
        days_ago,
        "15:00",
        "announce_hearing",
        chief=True,
        sits_at=sits_at,
        place="大厅三楼会议室",
        chair="钱立新",
    )


def _enquiries(c: Counter, item: Item) -> None:
    """One to answer, one late, one on its way to another department, and one that became an application."""

    def ask(case: str, days_ago: int, clock: str, question: Question) -> None:
        def deed(at: datetime) -> None:
            result = enquiries.ask(question=question, window=c.window, idem=form_key(case), by=c.clerk, at=at)
            c.teller.numbers[case] = result.enquiry.case.number

        c.teller.act(case, days_ago, clock, deed)

    ask("e-open", 0, "08:50", Question("开一家理发店要办哪些手续？", "phone"))
    ask("e-late", 3, "15:40", Question("体检机构能不能在外省做？", "counter", item.code))
    ask("e-handed", 1, "16:20", Question("食品小作坊归哪里管？", "phone"))
    c.do("e-handed", 1, "16:40", enquiries.hand_over, department=_another_department, reason="属于市场监管的职责")
    who = applicant(25)
    words = "办卫生许可要带哪些材料，多久能办好？"
    question = Question(words, "counter", item.code, name=who.name, number=who.number, phone=who.phone)
    ask("e-joined", 8, "10:10", question)
    c.do("e-joined", 8, "10:20", enquiries.answer, text="按材料清单准备，受理以后 3 个工作日办结")
    c.register("joined", 4, "09:50", item, who=25)


def _another_department(_at: datetime) -> Department:
    return Department.objects.get(name=ANOTHER_DEPARTMENT)


def _market(counter: Counter) -> None:
    """The two-visit rule broken and kept, and a day's ordinary work."""
    c, promised, immediate = counter, counter.promised, counter.immediate
    item = promised[0]
    c.register("third-visit", 6, "09:10", item, lacking=1, who=30)
    c.visit("third-visit", 5, "10:00", "correct")
    c.visit("third-visit", 4, "10:00", "correct", cause="window")
    c.register("never-answered", 8, "15:20", item, lacking=1, who=31)
    c.accepted("half-day-over", 1, "09:00", (immediate or promised)[0], who=32)
    for number in range(6):
        c.accepted(f"market-{number}", number, "13:40", promised[number % len(promised)], who=33 + number)
    for number in range(3):
        c.accepted(f"market-done-{number}", number + 4, "10:30", promised[0], who=40 + number)
        c.do(f"market-done-{number}", number + 2, "15:00", "decide", result="grant")


def _building(counter: Counter) -> None:
    promised = counter.promised
    for number, days in enumerate((0, 1, 2, 5, 9)):
        counter.accepted(f"building-{number}", days, "10:45", promised[number % len(promised)], who=50 + number)
    # the window prepares only: one decided by the chief, one that waits for it
    counter.accepted("handed-up", 3, "09:20", promised[1], who=56)
    counter.do("handed-up", 2, "10:10", "hand_up", step="grant", note="材料齐全，现场与图纸相符，建议准予")
    counter.do("handed-up", 2, "15:30", "decide", chief=True, result="grant")
    counter.accepted("waits-for-the-chief", 1, "09:40", promised[2], who=57)
    counter.do("waits-for-the-chief", 1, "16:00", "hand_up", step="grant", note="建议准予")


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
