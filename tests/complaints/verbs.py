"""Every verb on a complaint or report and every refusal of one, under one name: what tests call."""

# ruff: noqa: F401 - imported from here by all tests

from complaints.actions.answering import NEEDS_A_REPLY, REASON_MOST, CannotConclude, conclude, find, reply
from complaints.actions.assigning import (
    MOST_DAYS,
    CannotAssign,
    State,
    accept_report,
    assign,
    object_competence,
    report_back,
    return_report,
    rule_objection,
    transfer_out,
)
from complaints.actions.changing import CannotChangeKind, CannotJoin, decide_kind, join, reclassify
from complaints.actions.conversation import (
    MESSAGE_MOST,
    MESSAGES_MOST,
    CannotWrite,
    NoSuchMessage,
    ask_reporter,
    call_reporter,
    disclose,
    withdraw_identity,
    write_back,
)
from complaints.actions.deciding import accept, decline
from complaints.actions.filing import Filing, Receipt, file
from complaints.actions.following_up import UNSOLVED_MOST, CannotReopen, follow_up, reopen, say_unsolved
from complaints.actions.identity import (
    NOBODY_TO_OPEN,
    OPEN_FOR,
    CannotOpen,
    ask_identity,
    decide_identity,
    look_at_identity,
)
from complaints.actions.in_bulk import ask_bulk
from complaints.actions.intake import take_in
from complaints.actions.owners import CannotTakeOver, change_owner
from complaints.actions.recusals import CannotRecuse, recuse
from complaints.actions.reviewing import CannotAskReview, ask_review, send_back, uphold
from complaints.actions.rewards import CannotReward, NothingToPay, decide_reward, end_level, pay_reward, set_level
from complaints.actions.steering import (
    CannotExtend,
    CannotPassOn,
    extend_petition,
    instruct,
    log_step,
    pass_to_inspector,
    tell_petitioner,
)
from complaints.actions.withdrawing import CannotCloseWithdrawn, close_withdrawn
from complaints.names import NAME_MOST, TEXT_LEAST, TEXT_MOST
