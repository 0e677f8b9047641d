"""Windows: added, renamed, given other departments. The number of a window stays."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hall.models import PowerProposal, User, Window
from hall.organising import sight, signs
from hall.organising.gains import Kind, keep
from hall.organising.signs import Sign
from hall.organising.trace import CannotChangeStaff, begin


@transaction.atomic
def add_window(*, number: str, sign: Sign, reason: str, by: User, at: datetime) -> PowerProposal:
    """
    Propose a window: it opens when another person has confirmed it.

    :raises CannotChangeStaff: a number that is taken or malformed, no name, no department.
    """
    change = begin(reason=reason, by=by, at=at)
    number = number.strip()
    signs.new(number)
    signs.check(sign)
    sentence = f"窗口“{number} {sign.name.strip()}”（{signs.served(sign.is_comprehensive, sign.departments)}）"
    return keep(Kind.WINDOW, sentence, {"window": None, "number": number, **signs.content(sign)}, change)


@transaction.atomic
def change_window(*, window: Window, sign: Sign, reason: str, by: User, at: datetime) -> Window | PowerProposal:
    """
    Rename a window, or let it serve other departments; further ones when another person has confirmed them: their applicants are
    seen from there.

    :raises CannotChangeStaff: nothing changes, a department goes whose items or instruments are still here, or nobody of a watcher's
        role would see a further one (decision 136).
    """
    change = begin(reason=reason, by=by, at=at)
    signs.check(sign)
    if signs.written(window) == (sign.name.strip(), sign.is_comprehensive, {each.pk for each in sign.departments}):
        raise CannotChangeStaff("没有改动")
    signs.must_let_go(window, sign, today=timezone.localdate(at))
    further = [each for each in sign.departments if each not in window.departments.all()]
    if not further:
        return signs.changed(window, sign, change)
    today = timezone.localdate(at)
    sight.must_leave_sight_at(window, further, today=today)
    more, all_of_them = signs.served(False, further), signs.served(sign.is_comprehensive, sign.departments)
    sentence = f"窗口“{window}”增加{more}；以后是“{window.number} {sign.name.strip()}”（{all_of_them}）"
    loses = [sight.words(post.user, blind) for post, blind in sight.of_window(window, further, today=today)]
    sentence = "；".join([sentence, *loses])
    return keep(Kind.WINDOW, sentence, {"window": window.pk, "number": window.number, **signs.content(sign)}, change)
