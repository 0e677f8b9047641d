"""Review and re-review of an answer."""

from complaints.actions import reviewing
from complaints.deadlines import PETITION_REVIEW_ANSWER, PETITION_REVIEW_REQUEST
from complaints.possible import REVIEW_WORDS
from complaints.states import FLOW
from hall.doors.acts import Act, Facts, Field, Kind, Telling

OPINION = (
    Field("person", "作出意见的机关", needed="填写作出复查、复核意见的机关", most=60, hint="例如：云州市信访局。"),
    Field("document", "意见文号", needed="填写复查、复核意见的文号", most=60, hint="例如：云信复查〔2026〕1号。"),
    Field(
        "text",
        "复查、复核意见",
        Kind.TEXT,
        "写下复查、复核意见",
        most=2_000,
        hint="投诉人凭凭证码看到这段话。",
        look={"rows": 4},
    ),
)


def _opinion_of(facts: Facts) -> str:
    return f"{facts['person']}，{facts['document']}"


ASK_REVIEW = Act(
    FLOW,
    reviewing.ask_review,
    "Record a request for review",
    (
        f"Record that the complainant asks for a review within {PETITION_REVIEW_REQUEST} days of the answer, or for a re-review of"
        f" the review's opinion. The opinion is due within {PETITION_REVIEW_ANSWER} days."
    ),
    asks=(Field("text", "请求和理由", Kind.TEXT, "写下请求和理由", most=2_000, look={"rows": 3}),),
    done=lambda _occasion, step, _fields: f"已登记{REVIEW_WORDS[step.outcome]}请求",
    telling=Telling(staff=lambda facts: REVIEW_WORDS[facts["outcome"]]),
    synonyms=("复查", "复核"),
)

UPHOLD = Act(
    FLOW,
    reviewing.uphold,
    "Record an opinion that upholds",
    "Record the opinion of the review that upholds the answer; the case is closed again.",
    asks=OPINION,
    done=lambda _occasion, _step, _fields: "已记下意见，办结",
    telling=Telling(staff=_opinion_of),
    synonyms=("复查维持",),
)

SEND_BACK = Act(
    FLOW,
    reviewing.send_back,
    "Record an opinion that sends back",
    "Record the opinion of the review that the matter has to be handled again.",
    asks=OPINION,
    done=lambda _occasion, _step, _fields: "已记下意见，重新办理",
    telling=Telling(staff=_opinion_of),
    synonyms=("复查重办",),
)
