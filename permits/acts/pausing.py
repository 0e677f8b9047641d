"""Special procedures and the one extension: what each asks for, and how it is told."""

from typing import Any

from cases.clocks import running
from cases.models import Pause
from cases.rules import RULES, Rule
from cases.wording import limit_panels, moment_of
from hall import calendar
from hall.catalogue_terms import LimitUnit
from hall.doors.acts import NOT_IN_THE_LEDGER, Act, Facts, Field, Kind, Occasion, Telling
from hall.doors.fields import choice
from hall.doors.forms_of_acts import fields_of
from hall.doors.pages import ActForm
from hall.models import ItemVersion
from hall.sentences import clause
from hall.templatetags.presentation import day
from permits.actions import pausing
from permits.acts.telling import NEVER_BEGAN, due, resumed_for_applicant, resumed_for_staff
from permits.deadlines import EXTENSION_RANKS, RANKS_OF_A_HEAD, may_approve_extension
from permits.hearings import ANNOUNCED_INSTEAD
from permits.models import DocumentKind
from permits.procedures import sentences, to_choose
from permits.states import FLOW
from permits.wording import LONG, approver_of_extension, clocks_words, due_words

WAITING = Pause.Ground.STATUTORY_WAITING
# The notice has its number by the act, in the department's series: nobody types one
NOTICE_FIELD = Field(
    "notice_number",
    "告知书编号",
    most=60,
    only=lambda _occasion: False,
    # said of the API by name: a ledger's table has the same words, and there it is due
    api="Number of the notice. Through the API only one from outside the hall: else it is the next of the department's series.",
    usual="",
    in_ledger="",  # without a notice nothing stops, and nothing is prolonged
)


def _stopping(occasion: Occasion) -> Facts:
    clocks = [each for each in running(occasion.case) if RULES[each.rule].pausable]
    procedures = sentences(occasion.subject.item_version)
    begins = calendar.current().received_on(occasion.at)
    return {"limits": limit_panels(clocks, at=occasion.at), "procedures": procedures, "begins": begins}


def _listed(occasion: Occasion) -> list[tuple[str, str]]:
    """Of the law's closed list what the item publishes, in the item's own words."""
    return [(str(ground), each.words) for ground, each in to_choose(occasion.subject.item_version).items()]


SUSPEND = Act(
    FLOW,
    pausing.suspend,
    "Stop the clocks",
    "Stop the clocks for a special procedure of the closed list (行政许可法 art. 45), with its written notice.",
    asks=(
        Field(
            "ground",
            "事由",
            Kind.CHOSEN,
            "选择事由（《行政许可法》第四十五条列举的范围）",
            choices=[each for each in Pause.Ground.choices if each[0] != Pause.Ground.HEARING],
            offers=_listed,
            refuses={Pause.Ground.HEARING: ANNOUNCED_INSTEAD},
            hint=ANNOUNCED_INSTEAD,
            list_name="GroundToChoose",
            api=(
                "Of the closed list of 行政许可法 art. 45 what the item publishes, but for the hearing: `announce_hearing` stops the "
                "clocks for it."
            ),
        ),
        NOTICE_FIELD,
        Field(
            "declared_days",
            "告知的天数（工作日）",
            Kind.WHOLE,
            "填写告知的天数",
            most=pausing.MOST_DAYS,
            least=1,
            sentences={"invalid": "天数填整数，例如 10", "max_value": pausing.TOO_LONG},
            api_label="告知的天数",
            ledger_names=("declared_days", "days"),
            api="Working days.",
        ),
        Field(
            "basis",
            "依据条款",
            most=200,
            hint="事由是法定等待时必填：哪一部法律的哪一条",
            api="The law and its article; due with statutory_waiting.",
            in_ledger=lambda fields, _occasion: NOT_IN_THE_LEDGER if fields["ground"] == WAITING else "",
        ),
    ),
    foreseen=True,
    template="desk/suspend.html",
    shows=_stopping,
    leaves=(DocumentKind.SPECIAL_PROCEDURE,),
    done=lambda _occasion, pause, _fields: (
        f"已暂停计时（{pause.get_ground_display()}），从{day(pause.starts_on)}起不计，恢复后重新推算到期时间。"
        f"告知书编号 {pause.notice_number}，打印后送申请人。"
        f"告知的 {pause.declared_days} 个工作日到期还没有恢复、也没有延长的，计时自动继续"
    ),
    telling=Telling(
        staff=lambda facts: (
            f"{facts['ground']}，告知书 {facts['notice_number']}，{facts['declared_days']} 个工作日"
            + (f"（{facts['basis']}）" if facts.get("basis") else "")
        ),
        applicant=lambda facts: (f"暂停计时：{facts['ground']}", f"告知书 {facts['notice_number']}"),
        by_department=True,
    ),
    synonyms=("pause", "暂停", "特别程序"),
)


def _last_day(occasion: Occasion) -> str:
    pause = occasion.case.pauses.filter(ends_on__isnull=False).latest("ended_at")
    return NEVER_BEGAN if pause.never_began else f"{day(pause.ends_on)}是最后一个不计的日子"


