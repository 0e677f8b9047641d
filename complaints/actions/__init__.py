"""What people do with a complaint or report, by subject. Each verb locks, checks, changes and records, in one transaction."""

# ruff: noqa: F401 - imported from here by the whole house

from complaints.actions.answering import NEEDS_A_REPLY, REASON_MOST, CannotConclude, conclude, find, reply
from complaints.actions.assigning import (
    MOST_DAYS,
    CannotAssign,
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
from complaints.actions.following_up import UNSOLVED_MOST, CannotReopen, follow_up, reopen, say_unsolved
from complaints.actions.owners import CannotTakeOver, change_owner
from complaints.actions.reviewing import CannotAskReview, ask_review, send_back, uphold
from complaints.actions.steering import (
    CannotExtend,
    CannotPassOn,
    extend_petition,
    instruct,
    log_step,
    pass_to_inspector,
    tell_petitioner,
)
