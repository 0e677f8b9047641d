"""A model field whose value is encrypted at rest."""

import logging
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact
from django.db.models.query_utils import DeferredAttribute
from django.utils.functional import cached_property

from hall.crypto import CannotUnseal, column, is_unbound, seal, unseal, unseal_unbound
from hall.tables.keys import KeyProbe

log = logging.getLogger(__name__)


class Sealed:
    """A text as it is stored, on its way between a row and the database; only the row that it belongs to opens it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "<sealed>"


class OpenedByItsRow(DeferredAttribute):
    """
    A sealed column of a row: opened when somebody asks for it, and not before. The row knows what identifies it; the database
    hands out values without their rows.
    """

    field: "SealedTextField"  # type: ignore[assignment]

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        held, name = instance.__dict__, self.field.attname
        if name not in held:  # deferred: read alone, so that what identifies the row is not read once more
            rows = type(instance)._base_manager.db_manager(instance._state.db).filter(pk=instance.pk)
            held[name] = rows.values_list(name, flat=True).get()
        if isinstance(held[name], Sealed):
            held[name] = self.field.opened(held[name], instance)
        return held[name]

    def __set__(self, instance: models.Model, value: Any) -> None:
        # a data descriptor: else Python would find the value in the row's __dict__ and never ask here
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.TextField):
    """
    A text stored sealed (hall.crypto), for one row and column: what was moved elsewhere does not open.

    It is opened when a row is asked for it (`raises CannotUnseal`), and sealed when a row is saved. It cannot be filtered on, but
    for whether there is one: keep a keyed hash beside it for that.

    :param row: fields that identify the row, are known before its INSERT and never change.
    """

    descriptor_class = OpenedByItsRow
    non_db_attrs = (*models.TextField.non_db_attrs, "row")

    def __init__(self, *args: Any, row: Sequence[str] = ("pk",), **more: Any) -> None:
        super().__init__(*args, **more)
        self.row = tuple(row)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, more = super().deconstruct()
        return name, path, args, more if self.row == ("pk",) else {**more, "row": self.row}

    def purpose(self, instance: models.Model) -> str:
        """:raises ValueError: what identifies the row is not known yet."""
        row = tuple(getattr(instance, each.attname) for each in self.row_fields)
        if None in row:
            raise ValueError(f"{self} is sealed for its row, and {self.row} of this one are not known yet")
        return self.purpose_of(row)

    def purpose_of(self, row: tuple[Any, ...]) -> str:
        """For the values of `row_fields`."""
        return column(self.model._meta.db_table, str(self.column), row)

    @cached_property
    def row_fields(self) -> list[Any]:
        meta = self.model._meta
        return [meta.pk if name == "pk" else meta.get_field(name) for name in self.row]

    def opened(self, sealed: Sealed, instance: models.Model) -> str:
        """:raises CannotUnseal: it is not what this row and column held."""
        if not is_unbound(sealed.text):
            return unseal(sealed.text, self.purpose(instance))
        if not KeyProbe.unbound_opens(sealed.text):
            raise CannotUnseal("sealed for no purpose, and all values have been re-sealed")
        return unseal_unbound(sealed.text)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Sealed) and not is_unbound(value.text):
            return value  # not opened since it was read: it stays as it is
        value = getattr(model_instance, self.attname)
        return value if value in (None, "") else Sealed(seal(value, self.purpose(model_instance)))

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.text
        if value in (None, ""):
            return value
        raise CannotUnseal(f"{self} is sealed for its row: save the row")

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> Sealed | str | None:
        return Sealed(value) if value else value

    def value_to_string(self, obj: models.Model) -> str:
        """Refuse to be written into a fixture: sealed data leaves the hall in a backup of the database, still sealed."""
        raise CannotUnseal(f"{self.model.__name__}.{self.attname} is sealed; use pg_dump")

    def get_lookup(self, lookup_name: str) -> Any:
        return {"isnull": super().get_lookup("isnull"), "exact": IsEmpty}.get(lookup_name)


class IsEmpty(Exact):
    """Whether there is no text: all that can be asked of a sealed column, also by a constraint."""

    def get_prep_lookup(self) -> str:
        if self.rhs != "":
            raise FieldError("a sealed column cannot be searched")
        return ""


UNOPENED = "（打不开）"  # what stands for a sealed text that does not open


def legible(row: models.Model, name: str) -> str | None:
    """What a list of many rows shows of a sealed text: None where it cannot be opened. The row is named in the log, the others are shown."""
    try:
        return str(getattr(row, name))
    except CannotUnseal:
        log.error("%s of %s %s cannot be opened", name, row._meta.db_table, row.pk)
        return None


def shown(row: models.Model, name: str) -> str:
    """What a page of one row shows of a sealed text: one that does not open takes no page away (decision 91)."""
    text = legible(row, name)
    return UNOPENED if text is None else text


def sealed_fields() -> list[tuple[type[models.Model], SealedTextField]]:
    """Every sealed column of the house, with its table."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedTextField)
    ]
