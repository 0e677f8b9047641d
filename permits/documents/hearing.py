"""What is written when the time changes: a hearing (行政许可法 art. 46–48), a special procedure, an extension."""

from datetime import datetime

from django.db.models import Prefetch, Q, prefetch_related_objects

from cases.events import actor_words
from cases.models import Pause
from cases.rules import Rule
from cases.wording import before, marked, moment, moment_of
from hall.catalogue_terms import LimitUnit
from hall.templatetags.presentation import day
from papers.models import Document
from papers.sheet import Block, Sheet, facts, points, sign, text
from permits.documents.phrases import (
    APPROVAL_SEAL,
    LICENCE_LAW,
    NO_SIGNATURE_DAY,
    TO_WRITE,
    Printing,
    issued_on,
    paper,
    the_application,
)
from permits.models import Application, DocumentKind, Hearing
from permits.wording import approver_of_extension, grouped, signer

LINES_OF_A_RECORD = 6  # under each heading, to be written on by hand


def called_by(application: Application) -> list[str]:
    """The numbers of the notices that called a hearing: those printed of one that was cancelled, and the one in force."""
    hearing: Hearing | None = getattr(application, "hearing", None)
    if hearing is None:
        return []
    prefetch_related_objects([application.case], Prefetch("documents", queryset=Document.objects.defer("content")))
    printed = (each for each in application.case.documents.all() if each.kind == DocumentKind.HEARING_NOTICE)
    earlier = (each.number for each in sorted(printed, key=lambda each: each.occurrence))
    numbers = [number for number in earlier if number != hearing.notice_document]
    return [*numbers, *filter(None, [hearing.notice_document])]


def right(printing: Printing) -> Sheet:
    """听证权利告知书: within how long a hearing may be asked for, and that it costs nothing (art. 47)."""
    hearing: Hearing = printing.application.hearing
    return paper(
        printing,
        title="听证权利告知书",
        addressee=f"{hearing.parties}：",
        blocks=(
            text(
                f"{_subject(printing)}，直接涉及申请人与他人之间的重大利益关系。根据{LICENCE_LAW}第四十七条，"
                "作出决定以前，申请人、利害关系人有权要求听证。"
            ),
            text(*hearing.interest.splitlines(), title="涉及的重大利益"),
            points(
                f"要求听证的，在 {moment(hearing.ask_by)} 前向本机关提出；到期没有提出的，视为放弃。",
                "提出要求以后，本机关在二十日内组织听证。",
                "申请人、利害关系人不承担组织听证的费用。",
            ),
            sign(f"签收人：{TO_WRITE}　　签收时间：{NO_SIGNATURE_DAY}", f"告知人：{hearing.told_by}"),
        ),
        seal=APPROVAL_SEAL,
        dated=day(hearing.told_at),
    )


def notice(printing: Printing) -> Sheet:
    """听证通知书: time, place and chair, at least seven days before; and that the clocks stand still until then (art. 45, 48)."""
    hearing: Hearing = printing.application.hearing
    return paper(
        printing,
        title="听证通知书",
        addressee=f"{hearing.parties}：",
        blocks=(
            text(
                f"{_subject(printing)}，{hearing.asked_by_party}要求听证。根据{LICENCE_LAW}第四十八条，本机关定于下列时间、地点公开举行听证："
            ),
            facts(("听证时间", _sits_at(hearing)), ("听证地点", hearing.place), ("主持人", hearing.chair)),
            points(
                "申请人、利害关系人可以亲自参加，也可以委托代理人参加；代理人带授权委托书。",
                "认为主持人与这件申请有直接利害关系的，有权申请回避。",
                "听证时审查人员提供审查意见的证据、理由，申请人、利害关系人可以提出证据，并进行申辩和质证。",
                *_clocks_stand_still(printing),
            ),
            sign(f"签收人：{TO_WRITE}　　签收时间：{NO_SIGNATURE_DAY}"),
        ),
        seal=APPROVAL_SEAL,
        dated=day(hearing.announced_at) if hearing.announced_at else "",
    )


def record(printing: Printing) -> Sheet:
    """听证笔录: what is known of it, with the lines that are written and signed by those who took part (art. 48)."""
    hearing: Hearing = printing.application.hearing
    return paper(
        printing,
        title="听证笔录",
        addressee="",
        blocks=(
            facts(
                (
                    "事由",
                    f"{printing.application.applicant_name}申请“{printing.case.title}”（办件编号 {grouped(printing.case.number)}）",
                ),
                ("听证时间", _sits_at(hearing)),
                ("听证地点", hearing.place),
                ("主持人", hearing.chair),
                ("记录人", str(hearing.held_by)),
                ("通知的当事人", hearing.parties),
                ("参加人", TO_WRITE * 4),
            ),
            _to_write("审查人员提供的审查意见、证据和理由"),
            _to_write("申请人、利害关系人的证据、申辩和质证"),
            sign(
                f"听证参加人确认无误（签名或者盖章）：{TO_WRITE}　　{NO_SIGNATURE_DAY}",
                f"主持人签名：{TO_WRITE}　　记录人签名：{TO_WRITE}",
            ),
        ),
    )


