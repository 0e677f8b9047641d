"""Posts: ending one, who stands in for somebody away, and who has been in one for five years (轮岗)."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from administration import staff_forms
from administration.telling import with_letters
from administration.views.organising import PEOPLE, ROOT, OrganisingPage
from administration.views.people import OfPerson
from administration.wording import left_behind, linked_row
from cases.queries import in_hand_of
from hall.models import Absence, Post, User
from hall.organising import absences, posts
from hall.organising.choices import possible_deputies
from hall.organising.deputies import LONGEST, MAY_BE_AWAY
from hall.organising.trace import day_words
from hall.rotation import due_for_rotation

ROTATION_COLUMNS = [{"label": words} for words in ("姓名", "岗位", "从", "满五年", "")]


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
    rows = OfPost.rows.filter(role__in=MAY_BE_AWAY)
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
        context = {"crumbs": self.trail(("轮岗", "")), "columns": ROTATION_COLUMNS, "rows": rows}
        return render(request, "administration/rotation.html", context)
