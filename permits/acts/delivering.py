"""Handing the result over, and archiving the file: what each asks for, and how it is told."""

from django.urls import reverse

from hall.doors.acts import Act, Facts, Field, Kind, Occasion, Telling
from permits.actions import delivering
from permits.agents import agent_of, collecting_words
from permits.documents.file import contents, lacking
from permits.models import Application, Delivery, PaperDelivery
from permits.possible import unprinted
from permits.queries import SERVED
from permits.states import BESIDES, FLOW, GRANTED, REFUSED


def _before_handing_over(occasion: Occasion) -> Facts:
    """Who may collect it besides the applicant, and the paper of the decision, as long as nobody has printed it."""
    application = occasion.subject
    agent = agent_of(application)
    return {
        "agent": collecting_words(agent, on=occasion.on) if agent else "",
        "unprinted": _unprinted(application) if occasion.case.state in HANDED_OVER else None,
    }


HANDED_OVER = (GRANTED, REFUSED, *SERVED)


def _unprinted(application: Application) -> Facts | None:
    kind = unprinted(application)
    if kind is None:
        return None
    return {"label": kind.label, "url": reverse("desk-print", args=[application.case.number, kind.value, 1])}


def _handed_over(facts: Facts) -> str:
    return f"{facts['method']}{'，代理人代领' if facts.get('by_agent') else ''}"


PROOF_FIELD = Field(
    "proof",
    "送达凭据",
    needed="填写送达凭据：签收人姓名、快递单号，或发送到哪里",
    most=120,
    hint="窗口领取填签收人姓名；邮寄填快递单号；电子的填发送到哪里（发送时间就是现在）",
    api="collected: who signed; courier: the tracking number; electronic: where it was sent.",
)
BY_AGENT_FIELD = Field(
    "by_agent",
    "代理人代领",
    Kind.YES,
    hint="核对代理人的证件；签收人填写代理人姓名",
    usual=False,
    in_ledger=False,
    only=lambda occasion: (agent := agent_of(occasion.subject)) is not None and agent.may_collect,
    api="The applicant's agent collected it; `proof` is the agent's name.",
)

DELIVER = Act(
    FLOW,
    delivering.deliver,
    "Hand the result over",
    "Note that the result was handed over, how, and the proof of it. The case is closed.",
    asks=(
        Field(
            "method",
            "送达方式",
            Kind.ONE_OF,
            "选择送达方式",
            choices=Delivery.Method,
            in_ledger=Delivery.Method.COLLECTED,
        ),
        PROOF_FIELD,
        BY_AGENT_FIELD,
    ),
    button="记录送达",
    template="desk/deliver.html",
    shows=_before_handing_over,
    key="F6",
    done=lambda _occasion, delivery, _fields: f"已送达（{delivery.get_method_display()}）。案卷齐全以后归档",
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
    asks=(
        Field(
            "method",
            "送达方式",
            Kind.ONE_OF,
            "选择送达方式",
            choices=PaperDelivery.Method,
            list_name="PaperDeliveryMethod",
            in_ledger=PaperDelivery.Method.COLLECTED,
        ),
        PROOF_FIELD,
        BY_AGENT_FIELD,
    ),
    button="记录送达",
    note="救济途径的期限从送达时起算。送达回证可以在“文书和案卷”里打印。",
    template="desk/deliver.html",
    shows=_before_handing_over,
    done=lambda _occasion, delivery, _fields: f"已登记送达（{delivery.get_method_display()}）",
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
