"""
What a one-time notice adds to those before it: what an earlier one of the same matter could have named, and the card that it costs
(行政许可法 art. 32(4), rules A6 and §10).
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from cases.cards import Breach, issue_card
from cases.rules import Rule
from hall.models import Material
from permits.models import Application, MaterialReceipt, NoticeLine, OneTimeNotice
from permits.repeated import taken_up

# the two applications were open beside each other, so that no ground was asked for
NAMED_BESIDE = "同一事项前一件的告知书可以写而没有写"


def noticed_before(application: Application) -> bool:
    """Whether an earlier application of the matter had a notice: what that could have named needs a ground now."""
    return OneTimeNotice.objects.filter(application__in=taken_up(application)).exists()


def late_papers(
    application: Application, papers: Sequence[Material], before: Sequence[Application], *, at: datetime
) -> list[Material]:
    """
    Of the papers that a notice at `at` names those that a notice of an earlier application of the matter could have named.

    A paper that was there then, and has not come with this application, was not missing then. One that the item asked for only
    later could not be named either.
    """
    notices = OneTimeNotice.objects.filter(application__in=before, at__lte=at)
    if not before or not notices.exists():
        return []
    named = set(NoticeLine.objects.filter(notice__in=notices).values_list("material__name", flat=True))
    versions = {each.item_version_id for each in before}
    asked_for = set(Material.objects.filter(version__in=versions).values_list("name", flat=True))
    came = set(
        MaterialReceipt.objects.filter(application__in=before, at__lte=at).values_list("material__name", flat=True)
    )
    here = Q(returned_at__isnull=True) | Q(returned_at__gte=at)
    held = set(application.received.filter(here, at__lte=at).values_list("material", flat=True))
    return [each for each in papers if each.name in asked_for - named and (each.name not in came or each.pk in held)]


def hindsight(application: Application) -> tuple[OneTimeNotice, list[Material]] | None:
    """
    The first notice of an application with what an earlier one of the matter could have named, where that was open beside it
    when the notice was given, so that nobody was asked for a ground; None where there is nothing of the kind.
    """
    notice = application.notices.filter(ground="").order_by("number").first()
    if notice is None or notice.number > 1:
        return None
    beside = [each for each in taken_up(application) if each.case.closed_at and each.case.closed_at >= notice.at]
    papers = [line.material for line in notice.lines.select_related("material")]
    late = late_papers(application, papers, beside, at=notice.at)
    return (notice, late) if late else None


def count_against_the_window(notice: OneTimeNotice, added: Sequence[Material], *, at: datetime) -> None:
    """A yellow card even on a legal ground: the applicant has another trip for what one notice should have said (rules §10)."""
    case = notice.application.case
    if case.window is None:
        raise ValueError(f"application {case.number} was registered without a window")
    names = "、".join(material.name for material in added)
    issue_card(
        case,
        Breach(
            rule=Rule.NOTICE_SUPPLEMENTED,
            occurrence=notice.number,
            cause=f"第 {notice.number} 份一次性告知书补充了以前没有写的“{names[:150]}”（{notice.get_ground_display() or NAMED_BESIDE}）",
            window=case.window,
            owner=case.owner,
        ),
        at=at,
    )
