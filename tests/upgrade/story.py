"""
What happened in the hall that was dumped: every act at least once, every state reached, from February to 31 March 2026.

Runs at release 242c159 and nowhere else: it calls that release's own verbs, by the names that they had there. It is kept so that
the dump can be read, and made anew at that release if a table turns out to be missing in it.
"""

import io
import json
import tempfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from cases import cards, contacts, letters, recompute, sending, staff_post
from cases.models import Card, Case, Deadline, Dispatch, Event, Letter
from cases.queries import letters_for
from cases.reconcile import ledger
from complaints import actions as complaints
from config.demo.teller import applicant
from config.passing import pass_time
from config.reconciling import ROOMS
from enquiries import actions as enquiries
from hall import calendar, calendar_changes, reading
from hall.models import Absence, Delegation, Fee, ItemVersion, Post, User, Window
from hall.organising import absences, instruments, posts, windows
from hall.roles import Power, Role, Step
from permits import actions as permits
from permits import bulk
from permits.applicants import Applicant
from permits.documents.register import papers_of
from permits.models import Application, DocumentPrint
from tests import gateway as behaviour
from tests.gateway import KEY, mail_server, sms_gateway
from tests.upgrade.keys import LAST
from tests.world import PASSWORD, World, at, build, item, person

REMEDIES = "六十日内向区人民政府申请行政复议，或者六个月内向人民法院起诉"
SITE = "https://hall.example"


class Story:
    """Acts with their instants, played in order of time with the timers between them."""

    def __init__(self, world: World) -> None:
        self.world, self.acts = world, []
        self.numbers: dict[str, str] = {}
        self.codes: dict[str, str] = {}  # case number → the receipt code that opens it
        self.replaced: list[str] = []  # codes that open nothing any more

    def then(self, when: str, deed: Callable[[datetime], Any]) -> None:
        self.acts.append((at(f"2026-{when}"), len(self.acts), deed))

    def do(self, ref: str, when: str, verb: Callable[..., Any], *, by: User | None = None, **terms: Any) -> None:
        """An act on the case of this name; who does it is the clerk unless said otherwise."""
        self.then(when, lambda now: verb(number=self.numbers[ref], by=by or self.world.clerk, at=now, **terms))

    def register(
        self, ref: str, when: str, code: str = "WJ-XK-0001", *, who: int = 0, papers: Any = None, **terms: Any
    ) -> None:
        def deed(now: datetime) -> None:
            version = ItemVersion.objects.filter(item__code=code, effective_from__lte=now.date()).latest("number")
            positions = [material.position for material in version.materials.all()]
            usual = {"window": self.world.health_window, "by": self.world.clerk, "applicant": applicant(who)}
            registered = permits.register(
                item_code=code, materials=positions if papers is None else papers, idem=f"upgrade-{ref}", at=now,
                **{**usual, **terms},
            )  # fmt: skip
            self.keep(ref, registered.application.case.number, registered.code)

        self.then(when, deed)

    def accepted(self, ref: str, when: str, code: str = "WJ-XK-0001", **terms: Any) -> None:
        self.register(ref, when, code, **terms)
        self.do(ref, f"{when[:-2]}{int(when[-2:]) + 5:02d}", permits.accept, by=terms.get("by"))

    def keep(self, ref: str, number: str, code: str) -> None:
        self.numbers[ref], self.codes[number] = number, code

    def play(self) -> None:
        with time_machine.travel(self.acts[0][0], tick=False) as clock:
            for when, _order, deed in sorted(self.acts, key=lambda act: act[:2]):
                self.pass_until(when, clock)
                clock.move_to(when)
                deed(when)
            self.pass_until(LAST, clock)
            clock.move_to(LAST)
            pass_time(at=LAST)

    def pass_until(self, until: datetime, clock: Any) -> None:
        alerts = Deadline.objects.filter(next_alert_at__lte=until).order_by("next_alert_at")
        while (moment := alerts.values_list("next_alert_at", flat=True).first()) is not None:
            clock.move_to(moment)
            pass_time(at=moment)


def tell() -> dict[str, Any]:
    """Build the hall, play everything, and return what the test has to know besides the rows."""
    with time_machine.travel(at("2026-01-05 08:00"), tick=False):
        world = build()
        _more_people_and_items(world)
    story = Story(world)
    _organising(story)
    _states(story)
    _taking_in(story)
    _special(story)
    _hearings(story)
    _power(story)
    _enquiries(story)
    _complaints(story)
    _cards(story)
    _calendar(story)
    _replayed(story)
    _sent(story)
    _bulk(story)
    _papers(story)
    _checks(story)
    story.play()
    with time_machine.travel(LAST, tick=False):
        more = _through_the_doors(story)
    return {
        "cases": story.numbers,
        "codes": story.codes,
        "replaced_codes": story.replaced,
        "prints": [
            [each.document.application.case.number, each.pk, str(each.document.kind)]
            for each in DocumentPrint.objects.select_related("document__application__case").order_by("pk")
        ],
        **more,
    }


