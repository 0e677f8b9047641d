"""The demonstration's complaints and reports."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from complaints import actions as complaints
from complaints.actions import following_up
from config.demo.teller import Teller, form_key
from hall.models import Department, ServiceHall, User


def tell_complaints(teller: Teller) -> None:
    def file(
        case: str, days_ago: int, clock: str, text: str, *, kind: str = "complaint", about: str = "", **facts: Any
    ) -> Callable[..., None]:
        """Tell of a complaint or report; return the function that tells of an act on it."""

        def deed(at: datetime) -> None:
            department = Department.objects.get(name=about) if about else None
            filing = complaints.Filing(kind=kind, text=text, about_department=department, **facts)
            hall = ServiceHall.objects.get()
            filed = complaints.file(filing=filing, hall=hall, idem=form_key(case), at=at)
            teller.numbers[case] = filed.complaint.case.number

        def then(days_ago: int, clock: str, verb: Callable[..., Any], **details: Any) -> None:
            def deed(at: datetime) -> None:
                officer = User.objects.get(username="complaints")
                verb(number=teller.numbers[case], by=officer, at=at, **details)

            teller.act(case, days_ago, clock, deed)

        teller.act(case, days_ago, clock, deed)
        return then

    file("c-new", 0, "10:00", "窗口人员中午提前离岗，等了半个小时没有人。", category="attitude")
    file("c-late", 5, "16:00", "有人要求企业购买指定刊物，不买就不给办。", category="burden", kind="report")
    about, who = "区市场监督管理局", {"name": "田禾", "phone": "13800138000"}
    then = file("c-open", 6, "09:00", "材料交齐一周还没有答复。", category="efficiency", about=about, **who)
    then(4, "09:30", complaints.accept)
    then = file("c-major", 9, "14:00", "工地围挡占了消防通道，反映几次没有人管。", category="construction")
    then(7, "15:00", complaints.accept, grade="major", approver="软环境办主任", document="软环投批 1 号")
    then = file("c-feedback", 10, "09:20", "协会要求入会才给盖章，一年收两千元。", category="burden")
    then(9, "10:20", complaints.accept, grade="complex")
    then(1, "11:00", complaints.find, result="partly_upheld", text="协会确有收费，盖章不以入会为条件。")
    then = file("c-overdue", 20, "09:00", "同一件事跑了四趟。", category="too_many_trips", about=about)
    then(18, "10:00", complaints.accept)
    who = {"name": "石磊", "phone": "13900139000"}
    then = file("c-closed", 12, "09:00", "排号顺序被打乱，后来的人先办。", category="fairness", **who)
    then(11, "09:00", complaints.accept)
    then(8, "15:00", complaints.find, result="upheld", text="调取叫号记录，确有两次插号，窗口人员已承认。")
    then(7, "10:00", complaints.reply, text="您反映的情况属实。叫号系统已改为不能手工插号，当事人已批评教育。")
    then(7, "10:20", following_up.follow_up, satisfaction="satisfied")
    then(7, "10:30", complaints.conclude)
    then = file("c-declined", 9, "11:00", "邻居之间因为围墙发生纠纷，请求处理。", category="other")
    elsewhere = "属于民间纠纷，不在受理范围。可以找所在村（社区）人民调解委员会。"
    then(8, "09:00", complaints.decline, reason=elsewhere)
