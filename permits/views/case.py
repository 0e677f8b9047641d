"""One application: what it is, how its clocks stand and why, what has happened, and what may be done next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.dispatch_wording import letter_rows
from cases.models import Card, Case, Deadline, Dispatch, Event, Letter
from cases.wording import lamp_at, limit_panels, moment, remaining, worst_clock
from enquiries.models import Enquiry
from hall import calendar
from hall.access import holders
from hall.authority import Authority
from hall.roles import Permission
from papers.models import Document, DocumentPrint
from permits import visits
from permits.authority import authorities, refusal_words
from permits.hearings import awaited_hearing, fits
from permits.history_words import history
from permits.models import Application, Delivery, MaterialReceipt, NoticeLine, SpotCorrection, Visit
from permits.queries import why_not_undo
from permits.states import (
    ACCEPTED,
    CORRECTION_REQUESTED,
    DELIVERED,
    FLOW,
    GRANTED,
    REFUSED,
    SUBMITTED,
    SUSPENDED,
    UNDECIDED,
)
from permits.views import authority, panels
from permits.views.acts import PERMISSIONS
from permits.views.beside import InAList
from permits.views.contact import ChangeContact
from permits.wording import PROOF_WORDS, decision_facts, ending_facts, grouped, hearing_facts, identity_facts, steps
from worklists import open_forms

PAGE_OF = {"grant": "decide", "refuse": "decide"}  # acts whose form has another name
STEP_OF = {  # the step that an act takes, where it is not the act itself
    "notify": "notify",
    "decline": "decline",
    "not_required": "decline",
    "close_not_corrected": "decline",
    "accept_with_gaps": "accept",
    "accept_on_commitment": "accept",
}
WORDS = {"decide": "办结", "receive": "收下材料"}
KEYS = {"decide": "F4", "notify": "F9"}
NEXT = {
    CORRECTION_REQUESTED: "receive",
    ACCEPTED: "decide",
    SUSPENDED: "resume",
    GRANTED: "deliver",
    REFUSED: "deliver",
    DELIVERED: "archive",
}


@dataclass(frozen=True)
class Button:
    words: str
    url: str
    key: str


class CasePage(InAList):
    permission = Permission.APPLICATION_VIEW

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        application = load(case)
        deadlines = list(case.deadlines.all())
        running = [deadline for deadline in deadlines if deadline.runs]
        ended = [deadline for deadline in deadlines if not deadline.runs]
        received_on = calendar.current().received_on(case.opened_at)
        held = authorities(self.user, application, on=self.on)
        may = self.may_do(case, application, held)
        first = next_act(case, application)
        handles = bool(self.covers(case, Permission.APPLICATION_HANDLE))
        context = {
            "case": case,
            "application": application,
            "number": grouped(case.number),
            "state": FLOW.states[case.state],
            "head": _head(running, at=self.at),
            "facts": identity_facts(case, application, received_on=received_on),
            "steps": steps(case, application, case.pauses.all()),
            "primary": self.button(case, first) if first and first in may else None,
            "others": [self.button(case, act) for act in may if act != first]
            + self.about_power(case, application, held)
            + self.about_contact(case),
            "open_forms": open_forms.told(case, to=self.user, at=self.at),
            "beside": self.beside(case),
            "done": self.just_done(),
            "wait_for": self.wait_for(case, application, may, held),
            "power": authority.on_the_case_page(case, application, self.user, on=self.on),
            "ask": self.whom_to_ask(case, application, held),
            "limits": limit_panels(running, at=self.at),
            "ended": limit_panels(ended, at=self.at),
            "materials": panels.materials(application),
            "corrections": application.corrections.all(),
            "promised": panels.promised(application),
            "non_acceptance": panels.non_acceptance(application),
            "visits": [_visit(visit) for visit in application.visits.all()],
            "counts": visits.counts(application.visits.all()),
            "counted": sum(1 for visit in application.visits.all() if visit.counted_as),
            "allowed": visits.ALLOWED,
            "notices": application.notices.all(),
            "pauses": [_pause_facts(pause) for pause in case.pauses.all()],
            "decision": _decision(application),
            "delivery": _delivery(application),
            "prints": _prints(application),
            "ending": _ending(application),
            "hearing": _hearing(application, in_full=handles),
            "enquiries": case.enquiries_before.all(),
            "cards": case.cards.all(),
            "letters": letter_rows(case.dispatches.all(), case.letters.all()),
            "events": history(reversed(case.events.all())),
            "may_print": handles,
        }
        return render(request, "permits/case.html", context)

    def button(self, case: Case, act: str) -> Button:
        words = WORDS[act] if act in WORDS else FLOW.arrows[act].words
        return Button(words, self.to(case, f"desk-{act}"), KEYS.get(act, ""))

    def covers(self, case: Case, permission: Permission) -> bool:
        return self.access.grant(permission).covers(case.department_id)

    def may_do(self, case: Case, application: Application, power: dict[str, Authority]) -> list[str]:
        """Pages of the acts that start from this state and that this person holds the permission for."""
        acts = dict.fromkeys(PAGE_OF.get(arrow.verb, arrow.verb) for arrow in FLOW.from_state(case.state))
        held = [act for act in acts if self.covers(case, PERMISSIONS[act])]
        return [act for act in held if self.makes_sense(act, application, power)]

    def makes_sense(self, act: str, application: Application, power: dict[str, Authority]) -> bool:
        """Leave out what its verb would refuse whatever is typed."""
        if act == "undo":
            return not why_not_undo(application, application.decision, by=self.user, at=self.at)
        return _makes_sense(act, application, power, at=self.at)

    def about_power(self, case: Case, application: Application, power: dict[str, Authority]) -> list[Button]:
        """Handing up, the first handler, the check by two officers, the amount: where they can be done."""
        terms, handles = application.item_version, self.covers(case, Permission.APPLICATION_HANDLE)
        offered = {
            "hand-up": handles and bool(authority.can_be_handed_up(case, power)),
            "check": terms.two_officers
            and case.state in (ACCEPTED, SUSPENDED)
            and self.covers(case, Permission.APPLICATION_DECIDE),
            "amount": terms.has_amount and handles and case.state in UNDECIDED,
            "owner": handles and case.closed_at is None,
        }
        return [
            Button(authority.ACTS[act].title, self.to(case, f"desk-{act}"), "")
            for act, is_on in offered.items()
            if is_on
        ]

    def about_contact(self, case: Case) -> list[Button]:
        """Putting right how the applicant is reached, while there may still be something to write."""
        if case.closed_at is not None or not self.covers(case, Permission.APPLICATION_HANDLE):
            return []
        return [Button(ChangeContact.title, self.to(case, "desk-contact"), "")]

    def wait_for(self, case: Case, application: Application, may: list[str], power: dict[str, Authority]) -> str:
        """Who has to act when this person cannot."""
        if not self.covers(case, Permission.APPLICATION_HANDLE):
            return ""
        if case.state == ACCEPTED and (wait := awaited_hearing(application, at=self.at)):
            return f"{wait}。"
        first = {ACCEPTED: "grant", SUBMITTED: "accept"}.get(case.state)
        if first and not power[first] and PAGE_OF.get(first, first) not in may:
            return refusal_words(application, power[first], on=self.on) + "。"
        if case.state == SUSPENDED and not {"resume", "hold_hearing"} & set(may):
            return "特别程序结束后，由审批科长或部门负责人恢复计时。"
        return ""

    def whom_to_ask(self, case: Case, application: Application, power: dict[str, Authority]) -> str:
        """Who holds the approval that an act of this state needs, for a clerk who prepares it and may not approve."""
        if not self.covers(case, Permission.APPLICATION_HANDLE) or self.covers(case, Permission.APPLICATION_APPROVE):
            return ""
        needs = [
            arrow
            for arrow in FLOW.from_state(case.state)
            if _needs_approval(arrow.verb) and self.makes_sense(arrow.verb, application, power)
        ]
        if not needs:
            return ""
        acts = "、".join(arrow.words for arrow in needs)
        people = "、".join(
            f"{post.user}（{post.get_role_display()}）"
            for post in holders(Permission.APPLICATION_APPROVE, case.department_id, on=self.on)
        )
        return (
            f"{acts}要由{people}批准。" if people else f"{acts}要批准，本部门现在没有人有这个权限，找管理员核对岗位。"
        )


def _needs_approval(verb: str) -> bool:
    return PERMISSIONS.get(verb) is Permission.APPLICATION_APPROVE


def load(case: Case) -> Application:
    """Read everything that the page shows, in a fixed number of queries."""
    prefetch_related_objects(
        [case],
        "pauses__approved_by",
        Prefetch(
            "enquiries_before",
            queryset=Enquiry.objects.select_related("case", "first_asked").defer("id_number", "phone"),
        ),
        Prefetch("deadlines", queryset=Deadline.objects.order_by("due_at", "pk")),
        Prefetch("cards", queryset=Card.objects.select_related("owner", "department")),
        Prefetch("events", queryset=Event.objects.select_related("actor").order_by("seq")),
        Prefetch("dispatches", queryset=Dispatch.objects.defer("address").select_related("recipient")),
        Prefetch("letters", queryset=Letter.objects.select_related("recipient", "department", "read_by")),
    )
    application = Application.objects.select_related(
        "item_version__item",
        "decision__decided_by",
        "delivery__delivered_by",
        "non_acceptance__decided_by",
        "tolerance__told_by",
        "commitment__verified_by",
        "ending__recorded_by",
        "ending__approved_by",
        "hearing__told_by",
        "hearing__announced_by",
        "hearing__held_by",
    ).get(case=case)
    application.case = case
    prefetch_related_objects(
        [application],
        "item_version__materials",
        "commitment__materials",
        Prefetch("received", queryset=MaterialReceipt.objects.select_related("material", "received_by")),
        Prefetch("corrections", queryset=SpotCorrection.objects.select_related("material", "witnessed_by")),
        Prefetch("visits", queryset=Visit.objects.select_related("logged_by", "missing", "window", "department")),
        "notices__told_by",
        Prefetch("notices__lines", queryset=NoticeLine.objects.select_related("material")),
        Prefetch("case__documents", queryset=Document.objects.defer("content")),
        Prefetch("case__documents__prints", queryset=DocumentPrint.objects.select_related("printed_by")),
    )
    return application


def next_act(case: Case, application: Application) -> str | None:
    """The one act that moves the case on; None when nothing is left to do."""
    if case.state == SUBMITTED:
        return "notify" if absent(application) else "accept"
    hearing = getattr(application, "hearing", None)
    if case.state == SUSPENDED and not fits("resume", hearing):
        return "hold_hearing"
    if case.state == ACCEPTED and hearing is not None and hearing.is_owed:
        return "announce_hearing"
    return NEXT.get(case.state)


def absent(application: Application) -> list[str]:
    received = {receipt.material_id for receipt in application.received.all() if receipt.returned_at is None}
    return [material.name for material in application.item_version.materials.all() if material.pk not in received]


def _makes_sense(act: str, application: Application, power: dict[str, Authority], *, at: datetime) -> bool:
    """Leave out what its verb would refuse whatever is typed."""
    if not fits(act, getattr(application, "hearing", None)):
        return False
    if act == "decide":
        return bool(power["grant"] or power["refuse"]) and not awaited_hearing(application, at=at)
    if act == "extend":
        terms = application.item_version
        return bool(terms.extension_days and terms.statutory_quantity and not application.extended_by)
    if act in {"accept", "receive"}:
        return bool(absent(application)) == (act == "receive") and (act == "receive" or bool(power["accept"]))
    if act in STEP_OF and not power[STEP_OF[act]]:
        return False
    return panels.makes_sense(act, application, at=at)


def _head(running: list[Deadline], *, at: Any) -> dict[str, Any]:
    clock = worst_clock(running, at=at)
    if clock is None:
        return {"lamp": "", "text": "", "provisional": False}
    lamp = lamp_at(clock, at=at)
    text = "不计时" if lamp == "grey" else f"{remaining(clock, at=at)}（{moment(clock.due_at)} 前）"
    return {"lamp": lamp, "text": text, "provisional": clock.provisional}


def _visit(visit: Visit) -> dict[str, Any]:
    counted = f"第 {visit.counted_as} 次" if visit.counted_as else "不计次数"
    cause = visit.get_cause_display()
    if visit.missing:
        cause += f"：{visit.missing.name}"
    what = f"{counted} · {visit.get_purpose_display()}"
    return {"at": visit.at, "what": what, "who": str(visit.logged_by), "note": cause}


def _pause_facts(pause: Any) -> dict[str, Any]:
    return {
        "ground": pause.get_ground_display(),
        "notice_number": pause.notice_number,
        "declared_days": pause.declared_days,
        "starts_on": pause.starts_on,
        "ends_on": pause.ends_on,
        "approved_by": str(pause.approved_by),
    }


def _decision(application: Application) -> list[tuple[str, str]] | None:
    decision = getattr(application, "decision", None)
    return decision_facts(decision) if decision else None


def _hearing(application: Application, *, in_full: bool) -> list[tuple[str, str]] | None:
    hearing = getattr(application, "hearing", None)
    return hearing_facts(hearing, in_full=in_full) if hearing else None


def _ending(application: Application) -> list[tuple[str, str]] | None:
    ending = getattr(application, "ending", None)
    return ending_facts(ending) if ending else None


def _delivery(application: Application) -> list[tuple[str, str]] | None:
    delivery = getattr(application, "delivery", None)
    if delivery is None:
        return None
    return [
        ("方式", delivery.get_method_display()),
        (PROOF_WORDS[Delivery.Method(delivery.method)], delivery.proof),
        ("时间", moment(delivery.at)),
        ("经手人", str(delivery.delivered_by)),
    ]


def _prints(application: Application) -> list[dict[str, Any]]:
    """The log of prints, for whoever may see the case; what stands on the papers is for those who handle it."""
    return [
        {
            "what": f"{document.title} {document.number}{_again(printed)}",
            "at": printed.at,
            "who": str(printed.printed_by),
        }
        for document in application.case.documents.all()
        for printed in document.prints.all()
    ]


def _again(printed: DocumentPrint) -> str:
    return f" · 补打 第 {printed.copy - 1} 次：{printed.reason}" if printed.copy > 1 else ""
