"""The pages about power: handing a step up, answering for it, the first handler, the check by two officers, the amount."""

from typing import Any

from django import forms as fields
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.models import Case
from cases.wording import moment
from hall.access import access_of
from hall.authority import DECIDES, Authority, Lack
from hall.doors.fields import OneAutofocus, choice, offer, text
from hall.doors.pages import ActForm
from hall.models import User
from hall.roles import Permission, Step
from permits import actions
from permits.authority import authorities, open_hand_ups, refusal_words, waiting
from permits.models import Application, HandUp, StepTaken, SubstanceCheck
from permits.queries import handlers
from permits.states import ACCEPTED, FLOW, SUSPENDED, UNDECIDED
from permits.views.acts import Act
from permits.views.desk import DeskPage, address_of, application_of
from permits.wording import grouped

A_PAGE = 50
COLUMNS = [{"label": words} for words in ("编号", "事项", "环节", "缺什么", "窗口意见", "上交")]


class HandUpForm(ActForm):
    step = choice("上交的环节", [], "选择要上交的环节", widget=OneAutofocus)
    note = text("窗口意见", limit=500, area=True, help_text="写明审查情况和建议，方便决定的人")

    def __init__(self, *args: Any, steps: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "step", [(step, Step(step).label) for step in steps])
        self.fields["step"].initial = steps[0] if steps else ""


class AnswerForm(ActForm):
    answer = text("答复", "填写答复：窗口接下来怎么办", limit=500, area=True, attrs={"autofocus": True})


class OwnerForm(ActForm):
    to = choice("新的首办责任人", [], "选择新的首办责任人", widget=fields.Select)
    reason = text("变更的理由", "填写变更的理由", limit=500, area=True)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [(str(person.pk), f"{person}（{person.username}）") for person in people]
        offer(self, "to", [("", "（选择）"), *shown])
        self.people = {str(person.pk): person for person in people}

    def clean_to(self) -> User:
        return self.people[self.cleaned_data["to"]]


class CheckForm(ActForm):
    finding = text("核查情况", "填写核查情况", limit=1000, area=True, attrs={"autofocus": True})


class AmountForm(ActForm):
    amount = fields.DecimalField(
        label="金额（元）",
        max_digits=14,
        decimal_places=2,
        error_messages={
            "required": "填写金额",
            "invalid": "金额填数字，例如 500000",
            "max_digits": "金额太大",
            "max_whole_digits": "金额太大",
            "max_decimal_places": "最多两位小数",
        },
        widget=fields.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short", "autofocus": True}
        ),
    )


class AuthorityAct(Act):
    """An act that leads to no other state: it says itself when it cannot be done."""

    def not_now(self, case: Case) -> str:
        return "" if self.request.method != "GET" else self.why_not(case)

    def why_not(self, case: Case) -> str:
        raise NotImplementedError


class HandStepUp(AuthorityAct):
    title, button = "上交", "上交给有权决定的人"
    permission = Permission.APPLICATION_HANDLE
    form_class = HandUpForm
    template_name = "permits/hand_up.html"

    def form(self, case: Case, **kwargs: Any) -> ActForm:
        return HandUpForm(steps=[step for step, _authority in self.lacking(case)], **kwargs)

    def lacking(self, case: Case) -> list[tuple[str, Authority]]:
        found = authorities(self.user, application_of(case), on=self.on)
        return [(step, found[step]) for step in can_be_handed_up(case, found)]

    def context(self, case: Case) -> dict[str, Any]:
        application = application_of(case)
        why = [refusal_words(application, each, on=self.on) for _step, each in self.lacking(case) if each.why]
        return {**super().context(case), "why": list(dict.fromkeys(why))}

    def why_not(self, case: Case) -> str:
        return "" if self.lacking(case) else f"现在是“{FLOW.states[case.state]}”，没有要上交的环节"

    def run(self, case: Case, **given: Any) -> str:
        actions.hand_up(**given)
        return "已上交，有权决定的人会收到消息。时限照常计算"


class AnswerHandUp(AuthorityAct):
    title, button = "答复上交", "答复"
    permission = Permission.APPLICATION_APPROVE
    form_class = AnswerForm
    template_name = "permits/answer_hand_up.html"

    def context(self, case: Case) -> dict[str, Any]:
        return {**super().context(case), "handed": waiting(case)}

    def why_not(self, case: Case) -> str:
        return "" if waiting(case) else "这件没有上交待答的事"

    def run(self, case: Case, **given: Any) -> str:
        handed = actions.answer_hand_up(**given)
        return f"已答复{handed.handed_by}：{handed.answer}"


class ChangeOwner(AuthorityAct):
    title, button = "变更首办责任人", "变更"
    permission = Permission.APPLICATION_HANDLE
    form_class = OwnerForm

    def form(self, case: Case, **kwargs: Any) -> ActForm:
        people = [person for person in handlers(case, on=self.on) if person != case.owner]
        return OwnerForm(people=people, **kwargs)

    def why_not(self, case: Case) -> str:
        return "这件已经办完，首办责任人不再变更" if case.closed_at else ""

    def run(self, case: Case, **given: Any) -> str:
        actions.change_owner(**given)
        return f"首办责任人已变更为{given['to']}，在计的时限随之变更；已经亮的牌不变"


