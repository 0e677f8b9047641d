"""Keeping somebody from a complaint."""

from typing import Any

from django import forms

from complaints.actions.recusals import recuse
from complaints.models import Recusal
from complaints.states import BESIDES
from hall.access import current_posts
from hall.doors.acts import NOT_IN_THE_LEDGER, Act, Facts, Field, Kind, Occasion, Telling
from hall.doors.fields import choice, offer
from hall.doors.forms_of_acts import fields_of
from hall.doors.pages import ActForm
from hall.models import User
from hall.refusals import BadInput


def staff(occasion: Occasion) -> list[User]:
    """Everybody who holds a post now and is not kept from the case yet, oneself first."""
    posts = current_posts(occasion.on).filter(user__is_active=True).exclude(user__in=occasion.case.kept_from)
    people = User.objects.filter(pk__in=posts.values("user")).order_by("username")
    return sorted(people, key=lambda person: person != occasion.by)


def _people(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    form = ActForm(**more)
    form.fields |= fields_of(act, occasion)
    by_key = {str(person.pk): person for person in staff(occasion)}
    form.fields["person"] = choice("回避的人", [], "选择回避的人", widget=forms.Select)
    shown = [(key, f"{person}（{person.username}）") for key, person in by_key.items()]
    offer(form, "person", [("", "（选择）"), *shown], by_key)
    return form


def _by_user_name(occasion: Occasion, fields: Facts) -> Facts:
    """The verb takes a person. The page has found them already; a program or a ledger sends a user name."""
    if not isinstance(fields["person"], str):
        return fields
    person = next((each for each in staff(occasion) if each.username == fields["person"]), None)
    if person is None:
        raise BadInput("没有这个人，填写在岗人员的用户名", field="person")
    return fields | {"person": person}


RECUSE = Act(
    BESIDES,
    recuse,
    "Keep somebody from a case",
    "Take somebody off for good, oneself or, for the inspector, anybody: they have an interest in it, or it is about them.",
    asks=(
        Field("person", "回避的人", needed="选择回避的人", most=150, api="User name of somebody with a post."),
        Field("why", "原因", Kind.ONE_OF, "选择回避的原因", choices=Recusal.Why, in_ledger=Recusal.Why.INTEREST),
        Field(
            "reason",
            "理由",
            Kind.TEXT,
            "写明为什么要回避",
            most=500,
            hint="此人从现在起看不到这一件：列表、查找、件数、消息里都没有。不能撤回。此人是首办责任人的，由别人接办。",
            look={"rows": 3},
            in_ledger=f"{NOT_IN_THE_LEDGER}理由",
        ),
    ),
    button="记录回避",
    form=_people,
    arguments=_by_user_name,
    done=lambda _occasion, recusal, _fields: f"已记下：{recusal.person}回避，不再看到这一件",
    events={"recuse": Telling(staff=lambda facts: Recusal.Why(facts["why"]).label)},
    synonyms=("投诉回避",),
)
