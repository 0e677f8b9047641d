"""Cells of tables, written by a filter: the parts in them are those of templates/_parts/."""

import re

import pytest
from django.template.loader import render_to_string

from hall.templatetags.presentation import LAMP_WORDS, card_mark, in_cell, lamp, table_rows, ticked_rows


def part(name: str, **context) -> str:
    return render_to_string(f"_parts/{name}.html", context).strip()


@pytest.mark.parametrize("text", ["", "剩 2 个<半天>"])
@pytest.mark.parametrize("provisional", [False, True])
def test_lamps_and_cards_are_the_parts(text, provisional):
    for name in LAMP_WORDS:
        clock = {"lamp": name, "text": text, "provisional": provisional}
        assert re.sub(r"\s+", "", lamp(clock)) == re.sub(r"\s+", "", part("lamp", **clock))
    assert card_mark("red", text) == part("card", level="red", text=text)


@pytest.mark.parametrize(
    ("value", "markup"),
    [
        (None, "<span>—</span>"),
        (0, "<span>0</span>"),
        ("<b>", "<span>&lt;b&gt;</span>"),
        ({"text": "<b>"}, "<span>&lt;b&gt;</span>"),
        ({"text": "<b>", "href": "/?a=1&b"}, '<a href="/?a=1&amp;b">&lt;b&gt;</a>'),
        ({"text": "一", "provisional": True}, f"<span>一</span>{part('provisional')}"),
        ({"text": "一", "level": "red"}, f"<span>{part('card', level='red', text='一')}</span>"),
        ({"text": "一", "lamp": "red"}, f"<span>{lamp({'lamp': 'red', 'text': '一'})}</span>"),
    ],
)
def test_what_stands_in_a_cell(value, markup):
    assert in_cell(value) == markup


def test_the_first_cell_of_a_row_is_its_heading():
    columns = [{"label": "编号"}, {"label": "件<数>", "num": True}]
    row = (
        '<th scope="row" data-label="编号"><span>1</span></th>'
        '<td data-label="件&lt;数&gt;" class="num"><span>2</span></td>'
    )
    led = '<tr data-href="/?a&amp;b">'
    assert table_rows([{"cells": ["1", 2]}, {"cells": ["1", 2], "href": "/?a&b"}], columns) == (
        f"<tr>{row}</tr>\n{led}{row}</tr>"
    )
    [ticked] = ticked_rows(
        [{"cells": ["1", 2], "href": "/?a&b", "number": "01012026030300001", "takes": ("grant", "accept")}], columns
    ).splitlines()
    assert ticked.startswith(f'{led}<td data-label="选择"><label class="pick"><input type="checkbox" name="number"')
    assert ticked.endswith(
        f'value="01012026030300001" form="bulk" data-takes="grant accept"><span class="vh">选择 0101 20260303 00001</span></label></td>{row}</tr>'
    )
    with pytest.raises(ValueError, match="zip"):
        table_rows([{"cells": ["1"]}], columns)
