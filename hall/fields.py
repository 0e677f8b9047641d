"""A model field whose value is encrypted at rest."""

from typing import Any

from django.db import models

from hall.crypto import CannotUnseal, seal, unseal


class SealedTextField(models.TextField):
    """A text stored sealed (hall.crypto). It cannot be filtered on: keep a keyed hash beside it for that."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value in (None, "") else seal(value)

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        return value if not value else unseal(value)

    def value_to_string(self, obj: models.Model) -> str:
        """Refuse to be written into a fixture: sealed data leaves the hall in a backup of the database, still sealed."""
        raise CannotUnseal(f"{self.model.__name__}.{self.attname} is sealed; use pg_dump")

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
