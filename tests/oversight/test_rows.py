"""Rows of the office's lists, written as HTML: nothing in them is taken for markup, and each column has its cell."""

import re

import pytest

from oversight.templatetags.office import case_rows

ROW = {
    "number": "01012026030300001", "title": "许可<b>", "url": "/oversight/cases/01012026030300001/", "unit": "卫健&局",
    "window": "", "owner": "王<i>", "state": "已受理", "lamp": "", "text": "", "due": "", "paused_days": 0, "cards": [],
}  # fmt: skip
DASH = "<span>—</span>"


def cells(row: dict, *, share: bool = False) -> list[str]:
    return re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", case_rows([ROW | row], share), re.DOTALL)


@pytest.mark.parametrize(
    ("row", "place", "cell"),
    [
        (
            {},
            0,
            '<a class="nowrap" href="/oversight/cases/01012026030300001/">0101 20260303 00001</a><br>许可&lt;b&gt;',
        ),
        ({"again": ["接着办<x>"]}, 0, '<br><span class="muted">接着办&lt;x&gt;</span>'),
        ({}, 1, '卫健&amp;局<br><span class="muted">王&lt;i&gt;</span>'),
        ({"window": "2<2"}, 1, '<span class="muted">2&lt;2 · 王&lt;i&gt;</span>'),
        ({}, 2, "<span>已受理</span>"),
        ({}, 3, DASH),
        ({"text": "<没有>"}, 3, "<b>&lt;没有&gt;</b>"),
        ({"lamp": "red", "text": "超<1>"}, 3, '<span class="lamp-text">超&lt;1&gt;</span>'),
        ({"due": "3月5日"}, 3, '—<br><a href="/oversight/cases/01012026030300001/#clocks">3月5日<span class="vh">'),
        ({"paused_days": 4}, 4, "<span>4 个工作日</span>"),
        ({}, 5, DASH),
        ({"cards": [{"level": "red", "text": "超<期>"}, {"level": "yellow", "text": "预警"}]}, 5, "超&lt;期&gt;"),
    ],
)
def test_what_stands_in_a_row(row, place, cell):
    assert cell in cells(row)[place]
    assert len(cells(row)) == 6


def test_the_multiple_stands_instead_of_the_state():
    assert cells({"share": 3.14159}, share=True)[-1] == "<span>3.1 倍</span>"
    assert "已受理" not in case_rows([ROW | {"share": 3.14159}], True)


def test_no_rows_are_an_empty_text():
    assert case_rows([], False) == ""
