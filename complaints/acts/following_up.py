"""The call back, and handling again what was not solved."""

from complaints.actions import following_up
from complaints.models import UNSOLVED, Satisfaction
from complaints.states import FLOW
from hall.doors.acts import NOT_IN_THE_LEDGER, Act, Facts, Field, Kind, Telling


def satisfaction_words(facts: Facts) -> str:
    words = Satisfaction(facts["outcome"]).label
    return f"{words}；没有解决，重新办理" if facts.get("is_unsolved") else words


FOLLOW_UP = Act(
    FLOW,
    following_up.follow_up,
    "Record the call back",
    "Record the call back to a named complainant and how satisfied they are. What is not solved is handled again.",
    asks=(
        Field("satisfaction", "满意程度", Kind.ONE_OF, "选择满意程度；没有联系上的也选上", choices=Satisfaction),
        Field(
            "unsolved",
            "投诉人说问题没有解决，重新办理",
            Kind.YES,
            hint="勾上以后办理时限重新开始，首办责任人收到消息。",
            usual=False,
            in_ledger=False,
        ),
        Field(
            "text",
            "投诉人怎么说",
            Kind.TEXT,
            most=1_000,
            hint="不满意、没有解决的写下原话；没有联系上的写打了几次、什么时候打的。",
            look={"rows": 3},
            in_ledger=lambda fields, _occasion: (
                "" if fields["satisfaction"] == Satisfaction.SATISFIED else NOT_IN_THE_LEDGER
            ),
        ),
    ),
    button="记下回访",
    done=lambda _occasion, step, _fields: "已记下回访，重新办理" if step.is_unsolved else "已记下回访",
    telling=Telling(staff=satisfaction_words),
    synonyms=("call_back", "回访"),
)

REOPEN = Act(
    FLOW,
    following_up.reopen,
    "Handle again",
    "Handle a closed case again, with the reason: its track gives it the same time once more.",
    asks=(
        Field(
            "reason", "为什么重新办理", Kind.TEXT, "填写为什么重新办理", most=500, hint="例如：投诉人来电说没有解决。"
        ),
    ),
    done=lambda _occasion, _step, _fields: "已重新办理，办理时限重新开始计算",
    telling=Telling(),
    synonyms=("complaint_reopen", "重新办理"),
)

OF_THE_COMPLAINANT = {UNSOLVED: Telling("投诉人说没有解决，重新办理")}