RESUME = Act(
    FLOW,
    pausing.resume,
    "Let the clocks run again",
    "End the special procedure; today is its last day. Before its first day it is taken back: no day is left out. The clocks are replayed.",
    foreseen=True,
    key="F6",
    done=lambda occasion, clocks, _fields: f"已恢复计时，{_last_day(occasion)}。" + clocks_words(clocks),
    telling=Telling(
        staff=resumed_for_staff,
        applicant=lambda facts: ("恢复计时", resumed_for_applicant(facts)),
        by_department=True,
    ),
    synonyms=("恢复",),
)


def _ranks(terms: ItemVersion) -> list[tuple[str, str]]:
    """Who may approve an extension of this item, its own approver first: the page offers nobody of too low a rank."""
    required = terms.extension_approver
    higher = [
        each for each in EXTENSION_RANKS if each != required and may_approve_extension(rank=each, required=required)
    ]
    return [(each, each) for each in (required, *higher)]


def _rank_to_choose(occasion: Occasion) -> Facts:
    terms = occasion.subject.item_version
    ranks, too_low = _ranks(terms), f"延长须由{terms.extension_approver}批准"
    return {"rank": choice("批准人", ranks, "选择批准人", wrong=too_low, initial=ranks[0][0])}


def _name_in_a_ledger(fields: Facts, _occasion: Occasion) -> str:
    return "" if fields.get("rank") in RANKS_OF_A_HEAD else NOT_IN_THE_LEDGER


def _length(facts: Facts) -> str:
    """``10 个工作日``; a line that was written before the unit stood in it says what the law says."""
    return f"{facts['days']} {facts.get('unit', '日')}"


def _extending(occasion: Occasion) -> Facts:
    clocks = list(running(occasion.case, Rule.STATUTORY))
    terms = occasion.subject.item_version
    return {"terms": terms, "length": _longest(terms), "limits": limit_panels(clocks, at=occasion.at)}


def _longest(terms: ItemVersion) -> str:
    return f"{terms.extension_days} {LimitUnit(terms.statutory_unit or LimitUnit.WORKING_DAY).label}"


def _extend_form(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """With all the days that the law allows in it: what is confirmed is a figure, never an empty field."""
    form = ActForm(**more)
    form.fields |= fields_of(act, occasion) | _rank_to_choose(occasion)
    terms = occasion.subject.item_version
    form.fields["days"].initial = terms.extension_days
    form.fields["days"].help_text = f"最多 {_longest(terms)}；不填＝全部"
    return form


EXTEND = Act(
    FLOW,
    pausing.extend,
    "Extend the statutory limit",
    "Give the statutory limit its one extension (行政许可法 art. 42), as the department's head or whoever stands in. The promise stays.",
    asks=(
        Field(
            "days",
            "延长的天数",
            Kind.WHOLE,
            least=1,
            most=pausing.MOST_DAYS,
            hint="不填＝法律允许的全部天数",
            sentences={"invalid": "天数填整数，例如 10"},
            api="In the limit's own unit, at most what the item's law allows; left out: all of it.",
        ),
        Field(
            "rank",
            "批准人",
            Kind.ONE_OF,
            "选择批准人",
            choices=[(each, each) for each in EXTENSION_RANKS],
            most=40,
            api_kind=Kind.LINE,
            in_ledger=lambda _fields, occasion: occasion.subject.item_version.extension_approver,
            list_name="ExtensionRank",
            api="Who approved it, in the item's own words: 本机关负责人, ….",
        ),
        Field(
            "approver_name",
            "批准人姓名",
            most=pausing.MOST_OF_A_NAME,
            hint="本机关（登记机关）负责人批准的空着，批准人就是您本人（代负责人的，写明代谁）；上级批准的填写其姓名",
            in_ledger=_name_in_a_ledger,
            api="Of an approver above the agency (本机关主要负责人, 本级人民政府负责人); else it is you, and this is left out.",
        ),
        Field(
            "document",
            "批准文号",
            needed="填写批准文号",
            most=120,
            hint="内部审批的文号；给申请人的告知书打印时有自己的编号",
        ),
        Field("reason", "延长的理由", Kind.TEXT, "填写延长的理由，理由要告知申请人", most=LONG),
    ),
    foreseen=True,
    template="desk/extend.html",
    shows=_extending,
    leaves=(DocumentKind.EXTENSION,),
    form=_extend_form,
    done=lambda _occasion, clock, _fields: (
        f"已延长法定时限：{due_words(clock)}。承诺时限不变。延长审批告知书由窗口打印，把理由告知申请人"
    ),
    telling=Telling(
        staff=lambda facts: (
            f"延长 {_length(facts)}，{approver_of_extension(facts)}批准（{facts['document']}）：{clause(facts['reason'])}。"
            f"到期时间由 {moment_of(facts['due_before'])} 变为 {due(facts, 'due_after')}"
        ),
        applicant=lambda facts: (
            f"法定时限延长 {_length(facts)}",
            (
                f"{approver_of_extension(facts)}批准（{facts['document']}）。理由：{clause(facts['reason'])}。"
                f"法定时限改为 {due(facts, 'due_after')}，承诺时限不变"
            ),
        ),
        by_department=True,
    ),
    synonyms=("延长",),
)
