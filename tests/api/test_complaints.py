"""Complaints through the API: anyone files, an officer answers, nobody learns who it was. And the look-up by code."""

import pytest

from cases.models import Case, WrongCode
from complaints.models import ReporterIdentity
from complaints.states import CLOSED
from complaints.wording import ENDED
from hall.identifiers import with_check_digit
from permits import states
from tests.api.requests import COMPLAINT, COMPLAINT_ACTS, KEY, complaint
from tests.permits.stages import BROUGHT_TO
from tests.rows import Rows
from tests.snapshot import stored
from tests.world import at

LIST = "/api/v1/complaints/"
LOOKUP = "/api/v1/lookup/"
NAMED = {**COMPLAINT, "name": "李秀英", "phone": "13987654321"}


def test_from_filing_to_the_answer(world, program):
    filed = program().post(LIST, COMPLAINT)
    assert filed.status_code == 201, filed.json()
    assert [clock["rule"] for clock in filed.json()["clocks"]] == ["complaint_acceptance"]
    number, code = filed.json()["number"], filed.json()["receipt_code"]
    officer = program(world.complaint_officer)
    assert officer.get(complaint(number)).json()["text"] == COMPLAINT["text"]
    approval = {"approver": "软环境办主任", "document": "投批 1 号"}
    without = officer.post(complaint(number, "accept"), {"grade": "major", "approver": "软环境办主任"})
    assert (without.status_code, list(without.json()["fields"])) == (400, ["document"])
    accepted = officer.post(complaint(number, "accept"), {"grade": "major", **approval}).json()
    assert (accepted["owner"], accepted["grade"], accepted["grade_document"]) == ("孙投", "major", "投批 1 号")
    early = officer.post(complaint(number, "conclude"))
    assert (early.status_code, early.json()["code"]) == (409, "cannot-conclude")
    officer.post(complaint(number, "find"), COMPLAINT_ACTS["find"])
    told_by = officer.post(complaint(number, "reply"), COMPLAINT_ACTS["reply"]).json()["clocks"]
    assert {clock["rule"]: (clock["quantity"], clock["verdict"]) for clock in told_by} == {
        "complaint_acceptance": (3, "on_time"),
        "complaint_handling": (60, "on_time"),
        "complaint_feedback": (5, "on_time"),
    }
    assert officer.post(complaint(number, "conclude")).json()["state"] == "complaint_closed"
    answer = program().post(LOOKUP, {"code": code}).json()
    assert answer["outcome"] == {"result": "属实", "reason": "", "remedies": "", "reply": "已经责成窗口改正"}
    assert answer["turn"]["what"] == ENDED[CLOSED]
    assert COMPLAINT["text"] not in str(answer)


def test_who_complained_is_in_no_answer(world, program):
    filed = program().post(LIST, NAMED)
    number, code = filed.json()["number"], filed.json()["receipt_code"]
    assert ReporterIdentity.objects.get().name == "李秀英"
    officer = program(world.complaint_officer)
    answers = [filed, officer.get(LIST), officer.get(complaint(number)), program().post(LOOKUP, {"code": code})]
    answers += [officer.get(f"/api/v1/cases/{number}/{what}/") for what in ("history", "deadlines", "cards")]
    for answer in answers:
        assert answer.status_code in {200, 201}
        assert not [secret for secret in ("李秀英", "13987654321") if secret in answer.content.decode()]


def test_filing_asks_for_no_account_and_reads_none(world, program):
    officer = program(world.complaint_officer)
    assert officer.post(LIST, COMPLAINT).status_code == 201
    browser = program()
    browser.force_login(world.complaint_officer, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post(LIST, COMPLAINT).status_code == 201  # a session is not read, so no CSRF token is asked for
    assert not Case.objects.exclude(owner=None).exists()


def test_the_same_key_files_once(world, program):
    anyone = program()
    first, again = anyone.post(LIST, COMPLAINT, **KEY), anyone.post(LIST, COMPLAINT, **KEY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() | {"created": False} == again.json()
    assert Case.objects.count() == 1


def test_more_than_60_an_hour_are_too_many(world, program, monkeypatch):
    monkeypatch.setattr("complaints.flood.MOST", 0)
    before = stored()
    answer = program().post(LIST, COMPLAINT)
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-complaints")
    assert stored() == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"category": ""}, "category"),
        ({"text": "短"}, "text"),
        ({"text": "长" * 5_001}, "text"),
        ({"text": "有\x00字符的内容"}, "text"),
        ({"name": "李秀英"}, "phone"),
        ({"phone": "13987654321"}, "name"),
        ({"name": "李秀英", "phone": "12"}, "phone"),
        ({"about_department": "XX"}, "about_department"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(world, program, changes, field):
    before = stored()
    answer = program().post(LIST, {**COMPLAINT, **changes}, **KEY)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field]), answer.json()
    assert stored() == before


