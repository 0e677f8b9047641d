"""The limits of an enquiry, one function per rule. Pure."""

from datetime import datetime

from cases.rules import Clock, Rule
from hall.worktime import Limit, Unit, WorkCalendar, due

ANSWER_WITHIN = 1  # working day, published practice of 12345 for consultations (rules C7)
# working days, 答复件: a definite written answer within the item's promise (S2, open question Q29)
WRITTEN_ANSWER_WITHIN = 3
TAKE_ON_SITE = 30  # working minutes, hand-over while the person stands at the counter (open question Q26)
TAKE_OTHERWISE = 1  # working day, any other hand-over (open question Q26)
ATTACH_WITHIN = 90  # natural days, a consultation belongs to the application that follows it (open question Q6)


def answer(*, in_writing: bool) -> Clock:
    """Answer whoever asked: within a working day, a definite answer in writing within three."""
    days = WRITTEN_ANSWER_WITHIN if in_writing else ANSWER_WITHIN
    article = f"明确答复制：书面答复 {days} 个工作日" if in_writing else f"首问负责制：咨询 {days} 个工作日内答复"
    return Clock(Rule.ENQUIRY_ANSWER, Limit(Unit.WORKING_DAY, days), article)


def take(*, on_site: bool) -> Clock:
    """Take an enquiry over that was handed over in writing: half an hour at the counter, a working day otherwise."""
    if on_site:
        limit, article = Limit(Unit.WORKING_MINUTE, TAKE_ON_SITE), f"当场移交 {TAKE_ON_SITE} 分钟内接手"
    else:
        limit, article = Limit(Unit.WORKING_DAY, TAKE_OTHERWISE), f"移交 {TAKE_OTHERWISE} 个工作日内接手"
    return Clock(Rule.ENQUIRY_HAND_OVER, limit, f"首问负责制：{article}")


def attaches_until(*, asked_at: datetime, calendar: WorkCalendar) -> datetime:
    """Return the last moment at which an application for the item makes the enquiry part of it: 90 natural days."""
    return due(Limit(Unit.NATURAL_DAY, ATTACH_WITHIN), asked_at, calendar).due_at
