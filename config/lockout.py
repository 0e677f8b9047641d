"""
Who may not try a password any more. Beside axes' own lock (five wrong ones for one account from one place) there are two ceilings:
for one account over all places, and for one place over all accounts.

A ceiling must not become a way to shut somebody out: who has signed in to that account from that place within a month is not
stopped by either of them.
"""

from datetime import timedelta
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db.models import QuerySet, Sum
from django.http import HttpRequest

LONGEST_ACCOUNT = 150  # characters of a user name; nobody has a longer one, and the tables of axes take 255
KNOWN_FOR = timedelta(days=30)


def account_of(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The account that is tried, as axes keeps it: cut off where no account has more."""
    name = (credentials or {}).get("username") or request.POST.get("username") or ""
    return str(name).replace("\0", "")[:LONGEST_ACCOUNT]


class Lockout(AxesDatabaseHandler):
    """Axes, with the two ceilings."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        if super().is_locked(request, credentials):
            return True
        account, place = get_client_username(request, credentials), request.axes_ip_address  # type: ignore[attr-defined]
        recent = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
        over = (
            _wrong(recent.filter(username=account)) >= settings.SIGN_IN_WRONG_PER_ACCOUNT
            or _wrong(recent.filter(ip_address=place)) >= settings.SIGN_IN_WRONG_PER_PLACE
        )
        if not over or _is_known(account, place, request):
            return False
        # what the page of a lock is shown by: axes itself counts only this account from this place
        request.axes_locked_out = request.over_ceiling = True  # type: ignore[attr-defined]
        return True


def _wrong(attempts: QuerySet[AccessAttempt]) -> int:
    return attempts.aggregate(wrong=Sum("failures_since_start"))["wrong"] or 0


def _is_known(account: str, place: str, request: HttpRequest) -> bool:
    since = request.axes_attempt_time - KNOWN_FOR  # type: ignore[attr-defined]
    return AccessLog.objects.filter(username=account, ip_address=place, attempt_time__gte=since).exists()
