"""How the lines of corrections, exposures and supervision orders are told in the history of their cases."""

from cases.events import vocabulary
from conduct.states import CORRECTION_FLOW, EXPOSURE_FLOW, OPENING, SUPERVISION_FLOW

EVENTS = vocabulary({}, OPENING, CORRECTION_FLOW, EXPOSURE_FLOW, SUPERVISION_FLOW)
