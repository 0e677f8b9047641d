"""草稿: forms that are not finished, kept on the server and nowhere in the browser."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import urlencode

from hall.doors.fields import INCOMPLETE, without_nul
from hall.doors.pages import A_KEY
from hall.identifiers import mask_name
from hall.refusals import Refused
from hall.roles import Permission
from permits import actions
from permits.drafts import drafts_of
from permits.models import Draft
from permits.queries import version_in_force
from permits.views.desk import DeskPage
from permits.wording import grouped

NOT_KEPT = {"csrfmiddlewaretoken", "version"}


def draft_url(place: str) -> str:
    """Where the form at this address keeps its draft."""
    return f"{reverse('desk-drafts')}?{urlencode({'for': place})}"


def resumed(draft: Draft) -> str:
    """The address of the form with the draft in it."""
    place = draft.place.partition("#")[0]
    return f"{place}{'&' if '?' in place else '?'}draft={draft.pk}"


class Drafts(DeskPage):
    """One's own drafts. A form posts itself here every few seconds, or by its button where there is no script."""

    permission = Permission.APPLICATION_VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        drafts = [
            {"title": each.title, "saved_at": each.saved_at, "url": resumed(each), "drop": reverse("desk-draft-drop", args=[each.pk])}
            for each in drafts_of(self.user, at=self.at)
        ]  # fmt: skip
        return render(request, "permits/drafts.html", {"drafts": drafts})

    def post(self, request: HttpRequest) -> HttpResponse:
        by_itself = "X-Draft" in request.headers
        try:
            place, title, idem = self.form_at(request.GET.get("for", ""))
            draft = actions.save_draft(
                place=place, title=title, fields=self.typed(), by=self.user, at=self.at, idem=idem
            )
        except Refused as refused:
            if by_itself:
                return HttpResponse(refused.sentence, content_type="text/plain; charset=utf-8")
            raise
        said = f"草稿已存 {timezone.localtime(self.at):%H:%M}" if draft else "这张表已经登记"
        if by_itself:
            return HttpResponse(said, content_type="text/plain; charset=utf-8")
        messages.success(request, said)
        return redirect("desk-drafts")

    def typed(self) -> dict[str, list[str]]:
        return {
            name: [without_nul(value) for value in values]
            for name, values in self.request.POST.lists()
            if name not in NOT_KEPT
        }

    def form_at(self, address: str) -> tuple[str, str, str]:
        """
        The place of a form of this desk, its title, and its key if it opens a case.

        :raises Http404: it is none that this person may open.
        :raises BadInput: it would open a case, and has no key.
        """
        path, _, query = address.partition("?")
        try:
            found = resolve(path)
        except Resolver404:
            raise Http404 from None
        if found.url_name == "desk-register":
            return self.registration(path, query)
        page = getattr(found.func, "view_class", None)
        act = getattr(found.func, "view_initkwargs", {}).get("act")  # an act that is described
        if not (act or hasattr(page, "verb")) or "number" not in found.kwargs:
            raise Http404
        case = self.case(found.kwargs["number"])
        title = act.label if act else page.title  # type: ignore[union-attr]
        return path, f"{title} · {case.title} {grouped(case.number)}", ""

    def registration(self, path: str, query: str) -> tuple[str, str, str]:
        code = query.removeprefix("item=")
        version = version_in_force(code, on=self.on) if without_nul(code) == code else None
        if version is None:
            raise Http404
        typed = self.request.POST
        idem = typed.get("idem", "")
        if not A_KEY.fullmatch(idem):
            raise actions.BadInput(INCOMPLETE)
        name = without_nul(typed.get("applicant_name", "")).strip()[:80]
        who = name if typed.get("applicant_kind") == "enterprise" else mask_name(name)
        title = f"登记 · {version.name}{'，' + who if who else ''}"
        return f"{path}?item={version.item.code}#{idem}", title, f"{self.user.pk}:{idem}"


class DropDraft(DeskPage):
    permission = Permission.APPLICATION_VIEW
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = drafts_of(self.user, at=self.at).filter(pk=pk).first()
        if draft is None:
            raise Http404
        actions.drop_draft(place=draft.place, by=self.user, at=self.at)
        messages.success(request, "草稿已丢弃")
        return redirect("desk-drafts")


def kept(page: Any, place: str) -> Draft | None:
    """The draft that this page's person has of a form: shown on it, so that it is resumed or thrown away."""
    return drafts_of(page.user, at=page.at).filter(place=place).first()
