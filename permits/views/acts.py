"""The acts on one application: each a form, one call to its verb, and a sentence about what follows from it."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet

from cases.models import Case, Deadline, Event
from cases.rules import Rule
from cases.web import ActForm, ActPage
from cases.wording import limit_panels
from hall.roles import Permission
from permits import actions, forms, visits
from permits.authority import authorities
from permits.drafts import typed
from permits.half_day import still_to_start
from permits.hearings import awaited_hearing
from permits.history_words import history
from permits.models import Application, Channel, Decision, Visit
from permits.queries import missing_materials, why_not_undo, window_for
from permits.states import FLOW
from permits.views.beside import InAList
from permits.views.desk import application_of
from permits.views.drafts import draft_url
from permits.wording import clocks_words, grouped, limit_preview
from worklists import open_forms
from worklists.drafts import drafts_of, resumed
from worklists.models import Draft

PERMISSIONS = {
    "visit": Permission.APPLICATION_HANDLE,
    "notify": Permission.APPLICATION_HANDLE,
    "receive": Permission.APPLICATION_HANDLE,
    "accept": Permission.APPLICATION_HANDLE,
    "correct": Permission.APPLICATION_HANDLE,
    "accept_with_gaps": Permission.APPLICATION_HANDLE,
    "accept_on_commitment": Permission.APPLICATION_HANDLE,
    "supplement": Permission.APPLICATION_HANDLE,
    "tell_overdue": Permission.APPLICATION_HANDLE,
    "verify": Permission.APPLICATION_HANDLE,
    "decline": Permission.APPLICATION_HANDLE,
    "not_required": Permission.APPLICATION_HANDLE,
    "close_not_corrected": Permission.APPLICATION_HANDLE,
    "suspend": Permission.APPLICATION_APPROVE,
    "resume": Permission.APPLICATION_APPROVE,
    "extend": Permission.APPLICATION_APPROVE,
    "decide": Permission.APPLICATION_DECIDE,
    "undo": Permission.APPLICATION_DECIDE,
    "deliver": Permission.APPLICATION_HANDLE,
    "archive": Permission.APPLICATION_HANDLE,
    "withdraw": Permission.APPLICATION_HANDLE,
    "terminate": Permission.APPLICATION_APPROVE,
    "void": Permission.APPLICATION_APPROVE,
    "tell_hearing": Permission.APPLICATION_HANDLE,
    "ask_hearing": Permission.APPLICATION_HANDLE,
    "announce_hearing": Permission.APPLICATION_APPROVE,
    "hold_hearing": Permission.APPLICATION_APPROVE,
    "give_up_hearing": Permission.APPLICATION_HANDLE,
    "cancel_hearing": Permission.APPLICATION_APPROVE,
}


class Act(InAList, ActPage):
    """
    An act on an application. `verb` is its arrow in states.FLOW, and its permission stands in PERMISSIONS; `run` makes the call
    and says what follows.

    One that `concludes` the case opens the next of the list that the case was opened from.
    """

    template_name = "permits/act.html"
    verb: ClassVar[str]
    concludes: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__dict__.get("verb") in PERMISSIONS:
            cls.permission = PERMISSIONS[cls.verb]

    def act(self, case: Case, given: dict[str, Any]) -> str:
        behind = self.beside(case).get("next", "") if self.concludes else ""  # once concluded it stands elsewhere
        said = self.run(case, number=case.number, by=self.user, at=self.at, **given)
        actions.drop_draft(place=self.request.path, by=self.user, at=self.at)
        open_forms.done(case, by=self.user, at=self.at)
        messages.success(self.request, said)
        return f"{behind}&done={case.number}" if behind else self.to(case)

    def told(self, events: list[Event]) -> list[dict[str, Any]]:
        return history(events)

    def drafted(self, case: Case) -> Draft | None:
        """What this person left unfinished of this form."""
        return drafts_of(self.user, at=self.at).filter(place=self.request.path).first()

    def initial(self, case: Case) -> dict[str, Any]:
        draft = self.drafted(case) if "draft" in self.request.GET else None
        return typed(draft) if draft else self.suggested(case)

    def suggested(self, case: Case) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        return {}

    def run(self, case: Case, **given: Any) -> str:
        raise NotImplementedError

    def context(self, case: Case) -> dict[str, Any]:
        draft = self.drafted(case) if self.request.method == "GET" and "draft" not in self.request.GET else None
        not_now = self.not_now(case)
        return {
            "back": self.to(case),
            "number": grouped(case.number),
            "not_now": not_now,
            "open_forms": open_forms.told(case, to=self.user, at=self.at, stays=not not_now),
            "draft_url": draft_url(self.request.path),
            "draft": {"url": resumed(draft), "saved_at": draft.saved_at} if draft else None,
            "hand_up": self.hand_up(case),
        }

    def hand_up(self, case: Case) -> dict[str, str] | None:
        """The step that a refusal for want of power can be handed up with, in one act."""
        step = getattr(self.refused, "step", "")
        return {"step": step, "url": self.to(case, "desk-hand-up")} if step else None

    def not_now(self, case: Case) -> str:
        """Why the form is not offered at all; a form that was already filled in keeps what was typed."""
        starts_here = case.state in FLOW.arrows[self.verb].sources
        if starts_here or self.request.method != "GET":
            return ""
        return f"现在是“{FLOW.states[case.state]}”，不能{self.title}"


class Notify(Act):
    verb, title, button = "notify", "一次性告知补正", "出具告知书"
    form_class = forms.NotifyForm
    template_name = "permits/notify.html"

    def form(self, case: Case, **kwargs: Any) -> ActForm:
        application = application_of(case)
        papers = list(application.item_version.materials.all())
        return forms.NotifyForm(materials=papers, again=application.notices.exists(), **kwargs)

    def suggested(self, case: Case) -> dict[str, Any]:
        return {"missing": [material.position for material in missing_materials(application_of(case))]}

    def run(self, case: Case, **given: Any) -> str:
        missing = {position: given[f"remark_{position}"] for position in given["missing"]}
        taken = ("number", "by", "at", "version", "ground", "ground_reason", "ground_on")
        notice = actions.notify(missing=missing, **{name: given[name] for name in taken if name in given})
        said = f"已出具第 {notice.number} 份一次性告知书，等申请人补正。补齐之前不计时"
        return f"{said}。补充告知计入本窗口，按规则发出黄牌" if notice.ground else said


class VisitAct(Act):
    """An act that is, or may be, a trip of the applicant: the third counted one must say why."""

    def third_visit(self, application: Application) -> dict[str, Any]:
        third = visits.counted(application) >= visits.ALLOWED
        return {"application": application, "third": third, "told": visits.provable(application) if third else []}


class LogVisit(VisitAct):
    verb, title, button = "visit", "登记到访", "登记到访"
    form_class = forms.VisitForm

    def form(self, case: Case, **kwargs: Any) -> ActForm:
        return forms.VisitForm(**self.third_visit(application_of(case)), **kwargs)

    def run(self, case: Case, **given: Any) -> str:
        visit = actions.log_visit(window=window_for(self.access, case), **given)
        return visit_words(visit)


class Receive(VisitAct):
    verb, title, button = "receive", "收下材料", "收下材料"
    form_class = forms.ReceiveForm

    def form(self, case: Case, **kwargs: Any) -> ActForm:
        application = application_of(case)
        return forms.ReceiveForm(absent=missing_materials(application), **self.third_visit(application), **kwargs)

    def run(self, case: Case, **given: Any) -> str:
        application = actions.receive(window=window_for(self.access, case), **given)
        said = f"已收下 {len(given['materials'])} 份材料。"
        absent = "、".join(material.name for material in missing_materials(application))
        said += f"还缺：{absent}。" if absent else "材料齐了，可以受理。"
        if given["channel"] == Channel.WINDOW:
            said += visit_words(application.visits.order_by("-pk")[0]) + "。"
        return said + clocks_words(running(case))


class Accept(Act):
    verb, title, button = "accept", "受理", "受理"
    form_class = forms.AcceptForm
    template_name = "permits/accept.html"

    def context(self, case: Case) -> dict[str, Any]:
        application = application_of(case)
        half_day = limit_panels(list(running(case).filter(rule=str(Rule.HALF_DAY))), at=self.at)
        limits = [*half_day, *(limit_preview(clock, at=self.at) for clock in still_to_start(application))]
        absent = [material.name for material in missing_materials(application)]
        return {**super().context(case), "limits": limits, "absent": absent}

    def run(self, case: Case, **given: Any) -> str:
        actions.accept(**given)
        return "已受理。" + clocks_words(running(case))


class Decide(Act):
    verb, title, button = "grant", "作出决定", "办结"
    permission = PERMISSIONS["decide"]  # two arrows, one page
    concludes = True
    form_class = forms.DecideForm

    def not_now(self, case: Case) -> str:
        refused = super().not_now(case)
        if refused or self.request.method != "GET":
            return refused
        return awaited_hearing(application_of(case), at=self.at)

    def form(self, case: Case, **kwargs: Any) -> ActForm:
        held = authorities(self.user, application_of(case), on=self.on)
        return forms.DecideForm(special=any(held[result].special for result in Decision.Result.values), **kwargs)

    def run(self, case: Case, **given: Any) -> str:
        if given["result"] == Decision.Result.GRANT:
            given["remedies"] = ""
        decision = actions.decide(**given)
        if decision.result == Decision.Result.REFUSE:
            return "已作出不予许可决定。把决定书送达申请人"
        return "已准予。" + clocks_words(running(case))


class Undo(Act):
    verb, title, button = "undo", "撤回办结", "撤回办结"
    form_class = forms.UndoForm

    def not_now(self, case: Case) -> str:
        refused = super().not_now(case)
        if refused or self.request.method != "GET":
            return refused
        application = application_of(case)
        return why_not_undo(application, application.decision, by=self.user, at=self.at)

    def run(self, case: Case, **given: Any) -> str:
        actions.undo(**given)
        return "已撤回办结，回到审查。" + clocks_words(running(case))


class Deliver(Act):
    verb, title, button = "deliver", "送达", "记录送达"
    form_class = forms.DeliverForm

    def run(self, case: Case, **given: Any) -> str:
        delivery = actions.deliver(**given)
        return f"已送达（{delivery.get_method_display()}）。案卷齐全以后归档"


def running(case: Case) -> QuerySet[Deadline]:
    """The clocks that run after an act, the nearest first."""
    return case.deadlines.filter(met_at__isnull=True, superseded_at__isnull=True).order_by("due_at", "pk")


def visit_words(visit: Visit) -> str:
    if visit.counted_as is None:
        return "已登记到访，领取结果不计次数"
    card = "，按两次终结制发出黄牌" if visit.cause == Visit.Cause.WINDOW else ""
    return f"已登记第 {visit.counted_as} 次到访{card}"
