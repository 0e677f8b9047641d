"""What people do with a complaint or report. Each verb locks, checks, changes and records, in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases import actions as engine
from cases import clocks, ownership
from cases.models import CaseKind
from cases.numbering import idem_hash
from cases.owing import owe
from cases.proofs import proof
from cases.quiet import is_quiet
from cases.rules import Rule
from cases.sight import watchers, who
from cases.turn import Turn
from complaints import deadlines
from complaints.models import FILED_BY_PEOPLE, Category, Complaint, ComplaintKind, Finding, Reply, ReporterIdentity
from complaints.queries import feedback_runs
from complaints.states import FILED
from complaints.turn import verb
from hall import calendar, texts
from hall.identifiers import BadNumber, mask_name, phone
from hall.models import Department, ServiceHall, User
from hall.permissions import Permission
from hall.refusals import BadInput, Refused, need, need_document, need_reason

TEXT_LEAST, TEXT_MOST = 5, 5_000  # characters of a complaint
NAME_MOST = 40
NEEDS_A_REPLY = "写下答复：投诉人留了姓名和电话"
REASON_MOST = 300  # characters of the reason why no reply is possible


class CannotConclude(Refused):
    code = "cannot-conclude"


class CannotTakeOver(Refused):
    code = "cannot-take-over"


@dataclass(frozen=True)
class Filing:
    """
    What somebody complains of or reports; without a name and a telephone number it is anonymous.

    :param about_centre: it is about the people of the centre or the office: only the inspector sees and handles it (decision 136).
    :param phone_unknown: an old ledger names none: what stands for it is not checked. No door sends this.
    """

    kind: str
    category: str
    text: str
    about_department: Department | None = None
    about_centre: bool = False
    name: str = ""
    phone: str = ""
    phone_unknown: bool = False


@dataclass(frozen=True)
class Receipt:
    """A complaint and its receipt code, which exists in clear only here. `created` is False for a repeated request."""

    complaint: Complaint
    code: str
    created: bool


@transaction.atomic
def file(*, filing: Filing, hall: ServiceHall, idem: str, at: datetime) -> Receipt:
    """
    Take a complaint or report from the public, with a name or without. Starts the 3-day acceptance clock.

    Of its instant only the half-day is kept, everywhere: nobody can tell by the minute who was at work when it came (decision 8).

    A name is sealed in a table of its own; the case shows it masked at most, a report not even that.

    :raises BadInput: naming the field (kind, category, text, name, phone).
    :raises KeyUsed: the key has opened a case for something else.
    """
    content = engine.content_hash(idem, _content(filing))
    before = engine.answered_before(idem, kind=CaseKind.COMPLAINT, content=content)
    if before is not None:
        return Receipt(before.complaint, engine.code_of(before, idem), created=False)
    kind, category = filing.kind, filing.category
    if filing.about_centre and filing.about_department:
        raise BadInput("选择一个部门，或政务服务中心", field="about_department")
    try:
        text = texts.lines(filing.text).strip()
    except texts.Unseen as unseen:
        raise BadInput(str(unseen), field="text") from None
    if kind not in dict(FILED_BY_PEOPLE):
        raise BadInput("选择投诉或举报", field="kind")
    if category not in Category.values:
        raise BadInput("选择反映的问题属于哪一类", field="category")
    if len(text) < TEXT_LEAST:
        raise BadInput(f"写下事情的经过（至少 {TEXT_LEAST} 个字）", field="text")
    if len(text) > TEXT_MOST:
        raise BadInput(f"内容有 {len(text):,} 个字，最多 {TEXT_MOST:,} 个字", field="text")
    reporter = _reporter(filing.name, filing.phone, phone_unknown=filing.phone_unknown)
    confidential = kind == ComplaintKind.REPORT
    at = calendar.current().half_day_begins(at)
    with engine.opening(
        engine.NewCase(
            kind=CaseKind.COMPLAINT,
            hall=hall,
            title=f"{ComplaintKind(kind).label}：{Category(category).label}",
            party="" if confidential or reporter is None else mask_name(reporter[0]),
            state=FILED,
            confidential=confidential,
            hidden_from=filing.about_department,
            about_centre=filing.about_centre,
            content_hash=content,
        ),
        verb="file",
        idem=idem,
        by=None,
        at=at,
        text_hash=proof("complaint", idem_hash(idem), text),
    ) as case:
        complaint = Complaint.objects.create(
            case=case,
            kind=kind,
            category=category,
            about_department=filing.about_department,
            text=text,
            is_anonymous=reporter is None,
        )
        if reporter is not None:
            ReporterIdentity.objects.create(complaint=complaint, name=reporter[0], phone=reporter[1])
        clocks.start(case, deadlines.acceptance(), started_at=at, at=at)
    return Receipt(complaint, engine.code_of(case, idem), created=True)


@verb()
def accept(
    turn: Turn[Complaint], *, grade: str = deadlines.GENERAL, approver: str = "", document: str = ""
) -> Complaint:
    """
    Accept; the accepting officer owns the case. The handling clock of its grade starts: 15, 30 or 60 days (rules C5).

    :param grade: general, complex or major. A major matter names who approved it and the approval's number.
    """
    case, complaint = turn.case, turn.subject
    complaint.grade = grade
    complaint.grade_approver, complaint.grade_document = _approval(grade, approver.strip(), document.strip())
    complaint.save(update_fields=["grade", "grade_approver", "grade_document"])
    clocks.meet(case, Rule.COMPLAINT_ACCEPTANCE, at=turn.at)
    case.owner = turn.by
    case.save(update_fields=["owner"])
    turn.record(grade=grade, **_approved_by(complaint))
    clocks.start(case, deadlines.handling(grade=grade), started_at=turn.at, at=turn.at)
    if grade != deadlines.GENERAL:
        _tell_of_the_longer_limit(turn, grade)
    return complaint


@verb()
def decline(turn: Turn[Complaint], *, reason: str) -> Complaint:
    """Decide not to accept, with the reason and where to go instead; the complainant reads it with the receipt code."""
    need_reason(reason, "填写不予受理的理由，并写明可以找哪里", "reason")
    clocks.meet(turn.case, Rule.COMPLAINT_ACCEPTANCE, at=turn.at)
    engine.close(turn.case, at=turn.at)
    turn.subject.declined_because = reason.strip()
    turn.subject.save(update_fields=["declined_because"])
    turn.record(reason_hash=proof("declined", turn.case.number, turn.subject.declined_because))
    return turn.subject


@verb()
def find(turn: Turn[Complaint], *, result: str, text: str) -> Finding:
    """
    Record what was found out. The last finding counts.

    The first one is the result that the handling clock waits for. Each one that nobody has been told of yet starts the
    5-day feedback clock, if it does not run.
    """
    if result not in Finding.Result.values:
        raise BadInput("选择核查结论", field="result")
    need_reason(text, "写明核查情况", "text")
    finding = Finding.objects.create(
        complaint=turn.subject, result=result, text=text.strip(), at=turn.at, found_by=turn.by
    )
    clocks.meet(turn.case, Rule.COMPLAINT_HANDLING, at=turn.at)
    turn.record(result=str(result), text_hash=proof("finding", str(finding.key), finding.text))
    if not feedback_runs(turn.case):
        clocks.start(turn.case, deadlines.feedback(), started_at=turn.at, at=turn.at)
    return finding


@verb()
def reply(turn: Turn[Complaint], *, text: str = "", impossible_because: str = "") -> Reply:
    """
    Record the reply that the complainant reads with the receipt code, or why none is possible: the feedback is given.

    Whoever left a name is answered: that no reply is possible is for the anonymous, and for leads (rules C8).
    """
    text, impossible_because = text.strip(), impossible_because.strip()
    if not text and not impossible_because and not turn.subject.is_anonymous:
        raise BadInput(NEEDS_A_REPLY, field="text")
    if not text and not impossible_because:
        raise BadInput("写下答复；不能答复的，写明原因", field="text")
    if text and impossible_because:
        raise BadInput("已经写了答复，就不用写不能答复的原因", field="impossible_because")
    if text:
        need_reason(text, "写下答复", "text")
    if impossible_because:
        need_reason(impossible_because, "写明为什么不能答复", "impossible_because")
    if impossible_because and not turn.subject.is_anonymous:
        raise BadInput("投诉人留了姓名和电话，要写答复，不能只写不答复的原因", field="impossible_because")
    if len(impossible_because) > REASON_MOST:
        raise BadInput(f"原因最多 {REASON_MOST} 个字，现在有 {len(impossible_because)} 个", field="impossible_because")
    answer = Reply.objects.create(
        complaint=turn.subject, text=text, impossible_because=impossible_because, at=turn.at, replied_by=turn.by
    )
    clocks.meet(turn.case, Rule.COMPLAINT_FEEDBACK, at=turn.at)
    turn.record(possible=bool(text), text_hash=proof("reply", str(answer.key), text, impossible_because))
    return answer


@verb(refusal=CannotConclude)
def conclude(turn: Turn[Complaint]) -> Complaint:
    """
    Close: every case has a result and a reply (rules C8).

    :raises CannotConclude: the finding is missing, or a reply since the last finding.
    """
    case = turn.case
    clocks.meet(case, Rule.COMPLAINT_HANDLING, at=turn.at)  # one whose finding was recorded before findings met it
    engine.close(case, at=turn.at)
    turn.record()
    return turn.subject


@verb(refusal=CannotTakeOver)
def change_owner(turn: Turn[Complaint], *, to: User, reason: str) -> Complaint:
    """
    Let another person be the first handler (首办责任人) from now on: oneself (接办) or somebody else (转办), with the reason. The running
    clocks follow; what was breached before stays with who was liable then.

    :raises CannotTakeOver: it is theirs already, or the person cannot handle this complaint.
    """
    case, before = turn.case, turn.case.owner
    if to == before:
        raise CannotTakeOver(f"首办责任人已经是{to}", field="to")
    if to not in who(Permission.COMPLAINT_HANDLE, case, at=turn.at):
        raise CannotTakeOver(f"{to}不能办这一件", field="to")
    need_reason(reason, "填写接办、转办的理由", "reason")
    ownership.hand_over(case, to=to, by=turn.by, at=turn.at, reason=reason.strip(), **turn.acts_for)
    if to != turn.by:
        owe(
            case, cause=f"owner {case.pk} {case.events_count}", template="owner_changed", recipient=to, at=turn.at,
            who=str(before or "—"), note=reason.strip(),
        )  # fmt: skip
    return turn.subject


def _content(filing: Filing) -> dict[str, object]:
    """What a request that is sent twice has to repeat; a key of before decision 136 knew of no complaint about the centre."""
    about = {"about_department": filing.about_department.pk if filing.about_department else None}
    content = vars(filing) | about
    return (
        content if filing.about_centre else {name: value for name, value in content.items() if name != "about_centre"}
    )


def _approval(grade: str, approver: str, document: str) -> tuple[str, str]:
    """Return who approved the grade and the approval's number; both belong to a major matter, and to no other."""
    if grade not in deadlines.GRADE_WORDS:
        raise BadInput("选择一般、复杂或重大", field="grade")
    if grade != deadlines.MAJOR:
        if approver or document:
            raise BadInput("只有重大的要批准：选重大，或把批准人和批准文号清空", field="grade")
        return "", ""
    need_reason(approver, "重大的，填写批准人", "approver")
    if is_quiet():  # an old ledger names it as it stands there
        need(document, "重大的，填写批准文号", "document")
    else:
        need_document(document, "重大的，填写批准文号", "document")
    return approver, document


