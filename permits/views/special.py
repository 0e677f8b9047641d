"""Special procedures, the extension, and the endings without a decision: each shown first, then confirmed."""

from typing import Any

from cases.models import Case
from permits import actions, forms, special_forms
from permits.views.foreseen import ForeseenAct


class Withdraw(ForeseenAct):
    verb, title, button = "withdraw", "申请人撤回", "记录撤回"
    form_class = forms.WithdrawForm
    call = actions.withdraw
    note = "办件随之结束，以后可以重新申请。"

    def said(self, case: Case, answer: Any) -> str:
        return f"已按申请人的要求撤回，办件结束。文书编号 {answer.ending.document}"


class Terminate(ForeseenAct):
    verb, title, button = "terminate", "终止办理", "终止办理"
    form_class = special_forms.TerminateForm
    call = actions.terminate
    note = "办件随之结束，不作准予或不予许可的决定。终止通知书要写明理由和救济途径，送达申请人。"

    def said(self, case: Case, answer: Any) -> str:
        return f"已终止办理，办件结束。文书编号 {answer.document}，把通知书送达申请人"


class Void(ForeseenAct):
    verb, title, button = "void", "作废", "作废"
    form_class = special_forms.VoidForm
    call = actions.void
    note = "只有登记有误的办件可以作废。编号不再使用，记录和已经发出的红黄牌都保留。"

    def said(self, case: Case, answer: Any) -> str:
        return f"已作废，编号保留不再使用。文书编号 {answer.document}"
