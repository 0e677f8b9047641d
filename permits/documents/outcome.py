"""The decision and the proof that it was handed over; or that the application ended without one: taken back, terminated, void."""

from cases.models import Case
from cases.rules import RULES, Rule
from cases.wording import moment
from hall.templatetags.presentation import day
from papers.sheet import Block, Sheet, facts, sign, text
from permits.deadlines import PUBLISHED_FOR
from permits.delivery_words import PROOF_WORDS
from permits.documents.phrases import (
    APPROVAL_SEAL,
    LICENCE_LAW,
    NO_SIGNATURE_DAY,
    TO_WRITE,
    Printing,
    applicant_facts,
    bar_of,
    clocks_of,
    due_words,
    false_materials,
    is_licence,
    issued_on,
    item_words,
    paper,
    place_words,
    the_application,
)
from permits.documents.receiving import non_acceptance
from permits.models import Application, Bar, Decision, DocumentKind, Ending, Revocation, Service
from permits.queries import SERVED
from permits.states import NEVER_ACCEPTED, TERMINATED
from permits.wording import grouped, signer


def grant(printing: Printing) -> Sheet:
    """准予决定书 (art. 38, 44); of a licence by its full name."""
    decision, licence = printing.application.decision, is_licence(printing.application)
    basis = f"根据{LICENCE_LAW}第三十八条第一款，" if licence else ""
    return paper(
        printing,
        title="准予行政许可决定书" if licence else "准予决定书",
        blocks=(
            text(f"{the_application(printing)}，经审查，符合法定条件、标准。{basis}本机关决定准予。"),
            facts(*_case_facts(printing)),
            *([text(decision.reason, title="说明")] if decision.reason else []),
            text(
                _handing_over(printing),
                *([f"根据{LICENCE_LAW}第四十条，本决定予以公开，公众有权查阅。"] if licence else []),
            ),
        ),
        seal=APPROVAL_SEAL,
        dated=issued_on(printing, numbered=decision.number, at=decision.at),
    )


def _handing_over(printing: Printing) -> str:
    due = clocks_of(printing.case, Rule.DELIVERY)
    when = f"在 {due_words(due[-1])}" if due else ""
    since = due[-1].start_words if due else RULES[Rule.DELIVERY].start
    by_law = f"，{LICENCE_LAW}第四十四条" if is_licence(printing.application) else ""
    return f"证件或者办理结果{when}送达（自{since}之日起十日内{by_law}）。可以邮寄、领取电子证照，也可以到{place_words(printing.case)}领取。"


def _handing_over_the_refusal(printing: Printing) -> list[Block]:
    """Nothing of one that was decided before such a decision had a limit."""
    return [
        text(
            f"本决定在 {due_words(clock)}送达（{clock.article}）。可以邮寄，也可以到{place_words(printing.case)}领取。"
        )
        for clock in clocks_of(printing.case, Rule.REFUSAL_DELIVERY)[-1:]
    ]


def refusal(printing: Printing) -> Sheet:
    """不予许可决定书: reasons, and the right to reconsideration and litigation (art. 38, 72)."""
    decision, licence = printing.application.decision, is_licence(printing.application)
    basis = f"根据{LICENCE_LAW}第三十八条第二款，" if licence else ""
    result = "不予行政许可" if licence else "不予办理"
    return paper(
        printing,
        title=f"{result}决定书",
        blocks=(
            text(f"{the_application(printing)}，经审查，不符合法定条件、标准。{basis}本机关决定{result}。"),
            facts(*_case_facts(printing)),
            text(*decision.reason.splitlines(), title="理由和依据"),
            *(false_materials(printing) if decision.false_materials else ()),
            text(*decision.remedies.splitlines(), title="救济途径"),
            *_handing_over_the_refusal(printing),
        ),
        seal=APPROVAL_SEAL,
        dated=issued_on(printing, numbered=decision.number, at=decision.at),
    )


