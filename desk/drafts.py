"""草稿: forms of the desk that are not finished, kept on the server and nowhere in the browser."""

from functools import partial

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from desk.pages import DeskPage
from hall.doors.fields import INCOMPLETE, without_nul
from hall.doors.pages import A_KEY
from hall.identifiers import mask_name
from hall.refusals import BadInput
from hall.roles import Permission
from hall.texts import visible
from permits.queries import version_in_force
from worklists import drafts
from worklists.views import DraftsPage, DropDraftPage

SEVERAL = ("materials", "missing")  # the fields with several ticks
typed = partial(drafts.typed, several=SEVERAL)


def draft_url(place: str) -> str:
    """Where the form at this address keeps its draft."""
    return f"{reverse('desk-drafts')}?{urlencode({'for': place})}"


class Drafts(DeskPage, DraftsPage):
    permission = Permission.APPLICATION_VIEW
    here, drop, back = "desk-drafts", "desk-draft-drop", "desk"

    def form_at(self, address: str) -> tuple[str, str, str]:
        path, _, query = address.partition("?")
        return self.registration(path, query) if path == reverse("desk-register") else super().form_at(address)

    def registration(self, path: str, query: str) -> tuple[str, str, str]:
        code = query.removeprefix("item=")
        version = version_in_force(code, on=self.on) if without_nul(code) == code else None
        if version is None:
            raise Http404
        sent = self.request.POST
        idem = sent.get("idem", "")
        if not A_KEY.fullmatch(idem):
            raise BadInput(INCOMPLETE)
        name = visible(sent.get("applicant_name", ""))[:80]
        who = name if sent.get("applicant_kind") == "enterprise" else mask_name(name)
        title = f"登记 · {version.name}{'，' + who if who else ''}"
        return f"{path}?item={version.item.code}#{idem}", title, f"{self.user.pk}:{idem}"


class DropDraft(DropDraftPage):
    permission = Permission.APPLICATION_VIEW
    back = "desk-drafts"
