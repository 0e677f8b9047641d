"""
Files and answers of a form that has no case yet. They are kept under a hash of the form's own key, for two hours after its last page
at most: a form that is never sent leaves nothing, whatever happens to the server meanwhile.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum

from hall import uploads as words
from hall.crypto import keyed_hash
from hall.refusals import BadInput, Refused
from papers.models import FileState, StoredFile, UnsentForm
from papers.store import disk
from papers.store.parsing import rebuilt, sha256
from papers.store.taking import Place, described, digest_of, names_of, number_in_name, settle_when_kept

TWO_HOURS = timedelta(hours=2)
MOST_IN_DRAFTS = (
    4 << 30
)  # bytes of all forms that are not sent: whoever fills the disk stops nobody who has sent something
A_BATCH = 200
LEFT = ""  # answers of a form that somebody has left: as long as it might have lived, what is still on its way to it is let go


class FormLeft(Refused):
    code = "form-left"
    sentence = "已经离开，填的内容删掉了"


def set_aside(
    uploads: Sequence[UploadedFile], place: Place, *, idem: str, at: datetime, field: str = "files", most: int = words.MOST_FILES
) -> list[StoredFile]:  # fmt: skip
    """
    Keep what was uploaded in a form until it is sent, beside what was uploaded in it before; the same file twice is one.

    :param idem: the key of the form. :param most: files of this purpose in one form.
    :raises BadInput: one for each upload that is refused; then none is taken. :raises FormLeft: somebody has left it meanwhile.
    """
    in_drafts = StoredFile.objects.filter(state=FileState.DRAFT).aggregate(bytes=Sum("size"))["bytes"] or 0
    if in_drafts > MOST_IN_DRAFTS:
        raise BadInput("现在上传的人太多，暂时收不了文件：可以不带文件先交，或过一会儿再传", field=field)
    with rebuilt(uploads, field=field) as clean, transaction.atomic():
        files = [each for each in drafted(idem, at=at) if each.purpose == place.purpose]
        seen = {each.digest for each in files}
        fresh = []
        for each in clean:
            digest = digest_of(sha256(each.clean))
            if digest not in seen:
                seen.add(digest)
                fresh.append(each)
        if len(files) + len(fresh) > most:
            raise BadInput(words.too_many(len(files) + len(fresh), most), field=field)
        last = max(map(number_in_name, files), default=0)  # one that was let go takes no name with it
        taken = [
            StoredFile.objects.create(
                **described(each, place, number=last + n),
                state=FileState.DRAFT,
                draft=_of(idem),
                until=at + TWO_HOURS,
            )
            for n, each in enumerate(fresh, 1)
        ]
        try:
            _must_be_wanted(idem)
        except FormLeft:
            for row in taken:
                for name in names_of(row):
                    disk.drop_new(name)
            raise
        return files + taken


def drafted(idem: str, *, at: datetime) -> list[StoredFile]:
    """The files of a form that have not run out; of one that was sent, those that its case has."""
    files = StoredFile.objects.filter(draft=_of(idem))
    return [each for each in files if each.state == FileState.KEPT or (each.until is not None and each.until > at)]


def _must_be_wanted(idem: str) -> None:
    """The last question before a commit: whoever leaves waits for it, and then deletes what was written. :raises FormLeft: they were first."""
    form = UnsentForm.objects.select_for_update().filter(draft=_of(idem)).first()
    if form is not None and form.answers == LEFT:
        raise FormLeft


@transaction.atomic
def save_answers(answers: Mapping[str, str], *, idem: str, at: datetime) -> None:
    """
    Keep what was answered so far, sealed, in place of what was answered before; its files stay as long as it does.

    :raises FormLeft: somebody has left it meanwhile.
    """
    _must_be_wanted(idem)
    until = at + TWO_HOURS
    words = json.dumps(dict(answers), ensure_ascii=False)
    UnsentForm.objects.update_or_create(draft=_of(idem), defaults={"answers": words, "until": until})
    StoredFile.objects.filter(draft=_of(idem), state=FileState.DRAFT).update(until=until)


def answers_of(idem: str, *, at: datetime) -> dict[str, str] | None:
    """What was answered so far in a form; None: nothing, or it has run out, or was sent."""
    form = UnsentForm.objects.filter(draft=_of(idem), until__gt=at).exclude(answers=LEFT).first()
    return json.loads(form.answers) if form else None


def forget_answers(idem: str) -> None:
    """Delete what was answered in a form: it was sent."""
    UnsentForm.objects.filter(draft=_of(idem)).delete()


@transaction.atomic
def leave(idem: str, *, at: datetime) -> None:
    """Delete answers and files of a form now, and let go what another request of the same browser is still writing to it."""
    defaults = {"answers": LEFT, "until": at + TWO_HOURS}
    UnsentForm.objects.update_or_create(draft=_of(idem), defaults=defaults)  # waits for whoever is about to commit
    let_go(drafted(idem, at=at))


def keep(files: Sequence[StoredFile], place: Place, *, at: datetime) -> list[StoredFile]:
    """
    Give the files of a form to its case, in the transaction that opens it.

    :param place: the case; without `originals` the originals are let go: who stays without a name is not to be found by one.
    :raises BadInput: one of them has run out meanwhile.
    """
    keys = [each.pk for each in files]
    rows = list(StoredFile.objects.select_for_update().filter(pk__in=keys, state=FileState.DRAFT).order_by("pk"))
    if len(rows) != len(keys):
        raise BadInput("文件已经放了两个小时，按约定删掉了。重新选文件，再交一次", field="files")
    for each in rows:
        each.case, each.owner, each.at = place.case, place.owner, at
        each.state, each.until = FileState.KEPT, None
        if not place.originals:
            _without_original(each)
        each.save()
    settle_when_kept(rows)
    return rows


@transaction.atomic
def let_go(files: Sequence[StoredFile]) -> None:
    """Delete files of a form that was not sent; what was sent meanwhile stays."""
    mine = StoredFile.objects.select_for_update().filter(pk__in=[each.pk for each in files], state=FileState.DRAFT)
    rows = list(mine.order_by("pk"))
    StoredFile.objects.filter(pk__in=[each.pk for each in rows]).delete()
    for name in [name for each in rows for name in names_of(each)]:
        transaction.on_commit(partial(disk.drop_new, name))


def forget_drafts(*, at: datetime) -> int:
    """
    Delete the answers and files of forms that have run out, and what killed processes have left; move what is kept to its place.

    Returns how many rows went. Safe to run twice, and late: what is in `new/` for longer and has no row is nobody's.
    """
    gone, _tables = UnsentForm.objects.filter(until__lte=at).delete()
    while True:
        with transaction.atomic():
            late = StoredFile.objects.select_for_update(skip_locked=True).filter(state=FileState.DRAFT, until__lte=at)
            batch = list(late[:A_BATCH])
            let_go(batch)
        gone += len(batch)
        if len(batch) < A_BATCH:
            break
    names = set(disk.names_in_new(older_than=at - TWO_HOURS))
    for each in StoredFile.objects.filter(stored_as__in=names) | StoredFile.objects.filter(original_as__in=names):
        mine = names.intersection(names_of(each))
        names -= mine
        if each.state == FileState.KEPT and each.at is not None:
            for name in mine:
                disk.settle(name, at=each.at)
    for name in names:
        disk.drop_new(name)
    return gone


def _without_original(file: StoredFile) -> None:
    if name := file.original_as:
        transaction.on_commit(lambda: disk.drop_new(name))
    file.original_as = file.original_digest = file.original_name = file.original_secret = ""


def _of(idem: str) -> str:
    return keyed_hash("files of a form", idem)
