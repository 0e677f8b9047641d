"""The one page that does an act on an application, as the act's description says; some show their effect on clocks first."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from cases.events import lines
from cases.models import Case, Event
from cases.staleness import Stale
from cases.wording import moment
from desk.beside import InAList
from desk.drafts import SEVERAL
from desk.pages import application_of
from hall.doors.acts import Occasion
from hall.doors.pages import ActForm
from hall.identifiers import BadNumber
from hall.refusals import Refused
from hall.roles import Permission
from permits.acts import NAMED
from permits.acts.offering import answers, empowered, offered, why_not
from permits.documents.register import PAPERS
from permits.events import EVENTS
from permits.foresight import Foresight, NotAsForeseen, carry_out, foresee
from permits.foresight_words import effect_rows, sums
from permits.models import DocumentKind, HandUp
from permits.power import refusal_words, standings, waiting
from permits.states import TO_APPROVE
from permits.wording import grouped
from worklists import open_forms
from worklists.drafting import DraftedAct

LOOK_FIRST = "看对时限的影响"
COLUMNS = [{"label": label} for label in ("时限", "现在", "确认以后")]


class DoAct(InAList, DraftedAct):
    """
    An act on an application, as its description says.

    One that `concludes` the case opens the next of the list that the case was opened from.
    """

    drafts_at, several = "desk-drafts", SEVERAL

    @property
    def button(self) -> str:  # type: ignore[override]
        return LOOK_FIRST if self.act.foreseen else super().button

    @property
    def template_name(self) -> str:  # type: ignore[override]
        usual = "desk/special_act.html" if self.act.foreseen else "desk/act.html"
        return self.act.template or usual

    def subject_of(self, case: Case) -> Any:
        return application_of(case)

    def why_not(self, occasion: Occasion) -> str:
        """Also that the window has not the power: whoever could only be refused is told so before they fill the form in."""
        if (sentence := why_not(self.act, occasion)) or not self.act.steps:
            return sentence
        power = standings(self.user, occasion.subject, on=self.on)
        if empowered(self.act, power):
            return ""
        return refusal_words(occasion.subject, power[self.act.steps[0]], on=self.on)

    def instead(self, case: Case) -> list[dict[str, str]]:
        """The acts that fit where this one does not, those that the person can do now."""
        acts = [NAMED[name] for name in self.act.instead]
        if not acts:
            return []
        occasion = self.occasion(case)
        power = standings(self.user, occasion.subject, on=self.on)
        return [
            {"words": act.menu or act.label, "url": self.to(case, f"desk-{act.name}"), "key": act.key}
            for act in offered(answers(acts, occasion), occasion, power)
        ]

    def event_lines(self, events: list[Event]) -> list[dict[str, Any]]:
        return lines(events, EVENTS)

    # Doing it

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        if not self.act.foreseen:
            return super().post(request, number)
        case = self.case(number)
        form = self.form(case, data=request.POST, files=request.FILES)
        if not form.is_valid():
            return self.show(case, form, status=422)
        step = request.POST.get("step", "")
        if step == "edit":
            return self.show(case, form)
        if step == "confirm":
            return self.confirm(case, form, request.POST.get("seen", ""))
        return self.foretell(case, form)

    def perform(self, case: Case, fields: dict[str, Any]) -> str:
        behind = self.beside(case).get("next", "") if self.act.concludes else ""  # concluded it stands elsewhere
        own_page = super().perform(case, fields)
        return f"{behind}&done={case.number}" if behind else own_page

    def finish(self, case: Case, answer: Any, fields: dict[str, Any]) -> None:
        open_forms.done(case, by=self.user, at=self.at)
        super().finish(case, answer, fields)

    def sentence(self, case: Case, answer: Any, fields: dict[str, Any]) -> str:
        """What came of the act, with the way to the paper that it left."""
        words = super().sentence(case, answer, fields)
        if not self.access.grant(Permission.APPLICATION_HANDLE).covers(case.department_id):
            return words  # who decides without handling prints no papers
        application = self.subject_of(self.case(case.number))  # as the act left it: some papers go by the state
        for kind in map(DocumentKind, self.act.leaves):
            if there_are := PAPERS[kind].there_are(application):
                url = reverse("desk-print", args=[case.number, kind.value, there_are])
                return format_html('{} <a class="button quiet" href="{}">打印{}</a>', words, url, kind.label)
        return words

    # Showing its effect first

    def foretell(self, case: Case, form: ActForm, *, why_again: str = "") -> HttpResponse:
        """Show the effects; a refusal stands in the form, as it would on confirming."""
        try:
            foresight = foresee(self.act.do, **self.arguments(case, form.cleaned_data))
        except (Refused, BadNumber) as refused:
            return self.show_refusal(case, form, refused)
        return self.show_effects(case, form, foresight, why_again)

    def confirm(self, case: Case, form: ActForm, seen: str) -> HttpResponse:
        """Do it, if it does what was shown; else show anew what it would do now."""
        try:
            answer, _foresight = carry_out(self.act.do, seen=seen, **self.arguments(case, form.cleaned_data))
        except NotAsForeseen as changed:
            return self.show_effects(case, form, changed.foresight, changed.sentence)
        except Stale as stale:
            self.show_current(case, form)
            form.cleaned_data["version"] = case.version
            return self.foretell(case, form, why_again=f"{stale.sentence}。下面是现在的影响")
        except (Refused, BadNumber) as refused:
            return self.show_refusal(case, form, refused)
        self.finish(case, answer, form.cleaned_data)
        return redirect(self.to(case))

    def show_effects(self, case: Case, form: ActForm, foresight: Foresight, why_again: str) -> HttpResponse:
        context = {
            "case": case,
            "title": self.title,
            "button": f"确认{self.act.button or self.title}",
            "back": self.to(case),
            "number": grouped(case.number),
            "why_again": why_again,
            "changes": form.changes,
            "entries": [
                (field.label, in_words(field, form.cleaned_data.get(field.name))) for field in form.visible_fields()
            ],
            "hidden": [field.as_hidden() for field in form],
            "seen": foresight.seen,
            "columns": COLUMNS,
            "rows": effect_rows(foresight.effects),
            "sums": sums(foresight.effects),
            "note": self.act.note,
            "warning": self.act.warns(self.occasion(case)),
        }
        return render(self.request, "desk/foreseen.html", context, status=409 if why_again else 200)

    # The page around the form

    def context(self, case: Case) -> dict[str, Any]:
        context = super().context(case)
        return {
            **context,
            "number": grouped(case.number),
            "open_forms": open_forms.sentences(case, to=self.user, at=self.at, stays=not context["not_now"]),
            "hand_up": self.hand_up(case),
            "asked_for": self.asked_for(case),
            "instead": self.instead(case) if context["not_now"] else [],
        }

    def asked_for(self, case: Case) -> str:
        """What the window wrote when it asked for this approval, for whoever gives it now."""
        if self.act.name not in TO_APPROVE:
            return ""
        request = waiting(self.subject_of(case))
        if request is None or request.kind != HandUp.Kind.REQUEST or request.step != self.act.name:
            return ""
        return f"{request.handed_by} {moment(request.handed_at)} 报批：{request.note}"

    def hand_up(self, case: Case) -> dict[str, str] | None:
        """The step that a refusal for want of power can be handed up with, in one act."""
        step = getattr(self.refused, "step", "")
        return {"step": step, "url": self.to(case, "desk-hand_up")} if step else None


def in_words(field: Any, cleaned: Any) -> str:
    """What was chosen or typed, in words."""
    if isinstance(cleaned, datetime):
        return moment(cleaned)
    value = field.value()
    if isinstance(value, list):
        return "、".join(str(dict(field.field.choices).get(each, each)) for each in value)
    chosen = dict(getattr(field.field, "choices", ()) or ()).get(value)
    return str(chosen if chosen is not None else value or "—")
