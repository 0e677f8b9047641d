"""The papers of an application: which there are, which the window has, taking them in and handing them back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hall.models import Material, User
from hall.refusals import BadInput
from hall.writing import insert
from permits import queries
from permits.models import Application, Channel, MaterialReceipt, PaperForm


@dataclass(frozen=True)
class Paper:
    """One paper of the item's list: what the window has of it, and what went back to be put right."""

    material: Material
    receipt: MaterialReceipt | None
    returned: list[MaterialReceipt]

    @property
    def handed_back_at(self) -> datetime | None:
        return max((each.returned_at for each in self.returned if each.returned_at), default=None)


# In which form papers come that nobody says more about.
USUAL_FORM: dict[str, str] = {Channel.ONLINE: PaperForm.ELECTRONIC}


def of_the_list(application: Application) -> list[Paper]:
    """The item's list with what the window has of it, read from what a page has loaded."""
    receipts: defaultdict[int, list[MaterialReceipt]] = defaultdict(list)
    for receipt in application.received.all():
        if receipt.mistaken:
            continue
        receipts[receipt.material_id].append(receipt)
    return [
        Paper(
            material,
            next((each for each in receipts[material.pk] if each.returned_at is None), None),
            [each for each in receipts[material.pk] if each.returned_at is not None],
        )
        for material in application.item_version.materials.all()
    ]


def take_in(
    application: Application,
    positions: Sequence[int],
    *,
    forms: Mapping[int, str],
    channel: str,
    by: User,
    at: datetime,
) -> list[MaterialReceipt]:
    """
    Take in those of these papers that the window does not have yet, and return what was taken.

    :param forms: position → original, copy or electronic; left out: an original, or electronic from an online channel.
    :raises BadInput: see there.
    """
    strange = [form for form in forms.values() if form not in PaperForm.values]
    if strange:
        raise BadInput("材料的形式选原件、复印件或电子件", field="forms")
    already = queries.held(application)
    usual = USUAL_FORM.get(channel, PaperForm.ORIGINAL)
    receipts = [
        MaterialReceipt(
            application=application,
            material=material,
            form=forms.get(material.position, usual),
            at=at,
            received_by=by,
        )
        for material in at_positions(application, positions, field="materials")
        if material.pk not in already
    ]
    return list(insert(receipts))


def hand_back(application: Application, materials: Sequence[Material], *, by: User, at: datetime) -> list[Material]:
    """Give papers that must be put right back to the applicant, and return those that the window had."""
    held = application.received.held().filter(material__in=materials)
    returned = list(Material.objects.filter(pk__in=held.values("material")))
    held.update(returned_at=at, returned_by=by)
    return returned


def at_positions(application: Application, positions: Sequence[int], *, field: str) -> list[Material]:
    """Return the item's materials at these positions; an unknown one is refused at the field that named it."""
    by_position = {material.position: material for material in queries.materials_of(application.item_version)}
    strange = [position for position in positions if position not in by_position]
    if strange:
        raise BadInput(f"材料清单里没有第 {strange[0]} 项", field=field)
    return [by_position[position] for position in sorted(set(positions))]