def _more_people_and_items(world: World) -> None:
    hall, health, market = world.hall, world.health, world.market
    for name, username, display_name in (("second", "wang", "王二"), ("deputy", "he", "何代")):
        role = Role.CLERK if name == "second" else Role.SECTION_CHIEF
        place = {"window": world.health_window} if name == "second" else {"department": health}
        setattr(world, name, person(hall, username, display_name, role, **place))
    world.market_chief = person(hall, "feng", "冯科", Role.SECTION_CHIEF, department=market)
    tolerant = item(
        health, world.health_window, "WJ-XK-0005", "饮用水供水单位卫生许可", ["申请表", "平面图", "水质检测报告"],
        informed_commitment=True, statutory_text="20日（工作日）", charges_nothing=False,
    )  # fmt: skip
    tolerant.materials.filter(position=3).update(tolerable=True)
    Fee.objects.create(
        version=tolerant, name="检测费", standard_yuan=Decimal("120.00"), unit="次", basis="区价费〔2020〕3号"
    )
    item(
        health, world.health_window, "WJ-XK-0006", "放射诊疗许可", ["申请表", "设备清单"], two_officers=True, has_amount=True,
        joint_departments=["区生态环境分局"], handling_kind="joint", promise_quantity=10,
    )  # fmt: skip


def _organising(s: Story) -> None:
    """Posts, deputies, windows and instruments as the administrator's pages change them."""
    w = s.world
    staff = {"by": w.administrator, "reason": "局务会决定"}

    def instrument(now: datetime) -> None:
        old = Delegation.objects.get(window=w.market_window)
        instruments.enter_instrument(
            number="授权〔2026〕24号", department=w.market, window=w.market_window, items=[w.market_item.item],
            powers=[Power.PRELIMINARY_HANDLING, Power.SPECIAL_DISPOSAL], steps=list(Step.values), seal="云审专24",
            signed_by="主要负责人", valid_from=date(2026, 3, 1), supersedes=old, at=now, **staff,
        )  # fmt: skip

    def ceiling(now: datetime) -> None:
        old = Delegation.objects.get(window=w.health_window)
        instruments.enter_instrument(
            number="授权〔2026〕22号", department=w.health, window=w.health_window, items=list(w.health.items.all()),
            powers=[Power.DECISION, Power.PRELIMINARY_HANDLING], steps=list(Step.values), seal="云审专22",
            ceiling_yuan=Decimal("500000.00"), signed_by="主要负责人", valid_from=date(2026, 3, 1), supersedes=old, at=now, **staff,
        )  # fmt: skip

    s.then("02-02 09:00", instrument)
    s.then("02-02 09:10", ceiling)
    s.then(
        "02-02 09:20",
        lambda now: windows.add_window(
            number="31", name="综合窗口", departments=[w.health, w.market], is_comprehensive=True, at=now, **staff
        ),
    )
    s.then(
        "02-02 09:30",
        lambda now: windows.change_window(
            window=Window.objects.get(number="31"),
            name="综合受理窗口",
            departments=[w.health],
            is_comprehensive=True,
            at=now,
            **staff,
        ),
    )

    def enter(now: datetime) -> None:
        entered = posts.enter_person(
            username="newcomer", name="新来", role=Role.CLERK, window="31", valid_from=date(2026, 2, 3), at=now, **staff
        )
        posts.appoint(user=entered.user, role=Role.COMPLAINT_OFFICER, valid_from=date(2026, 6, 1), at=now, **staff)

    s.then("02-02 10:00", enter)
    s.then(
        "03-02 08:40",
        lambda now: posts.end_post(
            post=Post.objects.get(user__username="newcomer", role=Role.CLERK),
            valid_to=date(2026, 3, 20),
            at=now,
            **staff,
        ),
    )
    s.then(
        "03-21 09:00",
        lambda now: posts.open_or_close(user=User.objects.get(username="newcomer"), is_active=False, at=now, **staff),
    )
    s.then("03-23 09:00", lambda now: posts.reset_password(user=w.second, at=now, **staff))

    def away(now: datetime) -> None:
        chief = Post.objects.get(user=w.chief)
        absences.note_absence(
            post=chief, deputy=w.second, valid_from=date(2026, 3, 19), valid_to=date(2026, 3, 25), at=now, **staff
        )

    s.then("03-13 09:00", away)
    s.then(
        "03-20 17:00",
        lambda now: absences.end_absence(absence=Absence.objects.get(), valid_to=date(2026, 3, 20), at=now, **staff),
    )
    s.then(
        "03-26 09:00",
        lambda now: reading.change_reading(
            item_code="WJ-XK-0005",
            unit="natural_day",
            effective_from=date(2026, 3, 27),
            reason="主管部门答复",
            document="卫法函〔2026〕1号",
            by=w.administrator,
            at=now,
        ),
    )
    for who, phone, mail in ((w.clerk, "13800000001", "zhang@hall.example"), (w.chief, "13800000002", "")):
        s.then(
            "02-03 09:00",
            lambda now, who=who, phone=phone, mail=mail: contacts.set_contact(phone=phone, email=mail, by=who, at=now),
        )