@pytest.mark.parametrize("person", ["clerk", "head", "office", "inspector"])
def test_only_the_centre_acts(world, program, person):
    number = program().post(LIST, COMPLAINT).json()["number"]
    acting = program(getattr(world, person))
    before = stored()
    with Rows() as rows:
        for verb, body in COMPLAINT_ACTS.items():
            with rows.row(verb):
                answer = acting.post(complaint(number, verb), body)
                assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
                assert stored() == before


def test_only_the_centre_and_the_inspector_read(world, program):
    number = program().post(LIST, {**COMPLAINT, "kind": "report"}).json()["number"]
    for person, status in [
        ("clerk", 404),
        ("head", 404),
        ("office", 404),
        ("inspector", 200),
        ("complaint_officer", 200),
    ]:
        reading = program(getattr(world, person))
        addresses = [LIST, complaint(number), f"/api/v1/cases/{number}/history/"]
        assert [reading.get(address).status_code for address in addresses] == [status] * 3, person
        on_the_board = 200 if person == "office" else status  # a clock that the board counts can be explained
        assert reading.get(f"/api/v1/cases/{number}/deadlines/").status_code == on_the_board, person
    assert program().get(LIST).status_code == 401


@pytest.mark.parametrize(
    ("verb", "changes", "status", "code"),
    [
        ("find", {}, 409, "not-now"),
        ("reply", {}, 409, "not-now"),
        ("conclude", {}, 409, "not-now"),
        ("accept", {"version": 0}, 409, "stale"),
        ("decline", {"reason": "  "}, 400, "bad-input"),
    ],
)
def test_refusals(world, program, verb, changes, status, code):
    number = program().post(LIST, COMPLAINT).json()["number"]
    before = stored()
    answer = program(world.complaint_officer).post(complaint(number, verb), {**COMPLAINT_ACTS[verb], **changes})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert stored() == before


@pytest.mark.parametrize("rows", [5, 50])
def test_the_list_takes_the_same_queries_for_5_and_50(world, program, rows, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr("complaints.flood.MOST", 1_000)
    anyone = program()
    for _n in range(rows):
        anyone.post(LIST, COMPLAINT)
    officer = program(world.complaint_officer)
    with django_assert_num_queries(5):
        assert len(officer.get(f"{LIST}?kind=complaint&lamp=green").json()["results"]) == rows


# The look-up


def test_where_an_application_stands(world, program):
    registered = BROUGHT_TO[states.CORRECTION_REQUESTED](world)
    answer = program().post(LOOKUP, {"code": registered.code})
    assert answer.headers["Cache-Control"] == "no-store"
    status = answer.json()
    assert (status["kind"], status["title"], status["party"]) == ("application", "公共场所卫生许可", "王*明")
    assert status["turn"]["yours"] is True
    assert status["turn"]["papers"] == ["营业执照", "检测报告"]
    explained = status["clocks"][0]["explanation"]
    assert {line["kind"] for line in explained} >= {"start", "counted", "result"}
    assert not [secret for secret in ("11010519491231002X", "13812348000", "王小明") if secret in str(status)]


@pytest.mark.parametrize("state", BROUGHT_TO)
def test_every_state_can_be_looked_up(world, program, state):
    answer = program().post(LOOKUP, {"code": BROUGHT_TO[state](world).code})
    assert answer.status_code == 200
    assert answer.json()["state_words"] == states.STATES[state]
    assert 0 < len(answer.json()["turn"]["head"]) < 20
    assert (answer.json()["outcome"] is not None) == (
        state
        in {
            "not_required", "not_accepted", "closed_not_corrected", "decided_granted", "decided_refused", "delivered",
            "archived", "terminated", "revoked",
        }
    )  # fmt: skip


def test_a_code_that_nobody_has(world, program):
    answer = program().post(LOOKUP, {"code": with_check_digit("123456789012345")})
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (404, "code-unknown", "code")


def test_a_typing_error_costs_nothing(world, program):
    answer = program().post(LOOKUP, {"code": "1234567890123456"})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["code"])
    assert not WrongCode.objects.exists()


def test_guessing_is_stopped_on_page_and_api_together(world, program, clock, settings):
    settings.LOOKUP_WRONG_PER_WINDOW = 5
    right = BROUGHT_TO[states.ACCEPTED](world).code
    guessing = program()
    wrong = [with_check_digit(f"{n:015d}") for n in range(5)]
    for code in wrong[:3]:
        guessing.post("/c/", {"code": code}, format="multipart")
    for code in wrong[3:]:
        assert guessing.post(LOOKUP, {"code": code}).status_code == 404
    stopped = guessing.post(LOOKUP, {"code": right})
    assert (stopped.status_code, stopped.json()["code"]) == (429, "too-many-tries")
    assert program().post(LOOKUP, {"code": right}).status_code == 200  # somebody else is answered as ever
    clock.move_to(at("2025-11-06 10:16"))
    assert guessing.post(LOOKUP, {"code": right}).status_code == 200
