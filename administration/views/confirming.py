"""What waits for a second person: posts, and powers of windows."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from administration import comparing, staff_forms
from administration.telling import with_letters
from administration.views.organising import ChangePage, post_proposals
from administration.wording import BY_COMMAND
from cases.sight import hidden_by
from hall.access import Access
from hall.doors.pages import StaffPage
from hall.models import Absence, Department, Post, PostProposal, PowerProposal, Window
from hall.organising import proposals, sight
from hall.organising.confirming import blinds, password_of, why_not
from hall.organising.gains import why_not_power
from hall.organising.trace import day_words
from hall.roles import Permission

PROPOSALS = ("岗位确认", "/administration/proposals/")
PROPOSAL_COLUMNS = [{"label": words} for words in ("姓名", "岗位", "第一天", "提出", "理由", "办理")]
LEADS = {
    PowerProposal.Kind.INSTRUMENT: "核对部门签发的原件，逐项比较再确认。确认以后生效；部门负责人、科长、窗口人员、投诉受理员和纪检监察收到消息。",
    PowerProposal.Kind.WINDOW: "核对依据再确认。确认以后生效；部门负责人、科长、窗口人员、投诉受理员和纪检监察收到消息。",
    PowerProposal.Kind.READING: "核对决定的原件再确认。确认以后，以后登记的办件按新读法计时，办事群众看到；部门负责人、科长、软环境办和纪检监察收到消息，看板上写七天。",
    PowerProposal.Kind.PROMISE: "核对决定的原件，逐项比较再确认。确认以后，以后登记的办件按缩短的承诺计时，已经登记的不变；部门负责人、科长、投诉受理员和纪检监察收到消息。",
}
HEADINGS = {PowerProposal.Kind.READING: "确认时限口径", PowerProposal.Kind.PROMISE: "确认缩短承诺时限"}
POWER_COLUMNS = [{"label": words} for words in ("录入", "内容", "理由", "办理")]


class Proposals(StaffPage):
    """等确认的岗位, for whoever may confirm one."""

    permission = Permission.STAFF_CONFIRM

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.page_of(post_proposals().filter(decided_at=None))
        context = {
            "crumbs": [PROPOSALS],
            "page": page,
            "columns": PROPOSAL_COLUMNS,
            "lines": [self.line(each) for each in page],
            "power_columns": POWER_COLUMNS,
            "powers": [self.power_line(each) for each in _power_proposals().filter(decided_at=None)],
        }
        return render(request, "administration/proposals.html", context)

    def line(self, proposal: PostProposal) -> dict[str, Any]:
        proposer = proposal.proposed_by
        mine = proposal.user == self.user or proposer == self.user
        return {"proposal": proposal, "who": str(proposer or BY_COMMAND), "may_confirm": not mine}

    def power_line(self, proposal: PowerProposal) -> dict[str, Any]:
        return {"proposal": proposal, "may_confirm": proposal.proposed_by != self.user}


class OfProposal(ChangePage):
    """What becomes of one that waits."""

    permission = Permission.STAFF_CONFIRM
    above = PROPOSALS
    takes = "proposal"

    def subject(self, *, pk: int) -> PostProposal:
        return get_object_or_404(post_proposals(), pk=pk)

    def about(self, subject: PostProposal) -> str:
        days = f"{day_words(subject.valid_from)}至{day_words(subject.valid_to)}"
        return f"{subject}，{days}。{subject.proposed_by or BY_COMMAND}提出：{subject.reason}"

    def crumbs(self, subject: PostProposal) -> list[tuple[str, str]]:
        return [self.above, (self.heading, "")]


class ConfirmProposal(OfProposal):
    form_class = forms.Form
    verb = staticmethod(with_letters(proposals.confirm))
    heading = "确认岗位"

    def context(self, subject: PostProposal) -> dict[str, Any]:
        hindrance = why_not(subject, self.user, at=self.at)
        lead = hindrance or "确认以后岗位生效；本人、投诉受理员和纪检监察收到消息。"
        blind = blinds(subject, on=max(subject.valid_from, self.on))
        lead = f"{lead}{sight_lost(sight.words(subject.user, blind), blind, self.access)}"
        if password_of(subject.user, proposer=subject.proposed_by, at=self.at):
            lead = f"{lead}注意：{subject.user}的密码是{subject.proposed_by}最近七天里给的，先向本人核实。"
        shown = {"comparison": comparing.of_post(subject, on=self.on), "about": ""}
        return super().context(subject) | shown | {"lead": lead, "hindered": bool(hindrance)}

    def receipt(self, result: Post | Absence) -> str:
        if isinstance(result, Absence):
            return f"已确认：{result.deputy}代{result.post.user}的{result.post.title}"
        return f"已确认：{result}"


class TurnDown(OfProposal):
    """It never takes effect: whoever may confirm it turns it down, whoever entered it takes it back."""

    form_class = staff_forms.Reasoned
    button = "退回"
    lead = "退回以后不生效；自己录入的，也在这里撤回。"

    def receipt(self, result: PostProposal | PowerProposal) -> str:
        return f"已退回：{result}"


class TurnProposalDown(TurnDown):
    verb = staticmethod(with_letters(proposals.turn_down))
    heading = "退回提出的岗位"


class OfPower(OfProposal):
    """What becomes of what was entered for a window: an instrument, or further departments."""

    def subject(self, *, pk: int) -> Any:
        return get_object_or_404(_power_proposals(), pk=pk)

    def about(self, subject: Any) -> str:
        return f"{subject}。{subject.proposed_by}录入：{subject.reason}"


class ConfirmPower(OfPower):
    form_class = forms.Form
    verb = staticmethod(with_letters(proposals.confirm_power))
    heading = "确认授权"

    def context(self, subject: PowerProposal) -> dict[str, Any]:
        hindrance = why_not_power(subject, self.user, at=self.at)
        lead = hindrance or LEADS[PowerProposal.Kind(subject.kind)]
        heading = HEADINGS.get(PowerProposal.Kind(subject.kind), self.heading)
        shown = {"comparison": comparing.of_power(subject, on=self.on), "heading": heading, "button": heading}
        further = [] if subject.kind != PowerProposal.Kind.WINDOW else self.further(subject)
        lead = f"{lead}{sight_lost('', further, self.access)}"
        return super().context(subject) | shown | {"lead": lead, "hindered": bool(hindrance)}

    def further(self, subject: PowerProposal) -> list[Department]:
        """The departments on which somebody at the window who watches would be blind; the sentence of the proposal names them."""
        window = Window.objects.filter(pk=subject.content["window"]).first()
        if window is None:
            return []
        further = Department.objects.filter(pk__in=subject.content["departments"]).exclude(windows=window)
        return list({each for _post, blind in sight.of_window(window, further, today=self.on) for each in blind})

    def receipt(self, result: Any) -> str:
        return f"已确认：{result}"


class TurnPowerDown(OfPower, TurnDown):
    verb = staticmethod(with_letters(proposals.turn_power_down))
    heading = "退回录入的授权"


def sight_lost(words: str, blind: Sequence[Department], reader: Access) -> str:
    """
    What a watcher loses by it, with how many complaints that hides now (decision 136); "" for nothing. Whoever reads it and works
    there is not told how many there are (decision 164).
    """
    if not blind:
        return ""
    number = hidden_by((each.pk for each in blind), reader=reader)
    how_many = "" if number is None else f"；现在有 {number} 件在办的投诉举报因此看不到"
    return f"注意：{words or '窗口里有监督人员'}{how_many}。"


def _power_proposals() -> Any:
    return PowerProposal.objects.select_related("proposed_by")
