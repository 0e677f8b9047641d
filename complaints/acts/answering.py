"""Finding, reply, end."""

from typing import Any

from complaints.actions import answering
from complaints.actions.answering import NEEDS_A_REPLY, REASON_MOST
from complaints.acts.wording import for_its_kind, read_with_the_code
from complaints.models import ComplaintKind, Finding
from complaints.states import FLOW
from hall.doors.acts import NOT_IN_THE_LEDGER, Act, Facts, Field, Kind, Occasion, Telling
from hall.doors.pages import ActForm

NO_TEXT = f"{NOT_IN_THE_LEDGER}内容"


def _finding_words(facts: Facts) -> str:
    return Finding.Result(facts["result"]).label + ("，主动报告" if facts.get("self_reported") else "")


def finding(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """The form of a finding: what came in as reported by the unit itself is ticked so, for whoever finds otherwise to take away."""
    form = for_its_kind(act, occasion, **more)
    intake = getattr(occasion.subject, "intake", None)
    form.fields["self_reported"].initial = bool(intake and intake.is_self_reported)
    return form


FIND = Act(
    FLOW,
    answering.find,
    "Record a finding",
    "Record what was found out. The last finding counts.",
    asks=(
        Field(
            "result",
            "核查结论",
            Kind.ONE_OF,
            "选择核查结论",
            choices=Finding.Result,
            hint="投诉人凭凭证码看到结论。有几次核查的，以最后一次为准。",
            in_ledger=Finding.Result.UNVERIFIABLE,
        ),
        Field(
            "text",
            "核查情况",
            Kind.TEXT,
            "写明核查情况",
            most=5_000,
            hint="问了谁、看了什么、查明什么。只供内部，投诉人看不到。",
            look={"rows": 6},
            api="For the centre only; the complainant reads the result.",
            in_ledger=NO_TEXT,
        ),
        Field(
            "self_reported",
            "本单位（本人）主动报告的",
            Kind.YES,
            hint="主动报告的从轻处理，查出来的从重。",
            usual=False,
            in_ledger=False,
            api="True: the unit or person reported it of their own accord.",
        ),
    ),
    button="记下结论",
    form=finding,
    done=lambda _occasion, _finding, _fields: "已记下核查结论",
    events={"find": Telling(staff=_finding_words)},
    synonyms=("finding", "record_finding", "核查"),
)


def replying(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """The form of a reply: whoever left a name has an answer, not a reason for none."""
    form = for_its_kind(act, occasion, **more)
    if occasion.subject.kind != ComplaintKind.LEAD and not occasion.subject.is_anonymous:
        del form.fields["impossible_because"]
        form.fields["text"].required = True
        form.fields["text"].error_messages["required"] = NEEDS_A_REPLY
    return form


REPLY = Act(
    FLOW,
    answering.reply,
    "Reply",
    "Record the reply that the complainant reads with the receipt code, or why none is possible.",
    asks=(
        Field(
            "question",
            "答复的是哪个问题",
            most=300,
            hint="照投诉人的话写，或者概括成一句。投诉人和答复一起看到。",
            api="The question that is answered; the complainant reads it above the reply.",
            in_ledger="",
        ),
        Field(
            "text",
            "答复",
            Kind.TEXT,
            most=5_000,
            mark="和下面一栏填一栏",
            hint="投诉人凭凭证码看到这段话。不要写投诉人的姓名和电话。",
            look={"rows": 6},
            api="The complainant reads it with the receipt code.",
            in_ledger=lambda fields, _occasion: "" if fields.get("impossible_because") else NO_TEXT,
        ),
        Field(
            "impossible_because",
            "不能答复的原因",
            Kind.TEXT,
            most=REASON_MOST,
            mark="不能答复才填",
            hint="匿名的，确实不能答复时才写。投诉人也能看到。",
            look={"rows": 2},
            api="Instead of a reply; not for a complainant who left a name.",
        ),
    ),
    button="发出答复",
    form=replying,
    done=read_with_the_code("已答复", ""),
    events={"reply": Telling(staff=lambda facts: "" if facts["possible"] else "不能答复，已记下原因")},
    synonyms=("答复",),
)

CONCLUDE = Act(
    FLOW,
    answering.conclude,
    "Close",
    "Close: every case has a result and a reply, or it does not close.",
    key="F4",
    done=lambda _occasion, _complaint, _fields: "已办结",
    events={"conclude": Telling()},
    synonyms=("close_complaint", "办结"),
)