def _states(s: Story) -> None:
    """Each state of an application."""
    w = s.world
    s.register("enquired", "03-30 09:00", purpose="consult", papers=[], who=1)
    s.register("submitted", "03-30 09:10", who=2)
    s.register("deemed", "03-18 09:20", who=3)  # nobody says a word for five working days: the law accepts it
    s.register("told", "03-23 09:30", papers=[1], who=5)
    s.do("told", "03-23 09:50", permits.notify, missing={2: "复印件要盖章", 3: ""})
    s.register("to-close", "02-24 09:30", papers=[1, 2], who=6)
    s.do("to-close", "02-24 10:00", permits.notify, missing={3: "没有带来"})
    s.register("closed", "02-05 09:30", papers=[1, 2], who=7)
    s.do("closed", "02-05 10:00", permits.notify, missing={3: "没有带来"})
    s.do("closed", "03-20 10:00", permits.close_not_corrected, remedies=REMEDIES)
    s.register("declined", "03-10 09:30", who=8)
    s.do(
        "declined",
        "03-11 09:30",
        permits.decline,
        ground="not_our_power",
        reason="由市级审查",
        remedies=REMEDIES,
        competent_agency="市卫生健康委员会",
    )
    s.register("not-required", "03-10 10:30", who=10)
    s.do("not-required", "03-10 11:30", permits.not_required, reason="开办这类场所已改为备案")
    s.accepted("accepted", "03-30 14:30", who=11)
    s.accepted("last-day", "03-26 15:00", who=12)
    s.accepted("late", "03-16 09:00", who=13)
    s.accepted("very-late", "02-09 09:00", who=15)
    s.accepted("granted", "03-26 09:00", who=16)
    s.do("granted", "03-27 10:00", permits.decide, result="grant")
    s.accepted("just-granted", "03-30 10:00", who=17)
    s.do("just-granted", "03-31 09:20", permits.decide, result="grant")
    s.accepted("refused", "03-25 09:00", who=18)
    s.do("refused", "03-26 14:00", permits.decide, result="refuse", reason="检测报告不合格", remedies=REMEDIES)
    s.accepted("undone", "03-27 09:00", who=20)
    s.do("undone", "03-30 09:00", permits.decide, result="grant")
    s.do("undone", "03-30 10:30", permits.undo, reason="点错了行")
    s.accepted("delivered", "03-23 14:00", who=21)
    s.do("delivered", "03-24 14:00", permits.decide, result="grant")
    s.do("delivered", "03-25 14:00", permits.deliver, method="courier", proof="EMS1029384756")
    s.accepted("archived", "03-03 14:00", who=22)
    s.do("archived", "03-04 14:00", permits.decide, result="grant")
    s.do("archived", "03-05 14:00", permits.deliver, method="collected", proof="本人签收")
    for kind in ("acceptance", "grant", "delivery_receipt"):
        s.do("archived", "03-05 14:10", permits.print_document, kind=kind, site=SITE)
    s.do("archived", "03-05 14:30", permits.archive)
    s.accepted("withdrawn", "03-16 14:00", who=23)
    s.do("withdrawn", "03-17 14:00", permits.withdraw, reason="申请人暂缓开业")
    s.accepted("terminated", "03-16 15:00", who=25)
    s.do(
        "terminated",
        "03-17 15:00",
        permits.terminate,
        by=w.chief,
        ground="applicant_gone",
        reason="申请人已注销",
        remedies=REMEDIES,
    )
    s.register("void", "03-17 15:10", who=26)
    s.do("void", "03-17 15:20", permits.void, by=w.chief, ground="duplicate", reason="同一件登记了两次")
    s.accepted("on-the-spot", "03-24 09:00", "WJ-XK-0002", who=27)
    s.do("on-the-spot", "03-24 10:00", permits.decide, result="grant")
    s.do("on-the-spot", "03-24 10:10", permits.deliver, method="electronic", proof="电子证照库")
    s.accepted("half-day-over", "03-24 09:10", "WJ-XK-0002", who=28)
    s.accepted("city", "03-24 09:20", "WJ-XK-0003", who=30)


