"""
A due date that rests on a calendar not announced yet says 暂定 wherever it is shown: on every screen, in every letter, in
every answer of the API. The walk asks all routes, and finds by itself a new one that shows such a date without saying so.
"""

import json
import re

import pytest
import time_machine
from django.test import Client
from django.urls import resolve

from cases.models import Deadline, Dispatch, Letter
from cases.sweep import sweep
from hall.crypto import Purpose, seal
from portal.front import LOOKING_AT
from tests.complaints import verbs as complaints
from tests.config.routes import SAMPLES, all_routes
from tests.house.access_table import GETS_IN
from tests.house.source import ROOT
from tests.kept import scene
from tests.permits import verbs as permits
from tests.world import World, at

TOLD_AT = at("2027-01-15 10:00")  # 2027 has no notice in the small hall
DATE = re.compile(r"2027年1月\d+日 1[27]:00|(?<!年)1月\d+日 1[27]:00")
MARK = "暂定"
PEOPLE = ["clerk", "chief", "head", "complaint_officer", "office", "inspector", "administrator"]
# What shows a date that is no due moment of a clock, or states the calendar itself.
SAYS_IT_OTHERWISE = {
    "/calculator/": "an answer to a question, marked there",
    "/": "today's opening hours",
    "/_ui/": "samples",
}


@scene
def all_in_2027(world: World) -> tuple[str, str]:
    """Every clock of this hall runs in 2027: an application that was extended, paused, resumed and is late; a complaint."""
    case = world.accepted(when=at("2027-01-04 10:00")).case
    permits.suspend(
        number=case.number, ground="hearing", notice_number="听证〔2027〕1号", declared_days=2, by=world.head,
        at=at("2027-01-05 09:00"),
    )  # fmt: skip
    permits.resume(number=case.number, by=world.head, at=at("2027-01-06 09:00"))
    permits.extend(
        number=case.number, rank=world.promised.extension_approver, document="批〔2027〕1号", reason="案情复杂",
        by=world.head, at=at("2027-01-07 09:00"),
    )  # fmt: skip
    filed = complaints.file(
        filing=complaints.Filing(kind="complaint", category="attitude", text="等了很久没有人办"),
        hall=world.hall,
        idem="said",
        at=at("2027-01-11 10:00"),
    )
    for moment in ("2027-01-08 09:00", "2027-01-11 09:00", "2027-01-12 09:00", "2027-01-14 09:00", "2027-01-15 09:30"):
        sweep(at=at(moment))
    assert set(Deadline.objects.values_list("provisional", flat=True)) == {True}
    return case.number, filed.complaint.case.number


@pytest.fixture
def case_number(world: World, monkeypatch) -> str:
    """The application's number; the walk asks for it, and for the complaint's."""
    application, complaint = all_in_2027(world)
    monkeypatch.setitem(SAMPLES, "number", application)
    monkeypatch.setattr(World, "complaint_number", complaint, raising=False)
    return application


