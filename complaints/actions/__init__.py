"""What people do with a complaint or report, by subject. Each verb locks, checks, changes and records, in one transaction."""

# ruff: noqa: F401 - imported from here by the whole house

from complaints.actions.answering import NEEDS_A_REPLY, REASON_MOST, CannotConclude, conclude, find, reply
from complaints.actions.changing import CannotChangeKind, CannotJoin, decide_kind, join, reclassify
from complaints.actions.deciding import accept, decline
from complaints.actions.filing import NAME_MOST, TEXT_LEAST, TEXT_MOST, Filing, Receipt, file
from complaints.actions.intake import take_in
from complaints.actions.owners import CannotTakeOver, change_owner
