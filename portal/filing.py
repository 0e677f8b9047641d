"""The files of a complaint that is being filed: kept beside its form until it is sent, and shown before that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from complaints import flood
from hall.doors.pages import put_refusal
from hall.refusals import BadInput
from papers import store
from papers.models import Purpose, StoredFile
from portal.forms import ANONYMOUS, NAMED, PROTECTED, FileForm

TYPED = ("kind", "category", "about_department", "text", "signed", "name", "phone", "idem")


@dataclass(frozen=True)
class Files:
    """:param kept: those of the form by now. :param let_go: how many photos of an identity paper went because it is anonymous now."""

    kept: list[StoredFile]
    let_go: int = 0


@transaction.atomic
def files_of(form: FileForm, *, dropped: Sequence[str], place: str, at: datetime) -> Files:
    """
    Take what was uploaded in a form, whatever else is wrong with it, and let go what is not wanted any more.

    What is refused stands at its field.

    :raises TooManyComplaints: too many forms with files come from one place.
    """
    form.is_valid()
    if form.key_was_lost:
        return Files([])
    idem, anonymous = form.cleaned_data["idem"], form.cleaned_data.get("signed") == ANONYMOUS
    before = store.drafted(idem, at=at)
    unwanted = [each for each in before if str(each.key) in dropped]
    identity = [each for each in before if each.purpose == Purpose.IDENTITY] if anonymous else []
    store.let_go([*unwanted, *identity])
    # a photo of an identity paper is not even opened in a form that says anonymous
    wanted = {"evidence": Purpose.EVIDENCE} | ({} if anonymous else {"identity": Purpose.IDENTITY})
    if any(form.cleaned_data.get(name) for name in wanted):
        flood.let_upload(place, at=at)
    named = form.cleaned_data.get("signed") in (NAMED, PROTECTED)
    for name, purpose in wanted.items():
        _set_aside(form, name, store.Place(purpose, originals=named), idem=idem, at=at)
    kept = store.drafted(idem, at=at)
    form.show_files(kept)
    ignored = len(form.cleaned_data.get("identity") or []) if anonymous else 0
    return Files(kept, len(identity) + ignored)


def _set_aside(form: FileForm, name: str, place: store.Place, *, idem: str, at: datetime) -> None:
    uploads = form.cleaned_data.get(name) or []
    most = form.fields[name].most  # type: ignore[attr-defined]
    if not uploads:
        return
    try:
        store.set_aside(uploads, place, idem=idem, at=at, field=name, most=most)
    except BadInput as refused:
        put_refusal(form, refused)
