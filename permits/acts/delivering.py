"""Handing the result over, and archiving the file: what each asks for, and how it is told."""

from typing import Any

from django.urls import reverse

from hall.doors.acts import NOT_IN_THE_LEDGER, Act, Facts, Field, Kind, Occasion, Telling
from hall.templatetags.presentation import day
from permits.actions import delivering
from permits.acts.telling import day_of
from permits.agents import agent_of, collecting_words, holds
from permits.deadlines import PUBLISHED_FOR
from permits.documents.file import contents, lacking
from permits.documents.outcome import receipts
from permits.documents.promises import printed
from permits.models import Application, DocumentKind, Service
from permits.possible.outcome import unprinted
from permits.queries import SERVED
from permits.states import BESIDES, FLOW, GRANTED, REFUSED


def _before_handing_over(occasion: Occasion) -> Facts:
    """Who may collect it besides the applicant, and the paper of the decision, as long as nobody has printed it."""
    application = occasion.subject
    agent, goes_out = agent_of(application), occasion.case.state in HANDED_OVER
    return {
        "agent": collecting_words(agent, on=occasion.on) if agent else "",
        "unprinted": _unprinted(application) if goes_out else None,
        "receipt_url": _receipt_to_sign(application) if goes_out else "",
    }


HANDED_OVER = (GRANTED, REFUSED, *SERVED)


def _unprinted(application: Application) -> Facts | None:
    kind = unprinted(application)
    if kind is None:
        return None
    return {"label": kind.label, "url": reverse("desk-print", args=[application.case.number, kind.value, 1])}


def _receipt_to_sign(application: Application) -> str:
    """Where the receipt of what is handed over now is printed: whoever takes it signs before it is noted. "" once it was printed."""
    kind = DocumentKind.DELIVERY_RECEIPT
    # the first is that of the result; of what ended or revoked the last is meant
    occurrence = 1 if application.case.state in {GRANTED, REFUSED} else receipts(application)
    if any(each.occurrence == occurrence for each in printed(application, kind)):
        return ""
    return reverse("desk-print", args=[application.case.number, kind.value, occurrence])


def _handed_over(facts: Facts) -> str:
    counted = (
        f"，{day_of(facts['published_on'])}公告，{day_of(facts['served_on'])}视为送达" if facts.get("served_on") else ""
    )
    return f"{facts['method']}{'，代理人代领' if facts.get('by_agent') else ''}{counted}"


def _why_in_a_ledger(fields: Facts, _occasion: Occasion) -> str:
    return NOT_IN_THE_LEDGER if fields["method"] in Service.AGAINST_THE_ODDS else ""


def _published_in_a_ledger(fields: Facts, occasion: Occasion) -> Any:
    """A line that names no day is of the day of the publication."""
    return occasion.on if fields["method"] == Service.Method.PUBLISHED else None


def _with_its_day(service: Service) -> str:
    counts = f"，{day(service.served_on)}视为送达" if service.served_on else ""
    return f"{service.get_method_display()}{counts}"


PROOF_FIELD = Field(
    "proof",
    "送达凭据",
    needed="填写送达凭据：签收人姓名、快递单号、发送到哪里、见证人，或在哪里公告",
    most=120,
    hint="窗口领取填签收人姓名；邮寄填快递单号；电子的填发送到哪个邮箱、电话，或者哪个平台、账户（发送时间就是现在）；留置的填见证人，或者拍照、录像；公告的填在哪里公告",
    api="collected: who signed; courier: the tracking number; electronic: where to (mail, telephone, account); left: the witnesses, or that it was filmed; published: where.",
)
BY_AGENT_FIELD = Field(
    "by_agent",
    "代理人代领",
    Kind.YES,
    hint="核对代理人的证件；签收人填写代理人姓名",
    usual=False,
    in_ledger=False,
    only=lambda occasion: (
        (agent := agent_of(occasion.subject)) is not None and agent.may_collect and holds(agent, on=occasion.on)
    ),
    api="The applicant's agent collected it; `proof` is the agent's name.",
)

CIRCUMSTANCES_FIELD = Field(
    "circumstances",
    "拒收或者无法送达的原因和经过",
    Kind.TEXT,
    most=300,
    hint="留置送达：谁拒收、哪一天、怎么说明的情况。公告送达：为什么用别的方式无法送达。其他方式空着",
    in_ledger=_why_in_a_ledger,
    api="Due for left and published: who refused it and when; why nothing else was possible. Empty for the others.",
)
PUBLISHED_ON_FIELD = Field(
    "published_on",
    "公告日期",
    Kind.DAY,
    hint=f"只在公告送达时填。从公告的次日起满 {PUBLISHED_FOR} 日视为送达，遇休息日顺延",
    in_ledger=_published_in_a_ledger,
    api=f"Due for published, and only then: {PUBLISHED_FOR} days later it counts as served (`served_on`).",
)
HOW = (
    Field(
        "method",
        "送达方式",
        Kind.ONE_OF,
        "选择送达方式",
        choices=Service.Method,
        list_name="DeliveryMethod",
        in_ledger=Service.Method.COLLECTED,
    ),
    PROOF_FIELD,
    BY_AGENT_FIELD,
    CIRCUMSTANCES_FIELD,
    PUBLISHED_ON_FIELD,
)

DELIVER = Act(
    FLOW,
    delivering.deliver,
    "Hand the result over",
    "Note that the result was handed over, how, and the proof of it. The case is closed.",
    asks=HOW,
    button="记录送达",
    template="desk/deliver.html",
    shows=_before_handing_over,
    key="F6",
    done=lambda _occasion, delivery, _fields: f"已送达（{_with_its_day(delivery)}）。案卷齐全以后归档",
    telling=Telling(staff=_handed_over, applicant=lambda facts: ("送达", _handed_over(facts))),
    synonyms=("送达", "领取"),
)


SERVE = Act(
    BESIDES,
    delivering.serve,
    "Note that a paper was served",
    (
        "Note that the applicant has the paper that revoked what was granted, or that ended the application without a result,"
        " how, and the proof of it. The times for the remedies run from then on."
    ),
    asks=HOW,
    button="记录送达",
    note="救济途径的期限从送达时起算。",
    template="desk/deliver.html",
    shows=_before_handing_over,
    done=lambda _occasion, delivery, _fields: f"已登记送达（{_with_its_day(delivery)}）",
    telling=Telling(
        staff=lambda facts: f"{facts['paper']}：{_handed_over(facts)}",
        applicant=lambda facts: (f"{facts['paper']}送达", _handed_over(facts)),
    ),
    synonyms=("文书送达", "送达决定书"),
)


def _file(occasion: Occasion) -> Facts:
    return {
        "file": reverse("desk-file", args=[occasion.case.number]),
        "lacking": lacking(occasion.subject),
        "entries": contents(occasion.subject),
    }


ARCHIVE = Act(
    FLOW,
    delivering.archive,
    "Archive the file",
    "Put the complete file of a delivered application into the archive. It changes no clock and no closing time.",
    template="desk/archive.html",
    shows=_file,
    done=lambda _occasion, _application, _fields: "已归档",
    telling=Telling(staff=lambda facts: f"案卷 {len(facts['papers'])} 份文书"),
    synonyms=("归档",),
)
