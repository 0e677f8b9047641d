"""The acts on an application, each described once (hall.doors.acts). Every door reads this list, from top to bottom."""

from cases.events import events_of
from hall.doors.acts import Act
from permits.acts.contact import CHANGE_CONTACT
from permits.acts.deciding import DECIDE, UNDO
from permits.acts.declining import CLOSE_NOT_CORRECTED, DECLINE, NOT_REQUIRED
from permits.acts.delivering import ARCHIVE, DELIVER
from permits.acts.ending import TERMINATE, VOID, WITHDRAW
from permits.acts.hearing import (
    ANNOUNCE_HEARING,
    ASK_HEARING,
    CANCEL_HEARING,
    GIVE_UP_HEARING,
    HOLD_HEARING,
    TELL_HEARING,
)
from permits.acts.intake import ACCEPT, CORRECT, NOTIFY, RECEIVE, REGISTER, VISIT
from permits.acts.pausing import EXTEND, RESUME, SUSPEND
from permits.acts.power import ANSWER_HAND_UP, CHANGE_OWNER, HAND_UP, RECORD_CHECK, STATE_AMOUNT
from permits.acts.promises import ACCEPT_ON_COMMITMENT, ACCEPT_WITH_GAPS, SUPPLEMENT, TELL_OVERDUE, VERIFY

ACTS: tuple[Act, ...] = (
    NOTIFY,
    RECEIVE,
    CORRECT,
    ACCEPT,
    ACCEPT_WITH_GAPS,
    ACCEPT_ON_COMMITMENT,
    SUPPLEMENT,
    TELL_OVERDUE,
    VERIFY,
    DECLINE,
    NOT_REQUIRED,
    CLOSE_NOT_CORRECTED,
    SUSPEND,
    RESUME,
    TELL_HEARING,
    ASK_HEARING,
    ANNOUNCE_HEARING,
    HOLD_HEARING,
    GIVE_UP_HEARING,
    CANCEL_HEARING,
    EXTEND,
    DECIDE,
    UNDO,
    DELIVER,
    ARCHIVE,
    WITHDRAW,
    TERMINATE,
    VOID,
    VISIT,
    # beside the law's own table
    HAND_UP,
    ANSWER_HAND_UP,
    RECORD_CHECK,
    STATE_AMOUNT,
    CHANGE_OWNER,
    CHANGE_CONTACT,
)
NAMED = {act.name: act for act in ACTS}
# Registering has a page and an address of its own: there is no case yet. It is told like the others
EVENTS = events_of((REGISTER, *ACTS))
