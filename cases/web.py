"""What every staff page stands on: one permission, one instant, one way to turn a refusal into words at the field."""

import re
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from cases.models import Case, Event
from cases.staleness import Stale, acted_since
from hall.access import Access, access_of
from hall.identifiers import BadNumber
from hall.models import User
from hall.refusals import Refused
from hall.roles import Permission

A_KEY = re.compile(r"[0-9a-f]{32}")  # what new_idem gives
INCOMPLETE = "这张表不完整，刷新后重填"


class SignedInRequest(HttpRequest):
    """A request past LoginRequiredMiddleware: its user is one of ours."""

    user: User


class StaffPage(View):
    """
    A page for signed-in staff. It names its permission; who does not hold it gets 404, like any case they may not see.

    `at` is the one reading of the clock, `on` its day in the hall.
    """

    permission: ClassVar[Permission]
    at: datetime
    on: date
    access: Access

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.at = timezone.now()
        self.on = timezone.localdate(self.at)
        self.access = access_of(request.user, on=self.on)
        if not self.access.grant(self.permission):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """Who is signed in: a page that asks for a permission has nobody else."""
        return cast(User, self.request.user)

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


class ActPage(StaffPage):
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


def put_refusal(form: forms.Form, refused: Exception) -> None:
    """Show a refusal, and what is wrong besides, in a form: at its field if the form has it, else on top."""
    field = getattr(refused, "field", "") or None
    form.add_error(field if field in form.fields else None, getattr(refused, "sentence", str(refused)))
    for other in getattr(refused, "also", ()):
        put_refusal(form, other)


def new_idem() -> str:
    """A key for a form that opens a case: sent twice, it opens one."""
    return uuid.uuid4().hex
