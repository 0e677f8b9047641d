"""The demonstration's consequences: a warning served, a second finding proposed, corrections that are due and returned, an exposure."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from complaints.actions import filing as taking_in
from complaints.actions.answering import conclude, find, reply
from complaints.actions.deciding import accept
from complaints.models import Complaint
from conduct import actions
from conduct.actions import Broadcast, Liability, Order, Ruling, Statement
from conduct.models import Correction, Exposure, Sanction
from config.demo.teller import Teller, form_key
from hall import calendar
from hall.models import Department, Post, ServiceHall, User

HEALTH, MARKET, CONSTRUCTION = "区卫生健康局", "区市场监督管理局", "区住房和城乡建设局"
OFFICER, INSPECTOR, OFFICE = "complaints", "inspector", "office"


def tell_conduct(teller: Teller) -> None:
    def tell(case: str, days_ago: int, clock: str, username: str, deed: Callable[..., Any]) -> None:
        """Tell of an act of somebody: `deed(by=…, at=…)`."""
        teller.act(case, days_ago, clock, lambda at: deed(by=User.objects.get(username=username), at=at))

    def complaint_of(case: str) -> Complaint:
        return Complaint.objects.get(case__number=teller.numbers[case])

    def upheld(case: str, days_ago: int, text: str, about: str, finding: str) -> None:
        """A complaint that was found upheld two days later, and replied to."""

        def filed(at: datetime) -> None:
            filing = taking_in.Filing(
                kind="complaint", category="efficiency", text=text, about_department=_department(about)
            )
            new = taking_in.file(filing=filing, hall=ServiceHall.objects.get(), idem=form_key(case), at=at)
            teller.numbers[case] = new.complaint.case.number

        def then(days_ago: int, clock: str, verb: Callable[..., Any], **details: Any) -> None:
            tell(case, days_ago, clock, OFFICER, lambda **who: verb(number=teller.numbers[case], **who, **details))

        teller.act(case, days_ago, "09:10", filed)
        then(days_ago - 1, "09:20", accept)
        then(days_ago - 2, "15:10", find, result="upheld", text=finding)
        then(days_ago - 2, "15:40", reply, text="您反映的情况属实，已经责成整改，对当事人按规定处理。")
        then(days_ago - 2, "15:50", conclude)

    def liable(case: str, days_ago: int, username: str, reason: str) -> None:
        def deed(**who: Any) -> None:
            post = Post.objects.filter(user__username=username).latest("valid_from")
            actions.attribute(complaint=complaint_of(case), liability=Liability(post=post, reason=reason), **who)

        tell(case, days_ago, "09:30", OFFICER, deed)

    def ordered(case: str, days_ago: int, unit: str, username: str, what: str, days: int) -> None:
        def deed(**who: Any) -> None:
            person = User.objects.get(username=username)
            order = Order(department=_department(unit), person=person, what=what, days=days)
            actions.order_correction(complaint=complaint_of(case), order=order, **who)

        tell(case, days_ago, "10:10", OFFICER, deed)

    def own(case: str) -> Sanction:
        return Sanction.objects.get(attribution__complaint=complaint_of(case), link="self")

    def correction(case: str) -> Any:
        return Correction.objects.get(complaint=complaint_of(case)).key

    upheld("x-first", 24, "补正告知了三次，每次都不一样。", HEALTH, "三份告知书内容不同，第二、三份可以第一次说清。")
    liable("x-first", 20, "clerk22", "三份告知书都由本人出具")
    ruling = Ruling(
        result="as_proposed", number="云纪软〔演示〕1号", authority="区纪委监委", reason="没有一次告知全部补正内容"
    )
    tell("x-first", 18, "10:00", INSPECTOR, lambda **who: actions.settle(key=own("x-first").key, ruling=ruling, **who))
    served = "当面送达，本人签收"
    tell(
        "x-first", 17, "10:00", INSPECTOR,
        lambda **who: actions.serve_sanction(key=own("x-first").key, how=served, **who),
    )  # fmt: skip
    upheld("x-second", 9, "材料交齐了，又让回去补一份没有列出的证明。", HEALTH, "补的证明不在材料清单里。")
    liable("x-second", 5, "clerk22", "当天由本人收件，登记有记录")
    ordered("x-second", 4, HEALTH, "chief22", "窗口张贴全部事项的材料清单，清单以外的不得要求", 10)

    upheld("x-third", 14, "咨询电话一上午没有人接。", MARKET, "值班表有人，电话没有转到值班座机。")
    ordered("x-third", 10, MARKET, "chief25", "咨询电话工作时间有人接，无人时转到值班手机", 5)
    evidence = "已经把电话转到值班座机"
    tell(
        "x-third", 7, "15:00", "chief25",
        lambda **who: actions.hand_in_correction(key=correction("x-third"), evidence=evidence, **who),
    )  # fmt: skip
    back = "中午时段打了两次没有人接，补上中午的值班安排再报"
    tell(
        "x-third", 2, "10:00", OFFICE,
        lambda **who: actions.return_correction(key=correction("x-third"), reason=back, **who),
    )  # fmt: skip

    def exposed(*, by: User, at: datetime) -> None:
        terms = {"title": "暗访片：工地围挡占道三个月", "medium": "区电视台《直通车》"}
        broadcast = Broadcast(department=_department(CONSTRUCTION), broadcast_at=at, **terms)
        actions.record_exposure(broadcast=broadcast, by=by, at=at)

    def answered(*, by: User, at: datetime) -> None:
        keep_by = calendar.current().nth_workday_after(timezone.localdate(at), 15)
        statement = Statement(
            opinion="责令施工单位三日内拆除占道围挡，由质量安全科每日巡查。",
            commitment="十五个工作日内，全区在建工地占道围挡全部清理完毕，每周公布一次进度。",
            keep_by=keep_by,
        )
        actions.answer_exposure(key=Exposure.objects.get().key, statement=statement, by=by, at=at)

    tell("x-exposed", 8, "10:30", OFFICER, exposed)
    tell("x-exposed", 7, "16:00", "chief14", answered)
    agreed = "处理意见具体，同意公布承诺"
    tell(
        "x-exposed", 6, "10:30", INSPECTOR,
        lambda **who: actions.approve_exposure(key=Exposure.objects.get().key, reason=agreed, **who),
    )  # fmt: skip


def _department(name: str) -> Department:
    return Department.objects.get(name=name)
