"""
Acts that stop, move or end clocks: first their effect is shown, then they are confirmed (decision 60). One address, two
POSTs; what was typed travels in hidden fields, so it works without a script.
"""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases.models import Case
from cases.staleness import Stale, acted_since
from cases.web import ActForm, put_refusal
from cases.wording import moment
from hall.identifiers import BadNumber
from hall.refusals import Refused
from permits import actions
from permits.foresight import Foresight, NotAsForeseen, Verb, carry_out, foresee
from permits.foresight_words import effect_rows, sums
from permits.views.acts import Act
from permits.wording import grouped
from worklists import open_forms

LOOK_FIRST = "看对时限的影响"
COLUMNS = [{"label": label} for label in ("时限", "现在", "确认以后")]


class ForeseenAct(Act):
    """`call` is the verb; `said` tells what followed from it."""

    call: Verb
    template_name = "permits/special_act.html"

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        form = self.form(case, data=request.POST)
        if not form.is_valid():
            return self.show(case, form, status=422)
        step = request.POST.get("step", "")
        if step == "edit":
            return self.show(case, form)
        if step == "confirm":
            return self.confirm(case, form, request.POST.get("seen", ""))
        return self.foretell(case, form)

    def given(self, case: Case, form: ActForm) -> dict[str, Any]:
        """What the verb is called with."""
        return {"number": case.number, "by": self.user, "at": self.at, **form.cleaned_data}

    def foretell(self, case: Case, form: ActForm, *, why_again: str = "") -> HttpResponse:
        """Show the effects; a refusal stands in the form, as it would on confirming."""
        try:
            foresight = foresee(type(self).call, **self.given(case, form))
        except (Refused, BadNumber) as refused:
            return self.show_refusal(case, form, refused)
        return self.show_effects(case, form, foresight, why_again)

    def confirm(self, case: Case, form: ActForm, seen: str) -> HttpResponse:
        """Do it, if it does what was shown; else show anew what it would do now."""
        try:
            answer, _foresight = carry_out(type(self).call, seen=seen, **self.given(case, form))
        except NotAsForeseen as changed:
            return self.show_effects(case, form, changed.foresight, changed.sentence)
        except Stale as stale:
            self.show_current(case, form)
            form.cleaned_data["version"] = case.version
            return self.foretell(case, form, why_again=f"{stale.sentence}。下面是现在的影响")
        except (Refused, BadNumber) as refused:
            return self.show_refusal(case, form, refused)
        actions.drop_draft(place=self.request.path, by=self.user, at=self.at)
        open_forms.done(case, by=self.user, at=self.at)
        messages.success(self.request, self.said(case, answer))
        return redirect(self.to(case))

    def show_refusal(self, case: Case, form: ActForm, refused: Exception) -> HttpResponse:
        put_refusal(form, refused)
        if isinstance(refused, Stale):
            self.show_current(case, form)
        return self.show(case, form, status=422)

    def show_current(self, case: Case, form: ActForm) -> None:
        """Tell what somebody else did meanwhile; what was typed stays."""
        form.show_current(case.version, self.told(acted_since(case, form.cleaned_data["version"])))

    def said(self, case: Case, answer: Any) -> str:
        """What followed from the act, in a sentence."""
        raise NotImplementedError

    def show(self, case: Case, form: ActForm, status: int = 200) -> HttpResponse:
        context = {"case": case, "form": form, "title": self.title, "button": LOOK_FIRST, **self.context(case)}
        return render(self.request, self.template_name, context, status=status)

    def show_effects(self, case: Case, form: ActForm, foresight: Foresight, why_again: str) -> HttpResponse:
        context = {
            "case": case,
            "title": self.title,
            "button": f"确认{self.button}",
            "back": self.to(case),
            "number": grouped(case.number),
            "why_again": why_again,
            "changes": form.changes,
            "typed": [
                (field.label, _typed(field, form.cleaned_data.get(field.name))) for field in form.visible_fields()
            ],
            "hidden": [field.as_hidden() for field in form],
            "seen": foresight.seen,
            "columns": COLUMNS,
            "rows": effect_rows(foresight.effects),
            "sums": sums(foresight.effects),
            "note": self.note,
        }
        return render(self.request, "permits/foreseen.html", context, status=409 if why_again else 200)

    note = ""  # what the person should know besides the clocks


def _typed(field: Any, cleaned: Any) -> str:
    """What was chosen or typed, in words."""
    if isinstance(cleaned, datetime):
        return moment(cleaned)
    value = field.value()
    if isinstance(value, list):
        return "、".join(str(dict(field.field.choices).get(each, each)) for each in value)
    chosen = dict(getattr(field.field, "choices", ()) or ()).get(value)
    return str(chosen if chosen is not None else value or "—")
