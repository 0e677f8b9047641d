"""The demonstration's complaints and reports."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from complaints import actions as complaints
from config.demo.teller import Teller, form_key
from hall.models import Department, ServiceHall, User


def tell_complaints(teller: Teller) -> None:
    def file(case: str, days_ago: int, clock: str, *, about: str = "", **details: Any) -> None:
        def deed(at: datetime) -> None:
            department = Department.objects.get(name=about) if about else None
            hall = ServiceHall.objects.get()
            filed = complaints.file(
                filing=complaints.Filing(about_department=department, **details), hall=hall, idem=form_key(case), at=at
            )
            teller.numbers[case] = filed.complaint.case.number

        teller.act(case, days_ago, clock, deed)

    def do(case: str, days_ago: int, clock: str, verb: Callable[..., Any], **details: Any) -> None:
        def deed(at: datetime) -> None:
            officer = User.objects.get(username="complaints")
            verb(number=teller.numbers[case], by=officer, at=at, **details)

        teller.act(case, days_ago, clock, deed)

    file("c-new", 0, "10:00", kind="complaint", category="attitude", text="窗口人员中午提前离岗，等了半个小时没有人。")
    file("c-late", 5, "16:00", kind="report", category="burden", text="有人要求企业购买指定刊物，不买就不给办。")
    file("c-open", 6, "09:00", kind="complaint", category="efficiency", text="材料交齐一周还没有答复。", about="区市场监督管理局",
         name="田禾", phone="13800138000")  # fmt: skip
    do("c-open", 4, "09:30", complaints.accept)
    file(
        "c-major",
        9,
        "14:00",
        kind="complaint",
        category="construction",
        text="工地围挡占了消防通道，反映几次没有人管。",
    )
    do("c-major", 7, "15:00", complaints.accept, grade="major", approver="软环境办主任", document="软环投批 1 号")
    file("c-feedback", 10, "09:20", kind="complaint", category="burden", text="协会要求入会才给盖章，一年收两千元。")
    do("c-feedback", 9, "10:20", complaints.accept, grade="complex")
    do("c-feedback", 1, "11:00", complaints.find, result="partly_upheld", text="协会确有收费，盖章不以入会为条件。")
    file(
        "c-overdue",
        20,
        "09:00",
        kind="complaint",
        category="too_many_trips",
        text="同一件事跑了四趟。",
        about="区市场监督管理局",
    )
    do("c-overdue", 18, "10:00", complaints.accept)
    file("c-closed", 12, "09:00", kind="complaint", category="fairness", text="排号顺序被打乱，后来的人先办。", name="石磊",
         phone="13900139000")  # fmt: skip
    do("c-closed", 11, "09:00", complaints.accept)
    do("c-closed", 8, "15:00", complaints.find, result="upheld", text="调取叫号记录，确有两次插号，窗口人员已承认。")
    do(
        "c-closed",
        7,
        "10:00",
        complaints.reply,
        text="您反映的情况属实。叫号系统已改为不能手工插号，当事人已批评教育。",
    )
    do("c-closed", 7, "10:30", complaints.conclude)
    file("c-declined", 9, "11:00", kind="complaint", category="other", text="邻居之间因为围墙发生纠纷，请求处理。")
    do(
        "c-declined",
        8,
        "09:00",
        complaints.decline,
        reason="属于民间纠纷，不在受理范围。可以找所在村（社区）人民调解委员会。",
    )
