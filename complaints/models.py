"""The tables of complaints and reports: what was said, who said it, what was found, what was answered. All words are sealed."""

# ruff: noqa: F401 - imported from here by the whole house

from complaints.tables.answers import Finding, Reply
from complaints.tables.conversation import Call, Message
from complaints.tables.filed import (
    FILED_BY_PEOPLE,
    FOUR_HARASSMENTS,
    THE_CENTRE,
    Category,
    Complaint,
    ComplaintKind,
    ReporterIdentity,
)
from complaints.tables.handling import STEP_SAYS, UNSOLVED, Assignment, Satisfaction, Step, Suppression
from complaints.tables.intake import Channel, Intake, Joining, Reclassification
from complaints.tables.openings import Look, Opening
from complaints.tables.recusals import Recusal
from complaints.tables.rewards import Reward, RewardLevel
from complaints.tables.withdrawals import Withdrawal
