"""Taking a complaint or report in."""

from complaints import flood
from complaints.actions import filing, intake
from complaints.serializers import FileInput, TakeInInput
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

TAKE_IN = Act(
    OPENING,
    intake.take_in,
    "Take in what came by another channel",
    (
        "An officer types in what came by telephone, letter, box or otherwise, at any hour. What it is about (a window, a person, an item,"
        " a case) decides whose people never see it. The receipt code is answered only for `is_present`: the person is there."
    ),
    shape=TakeInInput,
    done=lambda _occasion, _receipt, _fields: "",  # the receipt says it
    events={"take_in": Telling()},
    synonyms=("登记投诉举报",),
)
