"""The ground floor's tables: who serves, what is served, under which calendar."""

# ruff: noqa: F401 - imported from here by the whole house

from hall.tables.calendar import (
    CalendarChange,
    CalendarNotice,
    CalendarVersion,
    Closure,
    OpeningHours,
    WorkCalendarDay,
)
from hall.tables.catalogue import Fee, ItemVersion, LegalBasis, Material, ReadingChange, ServiceItem
from hall.tables.clock import StrayClock
from hall.tables.exports import Export
from hall.tables.keys import KeyDrill, KeyProbe
from hall.tables.organisation import (
    Absence,
    Delegation,
    Department,
    Post,
    PostProposal,
    PowerProposal,
    ServiceHall,
    StaffChange,
    User,
    Window,
)
from hall.tables.tokens import ApiToken
