"""The one-time notice: everything that is missing or wrong, told once (行政许可法 art. 32)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from cases import clocks
from cases.rules import Rule
from hall import calendar
from hall.identifiers import grouped
from hall.models import Material
from hall.refusals import Refused, need_reason, says_something
from hall.templatetags.presentation import day
from permits import deadlines, half_day, letters, papers
from permits.actions.turn import Turn, verb
from permits.models import Application, NoticeGround, NoticeLine, OneTimeNotice
from permits.power import take_step
from permits.queries import held, missing_materials
from permits.repeated import taken_up
from permits.supplements import count_against_the_window, late_papers

CHANGED_SINCE = (NoticeGround.LAW_CHANGED, NoticeGround.REQUEST_CHANGED)


class CannotNotify(Refused):
    code = "cannot-notify"


@dataclass(frozen=True)
class Ground:
    """Why a later notice names what no earlier one named: one of NoticeGround, what bears it out, the day of a change."""

    ground: str
    reason: str
    on: date | None


@verb(refusal=CannotNotify)
def notify(
    turn: Turn,
    *,
    missing: dict[int, str],
    ground: str = "",
    ground_reason: str = "",
    ground_on: date | None = None,
    as_it_was: bool = False,
) -> OneTimeNotice:
    """
    Tell the applicant, once, everything that is missing or wrong (art. 32). Ends the acceptance clock in time or late.

    A paper already received that is named here counts as handed back, until it comes again. What no earlier notice named can
    only be asked for on one of three legal grounds, and then the window has a yellow card for it (rules §10).

    :param missing: material position → remark (may be "").
    :param ground: one of NoticeGround, with the document or the facts, and the day of what changed since.
    :param as_it_was: the notice was given long ago (an old ledger): what it left out cannot be put right any more.
    :raises CannotNotify: nothing named; a first notice that leaves out a paper that has not come (rules A6); a paper that no earlier notice named, without a ground that holds; or one that has come and of which nothing is said.
    """
    application, by, at = turn.application, turn.by, turn.at
    power = take_step(application, "notify", by=by, at=at)
    if not missing:
        raise CannotNotify("勾选缺少或要改正的材料，一次说全", field="missing")
    lines = papers.at_positions(application, list(missing), field="missing")
    # told once means told whole: what the first notice leaves out can hardly be asked for later (art. 32(4), rules A6)
    is_first = not application.notices.exists()
    if is_first and not as_it_was:
        _must_be_complete(application, lines)
    # the first notice may name everything, unless it is a later one of its matter: made again, an application begins no new count
    before = taken_up(application)
    added = late_papers(application, lines, before, at=at) if is_first else _not_told_before(application, lines)
    if added:
        why = Ground(ground, ground_reason, ground_on)
        _must_have_a_ground([application, *before], added, why, at=at)
    if not as_it_was:
        _must_say_what_is_wrong(application, lines, missing)
    until = deadlines.correction_due(told_at=at, calendar=calendar.current())
    notice = OneTimeNotice.objects.create(
        application=application,
        number=application.notices.count() + 1,
        item_version=application.item_version,
        at=at,
        correct_by=until.due_at,
        told_by=by,
        # a ground is kept only where one is due: filled in beside a notice that adds nothing it would read as an admission
        ground=ground if added else "",
        ground_reason=ground_reason.strip() if added else "",
        ground_on=ground_on if added else None,
    )
    NoticeLine.objects.bulk_create(
        NoticeLine(notice=notice, material=material, remark=missing[material.position].strip()) for material in lines
    )
    # a paper that is wrong goes back to the applicant: it is no longer among those received
    papers.hand_back(application, lines, by=by, at=at)
    # the notice is the answer that the five days were for; from here the hall waits for the applicant
    clocks.meet(turn.case, Rule.ACCEPTANCE_NOTICE, at=at)
    half_day.drop(application, at=at)
    turn.record(
        notice=notice.number,
        missing=[material.name for material in lines],
        ground=str(notice.ground),
        ground_reason=notice.ground_reason,
        correct_by=until.due_at,
        provisional=until.provisional,
        **power,
    )
    until_words = letters.instant(until.due_at, at=at, provisional=until.provisional)
    turn.letter("noticed", count=len(lines), until=until_words)
    if added:
        count_against_the_window(notice, added, at=at)
    return notice


def _must_be_complete(application: Application, lines: Sequence[Material]) -> None:
    """:raises CannotNotify: the first notice is silent about a paper that the window does not have."""
    forgotten = [material.name for material in missing_materials(application) if material not in lines]
    if forgotten:
        raise CannotNotify(f"“{'、'.join(forgotten)}”也没有收到，要一起写进告知书：以后不能再要求补正", field="missing")


def _must_say_what_is_wrong(application: Application, lines: Sequence[Material], remarks: dict[int, str]) -> None:
    """
    What has come goes back only with what is wrong with it: the notice ends every clock that runs from complete papers, and
    nobody can put right a paper of which they are told that it is to come "as published".

    :raises CannotNotify: nothing is said of one of them.
    """
    there = held(application)
    silent = [each.name for each in lines if each.pk in there and not says_something(remarks[each.position])]
    if silent:
        names = "、".join(f"“{each}”" for each in silent)
        raise CannotNotify(f"{names}已经收到，在说明里写明还有什么不对；没有不对的，不要勾选", field="missing")


def _not_told_before(application: Application, lines: Sequence[Material]) -> list[Material]:
    """Papers that no earlier notice named."""
    already_listed = set(NoticeLine.objects.filter(notice__application=application).values_list("material", flat=True))
    return [material for material in lines if material.pk not in already_listed]


def _must_have_a_ground(matter: Sequence[Application], added: Sequence[Material], why: Ground, *, at: datetime) -> None:
    """
    :param matter: the application, and those that it takes up.
    :raises CannotNotify: no ground of the list, nothing that bears it out, or one that what is stored contradicts.
    """
    application = matter[0]
    names = "、".join(material.name for material in added)
    if not why.ground:
        first = "第一份告知书" if application.notices.exists() else f"同一事项以前的办件{_numbers(matter[1:])}的告知书"
        raise CannotNotify(
            f"{first}没有写“{names}”，不能再要求补正（一次告知）。确有法定理由的，选择理由", field="missing"
        )
    if why.ground not in NoticeGround.values:
        raise CannotNotify("选择列出的法定理由", field="ground")
    need_reason(why.reason, "写明依据的文号或者事实", "ground_reason", refusal=CannotNotify)
    if why.ground in CHANGED_SINCE:
        _must_lie_between(matter, why.on, at=at)
    if why.ground == NoticeGround.HIDDEN_DEFECT:
        # also what was handed back since: a hidden defect can only be in a paper that the window once had
        ever_received = set(application.received.came().values_list("material", flat=True))
        unseen = [material.name for material in added if material.pk not in ever_received]
        if unseen:
            raise CannotNotify(f"“{unseen[0]}”还没有收到过，说不上有看不出来的问题", field="ground")


def _numbers(applications: Sequence[Application]) -> str:
    return "、".join(f" {grouped(each.case.number)} " for each in applications)


def _must_lie_between(matter: Sequence[Application], on: date | None, *, at: datetime) -> None:
    """What changed since the first notice of the matter changed on its day or later, and not tomorrow."""
    first = timezone.localdate(OneTimeNotice.objects.filter(application__in=matter).order_by("at")[0].at)
    if on is None or not first <= on <= timezone.localdate(at):
        raise CannotNotify(f"填写变更的日期，在第一份告知书（{day(first)}）和今天之间", field="ground_on")
