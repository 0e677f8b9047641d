"""Taking an application in: registering, visits, the notice, papers, what is put right on the spot, the acceptance."""

from datetime import datetime
from typing import Any

from cases.cards import only_informs
from cases.clocks import running
from cases.wording import limit_panels, moment, moment_of
from hall.doors.acts import Act, Facts, Field, Kind, Occasion, Telling
from hall.doors.forms_of_acts import FORM
from hall.doors.shapes import ActInput
from permits import agent_fields
from permits.actions import accepting, handing_in, noticing, taking_in
from permits.acts.telling import barred, due, reason_for
from permits.acts.trips import at_a_window, brought_words, purposes_now, third_visit, visit_words, with_cause
from permits.applicants import Applicant
from permits.deadlines import NOTIFY_WITHIN
from permits.forms import CorrectForm, NotifyForm, RegisterForm, papers_that_come
from permits.half_day import still_to_start
from permits.inputs import CorrectInput, NotifyInput, ReceiveInput, RegisterInput, VisitInput
from permits.letters import HANDLING, contact_of
from permits.models import Application, DocumentKind, NoticeGround, PaperForm, Visit
from permits.queries import missing_materials
from permits.registrations import Registration
from permits.states import BESIDES, FLOW, NOT_REQUIRED, OPENING, REFUSED, VOID
from permits.supplements import noticed_before
from permits.taking_up import AFTER, BESIDE, CARRIED, TAKEN_UP
from permits.wording import clocks_words, grouped, limit_preview

# Registering: a page and an address of its own, because there is no case yet


def _register_form(_act: Act, occasion: Occasion, **more: Any) -> RegisterForm:
    """The form of one item: the subject of the occasion is the item's version."""
    form = RegisterForm(materials=occasion.subject.materials.all(), **more)
    form.fields |= {each.name: FORM[each.kind](each) for each in agent_fields.IF_ANY}
    return form


def _registration(_occasion: Occasion, fields: Facts) -> Facts:
    """
    What was sent as one value, the applicant and the agent in it as one value each: the verb checks name, number and contact together,
    and form and program send them as single fields. Beside it what the door is to find: the window, the form's key.
    """
    fields, agent = agent_fields.split(with_cause(fields))
    about = ("applicant_kind", "applicant_name", "applicant_id", "phone", "email", "no_sms", "id_kind")
    beside = {name: fields[name] for name in ("window", "idem") if name in fields}
    others = {name: value for name, value in fields.items() if name not in (*about, *beside)}
    applicant = Applicant(*(fields[each] for each in about))
    return beside | {"registration": Registration(applicant=applicant, agent=agent, **others)}


def _registered(occasion: Occasion, registered: taking_in.Registered, _fields: Facts) -> str:
    joined = f"，以前的 {registered.joined} 次咨询已并入" if registered.joined else ""
    words = "已登记" if registered.created else "这张表已经登记过，没有重复登记"
    out_of_reach = registered.created and _is_out_of_reach(registered.application, at=occasion.at)
    unreached = f"。{NO_SMS_THERE}" if out_of_reach else ""
    return f"{words}，编号 {grouped(occasion.case.number)}{joined}{unreached}"


NO_SMS_THERE = "登记的电话收不到短信，告诉申请人用凭证码查进度"


def _is_out_of_reach(application: Application, *, at: datetime) -> bool:
    """Whether nothing can be written to the applicant, who has not asked for that."""
    return not application.no_sms and not contact_of(application, at=at).ways()


def _registered_for_applicant(facts: Facts) -> tuple[str, str]:
    if facts.get("purpose") == Visit.Purpose.CONSULT:
        return "咨询", "已给您凭证，材料交来以后开始计时"
    return "收件", "已给您收件凭证"


def _taking_up(facts: Facts) -> str:
    return "接着算以前的到访" if facts["counted"] else "接着办以前的申请"


def _trips_of_it(facts: Facts) -> str:
    return f"没有办结，到访 {facts['counted']} 次计入这一件" if facts["counted"] else "没有办结，没有另外计入的到访"


