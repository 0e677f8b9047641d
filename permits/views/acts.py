"""The acts on one application: each a form, one call to its verb, and a sentence about what follows from it."""

from typing import Any, ClassVar

from django.contrib import messages

from cases.models import Case, Event
from cases.web import ActPage
from permits import actions, forms, open_forms
from permits.drafts import drafts_of, typed
from permits.history_words import history
from permits.models import Draft
from permits.states import FLOW
from permits.views.beside import InAList
from permits.views.drafts import draft_url, resumed
from permits.wording import grouped


class Act(InAList, ActPage):
    """
    An act on an application. `verb` is its arrow in states.FLOW, and its permission stands in PERMISSIONS; `run` makes the call
    and says what follows.

    One that `concludes` the case opens the next of the list that the case was opened from.
    """

    template_name = "permits/act.html"
    verb: ClassVar[str]
    concludes: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__dict__.get("verb") in FLOW.arrows:
            cls.permission = FLOW.permission(cls.verb)

    def perform(self, case: Case, given: dict[str, Any]) -> str:
        behind = self.beside(case).get("next", "") if self.concludes else ""  # once concluded it stands elsewhere
        said = self.run(case, number=case.number, by=self.user, at=self.at, **given)
        actions.drop_draft(place=self.request.path, by=self.user, at=self.at)
        open_forms.done(case, by=self.user, at=self.at)
        messages.success(self.request, said)
        return f"{behind}&done={case.number}" if behind else self.to(case)

    def event_lines(self, events: list[Event]) -> list[dict[str, Any]]:
        return history(events)

    def drafted(self, case: Case) -> Draft | None:
        """What this person left unfinished of this form."""
        return drafts_of(self.user, at=self.at).filter(place=self.request.path).first()

    def initial(self, case: Case) -> dict[str, Any]:
        draft = self.drafted(case) if "draft" in self.request.GET else None
        return typed(draft) if draft else self.suggested(case)

    def suggested(self, case: Case) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        return {}

    def run(self, case: Case, **given: Any) -> str:
        raise NotImplementedError

    def context(self, case: Case) -> dict[str, Any]:
        draft = self.drafted(case) if self.request.method == "GET" and "draft" not in self.request.GET else None
        not_now = self.not_now(case)
        return {
            "back": self.to(case),
            "number": grouped(case.number),
            "not_now": not_now,
            "open_forms": open_forms.told(case, to=self.user, at=self.at, stays=not not_now),
            "draft_url": draft_url(self.request.path),
            "draft": {"url": resumed(draft), "saved_at": draft.saved_at} if draft else None,
            "hand_up": self.hand_up(case),
        }

    def hand_up(self, case: Case) -> dict[str, str] | None:
        """The step that a refusal for want of power can be handed up with, in one act."""
        step = getattr(self.refused, "step", "")
        return {"step": step, "url": self.to(case, "desk-hand-up")} if step else None

    def not_now(self, case: Case) -> str:
        """Why the form is not offered at all; a form that was already filled in keeps what was typed."""
        starts_here = case.state in FLOW.arrows[self.verb].sources
        if starts_here or self.request.method != "GET":
            return ""
        return f"现在是“{FLOW.states[case.state]}”，不能{self.title}"


class Deliver(Act):
    verb, title, button = "deliver", "送达", "记录送达"
    form_class = forms.DeliverForm

    def run(self, case: Case, **given: Any) -> str:
        delivery = actions.deliver(**given)
        return f"已送达（{delivery.get_method_display()}）。案卷齐全以后归档"
