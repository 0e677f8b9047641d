"""What a row of the catalogue says once it has been read: values only."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

FIRST_BATCH = "首批"  # the batch that is in the hall


# Terms that sheets of earlier days did not have: left out of the digest while empty, so that nothing counts as changed.
LATER_ADDED = {
    "tolerable", "informed_commitment", "two_officers", "has_amount", "presence_basis", "touches_safety",
}  # fmt: skip


@dataclass(frozen=True)
class Basis:
    text: str
    checked: bool


@dataclass(frozen=True)
class FeeTerms:
    """A published fee; `standard_yuan` is None while the province's standard is not filled in."""

    name: str
    standard_yuan: Decimal | None
    unit: str
    basis: str
    checked: bool


@dataclass(frozen=True)
class Terms:
    """
    What is published about an item: the columns of an ItemVersion, its bases, materials and fees.

    :param tolerable: names of the materials that may follow later (容缺).
    """

    name: str
    item_type: str
    authority_level: str
    handling_kind: str
    statutory_quantity: int | None
    statutory_unit: str
    statutory_text: str
    promise_quantity: int
    promise_unit: str
    extension_days: int
    extension_approver: str
    special_procedure: str
    procedure: str
    joint_departments: tuple[str, ...]
    visits_max: int
    national_base_code: str
    limit_checked: str
    legal_bases: tuple[Basis, ...]
    materials: tuple[str, ...]
    fees: tuple[FeeTerms, ...]
    tolerable: tuple[str, ...] = ()
    informed_commitment: bool = False
    two_officers: bool = False
    has_amount: bool = False
    presence_basis: str = ""
    touches_safety: bool = False

    @property
    def charges_nothing(self) -> bool:
        return not self.fees

    @property
    def disclosure_complete(self) -> bool:
        """六公开 (rules A1): content, procedure, basis, materials, promised limit, and the fee with its basis or none."""
        parts = (self.name, self.procedure, self.legal_bases, self.materials, self.promise_quantity)
        return all(parts) and all(fee.basis for fee in self.fees)

    @property
    def digest(self) -> str:
        """Equal digests: nothing that is published has changed."""
        fields = {name: value for name, value in asdict(self).items() if value or name not in LATER_ADDED}
        content = json.dumps(fields, ensure_ascii=False, sort_keys=True, default=str)
        return sha256(content.encode()).hexdigest()


@dataclass(frozen=True)
class WindowName:
    number: str
    name: str


@dataclass(frozen=True)
class ItemRow:
    """
    One row: the item, whose it is, where it is handled and its terms.

    `status` and `is_service_company` are None when the sheet says nothing about it; `department_code` is the letters before the first dash.
    """

    line: int
    code: str
    department_code: str
    department: str
    is_approval_department: bool
    is_service_company: bool | None
    window: WindowName | None
    entry_batch: str
    status: str | None
    abolished_on: date | None
    abolished_by: str
    terms: Terms

    @property
    def is_in_hall(self) -> bool:
        return self.entry_batch == FIRST_BATCH
