"""The inputs of forms that are written in hall.doors.inputs: the same as Django's own templates make."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import mark_safe

from hall.doors.inputs import Inputs

CHOICES = [("", "全部"), ("a&b", "甲 < 乙"), ("组", [("c", "丙"), (4, mark_safe("<b>丁</b>"))])]
FIELDS = {
    "text": forms.CharField(max_length=20),
    "number": forms.IntegerField(min_value=1),
    "day": forms.DateField(widget=forms.DateInput(attrs={"type": "date"})),
    "hidden": forms.CharField(widget=forms.HiddenInput),
    "mail": forms.EmailField(),
    "password": forms.CharField(widget=forms.PasswordInput),
    "tick": forms.BooleanField(),
    "select": forms.ChoiceField(choices=CHOICES),
    "several": forms.MultipleChoiceField(choices=CHOICES),
    "ticks": forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple(attrs={"class": "wide"})),
    "radio": forms.ChoiceField(choices=CHOICES[:2], widget=forms.RadioSelect),
    "pieces": forms.DateField(widget=forms.SelectDateWidget(years=[2025, 2026])),
    "area": forms.CharField(widget=forms.Textarea),
}
TYPED = {
    "text": 'x"y<z>', "number": "12", "day": "2026-03-02", "hidden": "h&h", "mail": "a@b", "password": "geheim",
    "tick": "on", "select": "a&b", "several": ["c", "4"], "ticks": ["", "c"], "radio": "", "area": "<p>",
    "pieces_year": "2026", "pieces_month": "3", "pieces_day": "2",
}  # fmt: skip


def test_ours_is_the_renderer_of_every_form():
    assert isinstance(get_default_renderer(), Inputs)


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("typed", [None, TYPED, {}], ids=["empty", "typed", "refused"])
def test_each_input_is_written_as_django_writes_it(name, typed):
    form = type("OneForm", (forms.Form,), {name: FIELDS[name]})
    ours, theirs = (form(typed, renderer=renderer())[name].as_widget() for renderer in (Inputs, DjangoTemplates))
    assert bare(ours) == bare(theirs)


def bare(markup: str) -> str:
    """Without the space that nobody sees."""
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", markup))
