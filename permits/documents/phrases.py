"""What several papers say in the same words."""

from dataclasses import dataclass
from datetime import datetime

from cases.models import Case, Deadline
from cases.rules import RULES, Rule
from cases.wording import before
from hall.catalogue_terms import LimitUnit
from hall.identity import USUAL, IdKind
from hall.organs import full_name
from hall.templatetags.presentation import day
from papers.sheet import Block, Sheet, text
from permits.agents import agent_of
from permits.letters import HANDLING
from permits.models import Application, Bar
from permits.wording import grouped

LICENCE_LAW = "《中华人民共和国行政许可法》"
APPROVAL_SEAL = "盖行政审批专用章"
TO_WRITE = "＿" * 8  # a line to be written on by hand
NO_SIGNATURE_DAY = f"{'＿' * 3}年{'＿' * 2}月{'＿' * 2}日"


@dataclass(frozen=True)
class Printing:
    """
    What a paper is made of.

    :param occurrence: which of its kind: the second notice, the first special procedure.
    :param site: the public address of the hall, without a path, for QR pictures.
    """

    application: Application
    occurrence: int
    number: str
    site: str
    at: datetime

    @property
    def case(self) -> Case:
        return self.application.case

    @property
    def issuer(self) -> str:
        """The agency that answers for the paper, by its full name."""
        hall, department = self.case.hall.name, self.case.department
        return full_name(department.name, hall=hall) if department else hall

    @property
    def item_page(self) -> str:
        """The address of the item's page; "" where the hall has named none."""
        return f"{self.site}/items/{self.application.item_version.item.code}/" if self.site else ""


def paper(printing: Printing, *, title: str, blocks: tuple[Block, ...], **more: str) -> Sheet:
    """A paper about this case, to the applicant where nobody else is named: its issuer, its number, at the foot its case."""
    of_the_case = {
        "foot": f"办件编号 {grouped(printing.case.number)}",
        "addressee": f"{printing.application.applicant_name}：",
    }
    return Sheet(title=title, issuer=printing.issuer, number=printing.number, blocks=blocks, **{**of_the_case, **more})


def issued_on(printing: Printing, *, numbered: str = "", at: datetime | None = None) -> str:
    """
    The day at the seal: that of the number, so that both are always of one year. It is the act's where the act gave the number,
    else that of the first print; when the act was done stands among the facts (decision 139).

    :param numbered: the number that the act gave. :param at: of the act.
    """
    return day(at if numbered and at is not None else printing.at)


def bar_of(printing: Printing, ground: Bar.Ground) -> tuple[Block, ...]:
    """Until when the applicant may not apply for the item again, where the decision has barred that (art. 78, 79)."""
    bar = printing.application.bars.filter(ground=ground, lifted_at=None).first()
    if bar is None:
        return ()
    article = {Bar.Ground.FALSE_MATERIALS: "第七十八条", Bar.Ground.DECEIT: "第七十九条"}[ground]
    return (
        text(
            "本事项直接关系公共安全、人身健康、生命财产安全。"
            f"根据{LICENCE_LAW}{article}，到{day(bar.until)}为止，您不得再次申请这个事项。"
        ),
    )


def false_materials(printing: Printing) -> tuple[Block, ...]:
    """
    What follows from false materials besides the refusal: the warning, and the bar where there is one (art. 78). Nothing of the
    kind where the application is for no licence: the licensing law is no ground to warn anybody there.
    """
    if not is_licence(printing.application):
        return ()
    warning = text(f"您隐瞒有关情况或者提供虚假材料，根据{LICENCE_LAW}第七十八条，给予警告。")
    return (warning, *bar_of(printing, Bar.Ground.FALSE_MATERIALS))


def accepted_on(application: Application) -> str:
    """The day of acceptance; "" before it."""
    return day(application.accepted_at) if application.accepted_at else ""


def item_words(application: Application) -> str:
    version = application.item_version
    return f"{version.name}（{version.item.code}，第 {version.number} 版办事指南）"


def is_licence(application: Application) -> bool:
    """Whether the application is for a licence: only then is the licensing law a ground."""
    return application.item_version.is_licence


def the_application(printing: Printing) -> str:
    """``您于2026年3月2日提出的“公共场所卫生许可”申请（办件编号 0101 20260302 00001）``."""
    case = printing.case
    return f"您于{day(case.opened_at)}提出的“{case.title}”申请（办件编号 {grouped(case.number)}）"


def applicant_facts(application: Application) -> list[tuple[str, str]]:
    """Who the decision is about, unmasked: a decision without the number of its holder proves nothing."""
    kind = application.document_kind
    label = "公民身份号码" if kind == IdKind.RESIDENT_CARD else f"{kind.label}号" if kind not in USUAL else kind.label
    agent = agent_of(application)
    represented = [("委托代理人", agent.name)] if agent else []
    return [("申请人", application.applicant_name), (label, application.applicant_id), *represented]


def place_words(case: Case) -> str:
    """Where the applicant goes: hall, window, address."""
    window = f"{case.window.number} 号窗口（{case.window.name}）" if case.window else ""
    address = f"，地址：{case.hall.address}" if case.hall.address else ""
    return f"{case.hall.name}{window}{address}"


def phone_words(case: Case) -> str:
    own = f"{case.hall.phone}，或" if case.hall.phone and case.hall.phone != "12345" else ""
    return f"{own} 12345".strip()


def due_words(clock: Deadline) -> str:
    """The moment by which a clock is met; a stopped one has none now, and says how long it is."""
    if clock.is_stopped:
        long = f"{clock.quantity} {LimitUnit(clock.unit).label}"
        return f"{clock.start_words}后 {long}；特别程序期间不计时，恢复后重新推算到期时间"
    return before(clock.due_at, clock.provisional)


def clocks_of(case: Case, *rules: Rule) -> list[Deadline]:
    """The clocks of these rules that stand, one a rule, the nearest first."""
    standing = case.deadlines.filter(rule__in=rules, superseded_at__isnull=True).order_by("due_at", "pk")
    return list({clock.rule: clock for clock in standing}.values())


def limit_facts(case: Case) -> list[tuple[str, str]]:
    """When the handling is due, by each of its limits."""
    handling = clocks_of(case, *HANDLING)
    return [(RULES[clock.rule].title, due_words(clock)) for clock in handling]
