"""收件凭证: what was handed in, and what happens next, for the applicant to keep."""

from dataclasses import replace
from typing import Any

from cases import clocks
from cases.models import Case, Deadline
from cases.rules import Rule
from cases.wording import moment
from hall.disclosures import promise_words, statutory_words
from hall.identifiers import mask_name
from papers.copies import laid_out, sheet_of
from papers.models import DocumentPrint
from papers.sheet import Block, Sheet, facts, points, text
from permits.agents import agent_of
from permits.deadlines import NOTIFY_WITHIN
from permits.documents.phrases import Printing, item_words, phone_words
from permits.models import Application, DocumentKind
from permits.queries import missing_materials
from permits.states import CORRECTION_REQUESTED, SUBMITTED
from permits.wording import due_words, grouped

NO_CODE = "凭证码只在收件时给出一次，遗失的到窗口换发"


def receipt(printing: Printing) -> Sheet:
    """
    The slip. A name is masked on it, because slips are lost. The receipt code is never part of it: it is stored nowhere in
    clear, and whoever prints it while it is known gives it to `shown`.
    """
    case, application = printing.case, printing.application
    received, absent, limits = handed_in(application)
    return Sheet(
        title="收件凭证",
        issuer=case.hall.name,
        number=printing.number,
        blocks=(
            facts(
                ("办件编号", grouped(case.number)),
                ("事项", item_words(application)),
                ("申请人", f"{case.party} · {application.document_words}"),
                *(
                    [("代理人", f"{mask_name(agent.name)} · {agent.document_words}")]
                    if (agent := agent_of(application))
                    else []
                ),
                (
                    "收件",
                    "，".join(part for part in (moment(case.opened_at), _window(case), str(case.owner or "")) if part),
                ),
                ("收到的材料", "；".join(received) or "没有收到材料"),
                ("还缺的材料", "；".join(absent) or "没有，已收齐"),
            ),
            points(*next_steps(case, application, limits, absent), title="接下来"),
            *_sums(limits),
            text(f"查进度：{_where(printing.site)}拨打 {phone_words(case)}。凭证码像钥匙，不要给别人。"),
        ),
        seal="盖收件专用章",
        # what the slip tells is as of its print; when the papers came stands among its facts
        dated=moment(printing.at),
        link=f"{printing.site}/c/" if printing.site else "",
        caption="扫码打开查进度的页面",
    )


def _where(site: str) -> str:
    return f"打开 {site}/c/ 输入凭证码，或" if site else ""


def handed_in(application: Application) -> tuple[list[str], list[str], list[Deadline]]:
    """The papers that the window has, with their form, those that are missing, and the case's limits."""
    held = application.received.held().select_related("material")
    received = [f"{each.material.name}（{each.get_form_display()}）" for each in held]
    absent = [material.name for material in missing_materials(application)]
    return received, absent, list(application.case.deadlines.order_by("due_at", "pk"))


def with_code(sheet: Sheet, code: str) -> Sheet:
    """The slip with its code as digits and behind its QR picture; without one it says where a new code comes from."""
    first, *rest = sheet.blocks
    digits = " ".join(code[start : start + 4] for start in range(0, len(code), 4))
    rows = (first.rows[0], ("凭证码", digits or NO_CODE), *first.rows[1:])
    if code and sheet.link:
        sheet = replace(sheet, link=f"{sheet.link}#k={code}", caption="扫码查进度")
    return replace(sheet, blocks=(Block("facts", rows=rows), *rest))


def shown(printed: DocumentPrint, *, code: str = "", beside: tuple[str, str] = ("", "")) -> dict[str, Any]:
    """
    Return a print of any paper as papers.copies lays it out.

    :param code: the receipt code, while this browser still knows it; for a receipt only, and never stored with it.
    :param beside: address and caption of a second QR picture, for a receipt only.
    """
    sheet = sheet_of(printed.document)
    is_receipt = printed.document.kind == DocumentKind.RECEIPT
    return laid_out(printed, with_code(sheet, code), beside=beside) if is_receipt else laid_out(printed, sheet)


def _window(case: Case) -> str:
    return f"{case.window.number} 号窗口" if case.window else ""


