"""The field that asks in which form papers came: a row for each paper, folded away, because most come in the usual form."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from hall.models import Material
from permits.models import PaperForm


class PaperFormsWidget(forms.Widget):
    """One small list for each paper, by its position: ``forms_2``. Given and returned as position → form."""

    use_fieldset = True

    def __init__(self, materials: list[Material]) -> None:
        super().__init__()
        self.materials = materials

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[int, str]:
        chosen = {material.position: data.get(f"{name}_{material.position}", "") for material in self.materials}
        return {position: form for position, form in chosen.items() if form}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = value or {}
        rows = [
            {
                "name": f"{name}_{material.position}",
                "paper": f"{material.position}. {material.name}",
                "chosen": chosen.get(material.position, ""),
            }
            for material in self.materials
        ]
        context = {"rows": rows, "choices": PaperForm.choices, "open": bool(chosen), "id": (attrs or {}).get("id", "")}
        return render_to_string("desk/_paper_forms.html", context)


class PaperFormsField(forms.Field):
    """Position → original, copy or electronic, for those papers that did not come in the usual form."""

    def __init__(self, materials: Iterable[Material]) -> None:
        super().__init__(
            label="材料的形式",
            required=False,
            widget=PaperFormsWidget(list(materials)),
            help_text="不标的：窗口和邮寄收到的是原件，网上收到的是电子件",
        )

    def clean(self, value: dict[int, str]) -> dict[int, str]:
        if not set(value.values()) <= set(PaperForm.values):
            raise ValidationError("材料的形式选原件、复印件或电子件")
        return value
