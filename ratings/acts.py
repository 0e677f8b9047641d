"""The acts on the correction of a bad rating, each described once (hall.doors.acts)."""

from collections.abc import Sequence

from cases.events import events_of, vocabulary
from hall.doors.acts import Act, Field, Kind, Occasion, Telling
from ratings import actions
from ratings.models import Level, Result
from ratings.possible import DONE, RULINGS, SAID, TRIED, why_not
from ratings.states import CONTACTED, FLOW, OPENING

LONG = 2_000  # characters


def _pairs(results: Sequence[Result]) -> list[tuple[str, str]]:
    return [(each.value, str(each.label)) for each in results]


def _text(label: str, sentence: str) -> Field:
    return Field("text", label, Kind.TEXT, sentence, most=LONG, look={"rows": 4, "autocomplete": "off"})


def _result(label: str, results: Sequence[Result], name: str) -> Field:
    return Field("result", label, Kind.ONE_OF, "选择结果", choices=_pairs(results), list_name=name)


RESULT = Telling(staff=lambda facts: str(Result(facts["result"]).label))

CONTACT = Act(
    FLOW,
    actions.contact,
    "Contact the rater",
    "Record how whoever rated badly was contacted, or that nobody could be reached.",
    asks=(_result("联系上了没有", TRIED, "RatingContactResult"), _text("情况", "写明怎样联系的、对方说了什么")),
    button="记下联系情况",
    shape_name="RatingContact",
    done=lambda _occasion, _step, _fields: "已记下联系情况",
    events={"contact": RESULT},
)
CORRECT = Act(
    FLOW,
    actions.put_right,
    "Correct or explain",
    "Put right what was wrong, or explain why there is no ground to, and reply. The rater reads the text by the same link.",
    asks=(
        _result("怎样处理的", DONE, "RatingCorrection"),
        _text("整改情况和答复（评价人看得到）", "写明整改了什么，或者为什么没有依据办"),
    ),
    button="答复",
    shape_name="RatingCorrect",
    done=lambda _occasion, _step, _fields: "已答复，等软环境办回访",
    events={"put_right": RESULT},
)
PROLONG = Act(
    FLOW,
    actions.prolong_correction,
    "Prolong a correction",
    "Its one extension, to 15 working days from the rating.",
    asks=(_text("延长的原因", "写明为什么要延长"),),
    button="延长到 15 个工作日",
    done=lambda _occasion, _step, _fields: "已延长",
    events={"prolong_correction": Telling()},
)
DISPUTE = Act(
    FLOW,
    actions.dispute,
    "Dispute a rating",
    "Ask that it be marked as malicious, with the reasons. The clocks run on.",
    asks=(_text("理由", "写明为什么认为是恶意评价"),),
    button="申请认定",
    done=lambda _occasion, _step, _fields: "已申请，由软环境办认定；时限照走",
    events={"dispute": Telling()},
)
JUDGE = Act(
    FLOW,
    actions.judge,
    "Judge a disputed rating",
    "Mark it as malicious, or not: another person than who asked. It stays visible and is counted in the first rate.",
    asks=(_result("认定", RULINGS, "RatingRuling"), _text("认定的理由", "写明认定的理由")),
    button="认定",
    done=lambda _occasion, _step, _fields: "已认定；评价照样保留，两种比率都列出",
    events={"judge": RESULT},
)
FOLLOW_UP = Act(
    FLOW,
    actions.call_back,
    "Follow a correction up",
    "Record what the rater says of the correction. Not satisfied, it is put right once more, in 5 working days from the call.",
    asks=(_result("评价人怎样看整改", SAID, "RatingFollowUp"), _text("回访情况", "写明回访的情况")),
    button="记下回访",
    shape_name="RatingFollowUpAct",
    done=lambda occasion, _step, _fields: (
        "已记下回访，对方不满意：重新整改" if occasion.case.state == CONTACTED else "已记下回访"
    ),
    events={"call_back": RESULT},
)
FINISH = Act(
    FLOW,
    actions.finish,
    "Close a correction",
    "Close a correction after the follow-up: what was put right or explained stands, and what the rater said of it.",
    done=lambda _occasion, _correction, _fields: "整改已办结",
    events={"finish": Telling()},
)

ACTS = (CONTACT, CORRECT, FOLLOW_UP, FINISH, JUDGE, PROLONG, DISPUTE)  # in the order of the buttons

OPENED_BY = {"rate_badly": Telling(staff=lambda facts: str(Level(facts["level"]).label)), "redo": Telling()}
EVENTS = vocabulary(events_of(ACTS) | OPENED_BY, OPENING, FLOW)


def not_now(act: Act, occasion: Occasion) -> str:
    """Why an act cannot be done now, whatever is filled in; "" when nothing is in its way."""
    return act.why_not(occasion.case.state) or why_not(act.name, occasion.subject, by=occasion.by, at=occasion.at)


def offered(occasion: Occasion) -> list[Act]:
    """The acts that this person can do with the correction now, in their order."""
    grant = occasion.access.grant
    return [act for act in ACTS if occasion.case.is_reached_by(grant(act.may)) and not not_now(act, occasion)]
