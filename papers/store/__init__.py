"""
The file store of every room (decision 151). An upload is opened by the real parser and rebuilt; what is kept lies sealed on disk.

A verb calls `take(uploads, Place(purpose, case=…), at=…)` in its transaction. A form that comes before its case calls `set_aside` for
what was uploaded in it and `keep` once there is a case; what is never kept is gone after two hours, and so are the answers of a form of
several pages (`save_answers`). `opened` gives the bytes of the served copy to whoever the room lets read them, `original` those of the
original to the two persons' opening. `withdraw` takes back what leads to a reporter who takes the name back.
"""

from papers.store.drafts import (
    TWO_HOURS,
    FormLeft,
    answers_of,
    drafted,
    forget_answers,
    forget_drafts,
    keep,
    leave,
    let_go,
    save_answers,
    set_aside,
)
from papers.store.reading import Unreadable, download, download_original, may_open, opened, original, shown_name
from papers.store.taking import Place, take
from papers.store.withdrawing import withdraw

__all__ = [
    "TWO_HOURS",
    "FormLeft",
    "Place",
    "Unreadable",
    "answers_of",
    "download",
    "download_original",
    "drafted",
    "forget_answers",
    "forget_drafts",
    "keep",
    "leave",
    "let_go",
    "may_open",
    "opened",
    "original",
    "save_answers",
    "set_aside",
    "shown_name",
    "take",
    "withdraw",
]
