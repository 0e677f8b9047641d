"""The form of an acceptance: each grade with what it promises. The other acts of the centre ask for fields alone."""

from datetime import datetime
from typing import Any

from cases.clocks import preview
from cases.wording import marked, moment
from complaints import deadlines
from complaints.deadlines import GRADE_WORDS, HANDLE_WITHIN
from hall.doors.acts import Act, Occasion
from hall.doors.fields import offer
from hall.doors.forms_of_acts import fields_of
from hall.doors.pages import ActForm
from hall.worktime import Due


def accepting(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """The form of an acceptance: each grade says until when there has to be a finding if it is chosen now."""
    form = ActForm(**more)
    form.fields |= fields_of(act, occasion)
    offer(form, "grade", [(grade, _with_its_limit(grade, at=occasion.at)) for grade in GRADE_WORDS])
    return form


def _with_its_limit(grade: str, *, at: datetime) -> str:
    due, _sentences = promise(grade, at=at)
    return (
        f"{GRADE_WORDS[grade]}：{HANDLE_WITHIN[grade]} 日，"
        f"最迟 {marked(moment(due.due_at), due.provisional)} 前有核查结论"
    )


def promise(grade: str, *, at: datetime) -> tuple[Due, list[str]]:
    """The due moment of a finding if the case is accepted now, and the arithmetic behind it."""
    promised = preview(deadlines.handling(grade=grade), started_at=at)
    if promised.result is None:
        raise ValueError("a clock without pauses always has a due moment")
    return promised.result, promised.sentences()
