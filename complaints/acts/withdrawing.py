"""Closing what its reporter has withdrawn."""

from complaints.actions.withdrawing import close_withdrawn
from complaints.states import WITHDRAWING
from hall.doors.acts import Act, Field, Kind, Telling

CLOSE_WITHDRAWN = Act(
    WITHDRAWING,
    close_withdrawn,
    "Close as withdrawn",
    "Close a matter whose reporter has withdrawn it through 12345, with the reason. Without a withdrawal it needs a finding and a reply.",
    asks=(
        Field(
            "reason",
            "办结的理由",
            Kind.TEXT,
            "写明怎样核实了撤回，为什么可以办结",
            most=500,
            hint="例如：已电话核实是本人撤回，反映的问题当场解决。只供内部，投诉人看不到。",
        ),
    ),
    button="按撤回办结",
    done=lambda _occasion, _step, _fields: "已按撤回办结",
    telling=Telling(),
    synonyms=("撤回办结",),
)
