"""
Letters about all clocks: to the office and the inspector a change of the calendar that waits for one of them, and what one has
done to dates and cards (decision 127); to them and to the administrator what the nightly check finds. They are about no case, are
read inside, and do not wait for office hours.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from cases.backdating import days_acted_on, reviewers
from cases.models import Letter, Recomputation, ReconciliationRun
from cases.quiet import is_quiet
from hall.access import holders
from hall.models import CalendarChange, User
from hall.permissions import Permission

ASKED, CHANGED, CHECKED = "calendar_asked", "calendar_changed", "clocks_checked"


def ask(changes: Sequence[CalendarChange], *, at: datetime) -> None:
    """Write to those who may confirm a draft, where it takes one of them."""
    if days_acted_on(changes, at=at):
        _of_changes(ASKED, changes, changes[0].proposed_by, "", at=at)


def tell(job: Recomputation, *, at: datetime) -> None:
    """Write what a recomputation that is over has changed, if it has changed anything."""
    changes = list(
        CalendarChange.objects.filter(stamp=job.stamp)
        .select_related("confirmed_by", "proposed_by")
        .order_by("part_of", "key")
    )
    if changes and (job.moved or job.withdrawn):
        result = f"{job.moved} 个到期时间改变，{job.cards_words}"
        _of_changes(CHANGED, changes, changes[0].confirmed_by, result, at=at)


def tell_of_check(run: ReconciliationRun, *, at: datetime) -> None:
    """
    Write to whoever sees what the nightly check finds, where it has met a difference that was not there before: to the
    administrator, and to those who must hear of it when the administrator made it.
    """
    if run.appeared:
        facts = {"check": run.pk, "note": f"{run.differences} 处不符，其中新出现 {run.appeared} 处"}
        readers = {post.user for post in holders(Permission.CLOCKS_VIEW, None, on=timezone.localdate(at))}
        _write(CHECKED, facts, sorted(readers, key=lambda person: person.pk), key=run.pk, at=at)


def _of_changes(
    template: str, changes: Sequence[CalendarChange], who: User | None, result: str, *, at: datetime
) -> None:
    own = next((change for change in changes if change.part_of_id is None), changes[0])
    readers = reviewers(at=at)
    proposer = own.proposed_by
    if template == CHANGED and proposer is not None and proposer not in (who, *readers):
        readers.append(proposer)  # who drafted it hears what became of it
    titles = "、".join(change.title for change in changes)
    facts = {"calendar": own.pk, "note": titles, "why": result, "who": str(who or "服务器上的命令")}
    _write(template, facts, readers, key=own.pk, at=at)


def _write(template: str, facts: dict[str, Any], readers: Sequence[User], *, key: int, at: datetime) -> None:
    Letter.objects.bulk_create(
        (
            Letter(
                cause=f"{template}:{key}:{reader.pk}",
                recipient=reader,
                template=template,
                facts=facts,
                written_at=at,
                not_before=at,
                quiet=is_quiet(),
            )
            for reader in readers
        ),
        ignore_conflicts=True,
    )
