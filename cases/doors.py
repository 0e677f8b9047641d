"""What every page about a case stands on: which cases it may open, and one act on one of them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cases.models import Case, Event
from cases.staleness import Stale, acted_since
from hall.doors.pages import StaffPage, put_refusal
from hall.identifiers import BadNumber
from hall.refusals import Refused


class CasesPage(StaffPage):
    """A page that opens cases, of those that its permission reaches."""

    def cases(self) -> Any:
        """The cases that this page may open: every look-up of one starts here."""
        return Case.objects.allowed(self.request.user, self.permission, on=self.on)

    def case(self, number: str) -> Case:
        wanted = self.cases().select_related("department", "window", "owner", "hall")
        return get_object_or_404(wanted, number=number)


class ActForm(forms.Form):
    """The form of one act on a case. `version` is what the person saw: someone else's act in between is refused."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    stale = False  # somebody acted on the case while this form was open
    changes: Sequence[dict[str, Any]] = ()  # what they did, for _parts/timeline.html

    def show_current(self, version: int, changes: Sequence[dict[str, Any]]) -> None:
        """Carry the version that the person is now told of: what was typed stays, and may be sent again."""
        self.changes = changes
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        self.data["version"] = str(version)  # type: ignore[index]
        self.stale = True


class ActPage(CasesPage):
    """
    One act on one case: show the form; on POST make one call to the verb; on refusal show the sentence at its field, keep
    what was typed, and change nothing. It works without JavaScript.
    """

    template_name: ClassVar[str] = "act.html"
    form_class: ClassVar[type[ActForm]]
    title: ClassVar[str]
    button: ClassVar[str]
    refused: Exception | None = None  # why what was sent was not done

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        return self.show(case, self.form(case, initial={"version": case.version, **self.initial(case)}))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        form = self.form(case, data=request.POST)
        if form.is_valid():
            try:
                return redirect(self.act(case, dict(form.cleaned_data)))
            except (Refused, BadNumber) as refused:
                self.refused = refused
                put_refusal(form, refused)
                if isinstance(refused, Stale):
                    form.show_current(case.version, self.told(acted_since(case, form.cleaned_data["version"])))
        return self.show(case, form, status=422)

    def form(self, case: Case, **kwargs: Any) -> ActForm:
        return self.form_class(**kwargs)

    def initial(self, case: Case) -> dict[str, Any]:
        return {}

    def act(self, case: Case, given: dict[str, Any]) -> str:
        """Make the one domain call and return the address to go to."""
        raise NotImplementedError

    def told(self, events: list[Event]) -> list[dict[str, Any]]:
        """What somebody else did meanwhile, as lines for a timeline; a room words its own acts."""
        return []

    def context(self, case: Case) -> dict[str, Any]:
        return {}

    def show(self, case: Case, form: ActForm, status: int = 200) -> HttpResponse:
        context = {"case": case, "form": form, "title": self.title, "button": self.button, **self.context(case)}
        return render(self.request, self.template_name, context, status=status)
