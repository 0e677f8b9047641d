"""The forms of acts, and what a refusal looks like in a form."""

from collections.abc import Sequence
from typing import Any

from django import forms


class ActForm(forms.Form):
    """The form of one act on a case. `version` is what the person saw: someone else's act in between is refused."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    stale = False  # somebody acted on the case while this form was open
    changes: Sequence[dict[str, Any]] = ()  # what they did, for _parts/timeline.html

    def show_current(self, version: int, changes: Sequence[dict[str, Any]]) -> None:
        """Carry the version that the person is now told of: what was typed stays, and may be sent again."""
        self.changes = changes
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        self.data["version"] = str(version)  # type: ignore[index]
        self.stale = True
