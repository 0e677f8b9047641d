"""Special procedures, the extension, and the endings without a decision: each shown first, then confirmed."""

from typing import Any

from cases.models import Case
from cases.rules import RULES, Rule
from cases.wording import limit_panels
from permits import actions, forms, special_forms
from permits.views.acts import running
from permits.views.desk import application_of
from permits.views.foreseen import ForeseenAct
from permits.wording import clocks_words, due_words


class Suspend(ForeseenAct):
    verb, title, button = "suspend", "暂停计时", "暂停计时"
    form_class = forms.SuspendForm
    template_name = "permits/suspend.html"
    call = actions.suspend

    def context(self, case: Case) -> dict[str, Any]:
        stopped = [each for each in running(case) if RULES[each.rule].pausable]
        return {**super().context(case), "limits": limit_panels(stopped, at=self.at)}

    def said(self, case: Case, answer: Any) -> str:
        return f"已暂停计时（{answer.get_ground_display()}），从今天起不计，恢复后重新推算到期时间"


class Resume(ForeseenAct):
    verb, title, button = "resume", "恢复计时", "恢复计时"
    form_class = forms.ResumeForm
    call = actions.resume

    def said(self, case: Case, answer: Any) -> str:
        return "已恢复计时，今天是最后一个不计的日子。" + clocks_words(answer)


class Extend(ForeseenAct):
    verb, title, button = "extend", "延长法定时限", "延长法定时限"
    form_class = forms.ExtendForm
    template_name = "permits/extend.html"
    call = actions.extend

    def context(self, case: Case) -> dict[str, Any]:
        extended = limit_panels(list(running(case).filter(rule=Rule.STATUTORY)), at=self.at)
        return {**super().context(case), "terms": application_of(case).item_version, "limits": extended}

    def said(self, case: Case, answer: Any) -> str:
        return f"已延长法定时限：{due_words(answer)}。承诺时限不变。把理由告知申请人"


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
