"""What the pages about people, windows and instruments have in common: a form with a reason that leaves its line."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from administration.wording import BY_COMMAND
from hall.doors.pages import FormPage, StaffPage
from hall.models import PostProposal, PowerProposal, StaffChange
from hall.organising.confirming import who_may_confirm
from hall.roles import Permission

ROOT = ("大厅管理", "/administration/")
PEOPLE = ("人员和岗位", "/administration/people/")


class OrganisingPage(StaffPage):
    """A page about people, windows and instruments: read also by the second person, changed by whoever `manages`."""

    permission = Permission.STAFF_VIEW

    @property
    def manages(self) -> bool:
        return bool(self.access.grant(Permission.STAFF_MANAGE))

    def trail(self, *crumbs: tuple[str, str]) -> list[tuple[str, str]]:
        """The crumbs of a page that is read: the overview above it is the administrator's."""
        return [ROOT, *crumbs] if self.manages else list(crumbs)


class ChangePage(OrganisingPage, FormPage):
    """A form that changes one of them; beside it what was changed before, where the page shows that."""

    permission = Permission.STAFF_MANAGE
    template_name = "administration/organise.html"
    heading: ClassVar[str]
    button: ClassVar[str] = ""  # "": the heading
    lead: ClassVar[str] = ""
    above: ClassVar[tuple[str, str]] = PEOPLE  # the list that it belongs to
    rows: ClassVar[Any] = None  # those that can be changed so; None where the form makes something new
    starts_today: ClassVar[str] = ""  # the field in which today stands first

    def subject(self, *args: Any, **where: Any) -> Any:
        return None if self.rows is None else get_object_or_404(self.rows, **where)

    def initial(self, subject: Any) -> dict[str, Any]:
        return {self.starts_today: self.on} if self.starts_today else {}

    def done(self, result: Any, subject: Any) -> HttpResponse:
        messages.success(self.request, self.receipt(result))
        return redirect(self.back(subject))

    def receipt(self, result: Any) -> str:
        """What was done, in a sentence; or that it waits for another person."""
        return self.waits(result) if isinstance(result, PostProposal | PowerProposal) else f"{self.heading}：已保存"

    def waits(self, proposal: PostProposal | PowerProposal) -> str:
        """What was proposed, and who can confirm it."""
        of = proposal.user if isinstance(proposal, PostProposal) else None
        others = who_may_confirm(of, proposer=self.user, on=self.on)
        if not others:
            return f"已提出 {proposal}，现在没有别人可以确认：在服务器上用 add_person 先添加纪检监察"
        return f"已提出 {proposal}，等另一个人确认：{'、'.join(map(str, others))}"

    def back(self, subject: Any) -> str:
        return self.above[1]

    def about(self, subject: Any) -> str:
        return "" if subject is None else str(subject)

    def crumbs(self, subject: Any) -> list[tuple[str, str]]:
        return [ROOT, self.above, (self.heading, "")]

    def context(self, subject: Any) -> dict[str, Any]:
        return {
            "heading": self.heading,
            "about": self.about(subject),
            "lead": self.lead,
            "button": self.button or self.heading,
            "cancel_url": self.back(subject),
            "crumbs": self.crumbs(subject),
        }


def change_line(line: StaffChange) -> dict[str, Any]:
    return {"at": line.at, "what": line.sentence, "who": str(line.by or BY_COMMAND), "note": f"理由：{line.reason}"}


def post_proposals() -> Any:
    related = ("user", "department", "window", "proposed_by", "stands_in_for__user", "stands_in_for__department")
    return PostProposal.objects.select_related(*related)
