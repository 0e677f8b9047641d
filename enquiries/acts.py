"""The acts on an enquiry, each described once (hall.doors.acts): what it asks for, whose it is, and how it is told."""

from typing import Any

from cases.events import events_of, vocabulary
from cases.models import Case
from cases.wording import moment
from enquiries import actions
from enquiries.forms import LONG, HandOverForm
from enquiries.possible import REACH
from enquiries.queries import departments_with_takers, open_hand_over, takers
from enquiries.serializers import AskInput, HandOverInput
from enquiries.states import FLOW, OPENING
from hall.access import Access
from hall.doors.acts import Act, Facts, Field, Kind, Occasion, Telling
from hall.doors.pages import ActForm
from hall.identifiers import grouped
from hall.models import Department, User
from hall.refusals import BadInput

ASK = Act(
    OPENING,
    actions.ask,
    "Note an enquiry",
    "Whoever was asked first (the caller) is responsible for the answer, which is due within a working day.",
    shape=AskInput,
    done=lambda _occasion, result, _fields: (
        f"{'已登记咨询' if result.created else '这张表已经登记过，没有重复登记'}，编号 {grouped(result.enquiry.case.number)}"
    ),
    events={"ask": Telling()},
)


def _answered(occasion: Occasion, enquiry: Any, _fields: Facts) -> str:
    paper = "打印书面答复，通知对方来取。" if enquiry.in_writing else ""
    return f"已答复，{moment(occasion.at)}。{paper}" + ("咨询并入的办件照常办理" if enquiry.attached_to_id else "")


ANSWER = Act(
    FLOW,
    actions.answer,
    "Answer",
    "Answer whoever asked, and close the enquiry. One that nobody has taken over yet may be answered too.",
    reach=REACH["answer"],
    asks=(
        Field(
            "text",
            "答复的内容",
            Kind.TEXT,
            "填写答复的内容",
            most=LONG,
            focus=True,
            look={"rows": 4, "autocomplete": "off"},
        ),
    ),
    button="记录答复",
    shape_name="EnquiryAnswer",
    done=_answered,
    events={"answer": Telling()},
)


def _to_offer(_act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """The form, with the departments and the people who can take it over now."""
    people = {}
    for department in departments_with_takers(on=occasion.on):
        people[department] = {post.user.username: str(post.user) for post in takers(department, on=occasion.on)}
    return HandOverForm(people, **more)


def _to_whom(_occasion: Occasion, fields: Facts) -> Facts:
    """The page sends ``SJ:account`` as one choice, a program the code of the department and the account."""
    code = fields.pop("department", "")
    if "to" in fields:
        code, _colon, fields["person"] = fields.pop("to").partition(":")
    department = Department.objects.filter(code=code).first()
    if department is None:
        raise BadInput("没有这个部门，核对部门代码", field="department")
    return fields | {"department": department}


def _handed_over(_occasion: Occasion, enquiry: Any, _fields: Facts) -> str:
    link = open_hand_over(enquiry)
    return f"已书面移交给{link.to_department if link else ''}。对方接手以前仍由您负责"


HAND_OVER = Act(
    FLOW,
    actions.hand_over,
    "Hand over",
    "Hand it over in writing to a department or a person. Until they take it, the one before stays responsible.",
    reach=REACH["hand_over"],
    button="移交",
    form=_to_offer,
    shape=HandOverInput,
    arguments=_to_whom,
    done=_handed_over,
    events={
        "hand_over": Telling(
            staff=lambda facts: f"{facts['to_department']}{facts.get('to_person', '')}：{facts['reason']}"
        )
    },
)


def _at_the_own_window(occasion: Occasion, fields: Facts) -> Facts:
    """Of the windows that this person stands at the one that serves the department which takes the enquiry over."""
    link = open_hand_over(occasion.subject)
    own = occasion.access.windows
    window = next((each for each in own if link and link.to_department_id in each.serves), None)
    return fields | {"window": window}


TAKE = Act(
    FLOW,
    actions.take,
    "Take over",
    "Take over what was handed to you or to your department: from now on you are responsible for the answer.",
    reach=REACH["take"],
    arguments=_at_the_own_window,
    done=lambda _occasion, _enquiry, _fields: "已接手，从现在起由您负责答复",
    events={"take": Telling(staff=lambda facts: f"从{facts['from_person']}接手")},
)

ACTS = (TAKE, ANSWER, HAND_OVER)  # in the order of the buttons

EVENTS = vocabulary(
    events_of((ASK, *ACTS))
    | {
        "joined": Telling("并入办件", staff=lambda facts: grouped(facts["application"])),
        "released": Telling("所并入的办件作废，不再并入", staff=lambda facts: grouped(facts["application"])),
    },
    OPENING,
    FLOW,
)


def offered(case: Case, access: Access, by: User) -> list[Act]:
    """The acts that this person can do with the enquiry now, in their order."""
    return [
        act
        for act in ACTS
        if act.starts_from(case.state)
        and act.reach is not None
        and act.reach(access.grant(act.may), by.pk).filter(pk=case.pk).exists()
    ]
