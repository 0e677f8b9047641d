"""What a person keeps at the desk: drafts of forms, and lists with a name. Nothing on a case changes here."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from cases.queries import was_sent
from hall.models import Department, User
from permits.actions.locking import BadInput, need
from permits.drafts import PER_PERSON, drafts_of
from permits.models import Draft, SavedView

LARGEST = 20_000  # characters of a form
MOST_VIEWS = 50


@transaction.atomic
def save_draft(
    *, place: str, title: str, fields: Mapping[str, Sequence[str]], by: User, at: datetime, idem: str = ""
) -> Draft | None:
    """
    Keep a form as it stands, in place of what was kept of it before. None: the form with this key has been sent meanwhile.

    :param idem: the form's key, if it opens a case.
    :raises BadInput: too long, or too many drafts.
    """
    if idem and was_sent(idem):
        return None
    content = json.dumps({name: list(values) for name, values in fields.items()}, ensure_ascii=False)
    if len(content) > LARGEST:
        raise BadInput("内容太长，存不进草稿")
    known = Draft.objects.filter(owner=by, place=place)
    if not known.exists() and drafts_of(by, at=at).count() >= PER_PERSON:
        raise BadInput(f"草稿最多 {PER_PERSON} 份，先处理或丢弃几份")
    return Draft.objects.update_or_create(
        owner=by, place=place, defaults={"title": title[:200], "content": content, "saved_at": at}
    )[0]


@transaction.atomic
def drop_draft(*, place: str, by: User, at: datetime) -> bool:
    """Throw one's own draft of a form away, because the form was sent or is not wanted; whether there was one."""
    return bool(drafts_of(by, at=at).filter(place=place).delete()[0])


@transaction.atomic
def save_view(*, name: str, query: str, department: Department | None, by: User, at: datetime) -> SavedView:
    """
    Keep a list under a name; one's own of that name is replaced.

    :param department: shared with everybody who handles its cases; the door asks whether `by` does.
    :raises BadInput: no name, or too many.
    """
    need(name, "给这个视图起个名字", "name")
    if len(name.strip()) > 40:
        raise BadInput("名称不超过 40 个字", field="name")
    if len(query) > 2_000:
        raise BadInput("条件太长，存不下来", field="name")
    known = SavedView.objects.filter(owner=by, name=name.strip())
    if not known.exists() and SavedView.objects.filter(owner=by).count() >= MOST_VIEWS:
        raise BadInput(f"视图最多 {MOST_VIEWS} 个，先删几个", field="name")
    return SavedView.objects.update_or_create(
        owner=by, name=name.strip(), defaults={"query": query, "department": department, "saved_at": at}
    )[0]


@transaction.atomic
def drop_view(*, pk: int, by: User, at: datetime) -> bool:
    """Drop one's own view; a shared one is dropped for everybody. Whether there was one."""
    return bool(SavedView.objects.filter(pk=pk, owner=by).delete()[0])
