"""What counts as a reason, wherever one is asked for (hall.refusals)."""

import pytest

from hall.articles import names_an_article
from hall.refusals import BadInput, need, need_document, need_reason, says_something


@pytest.mark.parametrize("text", ["轮岗", "不办了", "不属于本机关职权", "ceased trading", "见 2025年11月3日 电话记录"])
def test_these_say_something(text):
    assert says_something(text)
    need_reason(text, "填写理由", "reason")


@pytest.mark.parametrize("text", ["x", "xx", "。。。", "123", "好", "a b", "—", "1号"])
def test_a_letter_or_a_number_is_no_reason(text):
    with pytest.raises(BadInput, match="看不出说的是什么") as refusal:
        need_reason(text, "填写理由", "reason")
    assert refusal.value.field == "reason"


REPEATED = [
    ("a filler word twice", "已阅已阅", False),
    ("with signs between", "同意，同意。", False),
    ("with blanks and line ends", "无误\n无误 无误", False),
    ("with figures between", "1.属实 2.属实", False),
    ("one character", "无无无无", False),
    ("a word of another script", "ok OK ok", False),
    ("the word once", "已阅", True),
    ("two words, each once", "已阅，同意", True),
    ("the word in a sentence", "已阅材料，已阅原件，都相符", True),
    ("a whole reason pasted twice", "缺公章。缺公章。", True),
    ("two words of another script", "ceased trading", True),
]


@pytest.mark.parametrize(("sentence", "text", "says"), REPEATED)
def test_one_word_over_and_over_says_nothing(sentence, text, says):
    assert says_something(text) is says, sentence
    if not says:
        with pytest.raises(BadInput, match="看不出说的是什么"):
            need_reason(text, "写明查到什么", "finding")


def test_a_field_that_is_no_reason_takes_a_letter():
    need("x", "填写地点", "place")
    with pytest.raises(BadInput, match=r"^填写地点$"):
        need(" ", "填写地点", "place")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("《婚姻登记条例》第七条", True),
        ("《行政许可法》（2019年修正）第四十八条第一款第五项", True),
        ("根据《出境入境管理法》第 10 条", True),
        ("《公证法》第28条", True),
        ("婚姻登记条例第七条", False),
        ("《婚姻登记条例》", False),
        ("", False),
    ],
)
def test_a_law_and_its_article(text, names):
    assert names_an_article(text) is names


@pytest.mark.parametrize(
    ("number", "names_one"),
    [
        ("云政审〔2026〕1号", True),
        ("局务会议纪要第五次", True),
        ("1", False),
        ("文号", False),
        (".", False),
        (" ", False),
    ],
)
def test_a_document_is_named_with_a_figure(number, names_one):
    """A lone figure or a word says no more than a dot which paper it is."""
    if names_one:
        need_document(number, "填写文号", "document")
        return
    with pytest.raises(BadInput, match="填写文号") as refused:
        need_document(number, "填写文号", "document")
    assert refused.value.field == "document"
