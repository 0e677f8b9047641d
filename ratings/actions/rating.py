"""The rater's own act. It has no case of its own; a bad rating opens one."""

from datetime import datetime

from django.db import transaction

from hall.models import User
from ratings.codes import VISIT, Source, code_of
from ratings.models import Rating, RefusedRating
from ratings.rateable import service_of
from ratings.writing import NoSuchLink, Opinion, must_be_the_public, write_rating


@transaction.atomic
def note_refusal(*, source: Source, why: str, by: User, at: datetime) -> RefusedRating:
    """Keep that somebody of the hall tried to rate, for the inspector."""
    column = {"visit_id": source.key} if source.of == VISIT else {"case_id": source.key}
    return RefusedRating.objects.create(**column, why=why, user=by, at=at)


@transaction.atomic
def rate(*, source: Source, level: int, words: str = "", amends: bool = False, by: User | None, at: datetime) -> Rating:
    """
    Rate a service by its link, or amend one's own rating within 24 hours.

    :param source: what a genuine code was for (ratings.codes). :param amends: said by the page of a rating that stands.
    :param by: who is signed in in this browser: nobody of the hall rates.
    :raises StaffCannotRate: an account, or a number of staff. :raises AlreadyRated: and may not be amended.
    """
    service = service_of(source)
    if service is None:
        raise NoSuchLink("没有这次办事的记录，核对凭证上的二维码")
    must_be_the_public(service, by=by)
    return write_rating(service, Opinion(level, words, code_of(source.of, source.key), amends), at=at)
