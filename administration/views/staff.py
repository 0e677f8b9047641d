"""People: their posts, who stands in for them, their accounts. Every change is a form with a reason, and leaves its line."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from administration import staff_forms
from administration.telling import with_letters
from administration.wording import BY_COMMAND, left_behind, linked_row
from cases.queries import in_hand_of
from hall.access import current_posts
from hall.doors.fields import without_nul
from hall.doors.pages import FormPage, StaffPage
from hall.models import Absence, Post, PostProposal, PowerProposal, StaffChange, User
from hall.organising import absences, posts, proposals
from hall.organising.choices import possible_deputies
from hall.organising.confirming import password_of, unwatched, who_may_confirm, why_not
from hall.organising.deputies import LONGEST
from hall.organising.gains import why_not_power
from hall.organising.trace import day_words, lines_of
from hall.powers import DECIDES, without_a_decider
from hall.roles import Permission, Role
from hall.rotation import due_for_rotation

ROOT = ("大厅管理", "/administration/")
PEOPLE = ("人员和岗位", "/administration/people/")
PEOPLE_COLUMNS = [{"label": words} for words in ("姓名", "用户名", "现在的岗位", "账号")]
POST_COLUMNS = [{"label": words} for words in ("岗位", "第一天", "最后一天", "办理")]
TWO_PEOPLE = "除窗口人员外，岗位要由另一个人确认才生效。"
PROPOSALS = ("岗位确认", "/administration/proposals/")
PROPOSAL_COLUMNS = [{"label": words} for words in ("姓名", "岗位", "第一天", "提出", "理由", "办理")]
POWER_COLUMNS = [{"label": words} for words in ("录入", "内容", "理由", "办理")]
ROTATION_COLUMNS = [{"label": words} for words in ("姓名", "岗位", "从", "满五年", "")]


class OrganisingPage(StaffPage):
    """A page of whoever looks after people, windows and instruments."""

    permission = Permission.STAFF_MANAGE


class ChangePage(OrganisingPage, FormPage):
    """A form that changes one of them; beside it what was changed before, where the page shows that."""

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


class People(OrganisingPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        form = staff_forms.FindForm(request.GET)
        search = form.cleaned_data["q"].strip() if form.is_valid() else ""
        current = current_posts(self.on).select_related("window", "department", "hall").order_by("id")
        people = _people_matching(search).prefetch_related(Prefetch("posts", queryset=current, to_attr="current_posts"))
        page = self.page_of(people.order_by("display_name", "pk"))
        context = {
            "crumbs": [ROOT, PEOPLE],
            "form": form,
            "page": page,
            "columns": PEOPLE_COLUMNS,
            "rows": [_person_row(person) for person in page],
            "undecided": without_a_decider(on=self.on),
            "unwatched": unwatched(on=self.on),
        }
        return render(request, "administration/people.html", context, status=422 if form.errors else 200)


class Person(OrganisingPage):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk)
        own = list(person.posts.select_related("window", "department", "hall").order_by("-valid_from", "-pk"))
        away = list(Absence.objects.filter(post__in=own).select_related("deputy", "post__user"))
        lines = self.page_of(lines_of(person, *own, *away))
        context = {
            "crumbs": [ROOT, PEOPLE, (str(person), "")],
            "subject": person,
            "columns": POST_COLUMNS,
            "posts": [self.post_line(post) for post in own],
            "absences": [self.absence_line(absence) for absence in away],
            "waiting": _proposals().filter(Q(user=person) | Q(stands_in_for__in=own), decided_at=None),
            "page": lines,
            "events": [change_line(line) for line in lines],
        }
        return render(request, "administration/person.html", context)

    def post_line(self, post: Post) -> dict[str, Any]:
        is_over = post.valid_to is not None and post.valid_to < self.on
        return {
            "post": post,
            "until": day_words(post.valid_to),
            "may_end": not is_over,
            "may_be_away": not is_over and post.role in DECIDES,
        }

    def absence_line(self, absence: Absence) -> dict[str, Any]:
        return {"absence": absence, "may_end": absence.valid_to > self.on}


class EnterPerson(ChangePage):
    form_class = staff_forms.PersonForm
    verb = staticmethod(with_letters(posts.enter_person))
    heading = "开设账号"
    lead = f"密码由系统生成，只显示一次；本人第一次登录时要换成自己的密码。{TWO_PEOPLE}"
    starts_today = "valid_from"

    def initial(self, subject: None) -> dict[str, Any]:
        """For the department that the address names: whoever decides there."""
        code = without_nul(self.request.GET.get("department", ""))
        return super().initial(subject) | ({"department": code, "role": Role.DEPARTMENT_HEAD} if code else {})

    def done(self, result: posts.Entered, subject: None) -> HttpResponse:
        return _password_page(self.request, result, self.crumbs(subject))


class OfPerson(ChangePage):
    """A change of one person, or of what is theirs."""

    rows: ClassVar[Any] = User.objects.all()
    takes = "user"

    def person(self, subject: Any) -> User:
        return subject

    def back(self, subject: Any) -> str:
        return reverse("administration-person", args=[self.person(subject).pk])

    def crumbs(self, subject: Any) -> list[tuple[str, str]]:
        return [ROOT, PEOPLE, (str(self.person(subject)), self.back(subject)), (self.heading, "")]


class Appoint(OfPerson):
    form_class = staff_forms.PostForm
    verb = staticmethod(with_letters(posts.appoint))
    heading = "添加岗位"
    lead = f"一个人可以有几个岗位；同一种角色同一时间只有一个。{TWO_PEOPLE}"
    starts_today = "valid_from"


class ResetPassword(OfPerson):
    form_class = staff_forms.Reasoned
    verb = staticmethod(with_letters(posts.reset_password))
    heading = "重置密码"
    lead = "原来的密码马上作废。新密码只显示一次，本人登录时要换成自己的。"

    def done(self, result: posts.Entered, subject: User) -> HttpResponse:
        return _password_page(self.request, result, self.crumbs(subject))


class OpenOrClose(OfPerson):
    """停用账号 where it is open, 启用账号 where it is closed."""

    form_class = staff_forms.Reasoned
    verb = staticmethod(with_letters(posts.open_or_close))
    heading = "停用或启用账号"  # of the class; a page names the one that it does

    def deed(self, subject: User) -> str:
        return "停用账号" if subject.is_active else "启用账号"

    def about(self, subject: User) -> str:
        return f"{subject}（{subject.username}），现在{'启用' if subject.is_active else '停用'}"

    def context(self, subject: User) -> dict[str, Any]:
        leaves = left_behind(in_hand_of(subject, at=self.at)) if subject.is_active else ""
        lead = f"停用马上生效；岗位的起止日期不变。{leaves}" if subject.is_active else ""
        deed = self.deed(subject)
        return super().context(subject) | {"heading": deed, "button": deed, "lead": lead}

    def crumbs(self, subject: User) -> list[tuple[str, str]]:
        return [*super().crumbs(subject)[:-1], (self.deed(subject), "")]

    def run(self, subject: User, **fields: Any) -> User:
        return super().run(subject, is_active=not subject.is_active, **fields)

    def receipt(self, result: User) -> str:
        return f"已{'启用' if result.is_active else '停用'}{result}的账号"


class OfPost(OfPerson):
    """A change of one post."""

    rows = Post.objects.select_related("user", "window", "department", "hall")
    takes = "post"

    def person(self, subject: Post) -> User:
        return subject.user


class EndPost(OfPost):
    form_class = staff_forms.EndForm
    verb = staticmethod(with_letters(posts.end_post))
    heading = "终止岗位"
    lead = "到最后一天下班为止，权限随之结束；以前办的事不变。"
    starts_today = "valid_to"

    def context(self, subject: Post) -> dict[str, Any]:
        return super().context(subject) | {"lead": f"{self.lead}{left_behind(in_hand_of(subject.user, at=self.at))}"}

    def receipt(self, result: Post) -> str:
        return f"已终止岗位：{result}，到{day_words(result.valid_to)}为止"


class NoteAbsence(OfPost):
    verb = staticmethod(with_letters(absences.note_absence))
    heading = "安排代理"
    lead = (
        "不在岗期间由代理人行使这个岗位的权限，记录里写明代谁。任何时限都不因此停止。"
        f"一次最多 {LONGEST} 天；代理人本来没有同样岗位的，由另一个人确认才生效。"
    )
    rows = OfPost.rows.filter(role__in=DECIDES)
    starts_today = "valid_from"

    def form(self, subject: Post, **more: Any) -> forms.Form:
        return staff_forms.AbsenceForm(people=possible_deputies(subject, on=self.on), **more)

    def run(self, subject: Post, **fields: Any) -> Absence:
        days = {name: fields.pop(name) for name in ("deputy", "valid_from", "valid_to")}
        return self.verb(absence=Absence(post=subject, **days), **fields)


class EndAbsence(OfPerson):
    form_class = staff_forms.EndForm
    verb = staticmethod(with_letters(absences.end_absence))
    heading, button = "提前结束代理", "提前结束"
    rows = Absence.objects.select_related("post__user", "deputy")
    takes = "absence"
    starts_today = "valid_to"

    def person(self, subject: Absence) -> User:
        return subject.post.user

    def crumbs(self, subject: Absence) -> list[tuple[str, str]]:
        return [ROOT, PEOPLE, (self.heading, "")]


class Proposals(StaffPage):
    """等确认的岗位, for whoever may confirm one."""

    permission = Permission.STAFF_CONFIRM

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.page_of(_proposals().filter(decided_at=None))
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
        return get_object_or_404(_proposals(), pk=pk)

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
        if password_of(subject.user, proposer=subject.proposed_by, at=self.at):
            lead = f"{lead}注意：{subject.user}的密码是{subject.proposed_by}最近七天里给的，先向本人核实。"
        return super().context(subject) | {"lead": lead, "hindered": bool(hindrance)}

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
        lead = hindrance or "核对部门签发的原件再确认。确认以后生效；部门负责人、科长、投诉受理员和纪检监察收到消息。"
        return super().context(subject) | {"lead": lead, "hindered": bool(hindrance)}

    def receipt(self, result: Any) -> str:
        return f"已确认：{result}"


class TurnPowerDown(OfPower, TurnDown):
    verb = staticmethod(with_letters(proposals.turn_power_down))
    heading = "退回录入的授权"


class Rotation(OrganisingPage):
    """轮岗: who has been in a post for five years, or will have been within six months."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [
            linked_row(
                str(tenure.post.user),
                reverse("administration-person", args=[tenure.post.user_id]),
                tenure.post.title,
                day_words(tenure.began),
                day_words(tenure.due),
                "已满五年" if tenure.is_over else "快满五年",
            )
            for tenure in due_for_rotation(on=self.on)
        ]
        context = {"crumbs": [ROOT, ("轮岗", "")], "columns": ROTATION_COLUMNS, "rows": rows}
        return render(request, "administration/rotation.html", context)


