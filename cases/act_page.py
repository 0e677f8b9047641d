"""
The page of a described act (hall.doors.acts): who gets in, title, button, form, what is in the way, the one call to the verb
and the sentence afterwards are read from the description. A room says how it opens a case, and which template it has.
"""

from typing import Any

from django.contrib import messages

from cases.doors import ActPage
from cases.models import Case
from hall.doors.acts import Act, Occasion
from hall.doors.forms_of_acts import form_of
from hall.doors.pages import ActForm
from hall.permissions import Permission


class DescribedPage(ActPage):
    """
    `act` is the description, given with the address: ``as_view(act=…)``. Who does not hold its permission gets 404.

    A room gives `cases` (those that it looks a permission up among), `subject_of`, `to` and `why_not`.
    """

    act: Act = None  # type: ignore[assignment]  # every address names it
    form_class = ActForm
    _subject: Any = None

    @property
    def permission(self) -> Permission:  # type: ignore[override]
        return self.act.may

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.act.label

    @property
    def button(self) -> str:  # type: ignore[override]
        return self.act.button or self.title

    # What the room says

    def subject_of(self, case: Case) -> Any:
        """The room's own row of the case."""
        raise NotImplementedError

    def to(self, case: Case) -> str:
        """The address of the case, where the page leads back to."""
        raise NotImplementedError

    def why_not(self, occasion: Occasion) -> str:
        """Why the act cannot be done now, whatever is filled in; "" when nothing is in its way."""
        raise NotImplementedError

    # What follows from the description

    def cases(self) -> Any:
        """Those within the act's own reach, where the permission alone does not say it."""
        reach = self.act.reach
        if reach is None:
            return super().cases()
        return reach(self.access.grant(self.permission), self.request.user.pk)

    def subject(self, case: Case) -> Any:
        """Read once a request: form, page and sentence look at the same row."""
        if self._subject is None:
            self._subject = self.subject_of(case)
        return self._subject

    def occasion(self, case: Case) -> Occasion:
        return Occasion(case, self.subject(case), self.request.user, self.access, self.at, self.on)

    def form(self, case: Case, **kwargs: Any) -> ActForm:
        return form_of(self.act, self.occasion(case), **kwargs)

    def arguments(self, case: Case, fields: dict[str, Any]) -> dict[str, Any]:
        """What the verb is called with."""
        of_the_act = self.act.arguments(self.occasion(case), dict(fields))
        return {**self.row(case), "by": self.request.user, "at": self.at, **of_the_act}

    def row(self, case: Case) -> dict[str, Any]:
        """What the verb finds the row by."""
        return {"number": case.number}

    def perform(self, case: Case, fields: dict[str, Any]) -> str:
        answer = self.act.do(**self.arguments(case, fields))
        self.finish(case, answer, fields)
        return self.to(case)

    def finish(self, case: Case, answer: Any, fields: dict[str, Any]) -> None:
        """Tell whoever did it what came of it."""
        self._subject = None  # the sentence tells of the case as the act left it
        messages.success(self.request, self.sentence(case, answer, fields))

    def sentence(self, case: Case, answer: Any, fields: dict[str, Any]) -> str:
        return self.act.done(self.occasion(case), answer, fields)

    def not_now(self, case: Case) -> str:
        """Why there is no form; one that was filled in is shown all the same: what was typed is kept."""
        return self.why_not(self.occasion(case)) if self.request.method != "POST" else ""

    def context(self, case: Case) -> dict[str, Any]:
        return {"back": self.to(case), "not_now": self.not_now(case), **self.act.shows(self.occasion(case))}
