"""Why a step of a hearing cannot be taken (行政许可法 art. 46–48)."""

from collections.abc import Callable
from datetime import datetime

from cases.wording import moment
from hall.models import User
from permits.hearings import may_be_asked_for
from permits.models import Application, Hearing


def hearing_of(application: Application) -> Hearing | None:
    return getattr(application, "hearing", None)


NOBODY_TOLD = "还没有书面告知听证权利"


def tell_hearing(application: Application, by: User, at: datetime) -> str:
    return "已经告知过听证权利" if hearing_of(application) else ""


def once_told(why: Callable[[Hearing, datetime], str]) -> Callable[[Application, User, datetime], str]:
    """Why the hearing itself is in the way; before that, that nobody was told of the right to one."""

    def of_the_application(application: Application, by: User, at: datetime) -> str:
        hearing = hearing_of(application)
        return why(hearing, at) if hearing else NOBODY_TOLD

    return of_the_application


def ask_hearing(hearing: Hearing, at: datetime) -> str:
    if hearing.asked_at is not None or hearing.is_over:
        return "已经有人要求听证，或者已经放弃"
    return "" if may_be_asked_for(hearing, at=at) else f"要在 {moment(hearing.ask_by)} 前提出，已经过了"


def announce_hearing(hearing: Hearing, at: datetime) -> str:
    waits = hearing.is_owed and hearing.announced_at is None  # owed: somebody asked, and it was not held nor given up
    return "" if waits else "没有人要求听证，或者已经通知过"


def move_hearing(hearing: Hearing, at: datetime) -> str:
    return "" if hearing.stops_the_clocks else "还没有通知听证的时间和地点"


def hold_hearing(hearing: Hearing, at: datetime) -> str:
    if not hearing.stops_the_clocks or hearing.sits_at is None:
        return "还没有通知听证的时间和地点"
    return "" if at >= hearing.sits_at else f"听证在 {moment(hearing.sits_at)} 举行，还没有到"


def give_up_hearing(hearing: Hearing, at: datetime) -> str:
    # once it is announced the clocks stand still for it: then it is cancelled, which lets them run again
    late = hearing.is_over or hearing.announced_at is not None
    if hearing.stops_the_clocks:
        return "已经通知听证的时间和地点：由审批科长或部门负责人取消听证"
    return "已经通知过听证，或者已经结束" if late else ""


def cancel_hearing(hearing: Hearing, at: datetime) -> str:
    return "" if hearing.stops_the_clocks else "还没有通知听证的时间和地点"


WHY_NOT = {
    "tell_hearing": tell_hearing,
    "ask_hearing": once_told(ask_hearing),
    "announce_hearing": once_told(announce_hearing),
    "move_hearing": once_told(move_hearing),
    "hold_hearing": once_told(hold_hearing),
    "give_up_hearing": once_told(give_up_hearing),
    "cancel_hearing": once_told(cancel_hearing),
}