def _taking_in(s: Story) -> None:
    w = s.world
    s.register("corrected-here", "03-31 09:00", who=31)
    s.do("corrected-here", "03-31 09:10", permits.correct, corrections={1: "联系电话少一位，已补上"})
    s.register("received", "03-24 11:00", papers=[1], forms={1: "copy"}, who=32)
    s.do("received", "03-24 11:10", permits.notify, missing={2: "", 3: ""})
    s.do("received", "03-30 11:00", permits.receive, materials=[2, 3], window=w.health_window, channel="mail")
    s.register("told-twice", "03-19 11:00", papers=[1, 2], who=33)
    s.do("told-twice", "03-19 11:10", permits.notify, missing={3: "没有带来"})
    s.do("told-twice", "03-23 11:00", permits.receive, materials=[3], window=w.health_window)
    s.do(
        "told-twice",
        "03-26 11:00",
        permits.notify,
        missing={1: "签名是打印的"},
        ground="hidden_defect",
        ground_reason="与身份证签名比对后发现",
    )
    s.register("third-trip", "03-17 09:40", papers=[1, 2], who=35)
    s.do("third-trip", "03-19 10:10", permits.log_visit, window=w.health_window, purpose="correct")
    s.do("third-trip", "03-20 09:10", permits.log_visit, window=w.health_window, purpose="correct", cause="window")
    for ref, when, pledged, who in (
        ("tolerated", "03-30", 31, 36),
        ("supplemented", "03-23", 25, 37),
        ("gap-told", "03-23", 24, 38),
    ):
        s.register(ref, f"{when} 13:40", "WJ-XK-0005", papers=[1, 2], who=who)
        s.do(
            ref,
            f"{when} 13:50",
            permits.accept_with_gaps,
            pledge=f"容缺〔2026〕{who}号",
            pledged_on=date(2026, 3, pledged),
            voluntary=True,
        )
    s.do("supplemented", "03-24 10:20", permits.supplement, materials=[3], window=w.health_window)
    s.do("gap-told", "03-25 10:30", permits.tell_overdue, how="电话告知本人")
    s.register("may-promise", "03-31 09:05", "WJ-XK-0005", papers=[1, 2], who=40)
    for ref, day, who in (("promised", "24", 41), ("verified", "16", 42)):
        s.register(ref, f"03-{day} 14:00", "WJ-XK-0005", papers=[1], who=who)
        s.do(ref, f"03-{day} 14:10", permits.accept_on_commitment, pledge=f"承诺〔2026〕{who}号")
        s.do(ref, f"03-{day} 14:20", permits.decide, result="grant")
        s.do(ref, f"03-{day} 14:30", permits.deliver, method="collected", proof="本人签收")
    s.do("verified", "03-20 14:30", permits.verify, holds=False, finding="现场与承诺不符，责令改正")
    s.register("new-code", "03-30 15:00", who=43)

    def replace(now: datetime) -> None:
        number = s.numbers["new-code"]
        s.replaced.append(s.codes[number])
        s.codes[number] = permits.replace_code(number=number, idem="upgrade-another-code", by=w.clerk, at=now)

    s.then("03-30 15:10", replace)
    company = Applicant(
        "enterprise",
        "云澜食品有限公司",
        "91330100799655058B",
        "13912348001",
        email="office@company.example",
        no_sms=True,
    )
    s.accepted("company", "03-30 15:20", applicant=company, offers_delivery=False)
    s.do(
        "company",
        "03-30 15:30",
        permits.change_contact,
        phone="13912348002",
        email="desk@company.example",
        no_sms=False,
    )
    s.register("rare-name", "03-26 09:40", applicant=Applicant("person", "王𠮷𰻝", "11010519491231002X", "13812348000"))
    s.accepted("another-hand", "03-30 15:40", who=45)
    s.do("another-hand", "03-30 15:50", permits.change_owner, to=w.second, reason="张敏外出学习")


def _special(s: Story) -> None:
    w = s.world
    s.accepted("suspended", "03-24 15:00", who=46)
    s.do(
        "suspended",
        "03-25 09:00",
        permits.suspend,
        by=w.chief,
        ground="expert_review",
        declared_days=10,
        notice_number="特告〔2026〕1号",
    )
    s.accepted("suspended-too-long", "03-05 15:00", who=47)
    s.do(
        "suspended-too-long",
        "03-06 09:00",
        permits.suspend,
        by=w.chief,
        ground="statutory_waiting",
        declared_days=3,
        notice_number="特告〔2026〕2号",
        basis="《公共场所卫生管理条例》第八条",
    )
    s.accepted("resumed", "03-12 15:00", who=48)
    s.do(
        "resumed",
        "03-13 09:00",
        permits.suspend,
        by=w.chief,
        ground="testing",
        declared_days=20,
        notice_number="特告〔2026〕3号",
    )
    s.do("resumed", "03-20 09:00", permits.resume, by=w.second)  # for the chief, who is away
    s.accepted("extended", "03-12 15:10", who=50)
    s.do(
        "extended",
        "03-16 10:00",
        permits.extend,
        by=w.head,
        rank="本机关负责人",
        document="批〔2026〕1号",
        reason="案情复杂",
        days=5,
    )


