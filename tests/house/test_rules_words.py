"""What people read: no blame, no pleading, no markup out of hand."""

import ast
import re

import pytest

from tests.house.source import ROOT, TEMPLATES, modules, texts
from tests.rows import in_one

# ux.md §5.3. 请 inside 申请, 请求 and 请假 is another word.
WRONG = re.compile(r"(?<!申)(?<!报)请(?!求|假)|抱歉|对不起|非法|无效")
MAY_STAY = {
    ("config/demo/complaints.py", "请求"),
    ("templates/accessibility.html", "请专门机构"),  # 'to engage', not 'please'
    ("templates/403.html", "请本单位管理员"),  # the one place that ux.md §5.3 names
    ("hall/doors/endpoint.py", "请求"),
}
# segno's drawing of a QR code, whose text never enters the markup; rows of tables, whose texts are escaped one by one
MARKS_AS_SAFE = {"hall/templatetags/presentation.py", "oversight/templatetags/office.py"}


def allowed(where: str, text: str) -> bool:
    return any(where == place and words in text for place, words in MAY_STAY)


def test_no_sentence_of_the_product_pleads_or_blames():
    hits = [f"{name}:{line} {text}" for name, text, line in texts() if WRONG.search(text) and not allowed(name, text)]
    assert hits == []


@in_one("path", TEMPLATES)
def test_template(path):
    text, where = path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))
    pleading = [line for line in text.splitlines() if WRONG.search(re.sub(r"\{#.*?#\}", "", line))]
    assert [line for line in pleading if not allowed(where, line)] == []
    assert not re.search(r"\|\s*safe\b|autoescape\s+off", text)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son\w+\s*=\s*[\"']", text)
    assert not re.search(r"<style|javascript:", text)
    assert all("src=" in tag or "{% vendor" in tag for tag in re.findall(r"<script[^>]*>", text))
    for form in re.findall(r"<form[^>]*method=.post.*?</form>", text, flags=re.DOTALL | re.IGNORECASE):
        assert "csrf_token" in form


def test_nothing_is_marked_as_safe_out_of_hand():
    marks = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in {"mark_safe", "SafeString", "SafeText"}
    }
    assert marks <= MARKS_AS_SAFE


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("填写申请人姓名", False),
        ("请填写姓名", True),
        ("内容无效", True),
        ("请求太多，过一会儿再试", False),
        ("申请请先登记", True),
    ],
)
def test_the_search_knows_a_pleading_sentence(sentence, wrong):
    assert bool(WRONG.search(sentence)) is wrong