def revocation(printing: Printing) -> Sheet:
    """撤销决定书: the ground, the reasons, what can be done against it, and until when nobody may apply again (art. 69, 79)."""
    written: Revocation = printing.application.revocation
    granted: Decision = printing.application.decision
    licence = is_licence(printing.application)
    basis = f"根据{LICENCE_LAW}第六十九条第二款，" if licence else ""
    what = f"《{grant(printing).title}》（{granted.number}）" if granted.number else f"《{grant(printing).title}》"
    return paper(
        printing,
        title="撤销行政许可决定书" if licence else "撤销决定书",
        blocks=(
            text(
                f"{the_application(printing)}，本机关于{day(granted.at)}作出{what}。"
                f"现查明：{written.get_ground_display()}。{basis}本机关决定撤销该决定。"
            ),
            facts(*_case_facts(printing)),
            text(*written.reason.splitlines(), title="理由和依据"),
            *bar_of(printing, Bar.Ground.DECEIT),
            text("已经取得的证件应当交回；不交回的，由本机关公告作废。"),
            text(*written.remedies.splitlines(), title="救济途径"),
        ),
        seal=APPROVAL_SEAL,
        dated=issued_on(printing, numbered=written.document, at=written.at),
    )


def _case_facts(printing: Printing) -> list[tuple[str, str]]:
    application = printing.application
    accepted = [("受理日期", day(application.accepted_at))] if application.accepted_at else []
    return [*applicant_facts(application), ("事项", item_words(application)), *accepted]


def receipts(application: Application) -> int:
    """How many 送达回证 there are: one for the result, one for the paper that revoked it or ended the application without one."""
    another = application.case.state in SERVED or hasattr(application, "revocation")
    return int(_of_the_result(application)) + int(another)


def _of_the_result(application: Application) -> bool:
    """Whether a result was to be handed over. Once it is revoked, only one that was, or whose receipt was printed by then."""
    if not hasattr(application, "decision"):
        return False
    revocation: Revocation | None = getattr(application, "revocation", None)
    if revocation is None or hasattr(application, "delivery"):
        return True
    printed = (each for each in application.case.documents.all() if each.kind == DocumentKind.DELIVERY_RECEIPT)
    return any(each.made_at < revocation.at for each in printed)


def delivery_receipt(printing: Printing) -> Sheet:
    """送达回证: printed before the handing over it has lines to sign on; afterwards it says what is recorded."""
    application = printing.application
    is_result = printing.occurrence == 1 and _of_the_result(application)
    delivery: Service | None = getattr(application, "delivery" if is_result else "paper_delivery", None)
    return paper(
        printing,
        title="送达回证",
        addressee="",
        blocks=(
            facts(
                ("受送达人", application.applicant_name),
                ("事由", f"{printing.case.title}（办件编号 {grouped(printing.case.number)}）"),
                ("送达文书", _result(printing) if is_result else _other_paper(printing)),
                (
                    "送达方式",
                    delivery.get_method_display()
                    if delivery
                    else "　".join(f"□ {each}" for each in Service.Method.labels),
                ),
                ("送达地点", place_words(printing.case) if _collected(delivery) else TO_WRITE),
                *_proof(delivery),
                ("备注", "代收的，写明与受送达人的关系；拒收的，写明拒收的事由和日期，由送达人、见证人签名或者盖章。"),
            ),
            sign(
                f"受送达人（代收人）签名或者盖章：{TO_WRITE}　　{NO_SIGNATURE_DAY}",
                f"送达人签名：{TO_WRITE}　　{NO_SIGNATURE_DAY}",
            ),
        ),
        seal="盖送达机关印章",
        dated=issued_on(printing) if delivery else NO_SIGNATURE_DAY,
    )


def _result(printing: Printing) -> str:
    decision: Decision = printing.application.decision
    sheet = grant(printing) if decision.result == Decision.Result.GRANT else refusal(printing)
    return f"{sheet.title}（{decision.number}）" if decision.number else sheet.title


def _other_paper(printing: Printing) -> str:
    if printing.case.state in NEVER_ACCEPTED:
        return non_acceptance(printing).title
    if printing.case.state == TERMINATED:
        return f"{termination(printing).title}（{printing.application.ending.document}）"
    return f"{revocation(printing).title}（{printing.application.revocation.document}）"