REGISTER = Act(
    OPENING,
    taking_in.register,
    "Register an application",
    (
        "Takes an application in at one of your windows: case number, receipt code, and the clock of the acceptance notice"
        f" ({NOTIFY_WITHIN} working days). Send an Idempotency-Key: a request sent twice then opens one case."
    ),
    form=_register_form,
    shape=RegisterInput,
    arguments=_registration,
    done=_registered,
    events={
        CARRIED: Telling(
            words=_taking_up,
            staff=lambda facts: f"办件 {grouped(facts['application'])} {_trips_of_it(facts)}",
            applicant=lambda facts: (
                _taking_up(facts),
                f"您以前的申请 {grouped(facts['application'])} {_trips_of_it(facts)}",
            ),
        ),
        AFTER[VOID]: Telling(
            words="作废后又登记",
            staff=lambda facts: f"同一事项的办件 {grouped(facts['application'])} 已经作废，到访和告知不接着算",
        ),
        AFTER[NOT_REQUIRED]: Telling(
            words="同一事项另有一件告知无需许可",
            staff=lambda facts: f"办件 {grouped(facts['application'])} 已经告知无需许可，到访和告知不接着算",
        ),
        AFTER[REFUSED]: Telling(
            words="同一事项另有一件不予许可",
            staff=lambda facts: f"办件 {grouped(facts['application'])} 已经不予许可，到访和告知不接着算",
        ),
        TAKEN_UP: Telling(words="同一事项再次登记", staff=lambda facts: f"接着办的是 {grouped(facts['application'])}"),
        BESIDE: Telling(
            words="同一事项另有在办",
            staff=lambda facts: (
                f"同一申请人还有 {facts['others']} 件，最近的是办件 {grouped(facts['application'])}；"
                "没有结果就结束的，到访和告知合并计算"
            ),
        ),
        "register": Telling(
            words="登记收件",
            staff=lambda facts: barred(facts).lstrip("。"),
            applicant=_registered_for_applicant,
        ),
        "enquiry_joined": Telling(
            words="并入以前的咨询",
            staff=lambda facts: grouped(facts["enquiry"]),
            applicant=lambda facts: ("并入以前的咨询", f"咨询编号 {grouped(facts['enquiry'])}"),
        ),
    },
    synonyms=("apply", "submit", "登记", "收件"),
)

# A visit


def _visited(facts: Facts) -> str:
    purpose = Visit.Purpose(facts["purpose"]).label
    counted = f"第 {facts['counted_as']} 次" if facts.get("counted_as") else "不计次数"
    cause = f"，{Visit.Cause(facts['cause']).label}" if facts.get("cause") else ""
    basis = f"（{facts['basis']}）" if facts.get("basis") else ""
    return f"{purpose}，{counted}{cause}{basis}"


def _visited_for_applicant(facts: Facts) -> tuple[str, str]:
    counted = f"（第 {facts['counted_as']} 次）" if facts["counted_as"] else ""
    cause = f"原因：{Visit.Cause(facts['cause']).label}" if facts["cause"] else ""
    return f"登记到访{counted}：{Visit.Purpose(facts['purpose']).label}", cause


PAPERS_HINT = "还没有受理、带了材料来的，直接办“收下材料”，到访和收件时限从那里登记。"
VISIT = Act(
    FLOW,
    taking_in.visit,
    "Log a visit",
    "Note a trip of the applicant to the window. One beyond what is allowed has its cause (两次终结制).",
    asks=(
        Field(
            "purpose",
            "到访目的",
            Kind.ONE_OF,
            "选择到访目的",
            choices=Visit.Purpose,
            offers=purposes_now,
            hint=PAPERS_HINT,
        ),
    ),
    adds=third_visit,
    shape=VisitInput,
    arguments=at_a_window,
    done=lambda _occasion, visit, _fields: visit_words(visit),
    telling=Telling(staff=_visited, applicant=_visited_for_applicant),
    synonyms=("log_visit", "到访"),
)


def _visit_taken_back(facts: Facts) -> str:
    return (
        f"{moment_of(facts['noted_at'])} 登记的到访（{Visit.Purpose(facts['purpose']).label}）不算：{facts['reason']}"
    )


TAKE_BACK_VISIT = Act(
    BESIDES,
    taking_in.take_back_visit,
    "Take a visit back",
    "Within its half working day whoever noted a trip by mistake takes it back: it never was, and the next one has its number.",
    asks=(reason_for("撤回到访的原因", "撤回的原因", most=300, focus=True),),
    done=lambda _occasion, visit, _fields: f"已撤回 {moment(visit.at)} 登记的到访，次数不计",
    telling=Telling(
        staff=_visit_taken_back,
        applicant=lambda facts: ("撤回登记错的到访", f"{moment_of(facts['noted_at'])} 登记的到访不算数"),
    ),
    synonyms=("撤回到访",),
)

# The one-time notice


def _notify_form(_act: Act, occasion: Occasion, **more: Any) -> NotifyForm:
    """The missing papers are ticked first; a draft says itself what is ticked."""
    application, initial = occasion.subject, more.get("initial")
    # an empty form is filled with what is missing; a draft that comes back stays as its writer left it
    if initial is not None and not initial.keys() - {"version"}:
        more["initial"] = initial | {"missing": [material.position for material in missing_materials(application)]}
    papers = list(application.item_version.materials.all())
    return NotifyForm(materials=papers, again=application.notices.exists() or noticed_before(application), **more)


def _with_remarks(_occasion: Occasion, fields: Facts) -> Facts:
    """Position → remark, as the verb takes it. A program sends just that; the page sends ticks, and each remark in a field of its own."""
    if isinstance(fields["missing"], dict):
        return fields
    others = {name: value for name, value in fields.items() if not name.startswith("remark_")}
    return others | {"missing": {position: fields[f"remark_{position}"] for position in fields["missing"]}}


def _notified(occasion: Occasion, notice: Any, _fields: Facts) -> str:
    words = f"已出具第 {notice.number} 份一次性告知书，等申请人补正。补齐之前不计时"
    if not notice.ground:
        return words
    return f"{words}。补充告知计入本窗口" + ("" if only_informs(occasion.case.department) else "，按规则发出黄牌")


