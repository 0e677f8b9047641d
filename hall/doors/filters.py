"""The fields of a query, with our sentences. A value that cannot be right is refused, not passed over."""

from datetime import UTC, datetime
from typing import Any

import django_filters
from django import forms
from django_filters.fields import IsoDateTimeField

from hall.doors.fields import Words
from hall.identifiers import tidy
from hall.models import Department

NO_SUCH_DEPARTMENT = "没有这个部门代码"
EARLIEST, LATEST = 1949, 2199  # years that a query may name
NUMBER_DIGITS = 17
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


class _Digits(Words):
    """A case number, or a part of one."""

    def __init__(self, *args: Any, whole: bool, **kwargs: Any) -> None:
        self.whole = whole
        super().__init__(*args, **kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        number = tidy(typed)
        if typed and (not number.isascii() or not number.isdigit() or (self.whole and len(number) != NUMBER_DIGITS)):
            raise forms.ValidationError(self.error_messages["digits"])
        return number


class _OfNumber(django_filters.CharFilter):
    field_class = _Digits


def of_number(field_name: str, *, whole: bool, help_text: str) -> django_filters.CharFilter:
    """By a case number or, not `whole`, by a part of one. One that no case has finds nothing: whether there is one is not told."""
    messages = {
        "max_length": f"最多 {MOST_CHARACTERS} 个字",
        "digits": f"填写 {NUMBER_DIGITS} 位编号" if whole else "只填编号里的数字",
    }
    return _OfNumber(
        field_name=field_name,
        lookup_expr="exact" if whole else "contains",
        help_text=help_text,
        max_length=MOST_CHARACTERS,
        error_messages=messages,
        whole=whole,
    )


class _Code(Words):
    """The code of a department, or one of the words that stand for what is none."""

    def __init__(self, *args: Any, besides: dict[str, Any], **kwargs: Any) -> None:
        self.besides = besides
        super().__init__(*args, **kwargs)

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        if code and code not in self.besides and not Department.objects.filter(code=code).exists():
            raise forms.ValidationError(self.error_messages["unknown"])
        return code


class _OfDepartment(django_filters.CharFilter):
    field_class = _Code

    def filter(self, qs: Any, value: Any) -> Any:
        besides = self.extra["besides"]
        return besides[value](qs) if value in besides else super().filter(qs, value)


def of_department(
    field_name: str, *, help_text: str, besides: dict[str, Any] | None = None
) -> django_filters.CharFilter:
    """
    By the code of a department that there is: a misspelt one would read as "none".

    :param field_name: of its key. :param besides: word → what narrows the rows to those of no department.
    """
    messages = {"max_length": f"最多 {MOST_CHARACTERS} 个字", "unknown": NO_SUCH_DEPARTMENT}
    return _OfDepartment(
        field_name=f"{field_name}__code",
        help_text=help_text,
        max_length=MOST_CHARACTERS,
        error_messages=messages,
        besides=besides or {},
    )


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
