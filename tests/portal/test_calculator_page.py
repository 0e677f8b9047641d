"""期限计算器 as a page and as an endpoint: open to everybody, nothing stored, what was typed is kept."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.snapshot import stored

PAGE, ENDPOINT = "/calculator/", "/api/v1/calculator/"
ASKED = {
    "direction": "forward",
    "quantity": "3",
    "unit": "working_day",
    "start_on": "2025-09-26",
    "start_time": "17:01",
}
QUESTION = {"id": "c1", "unit": "working_day", "quantity": 3, "start": "2025-09-26T17:01:00+08:00"}


def page(client, question=None, status=200):
    answer = client.get(PAGE, question)
    assert answer.status_code == status
    return answer.content.decode()


def upload(client, content, status=200):
    raw = content if isinstance(content, bytes) else "\n".join(json.dumps(each) for each in content).encode()
    answer = client.post(PAGE, {"file": SimpleUploadedFile("cases.jsonl", raw)})
    assert answer.status_code == status
    return answer


def test_the_form_and_the_way_to_it(client, world):
    assert "推算期限" in page(client)
    assert 'href="/calculator/"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("case", "question", "words"),
    [
        ("forward", {}, "到期时间：2025年10月9日 17:00"),
        ("why", {}, "10月1日至10月8日 国庆节、中秋节放假，不计"),
        ("without a time", {"start_time": ""}, "到期时间：2025年9月30日 17:00"),
        ("with seconds", {"start_time": "17:00:01"}, "到期时间：2025年10月9日 17:00"),
        ("a pause", {"pauses": "2025-09-29 至 2025-09-30"}, "到期时间：2025年10月11日 17:00"),
        ("two pauses", {"pauses": "2025-09-29 2025-09-29\n\n 2025-09-30，2025-09-30"}, "到期时间：2025年10月11日 17:00"),
        ("half a day", {"unit": "working_minute", "quantity": "210", "start_time": ""}, "到期时间：2025年9月26日 12:00"),
        ("backward", {"direction": "backward", "start_time": "", "start_on": "2025-10-09"}, "最晚日期：2025年9月28日"),
        ("backward, the time is not used", {"direction": "backward", "start_on": "2025-10-09"}, "最晚日期：2025年9月28日"),
        ("a year without notice", {"start_on": "2027-03-01"}, "暂定"),
    ],
)  # fmt: skip
def test_an_answer_is_an_address(client, world, case, question, words):
    assert words in page(client, ASKED | question)


@pytest.mark.parametrize(
    ("case", "question", "words"),
    [
        ("nothing", {"quantity": "", "start_on": "", "unit": ""}, ["填写时限", "填写日期", "填写单位"]),
        ("no number", {"quantity": "三"}, ["要是大于 0 的整数"]),
        ("zero", {"quantity": "0"}, ["要是大于 0 的整数"]),
        ("too many", {"quantity": "100000"}, ["推算结果不在工作日历范围内"]),
        ("farther than ten years", {"quantity": "2750"}, ["最远推算 10 年"]),
        ("5,000 digits", {"quantity": "9" * 5_000}, ["要是大于 0 的整数"]),
        ("no such day", {"start_on": "2025-02-30"}, ["没有这个日期"]),
        ("outside the calendar", {"start_on": "1900-01-01"}, ["不在工作日历范围内"]),
        ("no such time", {"start_time": "25:00"}, ["没有这个时间"]),
        ("half a pause", {"pauses": "2025-09-29"}, ["第 1 段要有开始和结束两个日期"]),
        ("a pause in words", {"pauses": "国庆"}, ["第 1 段要有开始和结束两个日期"]),
        ("a pause the wrong way round", {"pauses": "2025-09-30 2025-09-29"}, ["早于开始日"]),
        ("minutes backward", {"unit": "working_minute", "direction": "backward"}, ["按工作分钟计的时限不能往前数"]),
        ("a pause backward", {"direction": "backward", "pauses": "2025-09-29 2025-09-30"}, ["往前数的没有暂停"]),
        ("a unit that is none", {"unit": "week"}, ["选择列出的单位"]),
        ("a NUL", {"pauses": "2025\x00"}, ["删去看不见的字符"]),
    ],
)  # fmt: skip
def test_a_fault_stands_at_its_field_and_the_input_stays(client, world, case, question, words):
    text = page(client, ASKED | question, status=422)
    assert all(word in text for word in words), text
    assert "start_time" in question or 'value="17:01"' in text
    assert "有内容需要修改" in text


def test_a_file_is_answered_by_a_file(client, world):
    before = stored()
    answer = upload(client, [QUESTION, {"id": "bad"}, QUESTION | {"id": "c2"}])
    assert answer.headers["Content-Disposition"] == 'attachment; filename="answers.jsonl"'
    answers = [json.loads(line) for line in answer.content.decode().splitlines()]
    assert [each["id"] for each in answers] == ["c1", "bad", "c2"]
    assert answers[0]["due_at"] == answers[2]["due_at"] == "2025-10-09T17:00:00+08:00"
    assert stored() == before


@pytest.mark.parametrize(
    ("case", "content", "words"),
    [
        ("empty", b"", "文件是空的"),
        ("too many lines", b"{}\n" * 1_001, "文件超过 1,000 行或 1 MB"),
        ("too large", b" " * 1_048_577, "文件超过 1,000 行或 1 MB"),
    ],
)
def test_a_file_that_is_not_taken(client, world, case, content, words):
    assert words in upload(client, content, status=422).content.decode()


def asked(count, days, pauses):
    """So many questions, each of so many natural days and with so many pauses of a day that lies before its start."""
    question = {"unit": "natural_day", "quantity": days, "start": "2019-07-01", "pauses": [["2019-06-03"] * 2] * pauses}
    return [question | {"id": number} for number in range(count)]


TOO_MANY_DAYS = "各问从起点到结果的天数合计最多 100,000 天，分几次推算"
TOO_MANY_PAUSES = "各问的暂停合计最多 1,000 段，分几次推算"
# Three thousand natural days from 2019-07-01 end on 2027-09-17, a Friday.
WORK = [
    ("as many days as are answered", asked(33, 3_000, 0), ""),
    ("one question more", asked(34, 3_000, 0), TOO_MANY_DAYS),
    ("as many pauses as are answered", asked(10, 5, 100), ""),
    ("one pause more", [*asked(10, 5, 100), *asked(1, 5, 1)], TOO_MANY_PAUSES),
    ("pauses of a question that cannot be answered count", [*asked(10, 5, 100), *asked(1, 0, 1)], TOO_MANY_PAUSES),
    ("days of a question that cannot be answered do not", [*asked(33, 3_000, 0), *asked(9, 30_000, 0)], ""),
]


@pytest.mark.parametrize(("case", "questions", "refusal"), WORK, ids=[case for case, _, _ in WORK])
def test_a_request_is_bounded_by_its_work(client, world, case, questions, refusal):
    listed = client.post(ENDPOINT, questions, content_type="application/json")
    filed = upload(client, questions, status=422 if refusal else 200)
    if refusal:
        assert listed.status_code == 400
        assert listed.json()["fields"] == {"": [refusal]}
        assert refusal in filed.content.decode()
        return
    assert listed.status_code == 200
    assert listed.json() == [json.loads(line) for line in filed.content.decode().splitlines()]
    assert len(listed.json()) == len(questions)


def test_no_file(client, world):
    assert "选择文件" in client.post(PAGE).content.decode()


def test_a_file_of_anything(client, world):
    answer = upload(client, b"PK\x03\x04\n\xff\xfe\n[]\n")
    assert [json.loads(line)["id"] for line in answer.content.decode().splitlines()] == [None, None, None]


def test_one_question_by_a_program(client, world):
    answer = client.post(ENDPOINT, QUESTION, content_type="application/json")
    assert answer.status_code == 200
    assert answer.json()["due_at"] == "2025-10-09T17:00:00+08:00"
    assert answer.json()["explanation"].endswith("到期时间：2025年10月9日 周四 17:00")


def test_a_list_by_a_program_with_faults_at_their_items(client, world):
    questions = [QUESTION, {"id": "bad", "quantity": True}, 7, None]
    answer = client.post(ENDPOINT, questions, content_type="application/json")
    assert answer.status_code == 200
    assert [each["id"] for each in answer.json()] == ["c1", "bad", None, None]
    assert "quantity：要是大于 0 的整数" in answer.json()[1]["error"]
    assert answer.json()[2] == {"id": None, "error": "一问要是一个 JSON 对象"}


@pytest.mark.parametrize(
    ("case", "body", "fields"),
    [
        ("each field", {"id": 1, "unit": "week", "quantity": 0, "start": ""}, {"unit", "quantity", "start"}),
        ("unknown", QUESTION | {"strat": 1}, {"strat"}),
        ("an empty list", [], {""}),
        ("too long a list", [QUESTION] * 201, {""}),
        ("a text", "x", {""}),
    ],
)
def test_a_request_that_cannot_be_answered(client, world, case, body, fields):
    answer = client.post(ENDPOINT, json.dumps(body), content_type="application/json")
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == fields