def _sums(limits: list[Deadline]) -> list[Any]:
    return [
        text(f"{SUMS[each.rule]}怎么算出来的：{'；'.join(clocks.explanation(each).sentences())}。")
        for each in dated(limits)
    ]


def next_steps(case: Case, application: Application, deadlines: list[Deadline], absent: list[str]) -> list[str]:
    """What happens next, who does it and until when, for the applicant to keep."""
    terms = application.item_version
    running = {deadline.rule: deadline for deadline in deadlines if deadline.runs}
    lines: list[str] = []
    sooner = next((running[rule] for rule in HALF_DAYS if rule in running and case.state == SUBMITTED), None)
    if sooner is not None:
        # the half day is what the hall owes: the five days of the law stand without a date that somebody would wait for
        lines.append(
            f"材料已收齐，窗口在 {due_words(sooner)}（半个工作日内）{HALF_DAYS[Rule(sooner.rule)]}。"
            f"依法最长 {NOTIFY_WITHIN} 个工作日，逾期不告知，视为受理。"
        )
    elif case.state == SUBMITTED and Rule.ACCEPTANCE_NOTICE in running:
        due = due_words(running[Rule.ACCEPTANCE_NOTICE])
        lines.append(
            f"本大厅在 {due}（{NOTIFY_WITHIN} 个工作日内）告诉您：受理、不予受理，或一次说全要补正的材料。逾期不告知，视为受理。"
        )
    if case.state == CORRECTION_REQUESTED:
        lines.append("按一次性告知书补齐材料后交到窗口。补齐之前不计时。")
    elif absent:
        lines.append("还缺的材料由窗口一次性书面告知，补齐后受理。")
    lines += [_limit_line(running[rule]) for rule in LIMITS if rule in running and running[rule] is not sooner]
    if application.accepted_at is None and sooner is not None and sooner.rule == Rule.HALF_DAY:
        lines.append(f"受理之后的法定时限：{statutory_words(terms)}。")
    elif application.accepted_at is None and not running.keys() & FROM_ACCEPTANCE:
        lines.append(f"受理之后的承诺时限：{promise_words(terms)}。法定时限：{statutory_words(terms)}。")
    if application.delivery_offered_at is not None:
        lines.append("结果可以邮寄，也可以领取电子证照，不必再来窗口。愿意的话也可以到窗口领取。")
    return lines


# the clocks of complete papers before the acceptance, with what is owed by then
HALF_DAYS: dict[Any, str] = {Rule.WINDOW_ACCEPTANCE: "作出是否受理的决定", Rule.HALF_DAY: "作出决定"}
LIMITS: dict[Any, str] = {
    Rule.PROMISE: "承诺",
    Rule.HALF_DAY: "承诺",
    Rule.AGENCY_TARGET: "代办争取",
    Rule.STATUTORY: "法定最迟",
    Rule.DELIVERY: "送达",
    Rule.REFUSAL_DELIVERY: "书面决定送达",
}
FROM_ACCEPTANCE = {
    Rule.PROMISE,
    Rule.AGENCY_TARGET,
    Rule.STATUTORY,
}  # unless they run since the corrections were complete


SUMS: dict[Any, str] = {
    Rule.ACCEPTANCE_NOTICE: "答复期限",
    Rule.WINDOW_ACCEPTANCE: "窗口受理时限",
    Rule.PROMISE: "承诺时限",
    Rule.HALF_DAY: "承诺时限",
    Rule.AGENCY_TARGET: "代办目标",
    Rule.STATUTORY: "法定时限",
    Rule.DELIVERY: "送达时限",
    Rule.REFUSAL_DELIVERY: "书面决定送达时限",
}


def dated(limits: list[Deadline]) -> list[Deadline]:
    """The limits of which the slip names the date: it says where each comes from. Of the five days none beside a half day."""
    named = [each for each in limits if each.rule in SUMS and each.runs and not each.is_stopped]
    has_sooner = any(each.rule in HALF_DAYS for each in named)
    return [each for each in named if not (has_sooner and each.rule == Rule.ACCEPTANCE_NOTICE)]


def _limit_line(deadline: Deadline) -> str:
    words = LIMITS[deadline.rule]
    if deadline.is_stopped:
        return f"{words}时限：特别程序期间不计时，恢复后重新推算。"
    return f"{words}在 {due_words(deadline)} 完成。"