def _hearings(s: Story) -> None:
    w = s.world

    def begin(ref: str, day: int, who: int) -> None:
        s.accepted(ref, f"03-{day:02d} 10:00", who=who)
        s.do(ref, f"03-{day:02d} 10:30", permits.tell_hearing, parties="申请人、东邻李某", interest="油烟影响相邻住户")

    def ask(ref: str, day: int) -> None:
        s.do(ref, f"03-{day:02d} 11:00", permits.ask_hearing, party="东邻李某")

    def announce(ref: str, day: int, sits: str) -> None:
        s.do(
            ref,
            f"03-{day:02d} 14:00",
            permits.announce_hearing,
            by=w.chief,
            sits_at=at(f"2026-{sits}"),
            place="大厅三楼会议室",
            chair="钱局",
        )

    begin("hearing-told", 30, 51)
    begin("hearing-asked", 26, 52)
    ask("hearing-asked", 27)
    begin("hearing-announced", 24, 53)
    ask("hearing-announced", 25)
    announce("hearing-announced", 26, "04-10 09:00")
    begin("hearing-sits", 10, 55)
    ask("hearing-sits", 11)
    announce("hearing-sits", 12, "03-31 09:00")
    begin("hearing-held", 2, 56)
    ask("hearing-held", 3)
    announce("hearing-held", 4, "03-17 09:00")
    s.do("hearing-held", "03-17 11:00", permits.hold_hearing, by=w.chief)
    begin("hearing-given-up", 26, 57)
    s.do("hearing-given-up", "03-27 10:00", permits.give_up_hearing, reason="东邻李某书面放弃")
    begin("hearing-cancelled", 5, 58)
    ask("hearing-cancelled", 6)
    announce("hearing-cancelled", 9, "03-24 09:00")
    s.do("hearing-cancelled", "03-16 10:00", permits.cancel_hearing, by=w.chief, reason="东邻李某撤回要求")


def _power(s: Story) -> None:
    """What the market window may not decide itself, and what two officers have to see."""
    w = s.world
    market = {"window": w.market_window, "by": w.market_clerk}
    for ref, when, who in (
        ("handed-up", "03-30 09:00", 60),
        ("handed-back", "03-25 09:00", 61),
        ("decided-above", "03-24 13:40", 62),
        ("urgent", "03-26 13:40", 63),
    ):
        s.accepted(ref, when, "SJ-XK-0001", who=who, **market)
    s.do("handed-up", "03-30 11:00", permits.hand_up, by=w.market_clerk, step="grant", note="材料齐全，建议准予")
    s.do("handed-back", "03-25 10:00", permits.hand_up, by=w.market_clerk, step="grant", note="建议准予")
    s.do("handed-back", "03-26 10:00", permits.answer_hand_up, by=w.market_chief, answer="补一份平面图再上交")
    s.do("decided-above", "03-25 13:40", permits.hand_up, by=w.market_clerk, step="grant", note="建议准予")
    s.do("decided-above", "03-26 13:40", permits.decide, by=w.market_chief, result="grant")
    s.do("urgent", "03-26 14:00", permits.decide, by=w.market_clerk, result="grant", urgent="明天开业，当天要证")
    s.do("urgent", "03-30 14:00", permits.answer_hand_up, by=w.market_chief, answer="已阅")
    s.register("two-officers", "03-24 10:40", "WJ-XK-0006", who=65)
    s.do("two-officers", "03-24 10:50", permits.state_amount, amount=Decimal("480000.50"))
    s.do("two-officers", "03-24 11:00", permits.accept)
    s.do("two-officers", "03-25 10:00", permits.record_check, finding="设备与清单相符")
    s.do("two-officers", "03-25 10:10", permits.record_check, by=w.chief, finding="机房防护合格")
    s.register("over-the-ceiling", "03-30 10:40", "WJ-XK-0006", who=66)
    s.do("over-the-ceiling", "03-30 10:50", permits.state_amount, amount=Decimal("900000"))
    s.do("over-the-ceiling", "03-30 11:00", permits.accept, by=w.chief)


def _enquiries(s: Story) -> None:
    w = s.world
    asker = applicant(70)

    def ask(ref: str, when: str, text: str, **terms: Any) -> None:
        def deed(now: datetime) -> None:
            usual = {"channel": "phone", "window": w.health_window, "by": w.clerk}
            answer = enquiries.ask(text=text, idem=f"upgrade-{ref}", at=now, **{**usual, **terms})
            s.numbers[ref] = answer.enquiry.case.number

        s.then(when, deed)

    ask("e-open", "03-31 08:50", "开一家理发店要办哪些手续？")
    ask("e-late", "03-25 15:40", "体检机构能不能在外省做？", item_code="WJ-XK-0001", in_writing=True)
    ask("e-handed", "03-30 16:00", "食品小作坊归哪里管？", channel="counter")
    s.do("e-handed", "03-30 16:10", enquiries.hand_over, department=w.market, reason="属于市场监管的职责", person="li")
    ask("e-taken", "03-27 16:00", "食品小作坊要不要备案？")
    s.do("e-taken", "03-27 16:10", enquiries.hand_over, department=w.market, reason="属于市场监管的职责")
    s.do("e-taken", "03-27 16:40", enquiries.take, by=w.market_clerk, window=w.market_window)
    ask("e-answered", "03-26 10:00", "许可证丢了怎么补？", item_code="WJ-XK-0001")
    s.do("e-answered", "03-26 10:10", enquiries.answer, text="带身份证到 22 号窗口补办")
    ask(
        "e-joined",
        "03-24 10:10",
        "办许可要带哪些材料？",
        channel="counter",
        item_code="WJ-XK-0001",
        asker=enquiries.Asker(asker.name, asker.number, asker.phone),
    )
    s.do("e-joined", "03-24 10:20", enquiries.answer, text="按材料清单准备")
    s.register("after-enquiry", "03-27 10:00", who=70)
    s.do(
        "after-enquiry", "03-27 10:10", permits.void, by=w.chief, ground="wrong_item", reason="应登记为另一个事项"
    )  # released
    s.register("joined", "03-27 10:20", who=70)


