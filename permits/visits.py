"""
The two-visit rule (rules §4.1): trips are rows, and one that goes beyond what is allowed must say why.

Two trips to a department's windows are allowed for a matter (两次终结制). An item that publishes fewer (最多跑一次) binds the hall
besides: of that promise a consultation is no part, and a trip with papers that the first notice asked for is the applicant's own.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from cases.cards import Breach, issue_card
from cases.models import Card
from cases.rules import Rule
from hall.articles import names_an_article
from hall.models import Department, ItemVersion, Material, User, Window
from hall.refusals import Refused
from hall.writing import insert_one
from permits.models import Application, MaterialReceipt, NoticeGround, Visit
from permits.repeated import taken_up

ALLOWED = 2  # trips to one department's window for one matter (S0: 往返不得超过两次); an item may publish fewer
WITH_PAPERS = (Visit.Purpose.SUBMIT, Visit.Purpose.CORRECT)
BASIS_NEEDED = "法律要求到场的，写明哪一部法律的哪一条，例如《婚姻登记条例》第七条；没有这样的规定，不能选这个原因"


class CauseNeeded(Refused):
    code = "cause-needed"
    sentence = "这是第三次到访，选择原因（两次终结制）"


class CauseNotProven(Refused):
    code = "cause-not-proven"


class PapersWereBrought(Refused):
    """After a consultation a trip with papers is their submission: with it the hall's clock starts (decision 141)."""

    code = "papers-were-brought"
    sentence = "申请人带了材料来的，办“收下材料”：到访和收件时限从那里登记；没有带材料的，选咨询"


@dataclass(frozen=True)
class Count:
    """How often the applicant came to one department's windows for an application."""

    department: Department
    counted: int


@dataclass(frozen=True)
class Why:
    """
    Why a trip goes beyond what is allowed, as the window says it.

    :param missing: position of the paper that was not brought, for the cause "applicant".
    :param basis: law and article that require the applicant to come, for the cause "law".
    """

    cause: str = ""
    missing: int | None = None
    basis: str = ""


NOT_SAID = Why()


@dataclass(frozen=True)
class Trip:
    """One trip of the applicant, as the window describes it."""

    window: Window
    purpose: str
    why: Why = NOT_SAID


@dataclass(frozen=True)
class Proof:
    """The cause of a trip beyond what is allowed, with what bears it out."""

    cause: str = ""
    missing: Material | None = None
    basis: str = ""


NO_CAUSE = Proof()


def log(application: Application, trip: Trip, *, by: User, at: datetime, is_first: bool = False) -> Visit:
    """
    Add a visit. Collecting the result is not counted when courier or e-document was offered in writing.

    :param is_first: the application was registered just now, and no trip before it has become one of its visits.
    :raises CauseNeeded: a trip beyond what is allowed, without a cause.
    :raises CauseNotProven: a cause that what is stored does not bear out.
    """
    if trip.purpose not in Visit.Purpose.values:
        raise CauseNotProven("选择到访目的", field="purpose")
    if trip.why.cause and trip.why.cause not in Visit.Cause.values:
        raise CauseNotProven("选择列出的原因", field="cause")
    if trip.purpose == Visit.Purpose.COLLECT and getattr(application, "decision", None) is None:
        raise CauseNotProven("还没有作出决定，没有可以领取的结果", field="purpose")
    department = _department(application, trip.window)
    counted_as, proof = None, NO_CAUSE
    if trip.purpose != Visit.Purpose.COLLECT or application.delivery_offered_at is None:
        before = [] if is_first else purposes(application, department)
        counted_as = len(before) + 1
        # a trip that is allowed needs no cause: one that was filled in all the same is not kept
        proof = proof_of(application, trip, before=before)
    return insert_one(
        Visit(
            application=application,
            window=trip.window,
            department=department,
            purpose=trip.purpose,
            at=at,
            logged_by=by,
            counted_as=counted_as,
            cause=proof.cause,
            missing=proof.missing,
            basis=proof.basis,
        )
    )


def last_of(application: Application) -> Visit | None:
    """The trip that was noted last."""
    return max(application.visits.all(), key=lambda visit: visit.pk, default=None)


def purposes(application: Application, department: Department | None = None) -> list[str]:
    """What the counted visits to a department's windows were for, in their order; left out: the department that handles it."""
    department = department or application.case.department
    counted_visits = application.visits.filter(department=department, counted_as__isnull=False)
    return list(counted_visits.order_by("counted_as").values_list("purpose", flat=True))


def counted(application: Application, department: Department | None = None) -> int:
    """How many counted visits to a department's windows the application has; left out: the department that handles it."""
    return len(purposes(application, department))


def limit_broken(before: Sequence[str], purpose: str, terms: ItemVersion) -> int | None:
    """
    The number of trips that one more would go beyond: what the two-visit rule allows, or what the item publishes; None where it
    is allowed.

    :param before: what the counted trips before it were for.
    """
    if len(before) >= ALLOWED:
        return ALLOWED
    if (
        purpose == Visit.Purpose.CONSULT
    ):  # 最多跑一次 speaks of the handling; asking beforehand counts for the two-visit rule only
        return None
    own = 1 + sum(each != Visit.Purpose.CONSULT for each in before)
    return terms.visits_max if own > terms.visits_max else None


def counts(visits: Iterable[Visit]) -> list[Count]:
    """The counted visits by department, in the order of the first; their sum is that of the whole hall (Q5)."""
    numbers = Counter(visit.department for visit in visits if visit.counted_as is not None)
    return [Count(department, number) for department, number in numbers.items()]