def _tell_of_the_longer_limit(turn: Turn[Complaint], grade: str) -> None:
    """Whoever watches the hall's clocks reads the number and the days, nothing of what it is about (decision 128)."""
    case = turn.case
    for reader in watchers(case, at=turn.at):
        if reader != turn.by:
            owe(
                case, cause=f"longer_limit:{case.pk}:{reader.pk}", template="longer_limit", recipient=reader, at=turn.at,
                step=deadlines.GRADE_WORDS[grade], who=str(turn.by), days=deadlines.HANDLE_WITHIN[grade],
                usual=deadlines.HANDLE_WITHIN[deadlines.GENERAL],
            )  # fmt: skip


def _approved_by(complaint: Complaint) -> dict[str, str]:
    """The approval of a major matter, for the history."""
    if complaint.grade != deadlines.MAJOR:
        return {}
    return {"approver": complaint.grade_approver, "document": complaint.grade_document}


def _reporter(name: str, number: str, *, phone_unknown: bool) -> tuple[str, str] | None:
    """Return (name, phone) of a named complainant, or None for an anonymous one."""
    try:
        name, number = texts.line(name), number.strip()
    except texts.Unseen as unseen:
        raise BadInput(str(unseen), field="name") from None
    if not name and not number:
        return None
    need(name, "留了电话，就填写姓名；不想留姓名，把电话也清空", "name")
    if len(name) > NAME_MOST:
        raise BadInput(f"姓名最多 {NAME_MOST} 个字，现在有 {len(name)} 个", field="name")
    need(number, "实名的要填写电话；不想留电话，把姓名也清空", "phone")
    if phone_unknown:
        return name, number
    try:
        return name, phone(number)
    except BadNumber as error:
        raise BadInput(str(error), field="phone") from error
