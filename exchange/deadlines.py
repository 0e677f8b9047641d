"""The limits of the exchange. Pure."""

from hall.worktime import Limit, Unit

STATE_WITHIN = Limit(Unit.WORKING_DAY, 1)  # field.md a-6: nothing that is to go out is older than that without a state
