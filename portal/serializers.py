"""The shapes of the catalogue in the API. Code names beside the words that a screen shows."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hall.catalogue_terms import AuthorityLevel, HandlingKind, ItemStatus, ItemType, LimitUnit
from hall.disclosures import extension_words, promise_words, statutory_words
from hall.doors.answers import DepartmentAnswer, WindowAnswer, values_of
from hall.doors.shapes import Code
from hall.models import ItemVersion


class LimitAnswer(serializers.Serializer):
    """A limit of the catalogue. Half a working day is 210 working minutes."""

    quantity = serializers.IntegerField()
    unit = Code(LimitUnit)
    words = serializers.CharField()


class ItemRow(serializers.Serializer):
    """An item as published today."""

    code = serializers.CharField(source="item.code")
    name = serializers.CharField()
    version = serializers.IntegerField(source="number")
    department = DepartmentAnswer(source="item.department")
    window = WindowAnswer(source="item.window", allow_null=True)
    in_hall = serializers.BooleanField(source="item.is_in_hall")
    status = Code(ItemStatus, source="item.status")
    item_type = Code(ItemType)
    handling_kind = Code(HandlingKind)
    authority_level = Code(AuthorityLevel)
    informed_commitment = serializers.BooleanField(
        help_text="May be decided on the applicant's written promise, verified afterwards (告知承诺)."
    )
    promise = serializers.SerializerMethodField()

    def get_promise(self, version: ItemVersion) -> str:
        """``3 个工作日``; of a filing with the city a target."""
        return promise_words(version)


class MaterialAnswer(serializers.Serializer):
    position = serializers.IntegerField(help_text="How the other endpoints name this paper.")
    name = serializers.CharField()
    tolerable = serializers.BooleanField(help_text="May follow later (容缺).")


class FeeAnswer(serializers.Serializer):
    name = serializers.CharField()
    standard_yuan = serializers.DecimalField(
        max_digits=10,
        decimal_places=2,
        allow_null=True,
        help_text="Null: no standard is published, nothing may be charged.",
    )
    unit = serializers.CharField(allow_blank=True)
    basis = serializers.CharField()


class ExtensionAnswer(serializers.Serializer):
    days = serializers.IntegerField()
    approver = serializers.CharField(allow_blank=True)
    words = serializers.CharField()


class DisclosuresAnswer(serializers.Serializer):
    """The six disclosures (六公开): legal basis, materials, procedure, limits, fees, and who is in charge."""

    legal_bases = serializers.ListField(child=serializers.CharField())
    materials = MaterialAnswer(many=True)
    procedure = serializers.CharField()
    promise = LimitAnswer()
    statutory = LimitAnswer(allow_null=True, help_text="Null: decided at once, no statutory limit.")
    extension = ExtensionAnswer(allow_null=True)
    special_procedure = serializers.CharField(allow_blank=True)
    charges_nothing = serializers.BooleanField()
    fees = FeeAnswer(many=True)
    visits_max = serializers.IntegerField()
    presence_basis = serializers.CharField(
        allow_blank=True, help_text="Law and article that require the applicant to come; empty: none does."
    )
    joint_departments = serializers.ListField(child=serializers.CharField())


class ItemAnswer(ItemRow):
    """An item with its six disclosures, in the version in force today."""

    effective_from = serializers.DateField()
    disclosure_complete = serializers.BooleanField()
    disclosures = serializers.SerializerMethodField()

    @extend_schema_field(DisclosuresAnswer)
    def get_disclosures(self, version: ItemVersion) -> dict[str, Any]:
        return DisclosuresAnswer(_disclosures(version)).data


def _disclosures(version: ItemVersion) -> dict[str, Any]:
    return {
        **values_of(
            version,
            "procedure",
            "special_procedure",
            "charges_nothing",
            "visits_max",
            "presence_basis",
            "joint_departments",
        ),
        "legal_bases": [basis.text for basis in version.legal_bases.all()],
        "materials": version.materials.all(),
        "promise": _limit(version.promise_quantity, version.promise_unit, promise_words(version)),
        "statutory": _limit(version.statutory_quantity, version.statutory_unit, statutory_words(version)),
        "extension": {
            "days": version.extension_days,
            "approver": version.extension_approver,
            "words": extension_words(version),
        }
        if version.extension_days
        else None,
        "fees": version.fees.all(),
    }


def _limit(quantity: int | None, unit: str, words: str) -> dict[str, Any] | None:
    return None if quantity is None else {"quantity": quantity, "unit": unit, "words": words}
