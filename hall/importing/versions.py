"""Published terms as rows, and rows as published terms again."""

from datetime import date

from hall.importing.published import Basis, FeeTerms, Terms
from hall.models import Fee, ItemVersion, LegalBasis, Material, ServiceItem

LISTS = {"legal_bases", "materials", "fees", "tolerable"}


def new(item: ServiceItem, number: int, starts: date, wanted: Terms) -> ItemVersion:
    """Return a version of an item that is not saved yet; its lists follow with `write_lists`."""
    columns = {name: value for name, value in vars(wanted).items() if name not in LISTS}
    columns["joint_departments"] = list(wanted.joint_departments)
    return ItemVersion(
        item=item,
        number=number,
        effective_from=starts,
        charges_nothing=wanted.charges_nothing,
        disclosure_complete=wanted.disclosure_complete,
        digest=wanted.digest,
        **columns,
    )


def write_lists(written: list[tuple[ItemVersion, Terms]]) -> None:
    """Write the bases, materials and fees of saved versions."""
    LegalBasis.objects.bulk_create(
        LegalBasis(version=version, text=basis.text, checked=basis.checked)
        for version, terms in written
        for basis in terms.legal_bases
    )
    Material.objects.bulk_create(
        Material(version=version, position=position, name=name, tolerable=name in terms.tolerable)
        for version, terms in written
        for position, name in enumerate(terms.materials, 1)
    )
    Fee.objects.bulk_create(Fee(version=version, **vars(fee)) for version, terms in written for fee in terms.fees)


def terms_of(version: ItemVersion) -> Terms:
    """Return what a stored version publishes; its digest is the one that the sheet's own row had."""
    columns = {name: getattr(version, name) for name in Terms.__dataclass_fields__ if name not in LISTS}
    columns["joint_departments"] = tuple(version.joint_departments)
    return Terms(
        **columns,
        legal_bases=tuple(Basis(row.text, row.checked) for row in version.legal_bases.order_by("pk")),
        materials=tuple(row.name for row in version.materials.order_by("position")),
        tolerable=tuple(row.name for row in version.materials.filter(tolerable=True).order_by("position")),
        fees=tuple(
            FeeTerms(row.name, row.standard_yuan, row.unit, row.basis, row.checked)
            for row in version.fees.order_by("pk")
        ),
    )
