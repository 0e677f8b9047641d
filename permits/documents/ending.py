"""What is written when an application ends without a decision: taken back, terminated, or void."""

from papers.sheet import Sheet, facts, sign, text
from papers.wording import day
from permits.documents.phrases import (
    APPROVAL_SEAL,
    NO_SIGNATURE_DAY,
    TO_WRITE,
    Printing,
    item_words,
    paper,
    the_application,
)
from permits.models import Ending
from permits.wording import grouped


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
        dated=day(ending.at),
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
        dated=day(ending.at),
    )


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
                ("经手人", str(ending.recorded_by)),
                ("批准人", str(ending.approved_by)),
            ),
            text("作废的是这次登记，编号不再使用。作废以前已经超期的时限，结论和监督牌不变。"),
            sign(f"批准人签名：{TO_WRITE}　　{NO_SIGNATURE_DAY}"),
        ),
    )
