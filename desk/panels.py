"""What the case page shows of the taking-in: papers, promises, notices. It decides nothing."""

from typing import Any

from cases.wording import moment
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
    notice = f"{moment(tolerance.told_at)} {tolerance.told_how}（{tolerance.told_by}）" if tolerance.told_at else ""
    return [
        ("容缺受理", "、".join(material.name for material in tolerance.materials.all())),
        ("承诺书", f"{tolerance.pledge}，承诺 {on.year}年{on.month}月{on.day}日 前补齐"),
        ("补齐", moment(tolerance.supplied_at) if tolerance.supplied_at else "还没有补齐，补齐之前不交付证照"),
        ("逾期", f"到 {moment(tolerance.overdue_at)} 没有补齐" if tolerance.overdue_at else ""),
        ("告知逾期", notice),
    ]


def _commitment_facts(commitment: Commitment) -> list[tuple[str, str]]:
    result = "属实" if commitment.holds else "不属实"
    done = f"{result}：{commitment.finding}（{commitment.verified_by}）" if commitment.verified_at else ""
    return [
        ("告知承诺", "、".join(material.name for material in commitment.materials.all())),
        ("承诺书", commitment.pledge),
        ("事后核查", done or "还没有核查"),
    ]