def _notified_for_staff(facts: Facts) -> str:
    until = f"，补正到 {due(facts, 'correct_by')}" if facts.get("correct_by") else ""
    ground = f"（{NoticeGround(facts['ground']).label}：{facts['ground_reason']}）" if facts.get("ground") else ""
    return f"第 {facts['notice']} 份告知书：{'、'.join(facts['missing'])}{ground}{until}"


NOTIFY = Act(
    FLOW,
    noticing.notify,
    "Give the one-time notice",
    "Tell the applicant, once, everything that is missing or wrong (行政许可法 art. 32).",
    steps=("notify",),
    button="出具告知书",
    key="F9",
    template="desk/notify.html",
    form=_notify_form,
    shape=NotifyInput,
    arguments=_with_remarks,
    leaves=(DocumentKind.NOTICE,),
    done=_notified,
    telling=Telling(
        staff=_notified_for_staff,
        applicant=lambda facts: ("一次性告知补正", f"要补：{'、'.join(facts['missing'])}"),
    ),
    synonyms=("one_time_notice", "一次性告知", "补正告知"),
)

# Papers that come later


def _received(occasion: Occasion, application: Any, fields: Facts) -> str:
    absent = "、".join(material.name for material in missing_materials(application))
    words = brought_words(application, fields, f"还缺：{absent}。" if absent else "材料齐了，可以受理。")
    return words + clocks_words(running(occasion.case))


def _received_for_staff(facts: Facts) -> str:
    # lines of the history that were written before the forms of papers were noted have none
    forms = facts.get("forms") or [""] * len(facts["materials"])
    papers = [
        f"{name}（{PaperForm(form).label}）" if form else name
        for name, form in zip(facts["materials"], forms, strict=True)
    ]
    return "收到：" + "、".join(papers)


RECEIVE = Act(
    FLOW,
    handing_in.receive,
    "Take further papers in",
    "Take further papers in. After a notice the acceptance clock starts anew; at the window it counts as a visit.",
    words="收下材料",
    menu="收下材料",
    adds=lambda occasion: papers_that_come(missing_materials(occasion.subject)) | third_visit(occasion),
    shape=ReceiveInput,
    arguments=at_a_window,
    key="F6",
    done=_received,
    telling=Telling(
        staff=_received_for_staff,
        applicant=lambda facts: ("收到补交的材料", "、".join(facts["materials"])),
    ),
    synonyms=("receive_materials", "补正", "收下材料"),
)

# What is put right on the spot


def _correct_form(_act: Act, occasion: Occasion, **more: Any) -> CorrectForm:
    held = occasion.subject.received.held().select_related("material")
    return CorrectForm(held=[receipt.material for receipt in held], **more)


def _corrections(_occasion: Occasion, fields: Facts) -> Facts:
    """Position → what was put right: the page has a line for each paper, of which most stay empty."""
    if "corrections" in fields:
        return fields
    lines = {int(name.removeprefix("what_")): words for name, words in fields.items() if name.startswith("what_")}
    return {
        "version": fields["version"],
        "corrections": {position: words for position, words in lines.items() if words.strip()},
    }


CORRECT = Act(
    FLOW,
    handing_in.correct,
    "Put errors right on the spot",
    "Note errors that the applicant put right at the window at once (行政许可法 art. 32): no notice, no further trip.",
    button="已当场更正",
    template="desk/correct.html",
    form=_correct_form,
    shape=CorrectInput,
    arguments=_corrections,
    done=lambda _occasion, corrections, _fields: (
        f"已当场更正：{'、'.join(each.material.name for each in corrections)}。不用告知补正，也不用再跑一趟"
    ),
    telling=Telling(
        staff=lambda facts: "；".join(f"{name}：{what}" for name, what in facts["corrections"].items()),
        applicant=lambda facts: ("当场更正", "、".join(facts["corrections"])),
    ),
    synonyms=("correct_on_the_spot", "当场更正"),
)

# The acceptance


def _before_accepting(occasion: Occasion) -> Facts:
    """The limits that run since the papers were complete, those that would start, and the names of missing papers."""
    application = occasion.subject
    since_complete = limit_panels(list(running(occasion.case, *HANDLING)), at=occasion.at)
    limits = [*since_complete, *(limit_preview(clock, at=occasion.at) for clock in still_to_start(application))]
    return {"limits": limits, "absent": [material.name for material in missing_materials(application)]}


ACCEPT = Act(
    FLOW,
    accepting.accept,
    "Accept",
    "All papers are in: the promise and the statutory limit start beside each other (行政许可法 art. 32).",
    steps=("accept",),
    template="desk/accept.html",
    shows=_before_accepting,
    shape=ActInput,
    key="F6",
    instead=("accept_with_gaps", "accept_on_commitment", "receive", "notify"),
    leaves=(DocumentKind.ACCEPTANCE,),
    done=lambda occasion, _application, _fields: "已受理。" + clocks_words(running(occasion.case)),
    telling=Telling(applicant=lambda _facts: ("受理", "材料齐全，开始计时")),
    synonyms=("受理",),
)
