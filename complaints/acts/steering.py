"""While a matter is looked into: log, instruction, a petition's telling and extension, passing to the inspector."""

from complaints.actions.steering import extend_petition, instruct, log_step, pass_to_inspector, tell_petitioner
from complaints.deadlines import PETITION_EXTENSION
from complaints.states import FLOW
from hall.doors.acts import NOT_IN_THE_LEDGER, Act, Field, Kind, Telling

LOG_STEP = Act(
    FLOW,
    log_step,
    "Write into the log",
    "Write one entry of the investigation's log: what was asked, looked at, found out.",
    asks=(
        Field(
            "text",
            "查了什么",
            Kind.TEXT,
            "写下这一步查了什么",
            most=5_000,
            hint="问了谁、调了什么、结果怎样。只供内部，投诉人看不到。",
            look={"rows": 4},
            in_ledger=f"{NOT_IN_THE_LEDGER}内容",
        ),
        Field(
            "files",
            "核查材料",
            Kind.FILES,
            mark="选填",
            api="Photos and PDFs; whoever may open the case opens them.",
        ),
    ),
    button="记下",
    done=lambda _occasion, _step, _fields: "已记入核查日志",
    telling=Telling(),
    synonyms=("核查日志",),
)

INSTRUCT = Act(
    FLOW,
    instruct,
    "Record an instruction",
    "Record the instruction of a head on this case, in their words.",
    asks=(
        Field("person", "作出批示的领导", needed="填写作出批示的领导", most=60, hint="例如：区政府分管副区长。"),
        Field("text", "批示内容", Kind.TEXT, "写下批示的原话", most=1_000, look={"rows": 3}),
        Field("document", "文号", most=60, hint="有批办单的填写。"),
    ),
    button="记下批示",
    done=lambda _occasion, _step, _fields: "已记下批示",
    telling=Telling(staff=lambda facts: "，".join(filter(None, (facts["person"], facts.get("document"))))),
    synonyms=("批示",),
)

TELL_PETITIONER = Act(
    FLOW,
    tell_petitioner,
    "Tell the petitioner",
    "Record that the petitioner was told in writing what becomes of the petition.",
    asks=(Field("document", "告知书文号", needed="填写告知书的文号", most=60, hint="例如：云信告〔2026〕1号。"),),
    done=lambda _occasion, _step, _fields: "已记下告知",
    telling=Telling(staff=lambda facts: facts["document"]),
    synonyms=("信访告知",),
)

EXTEND_PETITION = Act(
    FLOW,
    extend_petition,
    "Extend a petition",
    f"Extend a petition's handling once, by at most {PETITION_EXTENSION} days, approved by the head; the petitioner is told the reason.",
    asks=(
        Field(
            "days",
            "延长几日",
            Kind.WHOLE,
            f"填写延长几日，最多 {PETITION_EXTENSION} 日",
            least=1,
            most=PETITION_EXTENSION,
            hint="从受理之日起连续计算，只能延长一次。",
        ),
        Field("approver", "批准的负责人", needed="填写批准的负责人", most=60, hint="例如：区信访局局长。"),
        Field("document", "批准文号", needed="填写批准文号", most=60, hint="例如：云信延〔2026〕1号。"),
        Field("reason", "延长的理由", Kind.TEXT, "填写延长的理由，要告知信访人", most=500),
    ),
    done=lambda _occasion, step, _fields: f"已延长 {step.days} 日",
    telling=Telling(staff=lambda facts: f"{facts['days']} 日，{facts['person']}批准，{facts['document']}"),
    synonyms=("信访延期",),
)

PASS_TO_INSPECTOR = Act(
    FLOW,
    pass_to_inspector,
    "Pass to the inspector",
    "Pass a report of corruption to the inspector, who alone reads and handles it from then on.",
    asks=(
        Field(
            "reason",
            "为什么移交",
            Kind.TEXT,
            "填写为什么移交",
            most=500,
            hint="移交以后只有纪检监察能看、能办，您这里不再显示这一件。",
        ),
    ),
    button="移交",
    note="移交以后只有纪检监察能看、能办这一件，不能收回。",
    done=lambda _occasion, _step, _fields: "已移交纪检监察",
    telling=Telling(),
    synonyms=("移交纪检",),
)
