"""
Pages whose form is kept while it is filled in, in whatever room they stand: the page of a described act, and a form of its own.

A room names the address at which its forms are kept (`drafts_at`, a worklists.views.DraftsPage); what may be kept there is what
the page itself would open for this person.
"""

from collections.abc import Collection
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.http import urlencode

from cases.act_page import DescribedPage
from cases.models import Case
from cases.staleness import acted_since
from hall.doors.pages import ActForm, StaffPage
from hall.identifiers import grouped
from worklists.actions import drop_draft
from worklists.drafts import drafts_of, resumed, seen_version, typed
from worklists.models import Draft


class DraftedForm(StaffPage):
    """A page with a form that is kept under a place: its address, with the form's key where one address opens many cases."""

    drafts_at: ClassVar[str]  # the name of the address of the room's drafts
    several: ClassVar[Collection[str]] = ()  # the names of its fields with several ticks

    def draft_terms(self, path: str, query: str, **where: Any) -> tuple[str, str, str]:
        """The place and title of what is kept, and the key that was sent of a form that opens a case; 404 for none."""
        raise NotImplementedError

    def draft_url(self, place: str) -> str:
        """Where the form at this address keeps its draft."""
        return f"{reverse(self.drafts_at)}?{urlencode({'for': place})}"


class DraftedAct(DraftedForm, DescribedPage):
    """An act whose form is kept; the act done, nothing of it is left."""

    def draft_terms(self, path: str, query: str, **where: Any) -> tuple[str, str, str]:
        case = self.case(where["number"])
        return path, f"{self.act.label} · {case.title} {grouped(case.number)}", ""

    @property
    def is_filled_in(self) -> bool:
        return bool(self.act.asks or self.act.form)

    def drafted(self) -> Draft | None:
        """What this person left unfinished of this form."""
        return drafts_of(self.user, at=self.at).filter(place=self.request.path).first() if self.is_filled_in else None

    def taken_up(self) -> Draft | None:
        """What was left unfinished and is asked for again."""
        return self.drafted() if "draft" in self.request.GET else None

    def initial(self, case: Case) -> dict[str, Any]:
        draft = self.taken_up()
        return typed(draft, several=self.several) if draft else {}

    def opened(self, case: Case, form: ActForm) -> None:
        """A form that was begun on an older version of the case says what has happened since, as one that stayed open does."""
        draft = self.taken_up()
        begun_on = seen_version(draft) if draft else None
        if begun_on is not None and begun_on != case.version:
            form.tell(self.event_lines(acted_since(case, begun_on)))

    def finish(self, case: Case, answer: Any, fields: dict[str, Any]) -> None:
        if self.is_filled_in:
            drop_draft(place=self.request.path, by=self.user, at=self.at)
        super().finish(case, answer, fields)

    def context(self, case: Case) -> dict[str, Any]:
        first_look = self.request.method == "GET" and "draft" not in self.request.GET
        draft = self.drafted() if first_look else None
        return {
            **super().context(case),
            "draft_url": self.draft_url(self.request.path),
            "draft": {"url": resumed(draft), "saved_at": draft.saved_at} if draft else None,
        }
