"""Base classes of the pages about a case: which cases a page may open, and the page of one act on one of them."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cases.models import Case, Event
from cases.staleness import Stale, acted_since
from hall.doors.pages import ActForm, StaffPage, put_refusal
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
        form = self.form(case, initial={**self.initial(case), "version": case.version})
        self.opened(case, form)
        return self.show(case, form)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        case = self.case(number)
        form = self.form(case, data=request.POST, files=request.FILES)
        if not form.is_valid():
            return self.show(case, form, status=422)
        try:
            return redirect(self.perform(case, dict(form.cleaned_data)))
        except (Refused, BadNumber) as refused:
            self.refused = refused
            return self.show_refusal(case, form, refused)

    def form(self, case: Case, **kwargs: Any) -> ActForm:
        return self.form_class(**kwargs)

    def initial(self, case: Case) -> dict[str, Any]:
        return {}

    def opened(self, case: Case, form: ActForm) -> None:
        """What a form tells that is shown for the first time."""

    def perform(self, case: Case, fields: dict[str, Any]) -> str:
        """Make the one domain call and return the address to go to."""
        raise NotImplementedError

    def event_lines(self, events: list[Event]) -> list[dict[str, Any]]:
        """What somebody else did meanwhile, as lines for a timeline; a room words its own acts."""
        return []

    def context(self, case: Case) -> dict[str, Any]:
        return {}

    def show_refusal(self, case: Case, form: ActForm, refused: Exception) -> HttpResponse:
        put_refusal(form, refused)
        if isinstance(refused, Stale):
            self.show_current(case, form)
        return self.show(case, form, status=422)

    def show_current(self, case: Case, form: ActForm) -> None:
        """Tell what somebody else did meanwhile; what was typed stays."""
        form.show_current(case.version, self.event_lines(acted_since(case, form.cleaned_data["version"])))

    def show(self, case: Case, form: ActForm, status: int = 200) -> HttpResponse:
        context = {"case": case, "form": form, "title": self.title, "button": self.button, **self.context(case)}
        return render(self.request, self.template_name, context, status=status)
