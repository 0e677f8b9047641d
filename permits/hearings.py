"""What a hearing means for the other acts: the decision waits for it, and a pause for it is no pause of its own."""

import re
from datetime import datetime

from cases import clocks
from cases.wording import moment
from hall.identifiers import mask_name
from permits.models import Application, Hearing

ANNOUNCED_INSTEAD = "听证从“通知听证”办理：通知发出，计时随之暂停"

A_NAME = re.compile(r"[^、，,；;\s]+")  # in a list of parties, as it is typed


def awaited_hearing(application: Application, *, at: datetime) -> str:
    """Why the decision has to wait (行政许可法 art. 47, 48): a sentence, or "" if it need not."""
    hearing = getattr(application, "hearing", None)
    if hearing is None or hearing.is_over:
        return ""
    if hearing.is_owed:
        return "已经有人要求听证，举行以后根据笔录决定"
    if may_be_asked_for(hearing, at=at):
        return f"{moment(hearing.ask_by)} 前还可以要求听证；放弃的先登记，再作决定"
    return ""


def may_be_asked_for(hearing: Hearing, *, at: datetime) -> bool:
    """Whether the working days within which everybody told may ask are not over yet."""
    return at < hearing.ask_by + clocks.A_SECOND


def masked(parties: str) -> str:
    """``王*明、李*``: each name of a list, however it is divided."""
    return A_NAME.sub(lambda match: mask_name(match.group()), parties)


def without_names(text: str, hearing: Hearing) -> str:
    """A text about a hearing with the names of its parties masked wherever they stand."""
    names = {name for name in A_NAME.findall(f"{hearing.parties} {hearing.asked_by_party}") if len(name) > 1}
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, mask_name(name))
    return text