def _complaints(s: Story) -> None:
    w = s.world

    def file(ref: str, when: str, **terms: Any) -> None:
        def deed(now: datetime) -> None:
            filed = complaints.file(hall=w.hall, idem=f"upgrade-{ref}", at=now, **terms)
            s.keep(ref, filed.complaint.case.number, filed.code)

        s.then(when, deed)

    def do(ref: str, when: str, verb: Callable[..., Any], **terms: Any) -> None:
        s.do(ref, when, verb, by=w.complaint_officer, **terms)

    file("c-new", "03-31 09:00", kind="complaint", category="attitude", text="窗口人员中午提前离岗，等了半个小时。")
    file(
        "c-named",
        "03-30 09:00",
        kind="complaint",
        category="efficiency",
        text="材料交齐一周还没有答复。",
        about_department=w.health,
        name="田禾",
        reporter_phone="13800138000",
    )
    file(
        "c-report",
        "03-23 16:00",
        kind="report",
        category="burden",
        text="有人要求企业购买指定刊物。",
        name="石磊",
        reporter_phone="13900139000",
    )
    file(
        "c-accepted",
        "03-19 09:00",
        kind="complaint",
        category="fairness",
        text="排号顺序被打乱，后来的人先办。",
        about_department=w.market,
    )
    do("c-accepted", "03-20 09:30", complaints.accept)
    file("c-major", "03-02 14:00", kind="complaint", category="construction", text="工地围挡占了消防通道。")
    do(
        "c-major",
        "03-04 15:00",
        complaints.accept,
        grade="major",
        approver="软环境办主任",
        document="软环投批〔2026〕1号",
    )
    file("c-found", "03-10 09:20", kind="report", category="burden", text="协会要求入会才给盖章。")
    do("c-found", "03-11 10:20", complaints.accept, grade="complex")
    do("c-found", "03-30 11:00", complaints.find, result="partly_upheld", text="协会确有收费，盖章不以入会为条件。")
    file("c-replied", "03-12 09:00", kind="complaint", category="other", text="停车场收费没有公示标准。")
    do("c-replied", "03-13 09:00", complaints.accept)
    do("c-replied", "03-20 15:00", complaints.find, result="unverifiable", text="现场没有找到收费人。")
    do("c-replied", "03-23 10:00", complaints.reply, impossible_because="没有留联系方式")
    file(
        "c-closed",
        "03-05 09:00",
        kind="complaint",
        category="fairness",
        text="后来的人先办，窗口不解释。",
        name="石磊",
        reporter_phone="13900139000",
    )
    do("c-closed", "03-06 09:00", complaints.accept)
    do("c-closed", "03-11 15:00", complaints.find, result="upheld", text="调取叫号记录，确有两次插号。")
    do("c-closed", "03-12 10:00", complaints.reply, text="您反映的情况属实，当事人已批评教育。")
    do("c-closed", "03-12 10:30", complaints.conclude)
    file("c-declined", "03-09 11:00", kind="complaint", category="other", text="邻居之间因为围墙发生纠纷。")
    do("c-declined", "03-10 09:00", complaints.decline, reason="属于民间纠纷，可以找村（社区）人民调解委员会。")


def _cards(s: Story) -> None:
    """One card appealed, one upheld, one withdrawn; the others stand as they were issued."""
    w = s.world

    def of(ref: str) -> Card:
        return Card.objects.filter(case__number=s.numbers[ref]).earliest("pk")

    def appeal(ref: str, when: str, by: User) -> None:
        s.then(when, lambda now: cards.appeal(card=of(ref).pk, reason="材料当天才补齐", by=by, at=now))

    def rule(ref: str, when: str, *, upheld: bool) -> None:
        s.then(
            when,
            lambda now: cards.rule_on_appeal(
                card=of(ref).pk, upheld=upheld, reason="查看了收件记录", by=w.office, at=now
            ),
        )

    appeal("late", "03-23 09:30", w.chief)
    rule("late", "03-24 10:00", upheld=False)
    appeal("third-trip", "03-20 10:10", w.chief)
    rule("third-trip", "03-23 10:10", upheld=True)
    appeal("told-twice", "03-27 10:10", w.chief)


def _calendar(s: Story) -> None:
    """
    A closure in force and carried through, a draft, hours; at the very end a closure whose recomputation nobody has begun.

    Nothing is concluded between that change and its recomputation, and nothing older than a change is replayed after it: the nightly
    check of this release counts a clock that was ended so as different.
    """
    w = s.world

    def close(on: date, name: str, now: datetime) -> Any:
        return calendar_changes.propose_closure(
            on=on, name=name, document="区政办〔2026〕3号", by=w.administrator, at=now
        )

    def confirm(change: Any, now: datetime) -> None:
        recompute.confirm(draft=change.pk, seen=str(calendar.version()), by=w.administrator, at=now)

    def carried_through(now: datetime) -> None:
        confirm(close(date(2026, 3, 18), "大雪停办", now), now)
        recompute.carry_on(at=now)

    def summer(now: datetime) -> None:
        moments = [time(8, 30), time(12), time(14, 30), time(18)]
        confirm(
            calendar_changes.propose_hours(
                valid_from=date(2026, 5, 6), moments=moments, document="区政办〔2026〕1号", by=w.administrator, at=now
            ),
            now,
        )
        recompute.carry_on(at=now)

    s.then("02-04 09:00", summer)
    s.then("03-17 16:30", carried_through)
    s.then("03-20 16:30", lambda now: close(date(2026, 5, 8), "系统升级", now))
    s.then("03-31 09:50", lambda now: confirm(close(date(2026, 4, 2), "停电", now), now))


