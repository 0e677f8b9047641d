"""What is written at the beginning: notices, the acceptance, the non-acceptance."""

from cases.models import Event
from cases.rules import Rule
from cases.wording import before
from hall import calendar
from hall.templatetags.presentation import day
from papers.sheet import Block, Sheet, facts, points, sign, table, text
from permits import deadlines
from permits.documents.phrases import (
    APPROVAL_SEAL,
    LICENCE_LAW,
    NO_SIGNATURE_DAY,
    TO_WRITE,
    Printing,
    accepted_on,
    clocks_of,
    false_materials,
    is_licence,
    issued_on,
    item_words,
    limit_facts,
    paper,
    phone_words,
    place_words,
    the_application,
)
from permits.models import NonAcceptance, OneTimeNotice
from permits.states import ENQUIRED
from permits.wording import grouped

AS_PUBLISHED = "按办事指南公布的要求提交"


def notice(printing: Printing) -> Sheet:
    """
    一次性告知书, or 补正告知书: one paper under two names. Before anything was submitted it tells all that will be needed;
    afterwards all that has to be corrected (art. 32).
    """
    notice_row = list(printing.application.notices.order_by("number"))[printing.occurrence - 1]
    asking = _was_asked_before_submission(notice_row)
    return paper(
        printing,
        title="一次性告知书" if asking else "补正告知书（一次性告知）",
        blocks=(
            text(_why(printing, notice_row, asking=asking)),
            facts(("告知日期", day(notice_row.at))),
            table(("序号", "材料", "缺什么、怎么改"), *_lines(notice_row)),
            *_ground(notice_row),
            points(*_what_next(printing, notice_row, asking=asking)),
            sign(f"签收人：{TO_WRITE}　　签收时间：{NO_SIGNATURE_DAY}", f"经办人：{notice_row.told_by}"),
        ),
        seal=APPROVAL_SEAL,
        dated=issued_on(printing),
        link=printing.item_page,
        caption="扫码看办事指南",
    )


def _was_asked_before_submission(notice_row: OneTimeNotice) -> bool:
    notify_events = Event.objects.filter(case_id=notice_row.application_id, verb="notify").order_by("seq")
    return list(notify_events.values_list("from_state", flat=True))[notice_row.number - 1] == ENQUIRED


def _why(printing: Printing, notice_row: OneTimeNotice, *, asking: bool) -> str:
    if asking:
        return f"您到窗口咨询“{printing.case.title}”（办件编号 {grouped(printing.case.number)}）。办理这个事项需要准备的材料，现一次告知如下："
    article = (
        f"{LICENCE_LAW}第三十二条第一款第四项" if is_licence(printing.application) else "《优化营商环境条例》第三十六条"
    )
    return (
        f"{the_application(printing)}，经核对，下列材料不齐全，或者不符合法定形式。根据{article}，"
        "现将需要补正的全部内容一次告知如下："
    )


def _lines(notice_row: OneTimeNotice) -> list[tuple[str, str, str]]:
    lines = notice_row.lines.select_related("material")
    return [(str(place), line.material.name, line.remark or AS_PUBLISHED) for place, line in enumerate(lines, start=1)]


def _ground(notice_row: OneTimeNotice) -> list[Block]:
    """Why a later notice names what no earlier one did."""
    if not notice_row.ground:
        return []
    return [text(f"{notice_row.get_ground_display()}（{notice_row.ground_reason}）。", title="补充告知的理由")]


def _what_next(printing: Printing, notice_row: OneTimeNotice, *, asking: bool) -> list[str]:
    version = notice_row.item_version
    until = deadlines.correction_due(told_at=notice_row.at, calendar=calendar.current())
    # what the applicant was told, whatever the calendar has become since: no paper says a day that might be taken back
    by_when = before(notice_row.correct_by or until.due_at, until.provisional)
    return [
        f"材料补齐后交到{place_words(printing.case)}，也可以邮寄。补齐之前不计算办理时限。",
        *([] if asking else [f"补正期限：{by_when}。到期没有补齐的，本机关可以决定不予受理。"]),
        f"材料收齐后，窗口在半个工作日内作出是否受理的决定；{deadlines.NOTIFY_WITHIN} 个工作日内没有告知的，自收到材料之日起即为受理。",
        "本告知书没有写明的材料，窗口不再要求补正，法律、法规另有规定的除外。",
        f"材料要求以第 {version.number} 版办事指南为准，扫码可以查看。咨询电话：{phone_words(printing.case)}。",
    ]


