"""What one version of an item changes against the one before it: values only, in the words of the catalogue."""

from dataclasses import dataclass

from hall.disclosures import promise_words, statutory_words
from hall.models import ItemVersion

LISTS = (("设定依据", "legal_bases"), ("材料", "materials"), ("收费", "fees"))
CHOICES = ("item_type", "authority_level", "handling_kind")
TEXTS = (
    "name", "extension_approver", "special_procedure", "presence_basis", "procedure", "national_base_code", "limit_checked",
)  # fmt: skip
NUMBERS = ("extension_days", "visits_max")
FLAGS = ("informed_commitment", "two_officers", "has_amount", "touches_safety", "disclosure_complete")
NOTHING = "（空）"


@dataclass(frozen=True)
class Difference:
    """One thing that is published otherwise: `before` and `after` in words."""

    label: str
    before: str
    after: str


def differences(before: ItemVersion, after: ItemVersion) -> list[Difference]:
    """Return what `after` publishes otherwise than `before`, limits first; read with their bases, materials and fees."""
    then, now = dict(_contents(before)), dict(_contents(after))
    return [Difference(label, then[label], now[label]) for label in now if then[label] != now[label]]


def _contents(version: ItemVersion) -> list[tuple[str, str]]:
    fields = [
        ("承诺时限", promise_words(version)),
        ("法定时限", f"{statutory_words(version)} {version.statutory_text}".strip()),
    ]
    fields += [(_label(name), getattr(version, f"get_{name}_display")()) for name in CHOICES]
    fields += [(_label(name), getattr(version, name) or NOTHING) for name in TEXTS]
    fields += [(_label(name), str(getattr(version, name))) for name in NUMBERS]
    fields += [(_label(name), "是" if getattr(version, name) else "否") for name in FLAGS]
    fields.append(("联办部门", "、".join(version.joint_departments) or NOTHING))
    return fields + [(label, _listed(version, name)) for label, name in LISTS]


def _listed(version: ItemVersion, name: str) -> str:
    rows = sorted(getattr(version, name).all(), key=lambda row: row.pk)
    if name == "fees":
        words = [
            f"{fee.name} {'待定' if fee.standard_yuan is None else fee.standard_yuan} 元{fee.unit}" for fee in rows
        ]
    else:
        words = [f"{row}（可容缺）" if getattr(row, "tolerable", False) else str(row) for row in rows]
    return "；".join(words) or NOTHING


def _label(name: str) -> str:
    return str(vars(ItemVersion._meta.get_field(name))["verbose_name"])
