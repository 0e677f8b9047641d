"""The verbs of consequences, by subject."""

# ruff: noqa: F401 - imported from here by the doors

from conduct.actions.attributing import Liability, attribute, take_attribution_back
from conduct.actions.correcting import (
    Order,
    call_off_correction,
    hand_in_correction,
    order_correction,
    pass_correction,
    return_correction,
)
from conduct.actions.exposing import (
    Broadcast,
    Statement,
    answer_exposure,
    approve_exposure,
    check_commitment,
    record_exposure,
    report_commitment,
    return_commitment,
    send_exposure_back,
    take_down_commitment,
    withdraw_exposure,
)
from conduct.actions.sanctioning import Ruling, adjudicate, adopt_policy, call_off, contest, serve_sanction, settle
from conduct.actions.supervising import (
    Demand,
    answer_supervision,
    issue_supervision,
    recall_supervision,
    return_supervision,
    settle_supervision,
)
