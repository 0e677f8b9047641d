"""The acts on an application, each described once (hall.doors.acts). Every door reads this list, from top to bottom."""

from hall.doors.acts import Act, Telling
from permits.acts.contact import CHANGE_CONTACT
from permits.acts.deciding import DECIDE, UNDO
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
from permits.acts.pausing import EXTEND, RESUME, SUSPEND
from permits.acts.power import ANSWER_HAND_UP, CHANGE_OWNER, HAND_UP, RECORD_CHECK, STATE_AMOUNT

ACTS: tuple[Act, ...] = (
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
    # beside the law's own table
    HAND_UP,
    ANSWER_HAND_UP,
    RECORD_CHECK,
    STATE_AMOUNT,
    CHANGE_OWNER,
    CHANGE_CONTACT,
)
NAMED = {act.name: act for act in ACTS}
EVENTS: dict[str, Telling] = {verb: telling for act in ACTS for verb, telling in act.events.items()}
