"""Handing a step up, answering for it, the check by two officers, the amount, the first handler: what each asks for, and how it is told."""

from typing import Any

from hall.doors.acts import Act, Facts, Field, Kind, Occasion, Telling
from hall.doors.fields import offer
from hall.doors.forms_of_acts import fields_of
from hall.doors.pages import ActForm
from hall.refusals import BadInput
from hall.roles import Step
from permits.actions import power
from permits.forms import OwnerForm
from permits.models import HANDED_UP
from permits.possible import proposable
from permits.power import can_be_handed_up, nobody_approves, refusal_words, standings, waiting
from permits.queries import handlers
from permits.states import BESIDES, FLOW, TO_APPROVE
from permits.wording import check_line

# Handing up


def _lacking(occasion: Occasion) -> dict[str, Any]:
    """The steps that this person can hand up, each with what they lack."""
    power = standings(occasion.by, occasion.subject, on=occasion.on)
    return {step: power[step] for step in can_be_handed_up(occasion.case.state, power)}


def _hand_up_form(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """Offers only the steps that the person lacks."""
    form = ActForm(**more)
    form.fields |= fields_of(act, occasion)
    steps = list(_lacking(occasion))
    offer(form, "step", [(step, Step(step).label) for step in steps])
    form.fields["step"].initial = steps[0] if steps else ""
    return form


def _what_is_lacking(occasion: Occasion) -> Facts:
    sentences = [
        refusal_words(occasion.subject, lacking, on=occasion.on)
        for lacking in _lacking(occasion).values()
        if lacking.why
    ]
    return {"why": list(dict.fromkeys(sentences))}


def _handed_up(facts: Facts) -> str:
    note = f"。{facts['note']}" if facts.get("note") else ""
    return f"{WORDS[facts['step']]}：{facts['why']}{note}"


def _answered(facts: Facts) -> str:
    return f"{WORDS[facts['step']]}：{facts['answer']}"


WORDS = dict(HANDED_UP)


HAND_UP = Act(
    BESIDES,
    power.hand_up,
    "Hand a step up",
    "Hand a step that the window has no power for to whoever holds it. The clocks run on; it counts as 授权不到位.",
    asks=(
        Field("step", "上交的环节", Kind.ONE_OF, "选择要上交的环节", choices=Step, api_label="环节"),
        Field("note", "窗口意见", Kind.TEXT, most=500, hint="写明审查情况和建议，方便决定的人"),
    ),
    button="上交给有权决定的人",
    shown=True,
    template="desk/hand_up.html",
    shows=_what_is_lacking,
    form=_hand_up_form,
    done=lambda _occasion, _handed, _fields: "已上交，有权决定的人会收到消息。时限照常计算",
    telling=Telling(staff=_handed_up),
    synonyms=("上交",),
)


def _proposals(occasion: Occasion) -> list[tuple[str, str]]:
    """Of the approvals that this person cannot give those that nothing but the approval is in the way of, and that somebody can give."""
    acts = proposable(occasion.subject, by=occasion.by, at=occasion.at)
    # asked once for each permission, not for each act
    of_each = {FLOW.permission(act): act for act in acts}
    nobody = {may for may, act in of_each.items() if nobody_approves(act, occasion.subject, on=occasion.on)}
    return [(act, WORDS[act]) for act in acts if FLOW.permission(act) not in nobody]


PROPOSE = Act(
    BESIDES,
    power.propose,
    "Ask for an approval",
    "Put a pause, an extension or an ending before whoever approves it, with the reason. The clocks run on until it is done.",
    asks=(
        Field(
            "step",
            "报批什么",
            Kind.ONE_OF,
            "选择要报批的事",
            choices=[(act, WORDS[act]) for act in TO_APPROVE],
            offers=_proposals,
            list_name="ActToApprove",
        ),
        Field(
            "reason",
            "理由",
            Kind.TEXT,
            "填写报批的理由：为什么要办、要多少天、错在哪里",
            most=500,
            hint="批准的人按这个理由办：暂停、延长写明事由和天数；登记错的写明错在哪里、正确的办件编号",
        ),
    ),
    button="报批",
    done=lambda _occasion, proposed, _fields: f"已报批：{proposed.get_step_display()}。批准以前没有变化，可以撤回",
    telling=Telling(staff=lambda facts: f"{WORDS[facts['step']]}：{facts['reason']}"),
    synonyms=("报批", "送批"),
)

TAKE_BACK_REQUEST = Act(
    BESIDES,
    power.take_back_request,
    "Take a request for an approval back",
    "Take back what the window has asked an approval for, as long as nobody has answered it.",
    asks=(Field("reason", "撤回的理由", Kind.TEXT, "填写撤回的理由", most=500, focus=True),),
    done=lambda _occasion, request, _fields: f"已撤回报批：{request.get_step_display()}",
    telling=Telling(staff=lambda facts: f"{WORDS[facts['step']]}：{facts['reason']}"),
    synonyms=("撤回报批",),
)

ANSWER_HAND_UP = Act(
    BESIDES,
    power.answer_hand_up,
    "Answer for what was handed up",
    "Give a step back to the window with what it lacks, or answer for having seen an urgent one (先办后报).",
    asks=(Field("answer", "答复", Kind.TEXT, "填写答复：窗口接下来怎么办", most=500, focus=True),),
    button="答复",
    template="desk/answer_hand_up.html",
    shows=lambda occasion: {"handed": waiting(occasion.subject)},
    done=lambda _occasion, handed, _fields: f"已答复{handed.handed_by}：{handed.answer}",
    events={
        "hand_back": Telling("上交退回窗口", staff=_answered),
        "report_seen": Telling("先办后报，已阅", staff=_answered),
    },
    synonyms=("答复上交",),
)

# The check by two officers, and the amount


def _checked(occasion: Occasion, _check: Any, _fields: Facts) -> str:
    if occasion.subject.checks.count() > 1:
        return "两名工作人员都记录了核查，可以决定"
    return "已记录核查，还要另一名工作人员用自己的账号记录"


RECORD_CHECK = Act(
    BESIDES,
    power.record_check,
    "Record a check of the substance",
    "Note what you found (行政许可法 art. 34). Where the item says so, two officers do before a decision is possible.",
    asks=(Field("finding", "核查情况", Kind.TEXT, "填写核查情况", most=power.LONGEST, focus=True),),
    button="记录核查",
    template="desk/check.html",
    shows=lambda occasion: {
        "checks": [check_line(check) for check in occasion.subject.checks.select_related("officer")]
    },
    done=_checked,
    telling=Telling(staff=lambda facts: str(facts["finding"])),
    synonyms=("记录实质核查",),
)


def _amount_form(act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """Shows the amount that is stated so far."""
    form = ActForm(**more)
    form.fields |= fields_of(act, occasion)
    form.fields["amount"].initial = occasion.subject.amount_yuan
    return form


def _amount(facts: Facts) -> str:
    before = f"由 {facts['amount_before']} 元改为 " if facts.get("amount_before") else ""
    return f"{before}{facts['amount']} 元"


STATE_AMOUNT = Act(
    BESIDES,
    power.state_amount,
    "State the amount",
    "Note the amount of the matter: an instrument with a ceiling is held against it.",
    asks=(
        Field(
            "amount",
            "金额（元）",
            Kind.MONEY,
            "填写金额",
            focus=True,
            sentences={
                "invalid": "金额填数字，例如 500000",
                "max_digits": "金额太大",
                "max_whole_digits": "金额太大",
                "max_decimal_places": "最多两位小数",
            },
            api_label="金额",
        ),
    ),
    form=_amount_form,
    done=lambda _occasion, application, _fields: f"已登记金额 {application.amount_yuan:,} 元",
    telling=Telling(staff=_amount),
    synonyms=("登记金额",),
)

# The first handler


def _owner_form(_act: Act, occasion: Occasion, **more: Any) -> ActForm:
    """Offers everybody who handles the department's cases, but for who has this one."""
    people = [person for person in handlers(occasion.case, on=occasion.on) if person != occasion.case.owner]
    return OwnerForm(people=people, **more)


def _by_user_name(occasion: Occasion, fields: Facts) -> Facts:
    """The verb takes a person. The page has found them already; a program sends a user name, which must be a handler's."""
    if not isinstance(fields["to"], str):
        return fields
    people = {person.username: person for person in handlers(occasion.case, on=occasion.on)}
    if fields["to"] not in people:
        raise BadInput("没有这个办理人，填写办理本部门办件的人的用户名", field="to")
    return fields | {"to": people[fields["to"]]}


CHANGE_OWNER = Act(
    BESIDES,
    power.change_owner,
    "Change the first handler",
    (
        "Let another person be the first handler (首办责任人), with the reason. The running clocks follow, issued cards do not."
    ),
    asks=(
        Field(
            "to",
            "新的首办责任人",
            needed="选择新的首办责任人",
            most=150,
            api="User name of somebody who handles the department's cases.",
        ),
        Field("reason", "变更的理由", Kind.TEXT, "填写变更的理由", most=500),
    ),
    button="变更",
    form=_owner_form,
    arguments=_by_user_name,
    done=lambda _occasion, _application, fields: (
        f"首办责任人已变更为{fields['to']}，在计的时限随之变更；已经亮的牌不变"
    ),
    telling=Telling(
        staff=lambda facts: f"由{facts['handler_before'] or '—'}变更为{facts['handler']}。理由：{facts['reason']}"
    ),
    synonyms=("变更首办责任人",),
)
