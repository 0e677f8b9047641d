"""One thing is written in one way on every page: numbers of cases, instants, and the words for a place and for a door."""

import html
import re

import time_machine
from django.test import Client

from tests.house.access_table import GETS_IN, PEOPLE
from tests.house.source import ROOT, TEMPLATES, modules, texts
from tests.house.test_access_matrix import NOW, everybody_and_everything, routes
from tests.rows import in_one

A_NUMBER = re.compile(r"(?<!\d)0101\d{13}(?!\d)")
OTHER_WORDS = {"柜台": "窗口", "投诉建议": "投诉举报"}
# an instant in digits is for programs: the text of a row, a widget of the browser, files
FOR_PROGRAMS = re.compile(
    r"/(tables|management|migrations)/|models\.py$|^hall/doors/forms_of_acts|^(bench|launch|config/demo)/"
)


def words_of(page: str) -> str:
    """What a page shows: no markup, no scripts, nothing that stands in attributes."""
    return html.unescape(re.sub(r"<[^>]*>", " ", re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)))


def test_every_page_writes_a_case_number_in_groups(world):
    with time_machine.travel(NOW, tick=False):
        somebody, parameters = everybody_and_everything(world)
        raw, groups = {}, 0
        for route in routes():
            readers = [name for name in PEOPLE if name in GETS_IN[route.key]]
            if route.method != "get" or not readers or route.key in ("logout", "landing"):
                continue
            client = Client()
            client.force_login(somebody[readers[0]], backend="django.contrib.auth.backends.ModelBackend")
            answer = client.get(route.filled(parameters))
            if answer.get("Content-Type", "").startswith("text/html"):
                shown = words_of(answer.content.decode())
                groups += bool(re.search(r"0101 \d{8} \d{5}", shown))
                if hit := A_NUMBER.search(shown):
                    raw[route.key] = shown[max(0, hit.start() - 40) : hit.end()]
    assert groups > 30
    assert raw == {}


def test_one_word_for_one_thing():
    spoken = [(f"{name}:{line}", text) for name, text, line in texts()]
    spoken += [(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")) for path in TEMPLATES]
    others = [
        (where, word) for where, text in spoken for word in OTHER_WORDS if word in text and "migrations" not in where
    ]
    assert others == []


@in_one("path", TEMPLATES)
def test_a_template_writes_no_instant_in_digits(path):
    assert not re.search(r"""\|date:["'](?!Y年|H:i|c["'])""", path.read_text(encoding="utf-8"))


def test_no_page_writes_an_instant_in_digits():
    names = [name for name in modules() if not FOR_PROGRAMS.search(name)]
    hits = [name for name in names if re.search(r"\{[^{}]*:%Y-%m-%d", (ROOT / name).read_text(encoding="utf-8"))]
    assert hits == []


def test_no_form_is_cut_off_from_its_token():
    """`only` leaves the token of the request outside: the form would show, and no browser could send it."""
    cut_off = re.compile(r'include "_parts/form\.html" [^%]*\bonly\b')
    assert [str(file) for file in TEMPLATES if cut_off.search(file.read_text(encoding="utf-8"))] == []
