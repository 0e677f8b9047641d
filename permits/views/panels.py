"""What the case page shows of the taking-in, and which of its acts have a point now. It decides nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cases.clocks import A_SECOND
from cases.wording import moment
from hall import calendar
from permits import deadlines
from permits.models import Application, Commitment, MaterialReceipt, Tolerance


def materials(application: Application) -> list[dict[str, Any]]:
    """The item's list with what the window has of it: each paper's receipt, the receipts handed back, a promise in its place."""
    commitment = getattr(application, "commitment", None)
    promised = {material.pk for material in commitment.materials.all()} if commitment else set()
    return [
        {
            "name": material.name,
            "tolerable": material.tolerable,
            "promised": material.pk in promised,
            "receipt": next((each for each in _of(application, material.pk) if each.returned_at is None), None),
            "returned": [each for each in _of(application, material.pk) if each.returned_at is not None],
        }
        for material in application.item_version.materials.all()
    ]


def _of(application: Application, material: int) -> list[MaterialReceipt]:
    return [receipt for receipt in application.received.all() if receipt.material_id == material]


def non_acceptance(application: Application) -> list[tuple[str, str]] | None:
    """What was written when the application ended before acceptance; None when it did not."""
    written = getattr(application, "non_acceptance", None)
    if written is None:
        return None
    facts = [
        ("类型", written.get_kind_display()),
        ("情形", written.get_ground_display()),
        ("理由和依据", written.reason),
        ("有权办理的机关", written.competent_agency),
        ("救济途径", written.remedies),
        ("作出时间", moment(written.at)),
        ("经手人", str(written.decided_by)),
    ]
    return [(name, value) for name, value in facts if value]


def promised(application: Application) -> list[tuple[str, str]]:
    """What the applicant promised in writing, and what became of it; nothing where nothing was promised."""
    tolerance, commitment = getattr(application, "tolerance", None), getattr(application, "commitment", None)
    facts: list[tuple[str, str]] = []
    if tolerance is not None:
        facts = _tolerance_facts(tolerance)
    elif commitment is not None:
        facts = _commitment_facts(commitment)
    return [(name, value) for name, value in facts if value]


def _tolerance_facts(tolerance: Tolerance) -> list[tuple[str, str]]:
    on = tolerance.pledged_on
    told = f"{moment(tolerance.told_at)} {tolerance.told_how}（{tolerance.told_by}）" if tolerance.told_at else ""
    return [
        ("容缺受理", "、".join(material.name for material in tolerance.materials.all())),
        ("承诺书", f"{tolerance.pledge}，承诺 {on.year}年{on.month}月{on.day}日 前补齐"),
        ("补齐", moment(tolerance.supplied_at) if tolerance.supplied_at else "还没有补齐，补齐之前不交付证照"),
        ("逾期", f"到 {moment(tolerance.overdue_at)} 没有补齐" if tolerance.overdue_at else ""),
        ("告知逾期", told),
    ]


def _commitment_facts(commitment: Commitment) -> list[tuple[str, str]]:
    result = "属实" if commitment.holds else "不属实"
    done = f"{result}：{commitment.finding}（{commitment.verified_by}）" if commitment.verified_at else ""
    return [
        ("告知承诺", "、".join(material.name for material in commitment.materials.all())),
        ("承诺书", commitment.pledge),
        ("事后核查", done or "还没有核查"),
    ]


def makes_sense(act: str, application: Application, *, at: datetime) -> bool:
    """Leave out an act of the taking-in that its verb would refuse whatever is typed."""
    asked = _ASKED.get(act)
    return asked is None or asked(application, at)


def _correction_is_over(application: Application, at: datetime) -> bool:
    told_at = max((notice.at for notice in application.notices.all()), default=None)
    if told_at is None:
        return False
    return at >= deadlines.correction_due(told_at=told_at, calendar=calendar.current()).due_at + A_SECOND


def _has_papers(application: Application, _at: datetime) -> bool:
    return any(receipt.returned_at is None for receipt in application.received.all())


def _all_missing_may_follow(application: Application, _at: datetime) -> bool:
    absent = [each for each in materials(application) if each["receipt"] is None]
    return bool(absent) and all(each["tolerable"] for each in absent)


def _may_be_promised(application: Application, at: datetime) -> bool:
    absent = [each for each in materials(application) if each["receipt"] is None]
    return bool(absent) and application.item_version.informed_commitment and _has_papers(application, at)


def _gap_is_open(application: Application, _at: datetime) -> bool:
    tolerance = getattr(application, "tolerance", None)
    return tolerance is not None and tolerance.is_open


def _papers_are_to_come(application: Application, at: datetime) -> bool:
    """A promised one; or one that was missing when the law deemed the application accepted."""
    lacks = application.deemed_accepted and any(each["receipt"] is None for each in materials(application))
    return _gap_is_open(application, at) or lacks


def _gap_is_to_be_told(application: Application, at: datetime) -> bool:
    return (
        _gap_is_open(application, at)
        and application.tolerance.overdue_at is not None
        and application.tolerance.told_at is None
    )


def _commitment_is_to_be_verified(application: Application, _at: datetime) -> bool:
    commitment = getattr(application, "commitment", None)
    return commitment is not None and commitment.verified_at is None


def _something_came_since_the_notice(application: Application, _at: datetime) -> bool:
    """While the applicant corrects, there is something to tell again only about what has come."""
    last = max((notice.at for notice in application.notices.all()), default=None)
    return last is None or any(receipt.at > last for receipt in application.received.all())


_ASKED: dict[str, Callable[[Application, datetime], bool]] = {
    "close_not_corrected": _correction_is_over,
    "notify": _something_came_since_the_notice,
    "correct": _has_papers,
    "accept_with_gaps": _all_missing_may_follow,
    "accept_on_commitment": _may_be_promised,
    "supplement": _papers_are_to_come,
    "tell_overdue": _gap_is_to_be_told,
    "verify": _commitment_is_to_be_verified,
}