def acceptance(printing: Printing) -> Sheet:
    """受理通知书; of a deemed acceptance it says so, and from which day it holds (art. 32)."""
    application = printing.application
    return paper(
        printing,
        title="受理通知书",
        blocks=(
            text(_accepted_because(printing)),
            facts(
                ("事项", item_words(application)),
                ("受理日期", accepted_on(application)),
                *limit_facts(printing.case),
                ("办理窗口", place_words(printing.case)),
            ),
            text(
                "办理期间依法需要听证、检验、检测、检疫、鉴定、专家评审等的，所需时间不计算在上述时限内，并另行书面告知。",
                f"凭收件凭证上的凭证码可以随时查询进度；咨询、监督电话：{phone_words(printing.case)}。",
            ),
        ),
        seal=APPROVAL_SEAL,
        dated=issued_on(printing),
    )


def _accepted_because(printing: Printing) -> str:
    application, law = printing.application, is_licence(printing.application)
    if application.deemed_accepted:
        article = f"{LICENCE_LAW}第三十二条第一款第四项" if law else "《优化营商环境条例》第三十六条"
        return (
            f"{the_application(printing)}，本机关没有在法定期限内告知是否受理。根据{article}，"
            f"自收到申请材料之日（{accepted_on(application)}）起即为受理。"
        )
    promised = _accepted_on_a_promise(printing)
    if promised:
        return promised
    basis = f"根据{LICENCE_LAW}第三十二条第一款第五项，" if law else ""
    return f"{the_application(printing)}，属于本机关职权范围，申请材料齐全、符合法定形式。{basis}决定予以受理。"


def _accepted_on_a_promise(printing: Printing) -> str:
    """Why an application whose papers are not all there was accepted all the same; "" for any other."""
    tolerance = getattr(printing.application, "tolerance", None)
    commitment = getattr(printing.application, "commitment", None)
    if tolerance is not None:
        papers = "、".join(material.name for material in tolerance.materials.order_by("position"))
        return (
            f"{the_application(printing)}，主要材料齐全，还缺：{papers}。申请人自愿书面承诺（{tolerance.pledge}）在 {_pledged(printing)}补齐，"
            "本机关决定容缺受理。补齐之前不交付证照。"
        )
    if commitment is not None:
        papers = "、".join(material.name for material in commitment.materials.order_by("position"))
        return (
            f"{the_application(printing)}，申请人书面承诺（{commitment.pledge}）符合公布的条件，代替：{papers}。"
            "根据《优化营商环境条例》第四十条，本机关决定受理，作出决定以后核查。"
        )
    return ""


def _pledged(printing: Printing) -> str:
    """The moment of the clock of the pledge: the day that was written may be a rest day (民法典第二百零三条)."""
    clocks = clocks_of(printing.case, Rule.TOLERANCE)
    if clocks:
        return before(clocks[0].due_at, clocks[0].provisional)
    return f"{day(printing.application.tolerance.pledged_on)} 前"


WRITTEN_ENDINGS = {
    # the act → title of its paper, what was decided, article
    "decline": ("不予受理决定书", "本机关决定不予受理", "第三十二条"),
    "not_required": (
        "不受理告知书（依法不需要取得许可）",
        "依法不需要取得行政许可，本机关不受理",
        "第三十二条第一款第一项",
    ),
    "close_not_corrected": ("不予受理决定书", "没有按补正告知书补齐材料，本机关决定不予受理", "第三十二条"),
}


def non_acceptance(printing: Printing) -> Sheet:
    """不予受理决定书, with the reasons, the competent agency and the remedies (art. 32, 38); or that no licence is needed."""
    ended = printing.case.events.filter(verb__in=WRITTEN_ENDINGS).latest("seq")
    told = ended.facts
    title, decided, article = WRITTEN_ENDINGS[ended.verb]
    law = f"根据{LICENCE_LAW}{article}，" if is_licence(printing.application) else ""
    agency, remedies = told.get("competent_agency"), told.get("remedies")
    return paper(
        printing,
        title=title,
        blocks=(
            text(f"{the_application(printing)}，经审查，{law}{decided}。"),
            facts(("决定日期", day(ended.at))),
            text(told["reason"], title="理由和依据"),
            *(false_materials(printing) if told.get("ground") == NonAcceptance.Ground.FALSE_MATERIALS else ()),
            *([text(f"这个事项可以向{agency}申请。", title="主管机关")] if agency else []),
            *([text(remedies, title="救济途径")] if remedies else []),
        ),
        seal=APPROVAL_SEAL,
        dated=issued_on(printing),
    )
