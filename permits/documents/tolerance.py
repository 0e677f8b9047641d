"""容缺受理承诺书: what the applicant promises when a listed paper follows later (A12)."""

from papers.sheet import Sheet, facts, points, sign, text
from papers.wording import day
from permits.documents.phrases import NO_SIGNATURE_DAY, TO_WRITE, Printing, paper
from permits.models import Application, DocumentKind, Tolerance
from permits.queries import missing_materials
from permits.states import SUBMITTED
from permits.wording import grouped


def can_be_promised(application: Application) -> int:
    """1 while every missing paper is on the item's tolerance list, and once it was promised or printed; else 0."""
    if hasattr(application, "tolerance"):
        return 1
    if application.case.documents.filter(kind=DocumentKind.TOLERANCE_PROMISE).exists():
        return 1
    absent = missing_materials(application) if application.case.state == SUBMITTED else []
    return int(bool(absent) and all(material.tolerable for material in absent))


def promise(printing: Printing) -> Sheet:
    """
    The applicant's own paper, so it carries no seal. Printed before the acceptance it has a line for the day of the promise,
    to be written on and signed at the window; its number is what the acceptance asks for.
    """
    tolerance: Tolerance | None = getattr(printing.application, "tolerance", None)
    until = f"{day(tolerance.pledged_on)} " if tolerance else f"{NO_SIGNATURE_DAY} "
    papers = tolerance.materials.order_by("position") if tolerance else missing_materials(printing.application)
    kept_as = [("登记的编号", tolerance.pledge)] if tolerance and tolerance.pledge != printing.number else []
    return paper(
        printing,
        title="容缺受理承诺书",
        addressee="",
        blocks=(
            facts(
                ("承诺人", printing.application.applicant_name),
                ("申请事项", f"{printing.case.title}（办件编号 {grouped(printing.case.number)}）"),
                ("暂缺的材料", "；".join(material.name for material in papers)),
                *kept_as,
            ),
            text(
                "窗口已经告知：主要材料齐全，上列材料在事项公布的可容缺材料清单上。本人（本单位）自愿申请容缺受理，并承诺："
            ),
            points(
                f"在{until}前补齐上列材料，最迟不超过这个事项的承诺办结时限；",
                "补交的材料真实、有效，和已经提交的材料一致；",
                "知道材料补齐以前，不交付证照或者办理结果；",
                "到期没有补齐的，由本人（本单位）承担由此产生的后果，可以在材料齐全以后重新申请。",
            ),
            sign(f"承诺人（签名或者盖章）：{TO_WRITE}　　{NO_SIGNATURE_DAY}", f"窗口经办人：{TO_WRITE}"),
            text("本承诺书一式两份，申请人和窗口各存一份。依据：《优化营商环境条例》第四十条和本大厅容缺受理规定。"),
        ),
    )
