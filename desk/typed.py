"""How a draft comes back into a form of an application."""

from typing import Any

from worklists import drafts
from worklists.models import Draft

SEVERAL = ("materials", "missing")  # fields with several ticks


def typed(draft: Draft) -> dict[str, Any]:
    """What was typed, as a form takes it for its initial values."""
    return drafts.typed(draft, several=SEVERAL)
