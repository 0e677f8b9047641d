"""The acts on an application, each described once (hall.doors.acts). Every door reads this list, from top to bottom."""

from cases.events import events_of
from hall.doors.acts import Act
from permits.acts import (
    amending,
    contact,
    deciding,
    delivering,
    ending,
    hearing,
    intake,
    pausing,
    power,
    prolonging,
    promises,
    representing,
    revoking,
)

ACTS: tuple[Act, ...] = (
    intake.NOTIFY,
    intake.RECEIVE,
    intake.CORRECT,
    intake.ACCEPT,
    promises.ACCEPT_WITH_GAPS,
    promises.ACCEPT_ON_COMMITMENT,
    promises.SUPPLEMENT,
    promises.TELL_OVERDUE,
    promises.VERIFY,
    ending.DECLINE,
    ending.NOT_REQUIRED,
    ending.CLOSE_NOT_CORRECTED,
    pausing.SUSPEND,
    prolonging.PROLONG,
    pausing.RESUME,
    hearing.TELL_HEARING,
    hearing.ASK_HEARING,
    hearing.ANNOUNCE_HEARING,
    hearing.HOLD_HEARING,
    hearing.GIVE_UP_HEARING,
    hearing.CANCEL_HEARING,
    pausing.EXTEND,
    deciding.DECIDE,
    deciding.UNDO,
    delivering.DELIVER,
    revoking.REVOKE,
    delivering.ARCHIVE,
    ending.WITHDRAW,
    ending.TERMINATE,
    ending.VOID,
    intake.VISIT,
    # beside the law's own table
    power.HAND_UP,
    power.PROPOSE,
    power.ANSWER_HAND_UP,
    power.RECORD_CHECK,
    power.STATE_AMOUNT,
    power.CHANGE_OWNER,
    amending.AMEND,
    contact.CHANGE_CONTACT,
    representing.NAME_AGENT,
    representing.END_AGENCY,
    delivering.SERVE,
    revoking.LIFT_BAR,
)
NAMED = {act.name: act for act in ACTS}
# Registering has a page and an address of its own: there is no case yet. It is told like the others
EVENTS = events_of((intake.REGISTER, *ACTS))