def _collected(delivery: Service | None) -> bool:
    return delivery is not None and delivery.method == Service.Method.COLLECTED


def _proof(delivery: Service | None) -> list[tuple[str, str]]:
    if delivery is None:
        return []
    words = PROOF_WORDS[Service.Method(delivery.method)]
    return [
        (f"{words}（代理人）" if delivery.by_agent else words, delivery.proof),
        *([("原因和经过", delivery.circumstances)] if delivery.circumstances else []),
        *_day_of_service(delivery),
        ("送达人", str(delivery.delivered_by)),
    ]


def _day_of_service(delivery: Service) -> list[tuple[str, str]]:
    if delivery.published_on is None or delivery.served_on is None:
        return [("送达时间", moment(delivery.at))]
    counted = f"{day(delivery.served_on)}（自发出公告之日起满 {PUBLISHED_FOR} 日，参照《民事诉讼法》第九十五条）"
    return [("公告日期", day(delivery.published_on)), ("视为送达之日", counted)]


def withdrawal(printing: Printing) -> Sheet:
    """撤回申请确认书: that the applicant wanted it, signed by the applicant; nothing was decided."""
    ending: Ending = printing.application.ending
    return paper(
        printing,
        title="撤回申请确认书",
        blocks=(
            text(
                f"{the_application(printing)}，您要求撤回。本机关没有作出决定，从{day(ending.at)}起停止办理，办件结束。",
                "撤回以后需要办理的，可以重新申请，不受这次撤回影响。",
            ),
            facts(
                ("申请人", printing.application.applicant_name),
                ("撤回的原因", ending.reason),
                ("窗口经办人", str(ending.recorded_by)),
            ),
            sign(f"申请人（签名或者盖章）：{TO_WRITE}　　{NO_SIGNATURE_DAY}"),
        ),
        seal=APPROVAL_SEAL,
        dated=issued_on(printing, numbered=ending.document, at=ending.at),
    )


def termination(printing: Printing) -> Sheet:
    """终止办理通知书: the ground, the reasons, and what can be done against it."""
    ending: Ending = printing.application.ending
    basis = f"根据{ending.basis}，" if ending.basis else ""
    return paper(
        printing,
        title="终止办理通知书",
        blocks=(
            text(f"{the_application(printing)}，因{ending.ground_words}，{basis}本机关决定终止办理。"),
            text(*ending.reason.splitlines(), title="理由"),
            text(*ending.remedies.splitlines(), title="救济途径"),
        ),
        seal=APPROVAL_SEAL,
        dated=issued_on(printing, numbered=ending.document, at=ending.at),
    )


def _who_registered_and_asked(case: Case) -> list[tuple[str, str]]:
    """Beside the approver those whose mistake it was, and who asked for it: whoever approves is neither alone."""
    lines = list(case.events.filter(verb__in=("register", "propose")).select_related("actor").order_by("seq"))
    registered = next((str(line.actor) for line in lines if line.verb == "register" and line.actor), "")
    asked = [str(line.actor) for line in lines if line.verb == "propose" and line.facts.get("step") == "void"]
    return [("登记人", registered), *([("报批人", asked[-1])] if asked else [])]


def voiding(printing: Printing) -> Sheet:
    """作废审批单: the hall's own paper about a registration that was made by mistake; nobody is addressed."""
    ending: Ending = printing.application.ending
    return paper(
        printing,
        title="作废审批单",
        addressee="",
        blocks=(
            facts(
                ("办件编号", grouped(printing.case.number)),
                ("登记的事项", item_words(printing.application)),
                ("登记的申请人", printing.application.applicant_name),
                ("登记日期", day(printing.case.opened_at)),
                ("作废日期", day(ending.at)),
                ("错在哪里", ending.ground_words),
                ("理由", ending.reason),
                *_who_registered_and_asked(printing.case),
                ("批准人", signer(printing.case, ending.approved_by, at=ending.at) if ending.approved_by else ""),
            ),
            text("作废的是这次登记，编号不再使用。作废以前已经超期的时限，结论和监督牌不变。"),
            sign(f"批准人签名：{TO_WRITE}　　{NO_SIGNATURE_DAY}"),
        ),
    )
