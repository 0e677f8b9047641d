"""A trip of the applicant, as three acts have it: the window that it led to, and why it is the third (两次终结制)."""

from collections.abc import Sequence

from django import forms

from hall.doors.acts import Facts, Occasion
from hall.doors.fields import choice
from hall.models import Window
from hall.refusals import BadInput
from permits import visits
from permits.models import Application, Channel, Visit
from permits.queries import window_for


def third_visit(occasion: Occasion) -> dict[str, forms.Field]:
    """The two questions of a page when the next counted visit would be the third one; before that, none."""
    if visits.counted(occasion.subject) < visits.ALLOWED:
        return {}
    papers = visits.provable(occasion.subject)
    return {
        "cause": choice(
            "超过两次的原因",
            Visit.Cause.choices,
            help_text="这将是第三次或以后的到访。窗口原因会亮黄牌；申请人原因只限第一份告知书写过的材料",
        ),
        "missing": forms.TypedChoiceField(
            label="申请人没带的材料",
            choices=[("", "（不是申请人原因）"), *((material.position, material.name) for material in papers)],
            coerce=int,
            empty_value=None,
            required=False,
            error_messages={"invalid_choice": "这份材料不在第一份一次性告知书上，或者窗口已经收到，不能算申请人原因"},
        ),
    }


def at_a_window(occasion: Occasion, fields: Facts) -> Facts:
    """
    What was sent, with the window where the applicant stands as a row: the one whose number a program sent, else the person's
    own for the department, else the case's. The visit is noted there.
    """
    number = fields.get("window")
    window = window_for(occasion.access, occasion.case) if number is None else numbered(occasion.access.windows, number)
    return fields | {"window": window}


def numbered(windows: Sequence[Window], number: str | None) -> Window:
    """
    Return the window of that number, or the only one.

    :raises BadInput: none of these has the number, or several could be meant.
    """
    if number is None and len(windows) == 1:
        return windows[0]
    window = next((window for window in windows if window.number == number), None)
    if window is None:
        raise BadInput("填写窗口号" if number is None else "这不是您所在的窗口", field="window")
    return window


def visit_words(visit: Visit) -> str:
    if visit.counted_as is None:
        return "已登记到访，领取结果不计次数"
    card = "，按两次终结制发出黄牌" if visit.cause == Visit.Cause.WINDOW else ""
    return f"已登记第 {visit.counted_as} 次到访{card}"


def brought_words(application: Application, fields: Facts, still_missing: str) -> str:
    """How many papers came, what is missing still, and the trip that it was, where it was one."""
    trip = visit_words(application.visits.order_by("-pk")[0]) + "。" if fields["channel"] == Channel.WINDOW else ""
    return f"已收下 {len(fields['materials'])} 份材料。{still_missing}{trip}"
