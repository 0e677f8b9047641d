"""How an organ signs: its full name and the word of its numbers."""

import csv

import pytest

from hall.organs import WORDS, document_word, full_name

HALL = "云澜区政务服务中心"


@pytest.mark.parametrize(
    ("name", "hall", "whole", "word"),
    [
        ("区卫生健康局", HALL, "云澜区卫生健康局", "云卫健"),
        ("区供电公司", HALL, "云澜区供电公司", "云供电"),
        ("区档案馆", HALL, "云澜区档案馆", "云档案馆"),
        ("市住房公积金管理中心区分中心", HALL, "市住房公积金管理中心区分中心", "云公积金"),
        ("市档案馆", HALL, "市档案馆", "云市档案馆"),
        ("云澜出入境边防检查站", HALL, "云澜出入境边防检查站", "云云澜出入境边防检查站"),
        ("县教育局", "清河县政务服务中心", "清河县教育局", "清教育局"),
        ("市教育局", "清河市政务服务中心", "清河市教育局", "清教育局"),
        ("市民政局", "昆山市政务服务中心", "昆山市民政局", "昆民政局"),
        ("市政府办公室", "昆山市行政服务中心", "昆山市政府办公室", "昆政府办公室"),
        ("市场监督管理局", "昆山市政务服务中心", "市场监督管理局", "昆市场监督管理局"),
        ("市市场监督管理局", "昆山市政务服务中心", "昆山市市场监督管理局", "昆市场监督管理局"),
        ("市场监督管理局", "杭州市西湖区政务服务中心", "市场监督管理局", "杭市场监督管理局"),
        ("区市场监督管理局", "杭州市西湖区政务服务中心", "杭州市西湖区市场监督管理局", "杭市监"),
        ("市档案馆", "杭州市西湖区政务服务中心", "市档案馆", "杭市档案馆"),
        ("市政工程管理处", "昆山市市民中心", "市政工程管理处", "昆市政工程管理处"),
        ("区域合作办公室", HALL, "区域合作办公室", "云区域合作办公室"),
    ],
)
def test_full_name_and_word_of_an_organ(name, hall, whole, word):
    assert (full_name(name, hall=hall), document_word(name, hall=hall)) == (whole, word)


def rows_of(name: str) -> list[dict[str, str]]:
    with WORDS.with_name(name).open(encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def test_no_two_organs_of_the_file_share_a_word():
    rows = rows_of("organ_words.csv")
    assert len(rows) == len({row["name"] for row in rows}) == len({row["word"] for row in rows})


def test_every_organ_of_the_catalogue_has_its_word():
    named = {row["name"] for row in rows_of("organ_words.csv")}
    assert {row["department"] for row in rows_of("catalogue.csv")} <= named
