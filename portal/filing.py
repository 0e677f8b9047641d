"""
What is filled in so far of a complaint, between its pages. It lies sealed on the server under a key that is all the browser has, and
is gone two hours after the last page, or as it is sent or given up (papers.store.drafts).
"""

import json
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from cases import actions as engine
from cases.models import CaseKind
from complaints.actions import filing
from complaints.queries import the_hall
from hall.crypto import keyed_hash
from hall.doors.pages import A_KEY
from papers import store
from papers.models import Purpose, StoredFile
from portal.filing_forms import ANONYMOUS, NAMED, PROTECTED, PageForm, filing_of, pages_of

LET_GO, LOST = (
    "let_go",
    "lost",
)  # beside the answers: photos of identity papers that went; the pages before it had run out


@dataclass
class Draft:
    """:param key: "" where nothing was sent yet. :param is_kept: whether any page lies on the server now."""

    key: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    is_kept: bool = False

    @property
    def is_signed(self) -> bool:
        return self.answers.get("signed") in (PROTECTED, NAMED)

    @property
    def let_go(self) -> int:
        """How many photos of an identity paper went because it is anonymous now."""
        return int(self.answers.get(LET_GO, 0))


def draft_of(key: str, *, at: datetime) -> Draft:
    """:param key: what the browser sent, which may be anything."""
    if not A_KEY.fullmatch(key):
        return Draft()
    answers = store.answers_of(key, at=at)
    return Draft(key, answers or {}, answers is not None)


@transaction.atomic
def put_down(draft: Draft, form: PageForm, *, key: str, at: datetime) -> None:
    """Keep a page that is valid. Whoever chooses anonymous loses what said who they are: name, telephone, photos of identity papers."""
    if draft.key and not draft.is_kept and "signed" not in form.fields:
        draft.answers[LOST] = "yes"
    draft.answers |= form.kept()
    if "signed" in form.fields:
        draft.answers = {name: draft.answers[name] for name in draft.answers if name not in (LET_GO, LOST)}
        if draft.answers["signed"] == ANONYMOUS:
            gone = [each for each in store.drafted(key, at=at) if each.purpose == Purpose.IDENTITY]
            store.let_go(gone)
            hidden = {"name", "phone"}
            draft.answers = {name: words for name, words in draft.answers.items() if name not in hidden}
            draft.answers |= {LET_GO: str(len(gone))} if gone else {}
    draft.key, draft.is_kept = key, True
    store.save_answers(draft.answers, idem=key, at=at)


def filled_pages(draft: Draft) -> dict[str, PageForm]:
    """Each page with what was answered on it; whether it is valid is to be asked."""
    return {name: page(draft.answers) for name, page in pages_of(draft.answers).items()}


def first_lacking(pages: dict[str, PageForm]) -> str:
    """The first page that lacks something; "": all are whole."""
    return next((name for name, page in pages.items() if not page.is_valid()), "")


def files_of(draft: Draft, *, at: datetime) -> list[StoredFile]:
    return store.drafted(draft.key, at=at) if draft.key else []


def as_shown(draft: Draft, files: list[StoredFile]) -> str:
    """What tells whether a check page still shows what would be sent: another window may have changed it since."""
    content = [sorted(draft.answers.items()), sorted(str(each.key) for each in files)]
    return keyed_hash("filing as shown", json.dumps(content, ensure_ascii=False))


@transaction.atomic
def send(draft: Draft, pages: dict[str, PageForm], files: list[StoredFile], *, at: datetime) -> filing.Receipt:
    """File it; nothing of the draft is left."""
    store.forget_answers(draft.key)  # first, as whoever leaves: the form's row before its files'
    return filing.file(filing=filing_of(list(pages.values())), hall=the_hall(), idem=draft.key, at=at, files=files)


@transaction.atomic
def receipt_of(draft: Draft) -> filing.Receipt | None:
    """
    The receipt of what was sent under this key, for a browser whose first answer was lost; None: no such complaint.

    The key is 122 random bits that only this browser has: whoever sends it has sent the form.
    """
    case = engine.find_sent_before(draft.key)
    if case is None or case.kind != CaseKind.COMPLAINT:
        return None
    return filing.Receipt(case.complaint, engine.code_of(case, draft.key), created=False)


@transaction.atomic
def give_up(draft: Draft, *, at: datetime) -> None:
    """Forget it now."""
    if draft.key:
        store.leave(draft.key, at=at)