def _replayed(s: Story) -> None:
    def replay(now: datetime) -> None:
        ledger_lines = [
            {"at": "2026-03-09T10:00:00+08:00", "act": "register", "ref": "old-1", "item": "SJ-XK-0001", "applicant": "王小明"},
            {"at": "2026-03-09T10:10:00+08:00", "act": "accept", "ref": "old-1"},
            {"at": "2026-03-11T10:00:00+08:00", "act": "decide", "ref": "old-1", "result": "grant"},
            {"at": "2026-03-12T10:00:00+08:00", "act": "register", "ref": "old-2", "item": "SJ-XK-0001", "applicant": {"name": "云澜食品有限公司", "kind": "enterprise"}},
            {"at": "2026-03-12T10:10:00+08:00", "act": "notify", "ref": "old-2", "missing": ["营业执照"], "by": "laozhao"},
            {"at": "2026-03-13T10:00:00+08:00", "act": "archive", "ref": "old-2"},
            {"at": "2026-03-13T15:00:00+08:00", "act": "complain", "ref": "old-c", "category": "efficiency", "text": "材料交齐一周还没有答复。"},
        ]  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "ledger.jsonl"
            file.write_text(
                "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in ledger_lines), encoding="utf-8"
            )
            output = io.StringIO()
            call_command("replay", str(file), "--batch", "upgrade", stdout=output, stderr=io.StringIO())
        for line in map(json.loads, output.getvalue().splitlines()):
            if line["ref"]:
                s.numbers[line["ref"]] = line["number"]

    s.then("03-16 12:30", replay)


def _sent(s: Story) -> None:
    """Letters with every outcome: a real small gateway takes, refuses, breaks and is gone."""

    def send(now: datetime, channel: str = "sms", answers: tuple = (), *, works: bool = True) -> None:
        with sms_gateway() as sms, mail_server() as mail:
            sms.answers = list(answers)
            if not works:
                sms.close()
            with override_settings(
                SMS_URL=sms.url, SMS_KEY=KEY, SMS_TIMEOUT=1, SMS_PATIENCE=2, LETTER_MAIL_FROM="hall@hall.example", EMAIL_HOST="127.0.0.1",
                EMAIL_PORT=mail.port, EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            ):  # fmt: skip
                sending.send_due(channel, clock=lambda: now)

    refuses, breaks, busy = behaviour.says(422, code="bad-number"), behaviour.says(500), behaviour.says(503)
    s.then("03-02 12:00", lambda now: send(now, answers=(refuses,)))
    for day in ("03-05", "03-10", "03-13", "03-18", "03-24", "03-26"):
        s.then(f"{day} 16:50", lambda now: send(now))
        s.then(f"{day} 16:51", lambda now: send(now, "mail"))
    s.then("03-27 12:00", lambda now: send(now, answers=(breaks,)))
    s.then("03-27 12:10", lambda now: send(now, answers=(busy,)))
    s.then("03-30 12:00", lambda now: send(now, works=False))
    s.then(
        "03-20 09:45", lambda now: sending.send_due("mail", clock=lambda: now)
    )  # no mail server is set up: no_gateway
    for day in ("03-17", "03-20", "03-24", "03-31"):
        s.then(f"{day} 09:40", lambda now: staff_post.pass_on(at=now))

    def read(now: datetime) -> None:
        mine = letters_for(s.world.clerk, at=now, on=now.date())
        letters.read(
            Letter.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[:4])), by=s.world.clerk, at=now
        )

    s.then("03-24 17:00", read)

    def sending_when_the_worker_died(now: datetime) -> None:
        sending.take("sms", at=now)

    s.then("03-31 09:58", sending_when_the_worker_died)


def _bulk(s: Story) -> None:
    w = s.world
    finished, unfinished = [f"bulk-{n}" for n in range(3)], [f"bulk-{n}" for n in range(3, 7)]
    for n, ref in enumerate(finished):
        s.accepted(ref, f"03-25 13:{30 + 6 * n}", who=80 + n)
    for n, ref in enumerate(unfinished):
        s.accepted(ref, f"03-30 13:{20 + 6 * n}", who=83 + n)

    def run(refs: list[str], now: datetime, steps: int, **terms: Any) -> None:
        order = permits.ask_bulk(
            numbers=[s.numbers[ref] for ref in refs], idem=f"{terms['act']}{now:%d%H%M}", by=w.clerk, at=now, **terms
        )
        for _step in range(steps):
            bulk.step(order.pk, at=now)

    s.then("03-26 15:00", lambda now: run([*finished, "refused"], now, 5, act="grant"))
    s.then("03-30 16:30", lambda now: run(unfinished[:2], now, 3, act="change_owner", to=w.second, reason="分担"))
    s.then(
        "03-31 09:45", lambda now: run(unfinished, now, 1, act="grant")
    )  # before the calendar changes: see the note there


