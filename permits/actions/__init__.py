"""What people do with an application. Each verb locks, checks, changes and records, in one transaction."""

from permits.actions.accepting import CannotAccept, accept, decline
from permits.actions.archiving import CannotArchive, archive
from permits.actions.bulk import CannotBulk, ask_bulk
from permits.actions.deciding import CannotDecide, OutsidePower, decide, withdraw
from permits.actions.delivering import deliver
from permits.actions.keeping import drop_draft, drop_view, save_draft, save_view
from permits.actions.locking import BadInput
from permits.actions.pausing import CannotExtend, extend, resume, suspend
from permits.actions.printing import CharactersMissing, NoSuchPaper, print_document
from permits.actions.taking_in import (
    CannotNotify,
    CannotRegister,
    Registered,
    log_visit,
    notify,
    receive,
    register,
    replace_code,
)
from permits.actions.undoing import CannotUndo, undo

__all__ = [
    "BadInput",
    "CannotAccept",
    "CannotArchive",
    "CannotBulk",
    "CannotDecide",
    "CannotExtend",
    "CannotNotify",
    "CannotRegister",
    "CannotUndo",
    "CharactersMissing",
    "NoSuchPaper",
    "OutsidePower",
    "Registered",
    "accept",
    "archive",
    "ask_bulk",
    "decide",
    "decline",
    "deliver",
    "drop_draft",
    "drop_view",
    "extend",
    "log_visit",
    "notify",
    "print_document",
    "receive",
    "register",
    "replace_code",
    "resume",
    "save_draft",
    "save_view",
    "suspend",
    "undo",
    "withdraw",
]
