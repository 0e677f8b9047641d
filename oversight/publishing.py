"""Publishing scores, objecting to one, ruling on an objection: the office's verbs about scores."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from hall.access import Grant, access_of
from hall.models import Department, User
from hall.refusals import Refused, need_reason
from hall.roles import Permission
from oversight import measures, scores
from oversight.lists import PERIODS
from oversight.models import PublishedScore, ScoreCorrection, ScoreObjection, ScoreSheet
from oversight.scores import Score

PUBLISHED = ("last_month", "last_quarter")  # names of PERIODS that are over, and scored
LONGEST = 500  # characters of an objection, and of the answer


class CannotPublish(Refused):
    """They are published already."""

    code = "cannot-publish"
    sentence = "这段时间的绩效已经公布过，公布以后只能更正"


class CannotObject(Refused):
    """It is not this person's to object to, or an objection waits."""

    code = "cannot-object"
    sentence = "这个分数已经有一条异议等着答复"


class CannotRule(Refused):
    """It is ruled on, or this person made it."""

    code = "cannot-rule-on-score"
    sentence = "这条异议已经答复过"


@transaction.atomic
def publish_scores(*, period: str, by: User, at: datetime) -> ScoreSheet:
    """
    Write down what every department and window comes to, as it stands now: it never changes any more.

    :param period: one of PUBLISHED. :raises CannotPublish: it was published before.
    """
    first, after = PERIODS[period][1](timezone.localdate(at))
    sheet, is_new = ScoreSheet.objects.get_or_create(
        first=first, after=after, defaults={"published_by": by, "published_at": at}
    )
    if not is_new:
        raise CannotPublish
    PublishedScore.objects.bulk_create(
        PublishedScore(
            sheet=sheet,
            rank=each.rank,
            **{"department" if isinstance(each.whose, Department) else "window": each.whose},
            **_figures(each, sheet),
        )
        for each in _everybody(sheet, at)
    )
    return sheet


@transaction.atomic
def object_to_score(*, score: PublishedScore, reason: str, by: User, at: datetime) -> ScoreObjection:
    """
    Say what is wrong with a department's published score, or with that of a window of its own.

    :raises CannotObject: an objection waits, or it is another department's.
    """
    locked = PublishedScore.objects.select_for_update(of=("self",)).get(pk=score.pk)
    if (
        not scores_of(access_of(by, on=timezone.localdate(at)).grant(Permission.CARD_APPEAL))
        .filter(pk=score.pk)
        .exists()
    ):
        raise CannotObject("这不是您部门的分数")
    if locked.objections.filter(ruled_at=None).exists():
        raise CannotObject
    need_reason(reason, "写明哪个数字不对、为什么", "reason")
    return ScoreObjection.objects.create(score=locked, reason=reason.strip(), objected_by=by, objected_at=at)


@transaction.atomic
def rule_on_score(*, objection: ScoreObjection, upheld: bool, ruling: str, by: User, at: datetime) -> ScoreObjection:
    """
    Answer an objection; where it is right, what the score comes to by now is written down beside it as a numbered correction.

    Whatever was wrong is put right first where it stands (a card, a case): nobody types a score.

    :raises CannotRule: it was answered, this person made it, or it holds and no figure is another one yet.
    """
    row = ScoreObjection.objects.select_for_update(of=("self",)).select_related("score__sheet").get(pk=objection.pk)
    if row.ruled_at is not None:
        raise CannotRule
    if row.objected_by_id == by.pk:
        raise CannotRule("自己提的异议，由另一个人答复")
    need_reason(ruling, "写明核对了什么、结果怎样", "ruling")
    row.upheld, row.ruling, row.ruled_by, row.ruled_at = upheld, ruling.strip(), by, at
    row.save(update_fields=["upheld", "ruling", "ruled_by", "ruled_at"])
    if upheld:
        _correct(row, by=by, at=at)
    return row


def scores_of(grant: Grant) -> Any:
    """Published scores within a grant: of its departments, and of windows that serve nobody else."""
    lines = PublishedScore.objects.all()
    if grant.everywhere:
        return lines
    others = Department.objects.exclude(pk__in=grant.departments)
    own = lines.filter(window__departments__in=grant.departments).exclude(window__departments__in=others)
    return lines.filter(pk__in=own.values("pk")) | lines.filter(department__in=grant.departments)


def _correct(objection: ScoreObjection, *, by: User, at: datetime) -> None:
    score = objection.score
    everybody = {each.whose: each for each in _everybody(score.sheet, at)}
    now = everybody.get(score.whose) or Score(score.whose, {})  # nothing is left of what was counted
    if dict(now.counts) == score.counts:
        raise CannotRule("数字和公布时一样：先把错的地方改过来（红黄牌、办件），再按成立答复", field="upheld")
    ScoreCorrection.objects.create(
        score=score,
        number=score.corrections.count() + 1,
        objection=objection,
        corrected_by=by,
        corrected_at=at,
        **_figures(now, score.sheet),
    )


def _everybody(sheet: ScoreSheet, at: datetime) -> list[Score]:
    """Every department and window of the hall: a sheet is the hall's, whoever publishes it."""
    asked, hall = measures.asked((sheet.first, sheet.after), at=at), Grant(everywhere=True)
    return [*scores.of_departments(hall, asked), *scores.of_windows(hall, asked)]


def _figures(score: Score, sheet: ScoreSheet) -> dict[str, Any]:
    grade = score.grade if is_quarter(sheet.first, sheet.after) else ""
    return {"counts": dict(score.counts), "points": score.points, "total": score.total, "grade": grade}


def is_quarter(first: date, after: date) -> bool:
    return (after.year - first.year) * 12 + after.month - first.month == 3
