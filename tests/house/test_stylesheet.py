"""The front end keeps its budgets, its browser floor (Chrome 86, Safari 14, Firefox 78) and the strict CSP."""

import gzip
import re
from pathlib import Path

import pytest

from tests.rows import in_one

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "static" / "hall.css").read_text(encoding="utf-8")
JS = (ROOT / "static" / "hall.js").read_text(encoding="utf-8")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

TOO_NEW_CSS = {
    "@layer": r"@layer",
    "@container": r"@container",
    "@scope, @starting-style, @property": r"@(scope|starting-style|property)\b",
    ":has": r":has\(",
    ":is and :where (Chrome 88)": r":(is|where)\(",
    ":focus-visible (Safari 15.4)": r":focus-visible",
    "nesting": r"(^|[\s{;])&",
    "aspect-ratio (Chrome 88)": r"aspect-ratio",
    "inset (Chrome 87)": r"(^|[\s{;])inset(-\w+)?\s*:",
    "margin-inline and the like (Chrome 87)": r"(margin|padding)-(inline|block)\s*:",
    "gap in a flex box (Safari 14.1): use margins, or grid-gap in a grid": r"(^|[\s{;])(row-|column-)?gap\s*:",
    "range syntax in media queries": r"@media[^{]*[<>]",
    "color-mix, oklch, light-dark": r"(color-mix|oklch|light-dark)\(",
    "viewport units of the new kind": r"\d(dvh|svh|lvh|dvw)",
    "accent-color, text-wrap, subgrid": r"accent-color|text-wrap|subgrid",
}
TOO_NEW_JS = {
    "structuredClone, at(), replaceAll, hasOwn": r"structuredClone|\.at\(|\.replaceAll\(|Object\.hasOwn",
    "requestSubmit (Safari 16)": r"requestSubmit",
    "logical assignment (Chrome 85, Safari 14, Firefox 79)": r"(\|\||&&|\?\?)=",
    "evaluation of text": r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write",
    "storage in the browser": r"localStorage|sessionStorage|indexedDB",
}


def without_comments(text):
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def packed(text):
    return len(gzip.compress(text.encode(), 9))


def test_stylesheet_stays_under_12_kilobytes_packed():
    assert packed(CSS) <= 12 * 1024


def test_script_stays_under_6_kilobytes_packed():
    assert packed(JS) <= 6 * 1024


@pytest.mark.parametrize("pattern", TOO_NEW_CSS.values(), ids=TOO_NEW_CSS.keys())
def test_stylesheet_uses_only_what_old_browsers_know(pattern):
    assert re.findall(pattern, without_comments(CSS), flags=re.MULTILINE) == []


@pytest.mark.parametrize("pattern", TOO_NEW_JS.values(), ids=TOO_NEW_JS.keys())
def test_script_uses_only_what_is_allowed(pattern):
    assert re.findall(pattern, without_comments(JS)) == []


def test_stylesheet_fetches_nothing():
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "@font-face" not in CSS


@pytest.mark.parametrize("query", ["print", "prefers-color-scheme: dark", "forced-colors: active", "max-width: 639px"])
def test_stylesheet_serves_each_way_of_reading(query):
    assert query in CSS


@in_one("path", TEMPLATES)
def test_template_keeps_the_strict_csp(path):
    """No inline style, script or handler; no address of another host for a script, a style or a picture."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<script(?![^>]*(\bsrc=|\{% vendor ))[^>]*>", text)
    assert not re.search(r"<(script|link|img|iframe)[^>]*(src|href)=[\"'](https?:)?//", text)
    assert not re.search(r"javascript:|hx-on|hx-vals=.js:|hx-params|hx-vars", text)
