"""A change of posts or accounts, and the letters that it owes, in one transaction."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import transaction

from cases import staff_news


def with_letters(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The verb, followed by the letters of what it changed (hall knows of no letters)."""

    @wraps(verb)
    @transaction.atomic
    def and_letters(*, at: datetime, **fields: Any) -> Any:
        result = verb(at=at, **fields)
        staff_news.tell(at=at)
        return result

    return and_letters
