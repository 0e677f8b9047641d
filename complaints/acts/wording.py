"""What the acts say differently where nobody complained."""

from collections.abc import Callable
from typing import Any

from complaints.exclusions import EXCLUSIONS
from complaints.models import ComplaintKind
from hall.doors.acts import Act, Facts, Occasion
from hall.doors.forms_of_acts import fields_of
from hall.doors.pages import ActForm

NOT_FOR_A_COMPLAINANT = {
    ("decline", "reason"): "写明为什么不受理。线索由系统生成，没有投诉人。",
    ("find", "result"): "有几次核查的，以最后一次为准。",
    ("reply", "text"): "线索由系统生成，没有投诉人：写下对线索的处理意见，或在下面一栏写明不用答复。",
    ("reply", "impossible_because"): "例如：系统生成的线索，没有投诉人。",
}


def matter_of(facts: Facts) -> str:
    """What kind of matter it was that others handle, where that was chosen."""
    return EXCLUSIONS[facts["exclusion"]].matter if "exclusion" in facts else ""


def for_its_kind(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """The form of an act: a lead has no complainant who reads anything."""
    form = ActForm(**more)
    form.fields |= fields_of(act, occasion)
    if occasion.subject.kind == ComplaintKind.LEAD:
        for name, field in form.fields.items():
            field.help_text = NOT_FOR_A_COMPLAINANT.get((act.name, name), field.help_text)
    return form


def read_with_the_code(sentence: str, what: str) -> Callable[[Occasion, Any, Facts], str]:
    """What is said after an act; that somebody reads it only where there is somebody."""
    return lambda occasion, _result, _fields: (
        sentence if occasion.subject.kind == ComplaintKind.LEAD else f"{sentence}。投诉人凭凭证码看到{what}"
    )
