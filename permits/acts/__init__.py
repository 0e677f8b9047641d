"""The acts on an application, each described once (hall.doors.acts). Every door reads this list, from top to bottom."""

from hall.doors.acts import Act, Telling
from permits.acts.deciding import DECIDE, UNDO
from permits.acts.hearing import (
    ANNOUNCE_HEARING,
    ASK_HEARING,
    CANCEL_HEARING,
    GIVE_UP_HEARING,
    HOLD_HEARING,
    TELL_HEARING,
)
from permits.acts.pausing import EXTEND, RESUME, SUSPEND

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
)
NAMED = {act.name: act for act in ACTS}
EVENTS: dict[str, Telling] = {verb: telling for act in ACTS for verb, telling in act.events.items()}
