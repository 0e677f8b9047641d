"""Accepting and declining."""

from datetime import datetime
from typing import Any

from cases.clocks import preview
from cases.wording import before
from complaints import deadlines
from complaints.actions import deciding
from complaints.acts.wording import for_its_kind, matter_of, read_with_the_code
from complaints.deadlines import EXPOSURE, GENERAL, GRADE_WORDS, HANDLE_WITHIN, IN_WORKING_DAYS, MAJOR, length
from complaints.exclusions import declining
from complaints.models import ComplaintKind
from complaints.queries import suggested_grade
from complaints.serializers import GRADE_CHOICES
from complaints.states import FLOW
from hall.doors.acts import NOT_IN_THE_LEDGER, Act, Facts, Field, Kind, Occasion, Telling
from hall.doors.fields import offer
from hall.doors.forms_of_acts import fields_of
from hall.doors.pages import ActForm
from hall.worktime import Due

DAYS = ", ".join(
    f"{grade} {days}{' working' if grade in IN_WORKING_DAYS else ''}" for grade, days in HANDLE_WITHIN.items()
)


def accepting(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """The form of an acceptance: each grade says until when there has to be a finding if it is chosen now."""
    form = ActForm(**more)
    form.fields |= fields_of(act, occasion)
    offer(form, "grade", [(grade, _with_its_limit(grade, at=occasion.at)) for grade in GRADE_WORDS])
    suggested = suggested_grade(occasion.subject)
    form.fields["grade"].initial = suggested
    if suggested != GENERAL:
        form.fields["grade"].help_text += f"这一件按类型或类别先选了{GRADE_WORDS[suggested]}，可以改选。"
    return form


def _with_its_limit(grade: str, *, at: datetime) -> str:
    due, _sentences = promise(grade, at=at)
    if grade == EXPOSURE:
        return f"{GRADE_WORDS[grade]}：自曝光起 {length(grade)}内有处理意见"
    return f"{GRADE_WORDS[grade]}：{length(grade)}，最迟 {before(due.due_at, due.provisional)}有核查结论"


def promise(grade: str, *, at: datetime) -> tuple[Due, list[str]]:
    """The due moment of a finding if the case is accepted now, and the arithmetic behind it."""
    arithmetic = preview(deadlines.handling(grade=grade), started_at=at)
    if arithmetic.result is None:
        raise ValueError("a clock without pauses always has a due moment")
    return arithmetic.result, arithmetic.sentences()


def _promised(occasion: Occasion) -> Facts:
    """What accepting now would promise: shown before it is done."""
    if FLOW.why_not(occasion.case.state, "accept"):
        return {}
    due, sentences = promise(GENERAL, at=occasion.at)
    return {
        "due": f"现在受理，一般的最迟 {before(due.due_at, due.provisional)}有核查结论",
        "lines": sentences,
    }


def _accepted_as(facts: Facts) -> str:
    words = [GRADE_WORDS[facts.get("grade", GENERAL)], facts.get("approver", ""), facts.get("document", "")]
    return "，".join(word for word in words if word)


def _of_a_major_matter(fields: Facts, _occasion: Occasion) -> str:
    """What a ledger means that leaves the approval out: a major matter names it, no other has one."""
    return NOT_IN_THE_LEDGER if fields["grade"] == MAJOR else ""


ACCEPT = Act(
    FLOW,
    deciding.accept,
    "Accept",
    (
        "Accept; you own the case from now on, and the handling clock of its grade starts. A major matter names its approval.\n\n"
        "The first finding meets that clock and starts the feedback clock, which a reply meets."
    ),
    asks=(
        Field(
            "grade",
            "办理通道",
            Kind.ONE_OF,
            choices=GRADE_CHOICES,
            hint="决定多少日内要有核查结论。重大的要先经批准；乱收费、乱罚款、乱摊派、乱检查和不作为的走快查快结；曝光的填写曝光日期。",
            mark="不选就是一般",
            first=GENERAL,
            sentences={"invalid_choice": "选择办理通道"},
            list_name="ComplaintGrade",
            usual=GENERAL,
            in_ledger=GENERAL,
            api=f"Days from acceptance to a finding: {DAYS}. Left out: general.",
        ),
        Field(
            "approver",
            "批准人",
            most=40,
            hint="选重大才填，例如：软环境办主任。",
            api="Of a major matter: who approved it.",
            in_ledger=_of_a_major_matter,
            ledger_names=("rank",),
        ),
        Field(
            "document",
            "批准文号",
            most=60,
            hint="选重大才填，例如：软环境投批〔2026〕1号。",
            api="Of a major matter: number of the approval.",
            in_ledger=_of_a_major_matter,
        ),
        Field(
            "broadcast_on",
            "曝光日期",
            Kind.DAY,
            hint="选曝光才填：媒体曝光、播出的那一天。",
            api="Of what was broadcast: the day; the 3 days count from it.",
        ),
    ),
    form=accepting,
    shape_name="AcceptComplaint",
    shows=_promised,
    arguments=lambda _occasion, fields: fields | {"grade": fields["grade"] or GENERAL},
    done=lambda _occasion, _complaint, _fields: "已受理，办理时限开始计算",
    events={"accept": Telling(staff=_accepted_as)},
    synonyms=("complaint_accept", "投诉受理"),
)

DECLINE = Act(
    FLOW,
    deciding.decline,
    "Decline",
    "Decide not to accept, with the reason and where to go instead; the complainant reads it.",
    asks=(
        Field(
            "exclusion",
            "不归投诉举报中心办的，是哪一类",
            Kind.CHOSEN,
            choices=declining(),
            hint="选了，投诉人就看到为什么不归这里办、可以找哪里。",
            only=lambda occasion: occasion.subject.kind != ComplaintKind.LEAD,
            list_name="Exclusion",
            api="What others handle: the complainant reads where to go, and `reason` may stay empty.",
        ),
        Field(
            "reason",
            "不予受理的理由",
            Kind.TEXT,
            most=1_000,
            mark="选了上面一类的可以不写",
            hint="写明为什么不受理、可以找哪里。投诉人凭凭证码看到这段话。",
            look={"rows": 4},
            in_ledger=NOT_IN_THE_LEDGER,
            api_label="不予受理的理由，并写明可以找哪里",
        ),
    ),
    shape_name="DeclineComplaint",
    form=for_its_kind,
    done=read_with_the_code("已记下：不予受理", "理由"),
    # the words are sealed, and stand on the page; an earlier release wrote them into the line
    events={"decline": Telling(staff=lambda facts: facts.get("reason") or matter_of(facts))},
    synonyms=("complaint_decline", "投诉不予受理"),
)