class RecordCheck(AuthorityAct):
    title, button = "记录实质核查", "记录核查"
    permission = Permission.APPLICATION_DECIDE
    form_class = CheckForm
    template_name = "permits/check.html"

    def context(self, case: Case) -> dict[str, Any]:
        checks = SubstanceCheck.objects.filter(application=case.pk).select_related("officer")
        return {**super().context(case), "checks": [check_line(check) for check in checks]}

    def why_not(self, case: Case) -> str:
        if not application_of(case).item_version.two_officers:
            return "这个事项不要求两人核查"
        return "" if case.state in (ACCEPTED, SUSPENDED) else f"现在是“{FLOW.states[case.state]}”，不能记录核查"

    def run(self, case: Case, **given: Any) -> str:
        actions.record_check(**given)
        done = SubstanceCheck.objects.filter(application=case.pk).count()
        return "两名工作人员都记录了核查，可以决定" if done > 1 else "已记录核查，还要另一名工作人员用自己的账号记录"


class StateAmount(AuthorityAct):
    title, button = "登记金额", "登记金额"
    permission = Permission.APPLICATION_HANDLE
    form_class = AmountForm

    def initial(self, case: Case) -> dict[str, Any]:
        return {"amount": application_of(case).amount_yuan}

    def why_not(self, case: Case) -> str:
        if not application_of(case).item_version.has_amount:
            return "这个事项不涉及金额"
        return "" if case.state in UNDECIDED else f"现在是“{FLOW.states[case.state]}”，不能改金额"

    def run(self, case: Case, **given: Any) -> str:
        return f"已登记金额 {actions.state_amount(**given).amount_yuan:,} 元"


class HandedUp(DeskPage):
    """上交待定: what windows had no power for and handed to this person's departments, the longest waiting first."""

    permission = Permission.APPLICATION_APPROVE

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(open_hand_ups(self.cases()), A_PAGE).get_page(request.GET.get("page"))
        context = {"page": page, "columns": COLUMNS, "rows": [_row(handed) for handed in page]}
        return render(request, "permits/handed_up.html", context)


def can_be_handed_up(case: Case, found: dict[str, Authority]) -> list[str]:
    """The steps that start from this state and that this person lacks."""
    return [
        step
        for step, authority in found.items()
        if case.state in FLOW.arrows[step].sources
        and (not authority or authority.special)
        and authority.lack is not Lack.AMOUNT
    ]


def on_the_case_page(case: Case, application: Application, user: User, *, on: Any) -> dict[str, Any]:
    """What the page of a case shows about power: who did what on which instrument and seal, checks, what waits."""
    taken = StepTaken.objects.filter(application=application).select_related(
        "taken_by", "delegation", "acts_for__user", "application__non_acceptance"
    )
    checks = SubstanceCheck.objects.filter(application=application).select_related("officer")
    waits = waiting(case)
    return {
        "taken": [taken_line(each) for each in taken.order_by("at", "pk")],
        "checks": [check_line(each) for each in checks],
        "waits": waits,
        "answer_url": address_of(case, "desk-answer-hand-up") if waits and decides(user, case, on=on) else "",
        "amount": application.amount_yuan,
    }


def decides(user: User, case: Case, *, on: Any) -> bool:
    access = access_of(user, on=on)
    return any(
        post.role in DECIDES and post.department_id == case.department_id for post in [*access.posts, *access.deputised]
    )


def taken_line(taken: StepTaken) -> dict[str, Any]:
    """A step for ``_parts/timeline.html``: on whose power, under which seal."""
    who = f"{taken.taken_by}（代{taken.acts_for.user}）" if taken.acts_for else str(taken.taken_by)
    by = f"授权书 {taken.delegation}" if taken.delegation else "部门职权"
    special = "，特别处置（先办后报）" if taken.is_special else ""
    seal = f"，用章 {taken.seal}" if taken.seal else ""
    return {"at": taken.at, "what": taken.act_words, "who": who, "note": f"{by}{special}{seal}"}


def check_line(check: SubstanceCheck) -> dict[str, Any]:
    return {"at": check.at, "what": "实质核查", "who": str(check.officer), "note": check.finding}


def _row(handed: HandUp) -> dict[str, Any]:
    case = handed.application.case
    href = address_of(case)
    cells = [
        {"text": grouped(case.number), "href": href},
        case.title,
        f"{handed.get_step_display()}（{handed.get_kind_display()}）",
        handed.why,
        handed.note or "—",
        f"{handed.window.number} 号窗口 {handed.handed_by}，{moment(handed.handed_at)}",
    ]
    return {"href": href, "cells": cells}


ACTS = {
    "hand-up": HandStepUp,
    "answer-hand-up": AnswerHandUp,
    "owner": ChangeOwner,
    "check": RecordCheck,
    "amount": StateAmount,
}
