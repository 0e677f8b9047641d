"""Taking a complaint or report in."""

from complaints import flood
from complaints.actions import filing
from complaints.serializers import FileInput
from complaints.states import OPENING
from hall.doors.acts import Act, Telling

FILE = Act(
    OPENING,
    filing.file,
    "File a complaint or report",
    (
        f"Public, with a name or without; at most {flood.MOST} an hour from one place. The receipt code opens the answer later"
        " (POST lookup/). Send an Idempotency-Key: a request sent twice then opens one case."
    ),
    shape=FileInput,
    done=lambda _occasion, _receipt, _fields: "",  # the receipt says it
    events={"file": Telling()},
)
