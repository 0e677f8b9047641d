"""What the case page shows of what the applicant promised in writing. It decides nothing."""

from cases.wording import moment
from papers.wording import day
from permits.models import Application, Commitment, Tolerance
from permits.wording import filled


def promised(application: Application) -> list[tuple[str, str]]:
    """What the applicant promised in writing, and what became of it; nothing where nothing was promised."""
    if tolerance := getattr(application, "tolerance", None):
        return _tolerance_facts(tolerance)
    commitment = getattr(application, "commitment", None)
    return _commitment_facts(commitment) if commitment else []


def _tolerance_facts(tolerance: Tolerance) -> list[tuple[str, str]]:
    notice = f"{moment(tolerance.told_at)} {tolerance.told_how}（{tolerance.told_by}）" if tolerance.told_at else ""
    return filled(
        ("容缺受理", "、".join(material.name for material in tolerance.materials.all())),
        ("承诺书", f"{tolerance.pledge}，承诺 {day(tolerance.pledged_on)} 前补齐"),
        ("补齐", moment(tolerance.supplied_at) if tolerance.supplied_at else "还没有补齐，补齐之前不交付证照"),
        ("逾期", f"到 {moment(tolerance.overdue_at)} 没有补齐" if tolerance.overdue_at else ""),
        ("告知逾期", notice),
    )


def _commitment_facts(commitment: Commitment) -> list[tuple[str, str]]:
    result = "属实" if commitment.holds else "不属实"
    check = f"{result}：{commitment.finding}（{commitment.verified_by}）" if commitment.verified_at else "还没有核查"
    return filled(
        ("告知承诺", "、".join(material.name for material in commitment.materials.all())),
        ("承诺书", commitment.pledge),
        ("事后核查", check),
    )
