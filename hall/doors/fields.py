"""
The fields of our forms: one helper for each kind, with our own sentences. A form checks shape only; what may be done is the
verbs' question.

`required` is the sentence for an empty field; a field without it may stay empty.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from hall import texts, uploads

INCOMPLETE = "这张表不完整，刷新后重填"


class Words(forms.CharField):
    """
    A text, as hall.texts keeps it: one line, or several in a text area. A line end counts as one character, as in the browser,
    though a browser sends two.
    """

    def to_python(self, value: Any) -> str:
        tidy = texts.lines if isinstance(self.widget, forms.Textarea) else texts.line
        try:
            return (super().to_python(tidy(str(value))) if value else "") or ""
        except texts.Unseen as unseen:
            raise forms.ValidationError(str(unseen), code="unseen") from None


class OneAutofocus(forms.RadioSelect):
    """Radio buttons of which only the first one takes the focus when the page opens."""

    def create_option(self, name, value, label, selected, index, **kwargs):  # type: ignore[override]
        option = super().create_option(name, value, label, selected, index, **kwargs)
        if index == 0:
            option["attrs"]["autofocus"] = True
        return option


def text(
    label: str,
    required: str = "",
    *,
    limit: int | None,
    area: bool = False,
    remembered: bool = False,
    attrs: dict[str, Any] | None = None,
    **more: Any,
) -> forms.CharField:
    """
    A text, in one line or in an area.

    :param limit: characters; None where the verb counts them itself.
    :param remembered: the browser may offer what was typed in the line before.
    :param more: what else Django's field takes; its `error_messages` come over ours.
    """
    own = attrs or {}
    named = label.replace("%", "%%")  # a paper's name may hold one, and Django fills the sentence in
    if not area and not remembered:
        own = {"autocomplete": "off", **own}
    return Words(
        label=label,
        required=bool(required),
        max_length=limit,
        error_messages={
            "required": required,
            "max_length": f"{named}最多 %(limit_value)d 个字，现在有 %(show_value)d 个",
            **more.pop("error_messages", {}),
        },
        widget=forms.Textarea(attrs={"rows": 3, **own}) if area else forms.TextInput(attrs=own),
        **more,
    )


def choice(
    label: str, choices: Iterable[Any] = (), required: str = "", *, wrong: str = "", **more: Any
) -> forms.TypedChoiceField:
    """
    One of a closed list, as radio buttons unless another widget is named.

    :param wrong: the sentence for what is not in the list, where that for an empty field does not fit.
    """
    sentence = required or f"选择列出的{label}"
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        required=bool(required),
        error_messages={"required": sentence, "invalid_choice": wrong or sentence},
        widget=more.pop("widget", forms.RadioSelect),
        **more,
    )


def ticks(
    label: str,
    choices: Iterable[Any] = (),
    required: str = "",
    *,
    wrong: str = "",
    **more: Any,
) -> forms.TypedMultipleChoiceField:
    """Several of a closed list, to tick."""
    sentence = wrong or required
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=choices,
        required=bool(required),
        error_messages={"required": required, "invalid_choice": sentence, "invalid_list": sentence},
        widget=forms.CheckboxSelectMultiple,
        **more,
    )


def a_day(label: str, required: str = "", **more: Any) -> forms.DateField:
    """A day, typed or chosen."""
    return forms.DateField(
        label=label,
        required=bool(required),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": required, "invalid": "填写真实的日期，写成 2026-01-12 这样的日期"},
        **more,
    )


class ChooseFiles(forms.FileInput):
    """The browser's own way to choose files, several at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name) or []

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files


class Files(forms.FileField):
    """Photos and PDFs: a list of uploads, none where none was chosen. What is inside of them papers.store.take sees."""

    def __init__(self, *, most: int = uploads.MOST_FILES, **more: Any) -> None:
        self.most = most
        super().__init__(**more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        chosen = list(data or [])
        if not chosen and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(chosen) > self.most:
            raise forms.ValidationError(uploads.too_many(len(chosen), self.most), code="too_many")
        if wrong := [uploads.sentence(each.name, fault) for each in chosen if (fault := uploads.fault_of(each))]:
            raise forms.ValidationError(wrong)
        return chosen

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


def files(label: str, required: str = "", *, most: int = uploads.MOST_FILES, **more: Any) -> Files:
    """Photos and PDFs, several at once."""
    attrs = {"accept": uploads.ACCEPTED} | ({"multiple": True} if most > 1 else {})
    return Files(
        label=label,
        required=bool(required),
        most=most,
        help_text=more.pop("help_text", "") or uploads.HINT,
        error_messages={"required": required, **more.pop("error_messages", {})},
        widget=ChooseFiles(attrs=attrs),
        **more,
    )


def form_key() -> forms.RegexField:
    """The hidden key of a form that opens a case (pages.new_idem): sent twice, it opens one."""
    messages = {"required": INCOMPLETE, "invalid": INCOMPLETE}
    return forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput, error_messages=messages)


def offer(form: forms.Form, name: str, choices: Iterable[Any], stands_for: Mapping[str, Any] | None = None) -> None:
    """
    Give a field of choice, once the form is made, what there is to choose from.

    :param stands_for: what each code stands for: the form's cleaned data has that.
    """
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} offers no choice")
    field.choices = list(choices)
    if stands_for is not None:
        field.coerce = stands_for.__getitem__  # type: ignore[attr-defined]  # of Django's typed fields of choice


def without_nul(text: str) -> str:
    """What was typed without NUL characters, which PostgreSQL cannot keep: for a draft, which is kept as it was typed, and for what stands in an address."""
    return text.replace("\0", "")
