"""Every verb on a complaint or report and every refusal of one, under one name: what tests call."""

# ruff: noqa: F401 - imported from here by all tests

from complaints.actions.answering import NEEDS_A_REPLY, REASON_MOST, CannotConclude, conclude, find, reply
from complaints.actions.deciding import accept, decline
from complaints.actions.filing import NAME_MOST, TEXT_LEAST, TEXT_MOST, Filing, Receipt, file
from complaints.actions.in_bulk import ask_bulk
from complaints.actions.owners import CannotTakeOver, change_owner
