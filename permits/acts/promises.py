"""What an applicant promises in writing: accepted on it, the paper that follows, the promise that is verified."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from cases.clocks import running
from hall.doors.acts import NOT_IN_THE_LEDGER, Act, Facts, Field, Kind, Occasion, Telling
from permits import gaps
from permits.actions import accepting, tolerating
from permits.acts.telling import day_of
from permits.acts.trips import at_a_window, brought_words, third_visit
from permits.documents import promises
from permits.forms import papers_that_come
from permits.inputs import SupplementInput
from permits.models import DocumentKind
from permits.queries import clocks_on_a_promise, missing_materials
from permits.states import DELIVERED, FLOW
from permits.wording import clocks_words, limit_preview

# At the window the promise is printed first, and its number taken: nobody types one
PLEDGE_FIELD = Field(
    "pledge",
    "承诺书编号",
    most=120,
    only=lambda _occasion: False,
    api="Number of a written promise from outside the hall. Left out: that of the one printed before, which the applicant signed.",
    usual="",
    in_ledger=NOT_IN_THE_LEDGER,
)


def _before_accepting(kind: DocumentKind) -> Callable[[Occasion], Facts]:
    """The limits that would start, the papers that are missing, and the promise that is to be signed first."""

    def facts(occasion: Occasion) -> Facts:
        application = occasion.subject
        limits = [limit_preview(clock, at=occasion.at) for clock in clocks_on_a_promise(application.item_version)]
        signed = promises.to_sign(application, kind)
        occurrence = promises.there_are(kind, application)
        return {
            "limits": limits,
            "absent": missing_materials(application),
            "promise": kind.label,
            "signed": signed,
            "print_url": reverse("desk-print", args=[occasion.case.number, kind.value, occurrence])
            if occurrence
            else "",
        }

    return facts


ACCEPT_WITH_GAPS = Act(
    FLOW,
    tolerating.accept_with_gaps,
    "Accept while a listed paper is missing",
    "Accept although papers of the item's tolerance list are missing, against a voluntary written promise (容缺受理).",
    steps=("accept",),
    asks=(
        Field(
            "pledged_on",
            "承诺补齐的日期",
            Kind.DAY,
            "填写承诺补齐的日期",
            hint="不能晚于承诺时限；到期没有补齐，不交付证照",
            api="Not after the promised limit.",
            in_ledger=lambda _fields, occasion: occasion.on,  # what does not say until when promises no longer
        ),
        PLEDGE_FIELD,
        Field(
            "voluntary",
            "申请人自愿提出容缺受理",
            Kind.YES,
            "容缺受理要申请人自愿；不愿意的，一次性告知补正",
            api_label="申请人是否自愿",
            api="The applicant offered it.",
        ),
    ),
    template="desk/accept_promised.html",
    shows=_before_accepting(DocumentKind.TOLERANCE_PROMISE),
    leaves=(DocumentKind.ACCEPTANCE,),
    shown=True,
    done=lambda occasion, _application, _fields: "已容缺受理。" + clocks_words(running(occasion.case)),
    telling=Telling(
        staff=lambda facts: (
            f"后补：{'、'.join(facts['missing'])}；承诺书 {facts['pledge']}，承诺 {day_of(facts['pledged_on'])} 前补齐"
        ),
        applicant=lambda facts: (
            "容缺受理",
            f"开始计时。您书面承诺（{facts['pledge']}）{day_of(facts['pledged_on'])} 前补齐：{'、'.join(facts['missing'])}",
        ),
    ),
    synonyms=("tolerate", "容缺受理"),
)

ACCEPT_ON_COMMITMENT = Act(
    FLOW,
    accepting.accept_on_commitment,
    "Accept on a written commitment",
    "Accept on the applicant's written promise that the conditions are met (告知承诺); verified afterwards.",
    steps=("accept",),
    asks=(PLEDGE_FIELD,),
    button="按告知承诺受理",
    template="desk/accept_promised.html",
    shows=_before_accepting(DocumentKind.COMMITMENT_PROMISE),
    leaves=(DocumentKind.ACCEPTANCE,),
    shown=True,
    done=lambda _occasion, _application, _fields: "已按告知承诺受理，可以当场决定。作出决定以后要核查承诺",
    telling=Telling(
        staff=lambda facts: f"承诺书 {facts['pledge']}，代替：{'、'.join(facts['missing'])}",
        applicant=lambda facts: (
            "按告知承诺受理",
            f"开始计时。您书面承诺（{facts['pledge']}）代替：{'、'.join(facts['missing'])}；准予以后由大厅核查",
        ),
    ),
    synonyms=("commit", "告知承诺", "告知承诺受理"),
)


def _supplemented(_occasion: Occasion, application: Any, fields: Facts) -> str:
    owed = "、".join(material.name for material in gaps.still_owed(application))
    return brought_words(application, fields, f"还缺：{owed}。" if owed else "后补的材料齐了。")


SUPPLEMENT = Act(
    FLOW,
    tolerating.supplement,
    "Take promised papers in",
    "Take in papers that were promised to follow. The last of them meets the clock of the promise.",
    button="收下材料",
    adds=lambda occasion: papers_that_come(gaps.still_owed(occasion.subject)) | third_visit(occasion),
    shape=SupplementInput,
    arguments=at_a_window,
    shown=True,
    done=_supplemented,
    telling=Telling(
        staff=lambda facts: "收到：" + "、".join(facts["materials"]),
        applicant=lambda facts: ("收到容缺材料", "、".join(facts["materials"])),
    ),
    synonyms=("supply", "补齐", "收下容缺材料", "收下后补的材料"),
)

TELL_OVERDUE = Act(
    FLOW,
    tolerating.tell_overdue,
    "Tell that the promised paper did not come",
    "Note that the applicant was told: the promised paper did not come, no licence is handed over until it does.",
    asks=(
        Field(
            "how",
            "怎么告知的",
            needed="写明怎么告知的：电话、短信还是当面",
            most=200,
            hint="例如：电话告知本人",
            focus=True,
        ),
    ),
    button="已告知",
    shown=True,
    done=lambda _occasion, _tolerance, _fields: "已记录：告知申请人容缺材料没有补齐，补齐之前不交付证照",
    telling=Telling(staff=lambda facts: facts["how"], applicant=lambda _facts: ("已告知容缺材料逾期", "")),
    synonyms=("告知容缺逾期",),
)


def _holds(_occasion: Occasion, fields: Facts) -> Facts:
    """The verb takes true or false, as a program sends it; the page sends one of two answers, "yes" or "no"."""
    return fields | {"holds": fields["holds"] in ("yes", True)}


def _verified(occasion: Occasion, commitment: Any, _fields: Facts) -> str:
    if commitment.holds:
        return "已核查，承诺属实"
    licence = "证照已经领取，通知申请人先不要使用" if occasion.case.state == DELIVERED else "不交付证照"
    return f"已核查，承诺不属实，{licence}。听取申请人的陈述和申辩，由审批科长或部门负责人撤销许可决定"


VERIFY = Act(
    FLOW,
    accepting.verify,
    "Verify a commitment",
    "Note that the commitment was verified after the decision, whether it holds, and what was found.",
    asks=(
        Field(
            "holds",
            "承诺是否属实",
            Kind.ONE_OF,
            "选择属实或不属实",
            choices=[("yes", "属实"), ("no", "不属实")],
            api_kind=Kind.YES,
        ),
        Field("finding", "核查情况", Kind.TEXT, "写明怎么核查的、查到什么", most=300, ledger_names=("text",)),
    ),
    button="记录核查",
    arguments=_holds,
    done=_verified,
    telling=Telling(
        staff=lambda facts: f"承诺{'属实' if facts['holds'] else '不属实'}：{facts['finding']}",
        applicant=lambda facts: (
            "核查了您的承诺",
            "属实" if facts["holds"] else f"不属实：{facts['finding']}。您可以陈述和申辩",
        ),
    ),
    synonyms=("verify_commitment", "核查承诺"),
)
