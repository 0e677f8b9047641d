"""How the lines of corrections and exposures are told in the history of their cases."""

from cases.events import vocabulary
from conduct.states import CORRECTION_FLOW, EXPOSURE_FLOW, OPENING

EVENTS = vocabulary({}, OPENING, CORRECTION_FLOW, EXPOSURE_FLOW)