def _papers(s: Story) -> None:
    """Everything that can be printed, at most three of a kind; one printed again, one with a character to be written in by hand."""

    def print_all(now: datetime) -> None:
        printed: dict[str, int] = {}
        not_yet = {s.numbers[ref] for ref in ("granted", "submitted", "suspended")}
        for application in Application.objects.select_related("case").order_by("pk"):
            if application.case.number in not_yet:
                continue
            for kind, occurrence in list(papers_of(application)):
                if (
                    printed.get(kind, 0) < 3
                    and not application.documents.filter(kind=kind, occurrence=occurrence).exists()
                ):
                    terms = {"kind": kind, "occurrence": occurrence, "site": SITE, "by": s.world.clerk, "at": now}
                    permits.print_document(number=application.case.number, handwritten=True, **terms)
                    printed[kind] = printed.get(kind, 0) + 1

    s.then("03-30 16:40", print_all)
    s.do("rare-name", "03-30 16:30", permits.print_document, kind="receipt", site=SITE, handwritten=True)
    s.do("archived", "03-06 09:00", permits.print_document, kind="acceptance", site=SITE, reason="申请人遗失")


def _checks(s: Story) -> None:
    """The nightly check: agreeing, then a clock altered behind its back, then put right."""

    def alter(minutes: int) -> None:
        clock = Deadline.objects.filter(case__number=s.numbers["very-late"], rule="promise").get()
        Deadline.objects.filter(pk=clock.pk).update(due_at=clock.due_at + timedelta(minutes=minutes))

    def check(now: datetime) -> None:
        ledger.reconcile(ROOMS, at=now)

    s.then("03-10 02:00", check)
    s.then("03-11 01:00", lambda now: alter(7))
    s.then("03-11 02:00", check)
    s.then("03-11 08:00", lambda now: alter(-7))
    s.then("03-12 02:00", check)
    s.then("03-31 02:00", check)


def _through_the_doors(s: Story) -> dict[str, Any]:
    """What only a request leaves behind: sessions, a token, wrong codes and passwords, drafts, views."""
    w = s.world
    desk = Client(REMOTE_ADDR="10.1.1.1")
    _must(desk.post("/login/", {"username": "zhang", "password": "wrong-password"}), 200)
    _must(Client(REMOTE_ADDR="10.1.1.9").post("/login/", {"username": "li", "password": "wrong-password"}), 200)
    _must(desk.post("/login/", {"username": "zhang", "password": PASSWORD}), 302)
    number = s.numbers["accepted"]
    place = f"/desk/cases/{number}/decide/"
    _must(
        desk.post(f"/desk/drafts/?for={place}", {"result": "refuse", "reason": "没有写完的理由", "remedies": REMEDIES}),
        302,
    )
    register = {
        "idem": "0123456789abcdef0123456789abcdef",
        "applicant_kind": "person",
        "applicant_name": "王小明",
        "note": "登记到一半",
    }
    _must(desk.post("/desk/drafts/?for=/desk/register/%3Fitem=WJ-XK-0001", register), 302)
    _must(desk.post("/desk/views/", {"name": "我的受理件", "query": "state=accepted", "department": ""}), 302)
    _must(desk.post("/desk/views/", {"name": "本科待办", "query": "tab=all", "department": str(w.health.pk)}), 302)
    phone = Client(REMOTE_ADDR="10.1.1.2")
    _must(phone.post("/c/", {"code": s.replaced[0]}), 404)
    _must(phone.post("/c/", {"code": s.codes[number]}), 302)
    program = Client(REMOTE_ADDR="10.1.1.3")
    answer = program.post(
        "/api/v1/token/", json.dumps({"username": "zhang", "password": PASSWORD}), content_type="application/json"
    )
    _must(answer, 200)
    return {
        "password": PASSWORD,
        "token": answer.json()["token"],
        "session": desk.cookies[settings.SESSION_COOKIE_NAME].value,
        "drafts": [place, "/desk/register/?item=WJ-XK-0001"],
        "draft_words": ["没有写完的理由", "登记到一半"],
        "views": ["我的受理件", "本科待办"],
        "states": sorted(set(Case.objects.values_list("kind", "state"))),
        "verbs": sorted(set(Event.objects.values_list("verb", flat=True))),
        "dispatches": sorted(set(Dispatch.objects.values_list("state", flat=True))),
        "card_states": sorted(set(Card.objects.values_list("state", flat=True))),
    }


def _must(response: Any, status: int) -> None:
    if response.status_code != status:
        raise RuntimeError(
            f"{response.request['PATH_INFO']}: {response.status_code}\n{response.content.decode()[:3000]}"
        )
