"""What an officer does with a push: send it once more, or not at all."""

from datetime import datetime

from django.db import transaction

from exchange.models import Push
from exchange.pushing import FOR
from hall.models import User
from hall.refusals import Refused, need_reason

State = Push.State


class CannotPush(Refused):
    code = "cannot-push"


@transaction.atomic
def retry(*, push: Push, by: User, at: datetime) -> Push:
    """
    Try a push that did not go for three days more, under its own key.

    :raises CannotPush: it has not failed, or a later one of the ticket has gone: the platform would read them in a wrong order.
    """
    # all of the ticket's: none of the later ones is taken for sending (exchange.sending.claim) between this question and its answer
    pushes = Push.objects.select_for_update(of=("self",)).filter(ticket=push.ticket_id).order_by("pk")
    push = next(each for each in list(pushes) if each.pk == push.pk)
    if push.state not in Push.NOT_SENT:
        raise CannotPush(f"现在是“{push.get_state_display()}”，不用再推")
    if push.ticket.pushes.filter(pk__gt=push.pk, state__in=[State.SENT, State.SENDING, State.UNKNOWN]).exists():
        raise CannotPush("后面的消息已经推过，再推这一条次序就乱了：写明理由，不再推送")
    push.state, push.why, push.ended_at, push.next_try_at, push.give_up_at = State.WAITING, "", None, at, at + FOR
    push.retried_by, push.retried_at = by, at
    push.save(update_fields=["state", "why", "ended_at", "next_try_at", "give_up_at", "retried_by", "retried_at"])
    return push


@transaction.atomic
def drop(*, push: Push, reason: str, by: User, at: datetime) -> Push:
    """
    Push it no more, for a reason that stays.

    :raises CannotPush: it is being sent, or the platform has it.
    """
    need_reason(reason, "写明为什么不再推送", "reason")
    push = Push.objects.select_for_update(of=("self",)).get(pk=push.pk)
    if push.state in (State.SENDING, State.SENT, State.DROPPED):
        raise CannotPush(f"现在是“{push.get_state_display()}”，不能撤下")
    push.state, push.ended_at, push.next_try_at = State.DROPPED, at, None
    push.dropped_by, push.dropped_because = by, reason.strip()
    push.save(update_fields=["state", "ended_at", "next_try_at", "dropped_by", "dropped_because"])
    return push
