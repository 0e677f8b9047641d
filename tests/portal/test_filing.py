"""Filing page by page: what is asked, where it rests, what is checked, and that nothing comes of asking twice."""

import re

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase

from cases.models import Case
from complaints.models import Complaint, ReporterIdentity
from papers import store
from papers.models import StoredFile, UnsentForm
from papers.store import disk
from portal.complain import RECEIPT_COOKIE
from portal.filing_pages import DRAFT_COOKIE
from tests.complaints.conftest import TEXT
from tests.filing import (
    ABOUT,
    ASKED,
    CHECK,
    FILE,
    LEAVE,
    NAME,
    RECEIPT,
    STORY,
    answer,
    answers_of,
    file_report,
    fill_in,
    send_checked,
)  # fmt: skip
from tests.papers import samples
from tests.portal.test_no_trace import everything_stored
from tests.rows import Rows
from tests.world import at

MORNING = at("2025-09-30 10:00")
EVER = at("2099-01-01 00:00")
HOW = {"kind": "complaint", "signed": "anonymous"}
WHO = {"name": "欧阳春晓", "phone": "13912348765"}


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(MORNING, tick=False):
        yield


def key_of(client) -> str:
    return client.cookies[DRAFT_COOKIE].value


def test_three_questions_a_page_and_nothing_in_the_browser(world, client, django_assert_max_num_queries):
    check = fill_in(client, signed="protected", about_department=str(world.health.pk), **WHO)
    for page in (*ASKED, CHECK):
        with django_assert_max_num_queries(8):
            answered = client.get(page)
        text = answered.content.decode()
        assert "no-store" in answered["Cache-Control"]
        assert len(answered.context["form"].visible_fields()) <= 3
        assert 'autocomplete="off"' in text[text.index("<main") :]
        title = re.search("<title>(.*)</title>", text)
        assert title
        assert not re.search("投诉|举报", title[1])  # it stands in the browser's history
    assert not Session.objects.exists()
    assert set(client.cookies) == {"csrf", DRAFT_COOKIE}
    cookie = client.cookies[DRAFT_COOKIE]
    assert re.fullmatch("[0-9a-f]{32}", cookie.value)
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        "/complain/",
        True,
        "Strict",
        "",
    )
    stored = everything_stored()
    for secret in (TEXT, *WHO.values(), cookie.value):
        assert secret not in stored
    assert not Case.objects.exists()
    words = check.content.decode()
    for shown in (
        "投诉",
        "办事效率",
        world.health.name,
        TEXT,
        "保密：",
        *WHO.values(),
        "谁看得到什么",
        "两个人都同意才打开",
    ):
        assert shown in words


def test_first_page_says_what_is_not_kept_before_it_asks(world, client):
    text = client.get(FILE).content.decode()
    assert text.index("我们不保存什么") < text.index('name="kind"')


def test_each_answer_has_its_way_back_as_typed(world, client):
    check = fill_in(client, signed="named", **WHO).content.decode()
    answers = answers_of(signed="named", **WHO)
    for page, asked in ASKED.items():
        assert f'href="{page}"' in check
        form = client.get(page).context["form"]
        for name in asked:
            if name in answers:
                assert form[name].value() == answers[name]
    assert answer(client, ABOUT, category="attitude", about_department="centre").url == CHECK
    words = client.get(CHECK).content.decode()
    assert "服务态度" in words
    assert "只有纪检监察能看" in words
    assert answer(client, FILE, kind="complaint", signed="anonymous").url == CHECK
    assert client.get(NAME).url == CHECK  # nobody who is anonymous is asked for a name
    assert "欧阳春晓" not in client.get(CHECK).content.decode()
    assert answer(client, FILE, kind="complaint", signed="named").url == NAME
    assert client.get(NAME).context["form"]["name"].value() is None  # it went as anonymous was chosen
    assert client.get(CHECK).url == NAME


def test_asked_twice_it_is_one_case_and_one_receipt(world, client):
    page = fill_in(client)
    key, sent = key_of(client), []
    assert send_checked(client, page).url == RECEIPT
    code = client.get(RECEIPT).context["code"]
    assert client.cookies[DRAFT_COOKIE].value == ""
    assert not UnsentForm.objects.exists()
    with Rows() as rows:
        for words, cookie, ask in (
            ("the arrow back, while the receipt is here", "", lambda: client.get(CHECK)),
            ("the arrow back to the first page", "", lambda: client.get(FILE)),
            ("sent again", "", lambda: send_checked(client, page)),
            ("a second click, before the first answer came", key, lambda: send_checked(client, page)),
            ("the answer was lost: the page is asked for again", key, lambda: client.get(CHECK)),
            ("the same, from an earlier page", key, lambda: answer(client, STORY, text="又写了一遍经过。")),
        ):
            with rows.row(words):
                if cookie:
                    client.cookies.pop(RECEIPT_COOKIE)
                    client.cookies[DRAFT_COOKIE] = cookie
                sent.append(ask())
                assert sent[-1].url == RECEIPT
                assert client.get(RECEIPT).context["code"] == code
                assert (Case.objects.count(), Complaint.objects.get().text) == (1, TEXT)
    client.cookies.pop(RECEIPT_COOKIE)
    client.cookies.pop(DRAFT_COOKIE)
    assert client.get(CHECK).url == FILE  # nothing is left to come back to


