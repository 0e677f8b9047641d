"""People: who works here, their posts and accounts."""

from typing import Any, ClassVar

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from administration import staff_forms
from administration.queries import OPENED_LATELY, opened_accounts
from administration.telling import with_letters
from administration.views.organising import PEOPLE, ROOT, ChangePage, OrganisingPage, change_line, post_proposals
from administration.wording import BY_COMMAND, left_behind, linked_row
from cases.queries import in_hand_of
from cases.wording import moment
from hall.access import current_posts
from hall.doors.fields import without_nul
from hall.doors.pages import StaffPage
from hall.models import Absence, Post, PostProposal, StaffChange, User
from hall.organising import posts
from hall.organising.confirming import unwatched
from hall.organising.deputies import MAY_BE_AWAY
from hall.organising.trace import day_words, lines_of
from hall.powers import without_a_decider
from hall.roles import Permission, Role

OPENED = "最近开设的账号"
OPENED_COLUMNS = [{"label": words} for words in ("姓名", "用户名", "岗位", "开设", "账号")]
PEOPLE_COLUMNS = [{"label": words} for words in ("姓名", "用户名", "现在的岗位", "账号")]
POST_COLUMNS = [{"label": words} for words in ("岗位", "第一天", "最后一天", "办理")]
TWO_PEOPLE = "除窗口人员外，岗位要由另一个人确认才生效；投诉受理员、软环境办、纪检监察到窗口任职，也要另一个人确认。"


class People(OrganisingPage):
    compressed = True

    def get(self, request: HttpRequest) -> HttpResponse:
        form = staff_forms.FindForm(request.GET)
        search = form.cleaned_data["q"].strip() if form.is_valid() else ""
        current = current_posts(self.on).select_related("window", "department", "hall").order_by("id")
        people = _people_matching(search).prefetch_related(Prefetch("posts", queryset=current, to_attr="current_posts"))
        page = self.page_of(people.order_by("display_name", "pk"))
        context = {
            "crumbs": self.trail(PEOPLE),
            "manages": self.manages,
            "form": form,
            "page": page,
            "columns": PEOPLE_COLUMNS,
            "rows": [_person_row(person) for person in page],
            "undecided": without_a_decider(on=self.on),
            "unwatched": unwatched(on=self.on),
        }
        return render(request, "administration/people.html", context, status=422 if form.errors else 200)


class OpenedAccounts(StaffPage):
    """Accounts of the last 30 days: for who watches over posts, and for who answers for the department that they work for."""

    permission = Permission.ACCOUNTS_VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        reads_people = bool(self.access.grant(Permission.STAFF_VIEW))
        page = self.page_of(opened_accounts(self.access.grant(self.permission), at=self.at))
        every_post = Post.objects.select_related("window", "department", "hall").order_by("id")
        people = User.objects.prefetch_related(Prefetch("posts", queryset=every_post, to_attr="every_post"))
        by_key = people.in_bulk([line.key for line in page])
        context = {
            "crumbs": [PEOPLE if reads_people else ("本部门", reverse("board")), (OPENED, "")],
            "days": OPENED_LATELY.days,
            "page": page,
            "columns": OPENED_COLUMNS,
            "rows": [_opened_row(line, by_key[line.key], leads_on=reads_people) for line in page],
        }
        return render(request, "administration/opened.html", context)


class Person(OrganisingPage):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk)
        own = list(person.posts.select_related("window", "department", "hall").order_by("-valid_from", "-pk"))
        away = list(Absence.objects.filter(post__in=own).select_related("deputy", "post__user"))
        lines = self.page_of(lines_of(person, *own, *away))
        context = {
            "crumbs": self.trail(PEOPLE, (str(person), "")),
            "manages": self.manages,
            "subject": person,
            "columns": POST_COLUMNS,
            "posts": [self.post_line(post) for post in own],
            "absences": [self.absence_line(absence) for absence in away],
            "waiting": post_proposals().filter(Q(user=person) | Q(stands_in_for__in=own), decided_at=None),
            "page": lines,
            "events": [change_line(line) for line in lines],
        }
        return render(request, "administration/person.html", context)

    def post_line(self, post: Post) -> dict[str, Any]:
        is_over = post.valid_to is not None and post.valid_to < self.on
        return {
            "post": post,
            "until": day_words(post.valid_to),
            "may_end": self.manages and not is_over,
            "is_over": is_over,
            "may_be_away": self.manages and not is_over and post.role in MAY_BE_AWAY,
        }

    def absence_line(self, absence: Absence) -> dict[str, Any]:
        return {"absence": absence, "may_end": self.manages and absence.valid_to > self.on}


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
        return f"{subject.with_account}，现在{'启用' if subject.is_active else '停用'}"

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


def _opened_row(line: StaffChange, person: Any, *, leads_on: bool) -> dict[str, Any]:
    """Who was given an account, by whom and why; and whether they have made it theirs: its first password was somebody else's."""
    titles = "；".join(post.title for post in person.every_post) or "没有岗位"
    opened = f"{moment(line.at)}，{line.by or BY_COMMAND}：{line.reason}"
    theirs = "还没有换成本人的密码" if person.must_change_password else "本人的密码"
    state = theirs if person.is_active else "停用"
    if not leads_on:
        return {"cells": [str(person), person.username, titles, opened, state]}
    href = reverse("administration-person", args=[person.pk])
    return linked_row(str(person), href, person.username, titles, opened, state)


def _password_page(request: HttpRequest, entered: posts.Entered, crumbs: list[tuple[str, str]]) -> HttpResponse:
    waits = entered.post if isinstance(entered.post, PostProposal) else None
    context = {
        "entered": entered,
        "waits": waits,
        "crumbs": crumbs,
        "back": reverse("administration-person", args=[entered.user.pk]),
    }
    return render(request, "administration/password_once.html", context)