def signed_in(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


TIED = re.compile(r"\d\d:\d\d[^\d。；]{0,6}?暂定.{0,4}")  # a due moment with its mark, however it is set
AS_ONE_SAYS_IT = re.compile(r"\d\d:\d\d( ?前)?（暂定）(?! ?前).*")


def set_otherwise(text: str) -> list[str]:
    """Where a mark stands otherwise than 「17:00 前（暂定）」, or 「17:00（暂定）」 where nothing is said to be before it."""
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", text))
    return [each for each in TIED.findall(plain) if not AS_ONE_SAYS_IT.fullmatch(each)]


SETTINGS = [
    ("behind the 前", "2027年1月11日 17:00 前（暂定）到窗口", True),
    ("the same in an SMS", "1月11日17:00前（暂定）办结", True),
    ("no 前 is said", "延长到 2027年1月11日 17:00（暂定）。", True),
    ("before the 前", "最迟 2027年1月11日 17:00（暂定） 前", False),
    ("without brackets", "2027年1月11日 17:00 前 暂定", False),
    ("apart from it", "2027年1月11日 17:00 前 （暂定）", False),
]


@pytest.mark.parametrize(("sentence", "text", "is_right"), SETTINGS)
def test_the_mark_is_set_in_one_way(sentence, text, is_right):
    assert (set_otherwise(text) == []) is is_right, sentence


def test_no_source_writes_the_mark_before_the_word():
    """What no page of the walk shows: sentences of refusals, letters, papers."""
    early = re.compile(r"""marked\((?!f").*?\)\}? ?前|（暂定） ?前""")
    files = [*ROOT.glob("*/**/*.py"), *(ROOT / "templates").rglob("*.*")]
    ours = (path for path in files if path.parts[len(ROOT.parts)] not in {"tests", ".venv", "var"})
    assert [str(path) for path in ours if early.search(path.read_text(encoding="utf-8"))] == []


def lines_without_the_mark(text: str) -> list[str]:
    """Each block of the page that shows a due moment in 2027 and does not say 暂定."""
    main = text.split("<main", 1)[-1].split("</main>", 1)[0]
    blocks = re.split(
        r"</(?:li|tr|p|dd|section|h1|h2|h3)>", re.sub(r"<time[^>]*>.*?</time>", "", main, flags=re.DOTALL)
    )
    plain = [re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", block)).strip() for block in blocks]
    return [block for block in plain if DATE.search(block) and MARK not in block and not _is_arithmetic(block)]


def _is_arithmetic(block: str) -> bool:
    """A line of the explanation, whose last one says 暂定; a past moment of a visit, of a card, of the sweep."""
    return bool(
        re.search(
            r"到期时间：|第 \d+ 日|受理，|违规|黄牌已|红牌已|发出时间|截至|巡查|原到期|由 .* 改为|当时|更正，.*已过",
            block,
        )
    )


def test_every_screen_says_it(world, case_number):
    silent: dict[str, list[str]] = {}
    otherwise: dict[str, list[str]] = {}
    screens = set()
    with time_machine.travel(TOLD_AT, tick=False):
        for who in PEOPLE:
            client = signed_in(getattr(world, who))
            for address, page in pages(client, who, case_number):
                screens |= {address} if DATE.search(page) else set()
                if lines := lines_without_the_mark(page):
                    silent[address] = lines
                if wrong := set_otherwise(page):
                    otherwise[address] = wrong
    assert silent == {}
    assert otherwise == {}
    assert len(screens) > 5


def addresses(case_number) -> list[str]:
    """Every route, for the application and for the complaint, each address once."""
    routes: dict[str, None] = {}
    for number in (case_number, World.complaint_number):
        SAMPLES["number"] = number
        routes |= dict.fromkeys(all_routes())
    return list(routes)


def may_open(who: str, address: str) -> bool:
    """Whether the table lets this person in there at all; the access matrix holds it against the product."""
    key = str(resolve(address).url_name)
    return who in GETS_IN[f"GET:{key}" if address.startswith("/api/") else key]


def pages(client, who, case_number):
    """Every page that this person may open, as (address, text)."""
    for address in addresses(case_number):
        if address in SAYS_IT_OTHERWISE or address.startswith("/api/") or not may_open(who, address):
            continue
        answer = client.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            yield address, answer.content.decode()


def test_the_applicant_s_phone_says_it(world, case_number):
    from cases.models import Case

    with time_machine.travel(TOLD_AT, tick=False):
        client = Client()
        case = Case.objects.get(number=case_number)
        client.cookies[LOOKING_AT] = seal(f"{case.receipt_hash}:2027-01-15T12:00:00+08:00", Purpose.LOOKING_COOKIE)
        page = client.get("/c/status/").content.decode()
    assert DATE.search(page)
    assert MARK in page
    assert lines_without_the_mark(page) == []
    assert set_otherwise(page) == []


def test_every_letter_says_it(world, case_number):
    from cases.letters import words

    letters = [words(letter, {}) for letter in Letter.objects.filter(template__in=["warned", "breached"])]
    assert (
        len(letters) == 5
    )  # the promise twice, the end of the pause; of a complaint that nobody has accepted, the centre twice
    assert all(MARK in each for each in letters)
    assert set_otherwise("\n".join(letters)) == []
    told = "\n".join(Dispatch.objects.values_list("text", flat=True))
    assert MARK in told
    assert set_otherwise(told) == []


def test_every_answer_of_the_api_says_it(world, case_number):
    silent, count = [], 0
    with time_machine.travel(TOLD_AT, tick=False):
        for who in PEOPLE:
            client = signed_in(getattr(world, who))
            for address, answer in answers(client, who, case_number):
                for each in _with_a_due_date(answer):
                    count += 1
                    if each.get("provisional") is not True:
                        silent.append((address, each))
    assert silent == []
    assert count > 5


def answers(client, who, case_number):
    """Every answer of the API that this person gets, as (address, JSON)."""
    for address in addresses(case_number):
        reads = address.startswith("/api/v1/") and f"GET:{resolve(address).url_name}" in GETS_IN
        answer = client.get(address) if reads and may_open(who, address) else None
        if answer is not None and answer.status_code == 200 and "json" in answer["Content-Type"]:
            yield address, json.loads(answer.content)


def _with_a_due_date(value):
    """Every object of an answer that has a due moment."""
    if isinstance(value, dict):
        if value.get("due_at"):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _with_a_due_date(each)