def _subject(printing: Printing) -> str:
    case = printing.case
    return f"{printing.application.applicant_name}于{day(case.opened_at)}申请的“{case.title}”（办件编号 {grouped(case.number)}）"


def _sits_at(hearing: Hearing) -> str:
    return moment(hearing.sits_at) if hearing.sits_at else ""


def _clocks_stand_still(printing: Printing) -> list[str]:
    hearing: Hearing = printing.application.hearing
    called = Q(notice_number=hearing.notice_document) | Q(later_notices__contains=[hearing.notice_document])
    pause = printing.case.pauses.filter(called).first()
    if pause is None or hearing.sits_at is None:
        return []
    until = f"从{day(pause.starts_on)}起到听证举行之日（{day(hearing.sits_at)}）止"
    return [f"{until}，所需时间不计算在办理期限内（{LICENCE_LAW}第四十五条）。"]


def _to_write(title: str) -> Block:
    return text(*[TO_WRITE * 5] * LINES_OF_A_RECORD, title=title)


def _in_turn(application: Application) -> list[tuple[Pause, int]]:
    """Each pause with each of its notices, as (pause, place of the notice), in the order in which they were given."""
    pauses = sorted(application.case.pauses.all(), key=lambda pause: (pause.starts_on, pause.pk))
    return [(pause, place) for pause in pauses for place in range(1 + len(pause.later_notices))]


def notices_of_pauses(application: Application) -> list[tuple[Pause, int]]:
    """The notices of this kind; a hearing has the one that calls it."""
    return [(pause, place) for pause, place in _in_turn(application) if pause.ground != Pause.Ground.HEARING]


def number_of_notice(application: Application, occurrence: int) -> str:
    """A notice of a special procedure has the number under which its approver stopped the clocks, or prolonged that."""
    pause, place = notices_of_pauses(application)[occurrence - 1]
    return [pause.notice_number, *pause.later_notices][place]


def special_procedure(printing: Printing) -> Sheet:
    """特别程序告知书: the written notice without which the clock does not stop, or one that prolongs it (art. 45)."""
    pause, place = notices_of_pauses(printing.application)[printing.occurrence - 1]
    in_turn = _in_turn(printing.application)
    # each notice has its clock: one that prolongs replaces the clock of the notice before
    clocks = list(printing.case.deadlines.filter(rule=Rule.SPECIAL_PROCEDURE).order_by("pk"))
    clock = clocks[in_turn.index((pause, place))] if len(clocks) == len(in_turn) else None
    basis = pause.basis or f"{LICENCE_LAW}第四十五条"  # a statutory waiting names the law of its own
    ends = [("预计结束", before(clock.due_at, clock.provisional))] if clock else []
    lines = printing.case.events.filter(verb="prolong", facts__notice_number__in=pause.later_notices).order_by("seq")
    prolonged = list(lines.select_related("actor")) if pause.later_notices else []
    if place == 0:
        needed = f"依法需要{pause.get_ground_display()}"
        days = pause.declared_days - sum(line.facts["days"] for line in prolonged)
        length, approver, given_at = (
            f"{days} 个工作日",
            signer(printing.case, pause.approved_by, at=pause.started_at),
            pause.started_at,
        )
        reason = []
    else:
        line = prolonged[place - 1]
        needed = f"正在进行的{pause.get_ground_display()}需要延长"
        length = f"再需要 {line.facts['days']} 个工作日，共 {line.facts['declared_days']} 个工作日"
        approver, given_at = actor_words(line), line.at
        reason = [text(line.facts["reason"], title="延长的理由")]
    return paper(
        printing,
        title="特别程序告知书",
        blocks=(
            text(
                f"{the_application(printing)}，{needed}。根据{basis}，所需时间不计算在办理期限内，现将所需时间书面告知如下："
            ),
            facts(
                ("特别程序", pause.get_ground_display()),
                ("开始日期", day(pause.starts_on)),
                ("所需时间", length),
                *ends,
                ("批准人", approver),
                *(
                    [("撤回", f"{day(pause.ended_at)}，没有开始就撤回，时限照常计算")]
                    if pause.never_began and pause.ended_at
                    else []
                ),
            ),
            *reason,
            text(
                "特别程序结束后，承诺时限和法定时限继续计算，到期时间重新推算，可以凭凭证码查询。"
                "上述时间到期而特别程序没有结束、也没有另行告知延长的，时限自次日起继续计算。"
            ),
        ),
        seal=APPROVAL_SEAL,
        dated=day(given_at),
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
                f"经{approver_of_extension(extension_facts)}批准，延长 {extension_facts['days']} {LimitUnit(unit).label}。"
            ),
            text(extension_facts["reason"], title="延长的理由"),
            facts(
                ("批准日期", day(extended.at)),
                ("批准文号", extension_facts["document"]),
                (
                    "原到期时间",
                    marked(moment_of(extension_facts["due_before"]), extension_facts.get("provisional_before")),
                ),
                (
                    "延长后",
                    before(datetime.fromisoformat(extension_facts["due_after"]), extension_facts.get("provisional")),
                ),
            ),
            text("法定时限只能延长一次。本大厅公开承诺的时限不因此延长。"),
        ),
        seal=APPROVAL_SEAL,
        dated=issued_on(printing),
    )
