"""The receipt slip, and a new code for a slip that was lost."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases import clocks
from cases.models import Case, Deadline
from cases.numbering import receipt_hash
from cases.rules import Rule
from cases.web import new_idem
from hall.crypto import CannotUnseal, seal, unseal
from hall.disclosures import promise_words, statutory_words
from hall.roles import Permission
from permits import actions
from permits.models import Application
from permits.queries import missing_materials
from permits.states import CORRECTION_REQUESTED, SUBMITTED
from permits.views.desk import DeskPage, address_of, application_of
from permits.wording import due_words, grouped

COOKIE = "receipt"
KEPT = 900  # seconds that the desk can print the slip again


def keep_code(request: HttpRequest, response: HttpResponse, *, number: str, code: str) -> None:
    """Let this browser's desk show the code of this one case for a quarter of an hour; it is stored nowhere in clear."""
    response.set_cookie(
        COOKIE,
        seal(f"{number}:{code}"),
        max_age=KEPT,
        path="/desk/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def kept_code(request: HttpRequest, case: Case) -> str:
    """The code that this browser may still show for this case; "" for any other case, and for a code replaced since."""
    try:
        number, _, code = unseal(request.COOKIES.get(COOKIE, "")).partition(":")
    except CannotUnseal:
        return ""
    return code if number == case.number and receipt_hash(code) == case.receipt_hash else ""


class Receipt(DeskPage):
    """收件凭证: one sheet for the applicant."""

    permission = Permission.APPLICATION_HANDLE

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        application = application_of(case)
        code = kept_code(request, case)
        limits = list(case.deadlines.order_by("due_at", "pk"))
        received = [receipt.material.name for receipt in application.received.select_related("material")]
        absent = [material.name for material in missing_materials(application)]
        context = {
            "case": case,
            "application": application,
            "number": grouped(case.number),
            "code": code,
            "link": f"{request.build_absolute_uri(reverse('lookup'))}#k={code}" if code else "",
            "address": request.build_absolute_uri(reverse("lookup")),
            "received": received,
            "absent": absent,
            "next": next_steps(case, application, limits, absent),
            "sums": [(SUMS[each.rule], clocks.explanation(each).sentences()) for each in limits if is_dated(each)],
            "others": self.others(case, application),
            "may_notify": bool(absent) and case.state == SUBMITTED,
        }
        return render(request, "permits/receipt.html", context)

    def others(self, case: Case, application: Application) -> list[dict[str, str]]:
        """Running applications of the same person for the same item: shown, never blocked."""
        same = (
            self.cases()
            .running()
            .filter(
                application__applicant_id_hash=application.applicant_id_hash,
                application__item_version__item=application.item_version.item_id,
            )
        )
        numbers = same.exclude(pk=case.pk).values_list("number", flat=True).order_by("number")[:5]
        return [{"number": grouped(each), "url": reverse("desk-case", args=[each])} for each in numbers]


class NewCode(DeskPage):
    """换发凭证码: the slip was lost. The old code is void at once."""

    permission = Permission.APPLICATION_HANDLE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        seen = request.POST.get("version", "")
        code = actions.replace_code(
            number=case.number,
            idem=new_idem(),
            by=self.user,
            at=self.at,
            version=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
        )
        response = redirect(address_of(case, "desk-receipt"))
        keep_code(request, response, number=case.number, code=code)
        messages.success(request, "已换发凭证码，原来的凭证码作废")
        return response


def next_steps(case: Case, application: Application, deadlines: list[Deadline], absent: list[str]) -> list[str]:
    """What happens next, who does it and until when, for the applicant to keep."""
    terms = application.item_version
    running = {deadline.rule: deadline for deadline in deadlines if deadline.runs}
    lines: list[str] = []
    if case.state == SUBMITTED and Rule.ACCEPTANCE_NOTICE in running:
        due = due_words(running[Rule.ACCEPTANCE_NOTICE])
        lines.append(
            f"本大厅在 {due}（5 个工作日内）告诉您：受理、不予受理，或一次说全要补正的材料。逾期不告知，视为受理。"
        )
    if case.state == CORRECTION_REQUESTED:
        lines.append("按一次性告知书补齐材料后交到窗口。补齐之前不计时。")
    elif absent:
        lines.append("还缺的材料由窗口一次性书面告知，补齐后受理。")
    lines += [_limit_line(running[rule]) for rule in LIMITS if rule in running]
    if application.accepted_at is None:
        lines.append(f"受理之后的承诺时限：{promise_words(terms)}。法定时限：{statutory_words(terms)}。")
    lines.append("结果可以邮寄，也可以领取电子证照，不必再来窗口。愿意的话也可以到窗口领取。")
    return lines


LIMITS: dict[Any, str] = {
    Rule.PROMISE: "承诺",
    Rule.HALF_DAY: "承诺",
    Rule.AGENCY_TARGET: "代办争取",
    Rule.STATUTORY: "法定最迟",
    Rule.DELIVERY: "送达",
}


SUMS: dict[Any, str] = {
    Rule.ACCEPTANCE_NOTICE: "答复期限",
    Rule.PROMISE: "承诺时限",
    Rule.HALF_DAY: "承诺时限",
    Rule.AGENCY_TARGET: "代办目标",
    Rule.STATUTORY: "法定时限",
    Rule.DELIVERY: "送达时限",
}


def is_dated(deadline: Deadline) -> bool:
    """Whether the slip names this limit's date: then it says where the date comes from."""
    return deadline.rule in SUMS and deadline.runs and not deadline.is_stopped


def _limit_line(deadline: Deadline) -> str:
    words = LIMITS[deadline.rule]
    if deadline.is_stopped:
        return f"{words}时限：特别程序期间不计时，恢复后重新推算。"
    return f"{words}在 {due_words(deadline)} 完成。"
