"""What happens with whoever complained: a question, a call, the opening of an identity (decision 154)."""

from typing import Any

from complaints.actions.conversation import MESSAGE_MOST, ask_reporter, call_reporter
from complaints.actions.identity import OPEN_FOR, ask_identity, decide_identity
from complaints.models import Call
from complaints.states import BESIDES
from hall.doors.acts import NOT_IN_THE_LEDGER, Act, Field, Kind, Occasion, Telling
from hall.doors.forms_of_acts import fields_of
from hall.doors.pages import ActForm
from hall.fields import shown

MINUTES = int(OPEN_FOR.total_seconds()) // 60

ASK_REPORTER = Act(
    BESIDES,
    ask_reporter,
    "Ask the reporter",
    "Write a question that whoever holds the receipt code reads and may answer, anonymous or not.",
    asks=(
        Field(
            "text",
            "要问的内容",
            Kind.TEXT,
            "写下要问的内容",
            most=MESSAGE_MOST,
            hint="持凭证码的人查进度时看到，可以直接回答，不用留姓名。不要写投诉人的姓名和电话。",
            look={"rows": 4},
            api="Whoever holds the receipt code reads it.",
            in_ledger=f"{NOT_IN_THE_LEDGER}提问",
        ),
    ),
    button="发出提问",
    done=lambda _occasion, _message, _fields: "已发出提问，投诉人查进度时看到",
    events={"ask_reporter": Telling()},
    synonyms=("投诉提问",),
)

CALL_REPORTER = Act(
    BESIDES,
    call_reporter,
    "Record a call",
    "Record that a named complainant was called, and what was said.",
    asks=(
        Field("result", "通话结果", Kind.ONE_OF, "选择通话结果", choices=Call.Result, in_ledger=Call.Result.REACHED),
        Field(
            "text",
            "通话内容",
            Kind.TEXT,
            "写明通话内容",
            most=MESSAGE_MOST,
            hint="问了什么、答了什么；没接通的，写明什么情况。只供内部，加密保存。",
            look={"rows": 4},
            api="For the centre only; sealed.",
            in_ledger=f"{NOT_IN_THE_LEDGER}通话内容",
        ),
    ),
    button="记下这次联系",
    shape_name="CallReporter",
    done=lambda _occasion, _call, _fields: "已记下这次联系",
    events={"call_reporter": Telling(staff=lambda facts: Call.Result(facts["result"]).label)},
    synonyms=("电话回访投诉人",),
)

ASK_IDENTITY = Act(
    BESIDES,
    ask_identity,
    "Ask to open the identity",
    "Ask the inspector to let you open who complained. The answer says nothing of whether there is an identity.",
    asks=(
        Field(
            "reason",
            "申请理由",
            Kind.TEXT,
            "填写申请打开身份的理由",
            most=500,
            hint=f"写明为什么非知道是谁不可。纪检监察同意以后，只有您能打开，{MINUTES} 分钟内有效，每次打开都有记录。",
            look={"rows": 3},
            in_ledger=f"{NOT_IN_THE_LEDGER}理由",
        ),
    ),
    button="提出申请",
    shape_name="AskIdentity",
    done=lambda _occasion, _opening, _fields: "已提出申请，等纪检监察答复",
    events={"ask_identity": Telling()},
    synonyms=("申请打开身份",),
)


def _with_its_reason(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """The form of an answer says who asks, and why."""
    form = ActForm(**more)
    form.fields |= fields_of(act, occasion)
    waiting = next((each for each in occasion.subject.openings.all() if each.decided_at is None), None)
    if waiting is not None:
        form.fields["is_allowed"].help_text = f"{waiting.asked_by}申请，理由：{shown(waiting, 'reason')}"
    return form


DECIDE_IDENTITY = Act(
    BESIDES,
    decide_identity,
    "Answer a request to open the identity",
    "Consent, or turn it down, as the second person. You do not learn who it is.",
    asks=(
        Field(
            "is_allowed",
            "同意打开吗",
            Kind.ONE_OF,
            "选择同意或不同意",
            choices=[("yes", "同意"), ("no", "不同意")],
            list_name="IdentityConsent",
            in_ledger="no",
        ),
        Field(
            "because",
            "理由",
            Kind.TEXT,
            "写明同意或不同意的理由",
            most=500,
            look={"rows": 3},
            in_ledger=f"{NOT_IN_THE_LEDGER}理由",
        ),
    ),
    button="答复",
    form=_with_its_reason,
    shape_name="DecideIdentity",
    done=lambda _occasion, opening, _fields: (
        f"已同意，申请人 {MINUTES} 分钟内可以打开" if opening.is_allowed else "已答复：不同意"
    ),
    events={"decide_identity": Telling(staff=lambda facts: "同意" if facts["is_allowed"] else "不同意")},
    synonyms=("答复打开身份",),
)
