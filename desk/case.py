"""One application: what it is, how its clocks stand and why, what has happened, and what may be done next."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.dispatch_wording import letter_rows
from cases.events import lines
from cases.letters import linked_cards
from cases.models import Case, Deadline
from cases.wording import IS_PAST, NO_LAMP, lamp_of, limit_panels, moment, worst_clock
from desk import handed_up
from desk.beside import InAList
from desk.contents import load
from desk.wording import (
    bar_line,
    decision_facts,
    ending_facts,
    hearing_facts,
    identity_facts,
    non_acceptance_facts,
    promise_facts,
    revocation_facts,
)
from hall import calendar
from hall.access import holders
from hall.doors.acts import Act, Occasion
from hall.models import Post
from hall.powers import Standing
from hall.roles import ROLES, Permission
from papers.models import DocumentPrint
from permits import applicant_dates, visits
from permits.acts import ACTS, NAMED
from permits.acts.delivering import DELIVER, SERVE
from permits.acts.offering import answers, empowered, offered, why_not
from permits.acts.power import ANSWER_HAND_UP, HAND_UP, PROPOSE
from permits.acts.promises import VERIFY
from permits.acts.revoking import REVOKE
from permits.delivery_words import delivery_facts
from permits.events import EVENTS
from permits.models import Application, Visit
from permits.papers import of_the_list
from permits.possible.hearing import hearing_of
from permits.possible.outcome import unprinted, unprinted_words
from permits.power import NOBODY, refusal_words, standings
from permits.queries import false_grant, missing_materials, unverified_grant
from permits.states import (
    ACCEPTED,
    CORRECTION_REQUESTED,
    DELIVERED,
    FLOW,
    GRANTED,
    REFUSED,
    REVOKED,
    SUBMITTED,
    SUSPENDED,
)
from permits.wording import grouped, steps
from worklists import open_forms

NEXT = {
    CORRECTION_REQUESTED: "receive",
    ACCEPTED: "decide",
    SUSPENDED: "resume",
    GRANTED: "deliver",
    REFUSED: "deliver",
    DELIVERED: "archive",
    REVOKED: "archive",
}
APPROVALS = (Permission.APPLICATION_APPROVE, Permission.APPLICATION_EXTEND)  # what a clerk prepares for somebody else
HANDS_OVER = (DELIVER.name, SERVE.name)
EXPLAINED = {**NEXT, SUBMITTED: "accept"}  # the act of whose absence the page tells the reason
# how the case ended, or came to its result: the row of the application, and what is shown of it
ENDS: dict[str, Callable[[Any], list[tuple[str, str]]]] = {
    "non_acceptance": non_acceptance_facts,
    "decision": decision_facts,
    "delivery": delivery_facts,
    "ending": ending_facts,
    "revocation": revocation_facts,
    "paper_delivery": delivery_facts,
}


@dataclass(frozen=True)
class Button:
    words: str
    url: str
    key: str


class CasePage(InAList):
    permission = Permission.APPLICATION_VIEW
    compressed = True

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        application = load(case)
        deadlines = list(case.deadlines.all())
        running = [deadline for deadline in deadlines if deadline.runs]
        ended = [deadline for deadline in deadlines if not deadline.runs]
        received_on = calendar.current().received_on(case.opened_at)
        occasion = Occasion(case, application, self.user, self.access, self.at, self.on)
        power = standings(self.user, application, on=self.on)
        reasons = answers(ACTS, occasion)
        able = offered(reasons, occasion, power)
        buttons = self.buttons(case, able)
        first = next_act(case, application)
        if first not in buttons and HAND_UP.name in buttons and (act := NAMED.get(first or "")):
            # whoever has not the power to go on goes on all the same, by the key of that step
            first = HAND_UP.name
            buttons[first] = replace(buttons[first], key=act.key)
        others = {act: button for act, button in buttons.items() if act != first}
        handles = bool(self.covers(case, Permission.APPLICATION_HANDLE))
        own_dates = applicant_dates.panels(application, at=self.at)
        context = {
            "case": case,
            "application": application,
            "number": grouped(case.number),
            "state": FLOW.states[case.state],
            "head": _head(running, own_dates, at=self.at),
            "facts": identity_facts(case, application, received_on=received_on, on=self.on),
            "steps": steps(case, application, case.pauses.all()),
            "primary": (buttons.get(first) or self.print_first(case, application, first)) if first else None,
            "others": list(others.values()),
            "rare": [button for act, button in others.items() if not button.key and not NAMED[act].shown],
            "open_forms": open_forms.sentences(case, to=self.user, at=self.at),
            "beside": self.beside(case),
            "conclusion": self.conclusion(),
            "wait_for": self.wait_for(occasion, reasons, power),
            "power": handed_up.on_the_case_page(application, may_answer=ANSWER_HAND_UP in able),
            "ask": self.whom_to_ask(occasion),
            "asks_for": buttons.get(PROPOSE.name),
            "limits": limit_panels(running, at=self.at) + own_dates,
            "ended": limit_panels(ended, at=self.at),
            "materials": of_the_list(application),
            "corrections": application.corrections.all(),
            "stands_for": commitment.materials.all()
            if (commitment := getattr(application, "commitment", None))
            else [],
            "promised": promise_facts(application),
            "bars": [bar_line(bar) for bar in application.bars.all()],
            "visits": [_visit(visit) for visit in application.visits.all()],
            "counts": visits.counts(application.visits.all()),
            "counted": sum(1 for visit in application.visits.all() if visit.counted_as),
            "allowed": visits.ALLOWED,
            "published": application.item_version.visits_max,
            "notices": application.notices.all(),
            "pauses": case.pauses.all(),
            "prints": _prints(application),
            "hearing": hearing_facts(hearing, in_full=handles) if (hearing := hearing_of(application)) else None,
            **{name: facts(row) if (row := getattr(application, name, None)) else None for name, facts in ENDS.items()},
            "enquiries": case.enquiries_before.all(),
            "cards": linked_cards(case, self.access),
            "letters": letter_rows(case.dispatches.all(), case.letters.all()),
            "events": lines(reversed(case.events.all()), EVENTS),
            "may_print": handles,
        }
        return render(request, "desk/case.html", context)

    def covers(self, case: Case, permission: Permission) -> bool:
        return self.access.grant(permission).covers(case.department_id)

    def buttons(self, case: Case, able: list[Act]) -> dict[str, Button]:
        """A button for each act that this person can do now, by its name, in the order of the state tables."""
        return {
            act.name: Button(act.menu or act.label, self.to(case, f"desk-{act.name}"), act.key)
            for act in able
            if act is not ANSWER_HAND_UP  # its button stands beside what was handed up
        }

    def print_first(self, case: Case, application: Application, act: str) -> Button | None:
        """Where the act that the case waits for hands over a paper that nobody has printed, its print."""
        why = unprinted_words(application) if act in HANDS_OVER else ""
        kind = unprinted(application) if why and self.covers(case, Permission.APPLICATION_HANDLE) else None
        if kind is None:
            return None
        return Button(f"打印{kind.label}", reverse("desk-print", args=[case.number, kind.value, 1]), NAMED[act].key)

    def wait_for(self, occasion: Occasion, reasons: dict[Act, str], power: dict[str, Standing]) -> str:
        """Why the act that the case waits for cannot be done now by whoever may do it; or who has to act instead."""
        case, application = occasion.case, occasion.subject
        handles = self.covers(case, Permission.APPLICATION_HANDLE)
        hearing = hearing_of(application)
        name = EXPLAINED.get(case.state, "")
        if (waits := _besides_the_way(application)) is not None:
            name = waits.name
        if case.state == SUSPENDED and hearing is not None and hearing.stops_the_clocks:
            name = "hold_hearing"
        act = NAMED.get(name)
        if act is not None and act in reasons:
            if reasons[act]:
                return f"{reasons[act]}。"
            if not empowered(act, power):
                return (reasons.get(HAND_UP) or refusal_words(application, power[act.steps[0]], on=self.on)) + "。"
        if case.state == SUSPENDED and handles and act not in reasons:
            return "特别程序结束后，由审批科长或部门负责人恢复计时。"
        return ""

    def whom_to_ask(self, occasion: Occasion) -> str:
        """Who holds the approval that an act of this state needs, for a clerk who prepares it and may not approve."""
        case = occasion.case
        if not self.covers(case, Permission.APPLICATION_HANDLE):
            return ""
        needs = {
            may: [
                act.label
                for act in ACTS
                if act.flow is FLOW and act.may is may and not why_not(act, occasion)
                # of a grant that nobody doubts it is no step
                if act is not REVOKE or false_grant(occasion.subject)
            ]
            for may in APPROVALS
            if not self.covers(case, may)
        }
        if not any(needs.values()):
            return ""
        # whoever may give an extension may approve the rest too: their posts are read once
        posts = holders(Permission.APPLICATION_APPROVE, case.department_id, on=self.on)
        return "".join(_approval("、".join(acts), may, posts) for may, acts in needs.items() if acts)


def _approval(acts: str, may: Permission, posts: list[Post]) -> str:
    """Who may approve these acts, as a sentence."""
    able = [post for post in posts if may in ROLES[post.role].permissions]
    if not able:
        return f"{acts}要批准，{NOBODY}。"
    return f"{acts}要由{'或'.join(f'{post.user}（{post.get_role_display()}）' for post in able)}批准。"


def next_act(case: Case, application: Application) -> str | None:
    """The one act that moves the case on; None when nothing is left to do."""
    if case.state == SUBMITTED:
        return "notify" if missing_materials(application) else "accept"
    if false_grant(application):
        return REVOKE.name
    if (waits := _besides_the_way(application)) is not None:
        return waits.name
    hearing = hearing_of(application)
    if case.state == SUSPENDED and hearing is not None and hearing.stops_the_clocks:
        return "hold_hearing"
    if case.state == ACCEPTED and hearing is not None and hearing.is_owed:
        return "announce_hearing"
    return NEXT.get(case.state)


def _besides_the_way(application: Application) -> Act | None:
    """What a case that has its result waits for before its archive: the service of a paper, a promise that is to be verified."""
    state = application.case.state
    if SERVE.starts_from(state) and not hasattr(application, "paper_delivery"):
        return SERVE
    return VERIFY if state == DELIVERED and unverified_grant(application) else None


def _head(running: list[Deadline], own_dates: list[dict[str, Any]], *, at: Any) -> dict[str, Any]:
    clock = worst_clock(running, at=at)
    if clock is None:
        return _of_the_applicant(own_dates[0]) if own_dates else NO_LAMP
    lamp = lamp_of(clock, at=at)
    return lamp | {"text": "不计时" if lamp["lamp"] == "grey" else f"{lamp['text']}，{moment(clock.due_at)} 前"}


def _of_the_applicant(date: dict[str, Any]) -> dict[str, Any]:
    """Where the hall waits for the applicant, the date until which it does."""
    return {
        "lamp": date["lamp"],
        "word": f"{date['title']}{date['word']}" if date["word"] == IS_PAST else date["title"],
        "text": date["due"],
        "provisional": date["provisional"],
    }


def _visit(visit: Visit) -> dict[str, Any]:
    counted = f"第 {visit.counted_as} 次" if visit.counted_as else "不计次数"
    cause = visit.get_cause_display()
    if visit.missing:
        cause += f"：{visit.missing.name}"
    if visit.basis:
        cause += f"（{visit.basis}）"
    if visit.carried_from:
        cause = "，".join(filter(None, (f"办件 {grouped(visit.carried_from)} 的到访", cause)))
    what = f"{counted} · {visit.get_purpose_display()}"
    return {"at": visit.at, "what": what, "who": str(visit.logged_by), "note": cause}


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
