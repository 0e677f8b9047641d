"""Whose a complaint is."""

from typing import Any

from django import forms

from cases.sight import who
from complaints.actions import owners
from complaints.states import FLOW
from hall.doors.acts import Act, Facts, Field, Kind, Occasion, Telling
from hall.doors.fields import choice, offer, text
from hall.doors.pages import ActForm
from hall.models import User
from hall.permissions import Permission
from hall.refusals import BadInput


def _from_whom_to_whom(facts: Facts) -> str:
    before = facts.get("handler_before") or "没有人"
    return f"由{before}变更为{facts['handler']}：{facts['reason']}"


class OfficerForm(ActForm):
    """Who is to be the first handler, with the reason."""

    to = choice("首办责任人", [], "选择首办责任人", widget=forms.Select)
    reason = text("接办、转办的理由", "填写接办、转办的理由", limit=500, area=True)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_key = {str(person.pk): person for person in people}
        shown = [(key, f"{person}（{person.username}）") for key, person in by_key.items()]
        offer(self, "to", [("", "（选择）"), *shown], by_key)


def _officers(_act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """Offers everybody who can handle the complaint, oneself too, but for who has it."""
    people = who(Permission.COMPLAINT_HANDLE, occasion.case, at=occasion.at)
    return OfficerForm(people=[person for person in people if person != occasion.case.owner], **more)


def _by_user_name(occasion: Occasion, fields: Facts) -> Facts:
    """The verb takes a person. The page has found them already; a program or a ledger sends a user name."""
    if not isinstance(fields["to"], str):
        return fields
    people = {person.username: person for person in who(Permission.COMPLAINT_HANDLE, occasion.case, at=occasion.at)}
    if fields["to"] not in people:
        raise BadInput("没有这个办理人，填写能办这一件的人的用户名", field="to")
    return fields | {"to": people[fields["to"]]}


CHANGE_OWNER = Act(
    FLOW,
    owners.change_owner,
    "Change the first handler",
    "Take an accepted complaint over, or hand it to another officer, with the reason. The running clocks follow, issued cards do not.",
    asks=(
        Field(
            "to",
            "首办责任人",
            needed="选择首办责任人",
            most=150,
            api="User name of somebody who can handle this complaint.",
        ),
        Field("reason", "接办、转办的理由", Kind.TEXT, "填写接办、转办的理由", most=500),
    ),
    button="变更",
    form=_officers,
    shape_name="ChangeOfficer",
    arguments=_by_user_name,
    done=lambda _occasion, complaint, _fields: f"首办责任人现在是{complaint.case.owner}",
    events={"change_owner": Telling("变更首办责任人", staff=_from_whom_to_whom)},
    synonyms=("complaint_change_owner", "投诉转办"),
)
