"""The hearing at the desk: each step shows first what it does to the clocks."""

from typing import Any

from cases.models import Case
from cases.wording import moment
from permits import actions, special_forms
from permits.views.acts import running
from permits.views.foreseen import ForeseenAct
from permits.wording import clocks_words


class Tell(ForeseenAct):
    verb, title, button = "tell_hearing", "告知听证权利", "记录告知"
    form_class = special_forms.TellHearingForm
    call = actions.tell_hearing
    note = "告知以后 5 个工作日内可以要求听证；这段时间照常计时，期满或者放弃以前不作决定。"

    def said(self, case: Case, answer: Any) -> str:
        return f"已告知听证权利，{moment(answer.ask_by)} 前可以提出。文书编号 {answer.told_document}"


class Ask(ForeseenAct):
    verb, title, button = "ask_hearing", "登记听证要求", "登记"
    form_class = special_forms.AskHearingForm
    call = actions.ask_hearing
    note = "听证不收费。通知时间地点以前照常计时。"

    def said(self, case: Case, answer: Any) -> str:
        return "已登记听证要求。" + clocks_words(running(case))


class Announce(ForeseenAct):
    verb, title, button = "announce_hearing", "通知听证", "发出听证通知"
    form_class = special_forms.AnnounceHearingForm
    call = actions.announce_hearing
    note = "通知书写明所需的时间，从今天起到听证那天不计时。"

    def said(self, case: Case, answer: Any) -> str:
        return f"已通知听证：{moment(answer.sits_at)}，{answer.place}。文书编号 {answer.notice_document}"


class Hold(ForeseenAct):
    verb, title, button = "hold_hearing", "登记听证笔录", "登记听证已经举行"
    form_class = special_forms.HoldHearingForm
    call = actions.hold_hearing
    note = "根据听证笔录作出决定。今天是最后一个不计的日子。"

    def said(self, case: Case, answer: Any) -> str:
        return f"听证已经举行，笔录编号 {answer.record_document}。" + clocks_words(running(case))


class GiveUp(ForeseenAct):
    verb, title, button = "give_up_hearing", "放弃听证", "登记放弃"
    form_class = special_forms.WaiveHearingForm
    call = actions.give_up_hearing
    note = "告知过的每一个人都放弃，才可以马上作出决定；还有人可以要求听证的，等到期满。"

    def said(self, case: Case, answer: Any) -> str:
        return "已登记放弃听证，可以作出决定"


class Cancel(ForeseenAct):
    verb, title, button = "cancel_hearing", "取消听证", "取消听证"
    form_class = special_forms.CancelHearingForm
    call = actions.cancel_hearing
    note = "要求听证的人撤回的，计时从明天起继续；期满以前，告知过的其他人还可以要求听证，决定要等。"

    def said(self, case: Case, answer: Any) -> str:
        return "已取消听证，恢复计时。" + clocks_words(running(case))
