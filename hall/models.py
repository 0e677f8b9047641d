"""The ground floor's tables: who serves, what is served, under which calendar."""

from hall.tables.calendar import (
    CalendarChange,
    CalendarNotice,
    CalendarVersion,
    Closure,
    OpeningHours,
    WorkCalendarDay,
)
from hall.tables.catalogue import Fee, ItemVersion, LegalBasis, Material, ReadingChange, ServiceItem
from hall.tables.organisation import (
    Absence,
    Delegation,
    Department,
    Post,
    ServiceHall,
    StaffChange,
    User,
    Window,
)

__all__ = [
    "Absence",
    "CalendarChange",
    "CalendarNotice",
    "CalendarVersion",
    "Closure",
    "Delegation",
    "Department",
    "Fee",
    "ItemVersion",
    "LegalBasis",
    "Material",
    "OpeningHours",
    "Post",
    "ReadingChange",
    "ServiceHall",
    "ServiceItem",
    "StaffChange",
    "User",
    "Window",
    "WorkCalendarDay",
]
