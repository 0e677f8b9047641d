"""Another kind, and the same matter as another case."""

from typing import Any

from complaints.actions.changing import decide_kind, join, reclassify
from complaints.models import FILED_BY_PEOPLE
from complaints.queries import kind_of, waiting_reclassification
from complaints.states import CHANGING
from hall.doors.acts import NOT_IN_THE_LEDGER, Act, Facts, Field, Kind, Occasion, Telling
from hall.fields import shown
from hall.identifiers import grouped

WORDS = dict(FILED_BY_PEOPLE)


def _proposed(occasion: Occasion) -> str:
    """What the second person agrees to."""
    proposal = waiting_reclassification(occasion.subject)
    if proposal is None:
        return ""
    before = WORDS.get(kind_of(occasion.subject), "")
    return f"{proposal.proposed_by}提出：{before}改为{WORDS[proposal.kind]}。理由：{shown(proposal, 'reason')}"


def _decided(facts: Facts) -> str:
    return f"{'同意' if facts['is_agreed'] else '不同意'}改为{WORDS[facts['kind']]}"


def _done(_occasion: Occasion, proposal: Any, _fields: Facts) -> str:
    return f"已改为{WORDS[proposal.kind]}，时限不变" if proposal.is_agreed else "已记下：不同意改类型"


RECLASSIFY = Act(
    CHANGING,
    reclassify,
    "Propose another kind",
    (
        "Propose that a complaint is really an enquiry, or any other kind. Somebody else has to agree. Its clocks stay as they are, it"
        " counts as received under its first kind, and the office has a list of all that were changed."
    ),
    asks=(
        Field("kind", "改为", Kind.ONE_OF, "选择改成哪一类", choices=FILED_BY_PEOPLE, list_name="FiledKind"),
        Field(
            "reason",
            "理由",
            Kind.TEXT,
            "写明为什么要改类型",
            most=500,
            hint="要由另一个人复核。改了以后时限不变，软环境办的看板上列出。",
            look={"rows": 3},
            in_ledger=f"{NOT_IN_THE_LEDGER}理由",
        ),
    ),
    button="提出改类型",
    shape_name="Reclassify",
    done=lambda _occasion, _proposal, _fields: "已提出，等另一个人复核",
    events={"reclassify": Telling("提出改类型", staff=lambda facts: f"改为{WORDS[facts['kind']]}")},
    synonyms=("投诉改类型",),
)

DECIDE_KIND = Act(
    CHANGING,
    decide_kind,
    "Answer the proposal of another kind",
    "Agree, or do not, as the second person. Whoever proposed it cannot.",
    asks=(
        Field(
            "is_agreed",
            "同意改吗",
            Kind.ONE_OF,
            "选择同意或不同意",
            choices=[("yes", "同意"), ("no", "不同意")],
            list_name="KindAgreement",
            in_ledger="no",
        ),
    ),
    button="复核",
    warns=_proposed,
    shape_name="DecideKind",
    done=_done,
    events={"decide_kind": Telling(staff=_decided)},
    synonyms=("复核投诉改类型",),
)

JOIN = Act(
    CHANGING,
    join,
    "Join another case about the same",
    (
        "Make the reporter of this case a further reporter of another one about the same. This one ends; its receipt code stays and opens"
        " the other one's answer."
    ),
    asks=(
        Field(
            "leading",
            "并入哪一件",
            Kind.LINE,
            "填写另一件的编号",
            most=30,
            hint="另一件的 17 位编号。两件反映的对象要相同。这一件的投诉人凭自己的凭证码看那一件的答复。",
            api="Number of the other case; about the same party, and running.",
        ),
    ),
    button="并案",
    shape_name="JoinComplaint",
    done=lambda _occasion, joining, _fields: (
        f"已并入 {grouped(joining.leading.case.number)}，那一件的答复两位投诉人都看到"
    ),
    events={"join": Telling(staff=lambda facts: f"并入 {grouped(facts['leading'])}")},
    synonyms=("投诉并案",),
)