def test_what_is_not_sent_vanishes_after_two_hours(world, client):
    """field.md a-1, of what was typed; the files in test_files."""
    fill_in(client)
    with time_machine.travel(at("2025-09-30 11:59"), tick=False):
        answer(client, STORY, text=TEXT)  # two hours from the last page
    with time_machine.travel(at("2025-09-30 13:59:01"), tick=False):
        assert client.get(CHECK).url == FILE
        assert "按约定删掉了" in client.get(FILE).content.decode()
        assert store.forget_drafts(at=at("2025-09-30 13:59:01")) == 1
        assert not UnsentForm.objects.exists()
        assert answer(client, STORY, text="写了很久的经过，不能丢。").url == FILE
        assert "按约定删掉了" in client.get(FILE).content.decode()
        answer(client, FILE, kind="report", signed="anonymous")
        assert answer(client, ABOUT, category="other", about_department="").url == CHECK
        text = client.get(CHECK).content.decode()
    assert "写了很久的经过" in text
    assert "按约定删掉了" not in text


def test_only_what_was_shown_is_sent(world, client):
    page = fill_in(client)
    answer(client, STORY, text="在另一个窗口里改成了别的。")
    again = send_checked(client, page)
    assert again.status_code == 422
    assert "在另一个窗口里改过" in again.content.decode()
    assert "改成了别的" in again.content.decode()
    assert not Case.objects.exists()
    assert send_checked(client, again).url == RECEIPT


def test_leaving_quickly_leaves_nothing_to_come_back_to(world, client):
    file_report(client)
    code = client.get(RECEIPT).context["code"]
    client.post("/c/", {"code": code})
    assert client.post(LEAVE).url == "/items/"
    assert client.get("/c/status/").url == "/c/"
    assert client.get(RECEIPT).context["code"] == code  # its code is all there is of it
    fill_in(client)
    left = client.post(LEAVE)
    assert (left.url, left["Clear-Site-Data"]) == ("/items/", '"cache"')
    assert client.cookies[DRAFT_COOKIE].value == ""
    assert not UnsentForm.objects.exclude(answers="").exists()
    assert client.get(STORY).url == FILE
    assert client.get(LEAVE).status_code == 405


def test_what_is_still_on_its_way_is_let_go(world, client):
    """A page with photos takes seconds: whoever leaves meanwhile has left that, too. What was sent by then stays whole."""
    fill_in(client)
    key = key_of(client)
    client.post(LEAVE)
    lying = set(disk.names_in_new(older_than=EVER))
    client.cookies[DRAFT_COOKIE] = key  # as the request bears it that was under way
    for page, fields in ((STORY, {"text": TEXT, "evidence": SimpleUploadedFile("a.jpg", samples.jpeg())}), (FILE, HOW)):
        assert client.post(page, fields).url == "/items/", page
    assert not UnsentForm.objects.exclude(answers="").exists()
    assert not StoredFile.objects.exists()
    assert set(disk.names_in_new(older_than=EVER)) <= lying

    fill_in(client, evidence=SimpleUploadedFile("a.jpg", samples.jpeg()))
    drafted = list(StoredFile.objects.all())  # as whoever leaves has read them just before they are sent
    send_checked(client, client.get(CHECK))
    with TestCase.captureOnCommitCallbacks(execute=True):
        store.let_go(drafted)
    assert b"".join(store.opened(StoredFile.objects.get()))


@pytest.mark.parametrize("key", ["x", "0" * 32, '"', "1" * 33, "k' OR '1'='1"])
def test_a_key_of_nothing_opens_nothing(world, client, key):
    client.cookies[DRAFT_COOKIE] = key
    assert client.get(CHECK).url == FILE
    assert client.get(STORY).url == FILE


def test_a_quotation_mark_is_only_a_quotation_mark(world, client, signed_in):
    """field.md a-8, every public field of text."""
    injected = "x' OR '1'='1"
    before = signed_in(world.complaint_officer).get("/centre/?tab=all").context["rows"]
    code = file_report(client, signed="named", name=injected, phone=WHO["phone"], text=injected)
    complaint = Complaint.objects.get()
    assert (complaint.text, complaint.reporter.name) == (injected, injected)
    assert len(signed_in(world.complaint_officer).get("/centre/?tab=all").context["rows"]) == len(before) + 1
    assert client.get("/items/", {"q": injected}).context["rows"] == []
    assert client.post("/c/", {"code": injected}).status_code == 422
    assert client.post("/complain/genuine/", {"number": injected, "proof": injected}).status_code == 422
    client.post("/c/", {"code": code})
    client.post("/c/messages/", {"text": injected, "answers": "", "idem": "a" * 32})
    assert complaint.messages.get().text == injected
    client.post("/c/identity/", {"name": f"{injected} --", "phone": WHO["phone"]})
    assert ReporterIdentity.objects.get().name == f"{injected} --"
