"""The record of what has been replayed: one row for each act, so that the same file played again continues instead of doing things twice."""

from dataclasses import asdict

from django.db.models import QuerySet

from cases.models import Case
from replay.models import ReplayedAct
from replay.reading import Act, Answer


def note(batch: str, act: Act, answer: Answer, opened: int | None = None) -> None:
    """Write down what became of an act, and the case that it opened, if it did."""
    ReplayedAct.objects.create(batch=batch, line=act.line, digest=act.digest, opened_id=opened, **asdict(answer))


def done_before(batch: str) -> dict[int, tuple[str, Answer]]:
    """line → (digest, what became of it) of an earlier run; empty for a file that is new."""
    rows = ReplayedAct.objects.filter(batch=batch).values_list("line", "digest", "code", "sentence", "field")
    return {line: (digest, Answer(code, sentence, field)) for line, digest, code, sentence, field in rows.iterator()}


def own_cases() -> QuerySet[Case]:
    """The hall's own work: neither opened by a replay, nor a lead that a replayed case gave."""
    replayed = ReplayedAct.objects.filter(opened__isnull=False).values("opened")
    return Case.objects.exclude(pk__in=replayed).exclude(complaint__card__case__in=replayed)
