"""Every report that the office has, in the order of its list. The report on delegated authority is the oldest: oversight.power_report."""

from oversight.reports.entering import ENTRY, FOUR, HALF, HOLLOW, ONLINE, PROMISES
from oversight.reports.people import ROTATION
from oversight.reports.performing import PERFORMANCE
from oversight.reports.working import BLOCKAGE, EQUAL, IDLE, NOTICES, PAPERS_TWICE, TWICE

REPORTS = {
    each.name: each
    for each in (
        HOLLOW, HALF, FOUR, ENTRY, BLOCKAGE, IDLE, NOTICES, TWICE, PAPERS_TWICE, ONLINE, PROMISES, EQUAL, ROTATION, PERFORMANCE,
    )
}  # fmt: skip
