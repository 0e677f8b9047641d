"""The fields of a query, with our sentences. A value that cannot be right is refused, not passed over."""

from datetime import UTC, datetime
from typing import Any

import django_filters
from django import forms
from django_filters.fields import IsoDateTimeField

from hall.doors.fields import Words

EARLIEST, LATEST = 1949, 2199  # years that a query may name
MOST_CHARACTERS = 40  # of a text in a query


class _When(IsoDateTimeField):
    def clean(self, value: Any) -> datetime | None:
        try:
            moment = super().clean(value)
        except (OverflowError, ValueError):
            moment = None
        if moment is None and value:
            raise forms.ValidationError(self.error_messages["invalid"])
        if moment is not None and not EARLIEST <= moment.year <= LATEST:
            raise forms.ValidationError(self.error_messages["invalid"])
        return moment and moment.astimezone(UTC)  # PostgreSQL knows no offset beyond sixteen hours; ISO 8601 does


class When(django_filters.IsoDateTimeFilter):
    field_class = _When

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            error_messages={"invalid": "应为日期或时间，例如 2026-11-20 或 2026-11-20T17:00:00+08:00"}, **kwargs
        )


class _Text(django_filters.CharFilter):
    field_class = Words


def words(**kwargs: Any) -> django_filters.CharFilter:
    """A text of a few characters."""
    messages = {"max_length": f"最多 {MOST_CHARACTERS} 个字"}
    return _Text(max_length=MOST_CHARACTERS, error_messages=messages, **kwargs)


def one_of(choices: Any, **kwargs: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(choices=choices, error_messages={"invalid_choice": "从列出的值里选"}, **kwargs)


class _Order(django_filters.OrderingFilter):
    """An order in which no two rows are equal: of those that are, one page would show some twice and the next leave others out."""

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        columns = [self.get_ordering_value(each) for each in value]
        return qs.order_by(*columns, "-pk" if columns[-1].startswith("-") else "pk")


def order(fields: dict[str, str], *, help_text: str) -> django_filters.OrderingFilter:
    return _Order(
        fields=fields,
        error_messages={"invalid_choice": "从列出的值里选", "invalid_list": "从列出的值里选"},
        help_text=help_text,
    )


YES_NO = [("true", "yes"), ("false", "no")]
