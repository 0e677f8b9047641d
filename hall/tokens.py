"""
Tokens of programs (decision 100): made and ended by their owner, void with the password and with the account.

A token is 40 hexadecimal digits that exist in clear only in the answer that gives them; the database keeps a keyed hash.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hall.crypto import keyed_hash
from hall.models import ApiToken, User
from hall.organising.trace import Change, day_words
from hall.prepared import ANY_MOMENT, ANY_TEXT, Prepared
from hall.refusals import BadInput

PURPOSE_MOST = 40  # characters
UNNAMED = "没有写用途"
USUAL_DAYS, MOST_DAYS = 90, 365
MOST_AT_ONCE = 20  # of one person; whoever asks for more ends the one that was used longest ago
NOTED_EVERY = timedelta(hours=1)  # how exactly its last use is known: a request must not cost a write
_IN_FORCE = Prepared(
    lambda: ApiToken.objects.select_related("user").filter(digest=ANY_TEXT, expires_at__gt=ANY_MOMENT),
    ANY_TEXT,
    ANY_MOMENT,
)


@dataclass(frozen=True)
class Issued:
    """A token, and its key, which exists in clear only here."""

    token: ApiToken
    key: str


@transaction.atomic
def issue(*, user: User, at: datetime, purpose: str = "", days: int = USUAL_DAYS) -> Issued:
    """
    Give a person a token for a program.

    :param days: from now on, 1 to 365. :raises BadInput: naming the field.
    """
    purpose = purpose.strip() or UNNAMED
    if len(purpose) > PURPOSE_MOST:
        raise BadInput(f"用途最多 {PURPOSE_MOST} 个字", field="purpose")
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(f"有效期填 1 到 {MOST_DAYS} 天", field="days")
    User.objects.select_for_update().get(pk=user.pk)  # two programs that ask at once: one after the other
    user.tokens.filter(expires_at__lte=at).delete()
    user.tokens.filter(pk__in=_beyond(user, MOST_AT_ONCE - 1)).delete()
    is_another = user.tokens.filter(purpose=purpose).exists()
    key = secrets.token_hex(20)
    token = ApiToken.objects.create(
        user=user, purpose=purpose, digest=digest_of(key), created_at=at, expires_at=at + timedelta(days=days)
    )
    if (
        not is_another
    ):  # a program that asks at each start leaves one line, not thousands: its tokens are the trace of the rest
        until = day_words(timezone.localdate(token.expires_at))
        Change("本人开出令牌", user, at).leave(user, "own", f"开出令牌“{purpose}”，到{until}为止")
    return Issued(token, key)


@transaction.atomic
def end(token: ApiToken, *, by: User, at: datetime) -> None:
    """End one of a person's own tokens: it opens nothing from now on."""
    token.delete()
    Change("本人作废令牌", by, at).leave(by, "own", f"作废令牌“{token.purpose}”")


def end_all(user: User) -> None:
    """End every token of a person, in the transaction that makes their password or account void."""
    user.tokens.all().delete()


def holder(key: str, *, at: datetime) -> ApiToken | None:
    """Return the token of a key, with its person; None for one that opens nothing. Its use is noted once an hour."""
    tokens = _IN_FORCE.rows(digest_of(key), at)
    if not tokens or not tokens[0].user.is_active:
        return None
    [token] = tokens
    if token.last_used_at is None or token.last_used_at <= at - NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
    return token


def digest_of(key: str) -> str:
    return keyed_hash("token", key)


def _beyond(user: User, most: int) -> list[int]:
    """Those of a person's tokens that were used longest ago, but for so many."""
    by_use = user.tokens.order_by(F("last_used_at").desc(nulls_last=True), "-id")
    return list(by_use.values_list("pk", flat=True)[most:])
