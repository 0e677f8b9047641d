"""The acts on a complaint or report, each described once (hall.doors.acts): what it asks for, and how it is told."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms

from cases.clocks import preview
from cases.events import events_of, vocabulary
from cases.rules import CARD_WORDS
from cases.sight import who
from cases.wording import before
from complaints import actions, deadlines, flood
from complaints.actions import NEEDS_A_REPLY, REASON_MOST
from complaints.deadlines import GENERAL, GRADE_WORDS, HANDLE_WITHIN, MAJOR
from complaints.models import Complaint, ComplaintKind, Finding
from complaints.possible import why_not as why_not_ready
from complaints.queries import A_FINDING, lacking
from complaints.serializers import GRADE_CHOICES, FileInput
from complaints.states import FLOW, OPENING
from hall.doors.acts import NOT_IN_THE_LEDGER, Act, Facts, Field, Kind, Occasion, Telling
from hall.doors.fields import choice, offer, text
from hall.doors.forms_of_acts import fields_of
from hall.doors.pages import ActForm
from hall.models import User
from hall.permissions import Permission
from hall.refusals import BadInput
from hall.worktime import Due

DAYS = ", ".join(f"{grade} {days}" for grade, days in HANDLE_WITHIN.items())
NO_TEXT = f"{NOT_IN_THE_LEDGER}内容"

FILE = Act(
    OPENING,
    actions.file,
    "File a complaint or report",
    (
        f"Public, with a name or without; at most {flood.MOST} an hour from one place. The receipt code opens the answer later"
        " (POST lookup/). Send an Idempotency-Key: a request sent twice then opens one case."
    ),
    shape=FileInput,
    done=lambda _occasion, _receipt, _fields: "",  # the receipt says it
    events={"file": Telling()},
)


def accepting(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """The form of an acceptance: each grade says until when there has to be a finding if it is chosen now."""
    form = ActForm(**more)
    form.fields |= fields_of(act, occasion)
    offer(form, "grade", [(grade, _with_its_limit(grade, at=occasion.at)) for grade in GRADE_WORDS])
    return form


def _with_its_limit(grade: str, *, at: datetime) -> str:
    due, _sentences = promise(grade, at=at)
    return f"{GRADE_WORDS[grade]}：{HANDLE_WITHIN[grade]} 日，最迟 {before(due.due_at, due.provisional)}有核查结论"


def _from_whom_to_whom(facts: Facts) -> str:
    before = facts.get("handler_before") or "没有人"
    return f"由{before}变更为{facts['handler']}：{facts['reason']}"


NOT_FOR_A_COMPLAINANT = {
    ("decline", "reason"): "写明为什么不受理。线索由系统生成，没有投诉人。",
    ("find", "result"): "有几次核查的，以最后一次为准。",
    ("reply", "text"): "线索由系统生成，没有投诉人：写下对线索的处理意见，或在下面一栏写明不用答复。",
    ("reply", "impossible_because"): "例如：系统生成的线索，没有投诉人。",
}


def for_its_kind(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """The form of an act: a lead has no complainant who reads anything; whoever left a name has an answer, not a reason for none."""
    form = ActForm(**more)
    form.fields |= fields_of(act, occasion)
    if occasion.subject.kind == ComplaintKind.LEAD:
        for name, field in form.fields.items():
            field.help_text = NOT_FOR_A_COMPLAINANT.get((act.name, name), field.help_text)
    elif not occasion.subject.is_anonymous and act is REPLY:
        del form.fields["impossible_because"]
        form.fields["text"].required = True
        form.fields["text"].error_messages["required"] = NEEDS_A_REPLY
    return form


def _read_with_the_code(sentence: str, what: str) -> Callable[[Occasion, Any, Facts], str]:
    """What is said after an act; that somebody reads it only where there is somebody."""
    return lambda occasion, _result, _fields: (
        sentence if occasion.subject.kind == ComplaintKind.LEAD else f"{sentence}。投诉人凭凭证码看到{what}"
    )


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
    actions.accept,
    "Accept",
    (
        "Accept; you own the case from now on, and the handling clock of its grade starts. A major matter names its approval.\n\n"
        "The first finding meets that clock and starts the feedback clock, which a reply meets."
    ),
    asks=(
        Field(
            "grade",
            "难易",
            Kind.ONE_OF,
            choices=GRADE_CHOICES,
            hint="决定多少日内要有核查结论。重大的要先经批准。",
            mark="不选就是一般",
            first=GENERAL,
            sentences={"invalid_choice": "选择一般、复杂或重大"},
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
    actions.decline,
    "Decline",
    "Decide not to accept, with the reason and where to go instead; the complainant reads it.",
    asks=(
        Field(
            "reason",
            "不予受理的理由",
            Kind.TEXT,
            "填写不予受理的理由，并写明可以找哪里",
            most=1_000,
            hint="写明为什么不受理、可以找哪里。投诉人凭凭证码看到这段话。",
            look={"rows": 4},
            api_label="不予受理的理由，并写明可以找哪里",
        ),
    ),
    shape_name="DeclineComplaint",
    form=for_its_kind,
    done=_read_with_the_code("已记下：不予受理", "理由"),
    # the words are sealed, and stand on the page; an earlier release wrote them into the line
    events={"decline": Telling(staff=lambda facts: facts.get("reason", ""))},
    synonyms=("complaint_decline", "投诉不予受理"),
)

FIND = Act(
    FLOW,
    actions.find,
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
    ),
    button="记下结论",
    form=for_its_kind,
    done=lambda _occasion, _finding, _fields: "已记下核查结论",
    events={"find": Telling(staff=lambda facts: Finding.Result(facts["result"]).label)},
    synonyms=("finding", "record_finding", "核查"),
)

REPLY = Act(
    FLOW,
    actions.reply,
    "Reply",
    "Record the reply that the complainant reads with the receipt code, or why none is possible.",
    asks=(
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
    form=for_its_kind,
    done=_read_with_the_code("已答复", ""),
    events={"reply": Telling(staff=lambda facts: "" if facts["possible"] else "不能答复，已记下原因")},
    synonyms=("答复",),
)

CONCLUDE = Act(
    FLOW,
    actions.conclude,
    "Close",
    "Close: every case has a result and a reply, or it does not close.",
    key="F4",
    done=lambda _occasion, _complaint, _fields: "已办结",
    events={"conclude": Telling()},
    synonyms=("close_complaint", "办结"),
)


class OfficerForm(ActForm):
    """Who is to be the first handler, with the reason."""

    to = choice("首办责任人", [], "选择首办责任人", widget=forms.Select)
    reason = text("接办、转办的理由", "填写接办、转办的理由", limit=500, area=True)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_key = {str(person.pk): person for person in people}
        shown = [(key, f"{person}（{person.username}）") for key, person in by_key.items()]
        offer(self, "to", [("", "（选择）"), *shown], by_key)


def _officers(_act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """Offers everybody who can handle the complaint, oneself too, but for who has it."""
    people = who(Permission.COMPLAINT_HANDLE, occasion.case, at=occasion.at)
    return OfficerForm(people=[person for person in people if person != occasion.case.owner], **more)


def _by_user_name(occasion: Occasion, fields: Facts) -> Facts:
    """The verb takes a person. The page has found them already; a program or a ledger sends a user name."""
    if not isinstance(fields["to"], str):
        return fields
    people = {person.username: person for person in who(Permission.COMPLAINT_HANDLE, occasion.case, at=occasion.at)}
    if fields["to"] not in people:
        raise BadInput("没有这个办理人，填写能办这一件的人的用户名", field="to")
    return fields | {"to": people[fields["to"]]}


CHANGE_OWNER = Act(
    FLOW,
    actions.change_owner,
    "Change the first handler",
    "Take an accepted complaint over, or hand it to another officer, with the reason. The running clocks follow, issued cards do not.",
    asks=(
        Field(
            "to",
            "首办责任人",
            needed="选择首办责任人",
            most=150,
            api="User name of somebody who can handle this complaint.",
        ),
        Field("reason", "接办、转办的理由", Kind.TEXT, "填写接办、转办的理由", most=500),
    ),
    button="变更",
    form=_officers,
    shape_name="ChangeOfficer",
    arguments=_by_user_name,
    done=lambda _occasion, complaint, _fields: f"首办责任人现在是{complaint.case.owner}",
    events={"change_owner": Telling("变更首办责任人", staff=_from_whom_to_whom)},
    synonyms=("complaint_change_owner", "投诉转办"),
)

ACTS = (ACCEPT, DECLINE, FIND, REPLY, CHANGE_OWNER, CONCLUDE)

OF_A_LEAD = {
    "open_lead": Telling("由红黄牌生成线索"),
    "lead_follows": Telling("线索改依另一张牌", staff=lambda facts: f"原来的牌已撤销：{facts['reason']}"),
    "end_lead": Telling(staff=lambda facts: f"{CARD_WORDS[facts['level']]}已撤销：{facts['reason']}"),
}
EVENTS = vocabulary(events_of((FILE, *ACTS)) | OF_A_LEAD, OPENING, FLOW)


def why_not(act: Act, occasion: Occasion) -> str:
    """Why an act cannot be done now, whatever is filled in; "" when nothing is in its way."""
    return act.why_not(occasion.case.state) or why_not_ready(act.name, occasion.subject, by=occasion.by, at=occasion.at)


def offered(occasion: Occasion) -> list[Act]:
    """The acts that this person can do now, the next step first: what is still missing, else closing."""
    grant = occasion.access.grant
    acts = [act for act in ACTS if occasion.case.is_reached_by(grant(act.may)) and not why_not(act, occasion)]
    return sorted(acts, key=_is_next(occasion.subject))


def _is_next(complaint: Complaint) -> Any:
    missing = lacking(complaint)
    first = CONCLUDE if not missing else FIND if A_FINDING in missing else REPLY
    return lambda act: act is not first
