"""Base classes of the pages for staff: one permission, one reading of the clock, one way to show a refusal at its field."""

import re
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, cast

from django import forms
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from hall.access import Access, Grant, access_of
from hall.doors.compressing import pack
from hall.models import User
from hall.refusals import KeyUsed, Refused
from hall.roles import Permission

ROWS_A_PAGE = 50
A_KEY = re.compile(r"[0-9a-f]{32}")  # what new_idem gives


class SignedInRequest(HttpRequest):
    """A request past LoginRequiredMiddleware: its user is one of ours."""

    user: User


class StaffPage(View):
    """
    A page for signed-in staff. It names its permission; who does not hold it gets 404, like any case they may not see.

    `at` is the one reading of the clock, `on` its day in the hall.
    """

    permission: ClassVar[Permission]
    compressed: ClassVar[bool] = False  # hall.doors.compressing says which may be
    at: datetime
    on: date
    access: Access

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.enter(timezone.now())
        response = super().dispatch(request, *args, **kwargs)
        if self.compressed:
            pack(request, response)
        return response

    def enter(self, at: datetime) -> None:
        """Read what the person may do at this instant; 404 for whoever does not hold the page's permission."""
        self.at, self.on = at, timezone.localdate(at)
        self.access = access_of(self.request.user, on=self.on)
        if not self.lets_in(self.access.grant(self.permission)):
            raise Http404

    def lets_in(self, grant: Grant) -> bool:
        """Whether the page can hold anything for whoever has this much of its permission."""
        return bool(grant)

    @property
    def user(self) -> User:
        """Who is signed in: a page that asks for a permission has nobody else."""
        return cast(User, self.request.user)

    def page_of(self, rows: Any, size: int = ROWS_A_PAGE) -> Page:
        """The page of a list that the address asks for; the first one where there is none of that number."""
        return Paginator(rows, size).get_page(self.request.GET.get("page"))


class FormPage(StaffPage):
    """
    One change that is no act on a case: show the form; on POST make one call and lead on; on refusal show the sentence at its
    field, keep what was typed, and change nothing. It works without JavaScript.

    The subject is what the address names; None where the form makes something new. The verb gets it under the name that
    `takes` says, with the form's fields, `by` and `at`.
    """

    template_name: ClassVar[str]
    form_class: ClassVar[type[forms.Form]]
    verb: ClassVar[Callable[..., Any]]  # as a staticmethod
    takes: ClassVar[str] = ""

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        subject = self.subject(**where)
        return self.show(subject, self.form(subject, initial=self.initial(subject)))

    def post(self, request: HttpRequest, **where: Any) -> HttpResponse:
        subject = self.subject(**where)
        form = self.form(subject, data=request.POST, files=request.FILES)
        if form.is_valid():
            try:
                result = self.run(subject, by=request.user, at=self.at, **form.cleaned_data)
            except Refused as refused:
                put_refusal(form, refused)
            else:
                return self.done(result, subject)
        return self.show(subject, form, status=422)

    def subject(self, *args: Any, **where: Any) -> Any:
        """Return what is changed, by its key in the address; 404 for none."""
        return None

    def form(self, subject: Any, **contents: Any) -> forms.Form:
        return self.form_class(**contents)

    def initial(self, subject: Any) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        return {}

    def run(self, subject: Any, **fields: Any) -> Any:
        """Make the one domain call."""
        return self.verb(**({self.takes: subject} if self.takes else {}), **fields)

    def done(self, result: Any, subject: Any) -> HttpResponse:
        """Where the person goes on after the change, and what they are told."""
        raise NotImplementedError

    def context(self, subject: Any) -> dict[str, Any]:
        return {}

    def show(self, subject: Any, form: forms.Form, status: int = 200) -> HttpResponse:
        return render(self.request, self.template_name, {"form": form, **self.context(subject)}, status=status)


class ActForm(forms.Form):
    """The form of one act on a case. `version` is what the person saw: someone else's act in between is refused."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    stale = False  # somebody acted on the case while this form was open
    changes: Sequence[dict[str, Any]] = ()  # what they did, for _parts/timeline.html

    def show_current(self, version: int, changes: Sequence[dict[str, Any]]) -> None:
        """Carry the version that the person is now told of: what was typed stays, and may be sent again."""
        self.tell(changes)
        # A copy, for request.POST cannot be changed.
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        self.data["version"] = str(version)  # type: ignore[index]

    def tell(self, changes: Sequence[dict[str, Any]]) -> None:
        """Show what somebody did on the case since this form was begun."""
        self.changes, self.stale = changes, True


def put_refusal(form: forms.Form, refused: Exception) -> None:
    """
    Show a refusal, and what is wrong besides, in a form: at its field if the form has it, else on top. A form whose key was used
    for something else gets a new one: sent again, it opens a case of its own.
    """
    if isinstance(refused, KeyUsed) and "idem" in form.fields:
        form.data = form.data.copy()  # type: ignore[attr-defined]  # request.POST, which cannot be changed
        form.data["idem"] = new_idem()  # type: ignore[index]
    # A BadNumber has neither field nor sentence: only its text.
    field = getattr(refused, "field", "") or None
    form.add_error(field if field in form.fields else None, getattr(refused, "sentence", str(refused)))
    for other in getattr(refused, "also", ()):
        put_refusal(form, other)


def new_idem() -> str:
    """A key for a form that opens a case: sent twice, it opens one."""
    return uuid.uuid4().hex
