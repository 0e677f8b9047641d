"""Questions about cases that more than one room asks."""

from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from cases import in_hand
from cases.models import Case, Letter, ReplacedCode
from cases.numbering import idem_hash
from hall.access import access_of
from hall.models import User
from hall.prepared import ANY_TEXT, Prepared
from hall.refusals import Refused
from hall.roles import Permission


class CodeUnknown(Refused):
    """No case has this code."""

    code = "code-unknown"
    sentence = "没有查到。核对凭证码，或拨打 12345"


class CodeReplaced(CodeUnknown):
    """It was a case's own until another one was given out for a slip that was lost: nobody's guess (decision 129)."""

    code = "code-replaced"
    sentence = "这个凭证码已经换过，旧码作废。用新凭证上的码；没有新凭证的，带身份证件到原来的窗口换发"


def was_replaced(receipt: str) -> bool:
    """Whether the code with this hash opened a case once, until its slip was lost."""
    return ReplacedCode.objects.filter(receipt_hash=receipt).exists()


def was_sent(idem: str) -> bool:
    """Whether the form with this key has opened a case: a question for a door; the verb asks again, one at a time."""
    return Case.objects.filter(idem_hash=idem_hash(idem)).exists()


_LOCKED = Prepared(
    lambda: (
        Case.objects.select_for_update(of=("self",))
        .select_related("department", "hall", "window", "owner")
        .filter(number=ANY_TEXT)
    ),
    ANY_TEXT,
)


def locked(number: str) -> Case:
    """Return a case with its row locked until the end of the transaction. For verbs."""
    case = _LOCKED.get(number)
    # PostgreSQL joined before it waited for the lock: what changed hands meanwhile is read again
    stale = [
        each for each in ("department", "window", "owner") if getattr(case, f"{each}_id") and not getattr(case, each)
    ]
    if stale:
        case.refresh_from_db(fields=stale)
    in_hand.hold(case)
    return case


def midnight(day: date) -> datetime:
    """The beginning of a day of the hall."""
    return timezone.make_aware(datetime.combine(day, time.min))


def midnight_after(at: datetime) -> datetime:
    """The end of the hall's day of `at`: what is due before it is due today."""
    return midnight(timezone.localdate(at) + timedelta(days=1))


def letters_for(user: User, *, at: datetime, on: date):
    """
    Letters that this person may read now: their own, those to the departments they answer for, and, while they stand in for somebody,
    what that one is told of the cases of the post.
    """
    access = access_of(user, on=on)
    answers_for = access.grant(Permission.APPLICATION_APPROVE)
    mine = Q(recipient=user)
    for absent, departments in access.stood_in_for():
        mine |= Q(recipient=absent, case__department__in=departments)
    if answers_for:
        mine |= Q(recipient__isnull=True) & answers_for.as_filter("department")
    letters = Letter.objects.filter(mine, not_before__lte=at).select_related("case")
    return letters.exclude(case__kept_from__contains=[user.pk])  # what they were told of before they were off it


def in_hand_of(user: User, *, at: datetime) -> dict[int | None, tuple[int, int]]:
    """How many cases without a result somebody is the first handler of, and how many of these are late, by department."""
    open_cases = Case.objects.filter(owner=user, concluded_at__isnull=True, closed_at__isnull=True)
    late = Q(deadlines__met_at__isnull=True, deadlines__superseded_at__isnull=True, deadlines__due_at__lt=at)
    counts = open_cases.values("department").annotate(
        number=Count("pk", distinct=True), late=Count("pk", distinct=True, filter=late)
    )
    return {row["department"]: (row["number"], row["late"]) for row in counts.order_by("department")}