def judge(visit: Visit, *, at: datetime) -> Card | None:
    """Raise the two-visit card when the cause is the window's; once for each such visit."""
    if visit.cause != Visit.Cause.WINDOW:
        return None
    application = visit.application
    case, number, most = application.case, visit.counted_as or 0, application.item_version.visits_max
    rule = "两次终结制" if number > ALLOWED else f"事项公布最多跑 {most} 次"
    is_ours = visit.department_id == case.department_id
    return issue_card(
        case,
        Breach(
            rule=Rule.TWO_VISIT,
            occurrence=number,
            cause=f"第 {number} 次到访，窗口原因（{rule}）",
            window=visit.window,
            # the case's own person answers for no other department's windows
            owner=case.owner if is_ours else None,
            department=visit.department,
        ),
        at=at,
    )


def provable(application: Application) -> list[Material]:
    """
    The papers whose absence is the applicant's own cause for another trip: those on the first notice, and those on the one that
    was given because the applicant changed the request in writing, which is the first notice of the changed request. What the
    window has had since the last trip was not missing.

    The notices of the applications that this one takes up count too: it is the same matter.
    """
    matter = [application, *taken_up(application)]
    of_the_matter = Q(notice_lines__notice__application__in=matter)
    ours = Q(notice_lines__notice__number=1) | Q(notice_lines__notice__ground=NoticeGround.REQUEST_CHANGED)
    listed = Material.objects.filter(ours, of_the_matter)
    last = application.visits.order_by("-at", "-pk").first()
    if last is not None:
        there = MaterialReceipt.objects.held().filter(application__in=matter, at__lte=last.at)
        listed = listed.exclude(name__in=there.values("material__name"))
    return list(listed.order_by("position").distinct())


def unproven_causes(application: Application, papers: Sequence[Material]) -> set[str]:
    """
    The causes that would be refused now, whatever is said with them.

    :param papers: see `provable`.
    """
    offered = getattr(application, "decision", None) is not None and application.delivery_offered_at is not None
    return {
        cause
        for cause, has_proof in (
            (Visit.Cause.APPLICANT, bool(papers)),
            (Visit.Cause.RESULT_COLLECTION, offered),
        )
        if not has_proof
    }


def proof_of(application: Application, trip: Trip, *, before: Sequence[str]) -> Proof:
    """
    The cause of a trip with what bears it out; none where the trip is allowed.

    :param before: what the counted trips before it were for.
    :raises CauseNeeded, CauseNotProven: see `log`.
    """
    terms, why = application.item_version, trip.why
    limit = limit_broken(before, trip.purpose, terms)
    if limit is None:
        return NO_CAUSE
    if not why.cause:
        if len(before) >= ALLOWED:
            raise CauseNeeded(field="cause")
        # bringing what the first notice asked for: its own evidence
        if trip.purpose == Visit.Purpose.CORRECT and (papers := provable(application)):
            return Proof(Visit.Cause.APPLICANT, papers[0])
        raise CauseNeeded(f"这个事项公布最多跑 {limit} 次，这是第 {len(before) + 1} 次到访，选择原因", field="cause")
    if why.cause == Visit.Cause.LAW:
        return Proof(why.cause, basis=_required_by(application, why.basis))
    return Proof(why.cause, missing=_not_brought(application, why.cause, why.missing))


def _department(application: Application, window: Window) -> Department:
    """Whose window this trip led to: the one that handles the application if it serves there, else the window's own."""
    own = application.case.department
    if own is not None and (own.pk in window.serves or not window.serves):
        return own
    return Department.objects.get(pk=min(window.serves))


def _required_by(application: Application, basis: str) -> str:
    """
    What requires the applicant to come (rules §4.1): the hearing that was announced, the article that is written now, or the one
    that the item publishes.

    :raises CauseNotProven: nothing does.
    """
    hearing = getattr(application, "hearing", None)
    if names_an_article(basis):
        return basis.strip()
    if basis.strip() and (hearing is None or basis.strip() != hearing.notice_document):
        raise CauseNotProven(BASIS_NEEDED, field="basis")
    if hearing is not None and hearing.notice_document:
        return str(hearing.notice_document)
    if application.item_version.presence_basis:
        return application.item_version.presence_basis
    raise CauseNotProven(BASIS_NEEDED, field="basis")


def _not_brought(application: Application, cause: str, missing: int | None) -> Material | None:
    """Check the other causes against what is stored."""
    if cause == Visit.Cause.RESULT_COLLECTION and getattr(application, "decision", None) is None:
        raise CauseNotProven("还没有作出决定，没有可以领取的结果", field="cause")
    if cause == Visit.Cause.RESULT_COLLECTION and application.delivery_offered_at is None:
        # collecting at the window is nobody's fault where courier or e-document was offered in writing
        raise CauseNotProven("没有书面提供过邮寄或者电子证照，不能算自愿到窗口领取", field="cause")
    if cause != Visit.Cause.APPLICANT:
        return None
    by_position = {material.position: material for material in provable(application)}
    if missing is None and by_position:
        raise CauseNotProven("选择申请人没带的材料", field="missing")
    if missing not in by_position:
        raise CauseNotProven("这份材料不在第一份一次性告知书上，或者窗口已经收到，不能算申请人原因", field="missing")
    return by_position[missing]