def _proposals() -> Any:
    related = ("user", "department", "proposed_by", "stands_in_for__user", "stands_in_for__department")
    return PostProposal.objects.select_related(*related)


def _power_proposals() -> Any:
    return PowerProposal.objects.select_related("proposed_by")


def _people_matching(search: str) -> Any:
    people = User.objects.all()
    if not search:
        return people
    by_name = Q(display_name__icontains=search) | Q(username__icontains=search)
    by_place = Q(department__name__icontains=search) | Q(window__name__icontains=search) | Q(window__number=search)
    return people.filter(by_name | Q(posts__in=Post.objects.filter(by_place))).distinct()


def _person_row(person: Any) -> dict[str, Any]:
    titles = "；".join(post.title for post in person.current_posts) or "没有岗位"
    href = reverse("administration-person", args=[person.pk])
    return linked_row(str(person), href, person.username, titles, "启用" if person.is_active else "停用")


def change_line(line: StaffChange) -> dict[str, Any]:
    return {"at": line.at, "what": line.sentence, "who": str(line.by or BY_COMMAND), "note": f"理由：{line.reason}"}


def _password_page(request: HttpRequest, entered: posts.Entered, crumbs: list[tuple[str, str]]) -> HttpResponse:
    waits = entered.post if isinstance(entered.post, PostProposal) else None
    context = {
        "entered": entered,
        "waits": waits,
        "crumbs": crumbs,
        "back": reverse("administration-person", args=[entered.user.pk]),
    }
    return render(request, "administration/password_once.html", context)
