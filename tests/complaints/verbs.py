"""Every verb on a complaint or report and every refusal of one, under one name: what tests call."""

# ruff: noqa: F401 - imported from here by all tests

from complaints.actions.answering import NEEDS_A_REPLY, REASON_MOST, CannotConclude, conclude, find, reply
from complaints.actions.assigning import (
    MOST_DAYS,
    accept_report,
    assign,
    object_competence,
    report_back,
    return_report,
    rule_objection,
    transfer_out,
)
from complaints.actions.deciding import accept, decline
from complaints.actions.filing import NAME_MOST, TEXT_LEAST, TEXT_MOST, Filing, Receipt, file
from complaints.actions.following_up import follow_up, reopen, say_unsolved
from complaints.actions.owners import CannotTakeOver, change_owner
from complaints.actions.reviewing import ask_review, send_back, uphold
from complaints.actions.steering import extend_petition, instruct, log_step, pass_to_inspector, tell_petitioner
