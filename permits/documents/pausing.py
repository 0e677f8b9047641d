"""What the applicant is told in writing when the time changes: a special procedure, an extension."""

from cases.models import Pause
from cases.rules import Rule
from cases.wording import marked, moment
from hall.catalogue_terms import LimitUnit
from papers.sheet import Sheet, facts, text
from papers.wording import day
from permits.documents.phrases import APPROVAL_SEAL, LICENCE_LAW, Printing, paper, the_application
from permits.models import Application
from permits.wording import moment_of


def pauses_with_a_paper(application: Application) -> list[Pause]:
    """The pauses with a notice of this kind; a hearing has the notice that calls it."""
    return list(application.case.pauses.exclude(ground=Pause.Ground.HEARING).order_by("starts_on", "pk"))


def special_procedure(printing: Printing) -> Sheet:
    """特别程序告知书: the written notice without which the clock does not stop (art. 45)."""
    pauses = list(printing.case.pauses.order_by("starts_on", "pk"))
    pause = pauses_with_a_paper(printing.application)[printing.occurrence - 1]
    clocks = list(printing.case.deadlines.filter(rule=Rule.SPECIAL_PROCEDURE).order_by("started_at", "pk"))
    clock = clocks[pauses.index(pause)] if len(clocks) == len(pauses) else None
    basis = getattr(pause, "basis", "") or f"{LICENCE_LAW}第四十五条"  # a statutory waiting names the law of its own
    ends = [("预计结束", marked(f"{moment(clock.due_at)} 前", clock.provisional))] if clock else []
    return paper(
        printing,
        title="特别程序告知书",
        blocks=(
            text(
                f"{the_application(printing)}，依法需要{pause.get_ground_display()}。根据{basis}，"
                "所需时间不计算在办理期限内，现将所需时间书面告知如下："
            ),
            facts(
                ("特别程序", pause.get_ground_display()),
                ("开始日期", day(pause.starts_on)),
                ("所需时间", f"{pause.declared_days} 个工作日"),
                *ends,
                ("批准人", str(pause.approved_by)),
            ),
            text("特别程序结束后，承诺时限和法定时限继续计算，到期时间重新推算，可以凭凭证码查询。"),
        ),
        seal=APPROVAL_SEAL,
        dated=day(pause.started_at),
    )


def extension(printing: Printing) -> Sheet:
    """延长审批告知书: who approved it, why, and the new moment (art. 42)."""
    extended = printing.case.events.filter(verb="extend").latest("seq")
    extension_facts = extended.facts
    unit = printing.application.item_version.statutory_unit or LimitUnit.WORKING_DAY
    return paper(
        printing,
        title="延长审批告知书",
        blocks=(
            text(
                f"{the_application(printing)}，不能在法定时限内作出决定。根据{LICENCE_LAW}第四十二条，"
                f"经{extension_facts['rank']}批准，延长 {extension_facts['days']} {LimitUnit(unit).label}。"
            ),
            text(extension_facts["reason"], title="延长的理由"),
            facts(
                ("批准文号", extension_facts["document"]),
                ("原到期时间", moment_of(extension_facts["due_before"])),
                ("延长后", marked(f"{moment_of(extension_facts['due_after'])} 前", extension_facts.get("provisional"))),
            ),
            text("法定时限只能延长一次。本大厅公开承诺的时限不因此延长。"),
        ),
        seal=APPROVAL_SEAL,
        dated=day(extended.at),
    )
