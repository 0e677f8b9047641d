"""A field of files, as an act describes it: on the page and for programs alike."""

from dataclasses import replace

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from rest_framework.exceptions import ValidationError

from complaints.acts import CONCLUDE
from hall.doors.acts import Field, Kind, Occasion
from hall.doors.forms_of_acts import FORM, fields_of
from hall.doors.shapes_of_acts import shape_of, takes_files
from hall.uploads import MOST_BYTES
from tests.rows import Rows

PHOTOS = Field("photos", "照片", Kind.FILES, most=2)
DUE = replace(PHOTOS, needed="选择照片")


def photo(name: str = "a.jpg", size: int = 3) -> SimpleUploadedFile:
    file = SimpleUploadedFile(name, b"x")
    file.size = size
    return file


WRONG = [
    ("three of two", PHOTOS, [photo()] * 3, "最多 2 份文件，这次有 3 份"),
    ("an empty one", PHOTOS, [photo("空.jpg", 0)], "“空.jpg”是空文件"),
    ("too large", PHOTOS, [photo("大.jpg", MOST_BYTES + 1)], "“大.jpg”超过 10 MB"),
    ("none where one is due", DUE, [], "选择照片"),
]


def form_of(field: Field, files: list) -> forms.Form:
    form = forms.Form({}, MultiValueDict({"photos": files} if files else {}))
    form.fields |= fields_of(replace(CONCLUDE, asks=(field,)), Occasion(*[None] * 6))
    return form


def test_a_page_takes_several_at_once():
    form = form_of(PHOTOS, [photo("一.jpg"), photo("二.jpg")])
    assert form.is_valid(), form.errors
    assert [each.name for each in form.cleaned_data["photos"]] == ["一.jpg", "二.jpg"]
    assert form.is_multipart()
    assert 'type="file"' in str(form)
    assert "multiple" in str(form)
    assert form_of(PHOTOS, []).is_valid()


def test_a_page_refuses_each_in_words(db):
    with Rows() as rows:
        for name, field, files, words in WRONG:
            with rows.row(name):
                form = form_of(field, files)
                assert words in "".join(form.errors["photos"])


def test_a_program_takes_parts_and_no_texts():
    act = replace(CONCLUDE, asks=(PHOTOS,), named="of_files")
    assert takes_files(act)
    assert not takes_files(CONCLUDE)
    shape = shape_of(act)()
    assert [each.name for each in shape.run_validation({"photos": [photo("一.jpg")]})["photos"]] == ["一.jpg"]
    assert shape.run_validation({})["photos"] == []
    for sent in ("a.jpg", ["a.jpg"], {"a": 1}):
        with pytest.raises(ValidationError, match="multipart/form-data"):
            shape.run_validation({"photos": sent})
    with pytest.raises(ValidationError, match="最多 2 份"):
        shape.run_validation({"photos": [photo()] * 3})


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.FILES], ids=str)
def test_what_stands_first_stands_there(kind):
    """Whatever a field holds: what its description says stands in it before anything is typed."""
    first = {Kind.ONE_OF: "b", Kind.CHOSEN: "b", Kind.WHOLE: 3, Kind.YES: True}.get(kind, "3")
    each = Field("name", "名称", kind, "填写名称", most=9, choices=[("a", "甲"), ("b", "乙")], first=first)
    assert FORM[kind](each).initial == first
