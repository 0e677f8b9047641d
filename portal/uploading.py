"""The files of a form of the portal: kept beside it until it is sent, and shown before that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from complaints import flood
from hall.doors.pages import put_refusal
from hall.refusals import BadInput
from papers import store
from papers.models import StoredFile
from portal.filing_forms import WithFiles


class NoSuchFile(Exception):
    """A file of another form, or of a case: nothing says which (field.md a-4)."""


@dataclass(frozen=True)
class Sender:
    """
    Whose form it is.

    :param idem: the key of the form. :param place: the address that it comes from, for the dam. :param originals: whether a name protects them.
    """

    idem: str
    place: str
    originals: bool


@transaction.atomic
def take_files(form: WithFiles, sender: Sender, *, dropped: Sequence[str], at: datetime) -> list[StoredFile]:
    """
    Take what was uploaded in a form, whatever else is wrong with it, and let go what is not wanted any more; return what it has now.

    What is refused stands at its field.

    :raises NoSuchFile: what is to be let go is not this form's. :raises TooManyComplaints:
        too many forms with files come from one place.
    """
    form.is_valid()
    store.let_go(_dropped(dropped, store.drafted(sender.idem, at=at)))
    if any(form.cleaned_data.get(name) for name in form.takes):
        flood.let_upload(sender.place, at=at)
    for name, purpose in form.takes.items():
        if uploads := form.cleaned_data.get(name):
            place = store.Place(purpose, originals=sender.originals)
            most = form.fields[name].most  # type: ignore[attr-defined]
            try:
                store.set_aside(uploads, place, idem=sender.idem, at=at, field=name, most=most)
            except BadInput as refused:
                put_refusal(form, refused)
    files = store.drafted(sender.idem, at=at)
    form.show_files(files)
    return files


def _dropped(keys: Sequence[str], mine: Sequence[StoredFile]) -> list[StoredFile]:
    """What is nowhere any more was let go by this form itself, sent twice."""
    own = {str(each.key): each for each in mine}
    for key in keys:
        if key not in own and _is_somebodys(key):
            raise NoSuchFile
    return [own[key] for key in keys if key in own]


def _is_somebodys(key: str) -> bool:
    try:
        return StoredFile.objects.filter(key=UUID(key)).exists()
    except ValueError:  # what no form of ours sends
        return True
