"""Applications through the API: the way of one case, who may do what, and that a refusal changes nothing."""

import re

import pytest
from django.db.models import F

from cases.models import Case
from enquiries.actions import Question, ask
from permits import states
from tests.api.requests import APPLICATION_ACTS, KEY, REGISTRATION, application
from tests.permits.stages import BROUGHT_TO, number_of
from tests.rows import Rows
from tests.snapshot import stored
from tests.world import PERSON, at

LIST = "/api/v1/applications/"
SECRET = ("11010519491231002X", "13812348000", "王小明")


def test_one_case_from_the_window_to_its_end(world, program, clock):
    clerk = program(world.clerk)
    answer = clerk.post(LIST, {**REGISTRATION, "materials": [1]}, **KEY)
    assert answer.status_code == 201, answer.json()
    body = answer.json()
    number = body["application"]["number"]
    assert re.fullmatch(r"[0-9]{16}", body["receipt_code"])
    assert body["application"]["acts"] == [
        "notify",
        "receive",
        "correct",
        "decline",
        "not_required",
        "withdraw",
        "visit",
        "propose",
        "change_owner",
        "amend",
        "change_contact",
        "name_agent",
    ]
    notice = clerk.post(
        application(number, "notify"), {"missing": [{"material": 2, "remark": "缺公章"}, {"material": 3}]}
    )
    assert (notice.status_code, notice.json()["state"], notice.json()["lamp"]) == (200, "correction_requested", "grey")
    brought = clerk.post(application(number, "receive"), {"materials": [2, 3], "window": "22"})
    assert [visit["counted_as"] for visit in brought.json()["visits"]] == [1, 2]
    assert all(paper["received_at"] for paper in brought.json()["materials"])
    assert "accept" in brought.json()["acts"]
    accepted = clerk.post(application(number, "accept")).json()
    assert (accepted["next_rule"], accepted["due_at"]) == ("promise", "2025-11-11T17:00:00+08:00")
    assert {clock["rule"]: clock["due_at"] for clock in accepted["clocks"] if not clock["met_at"]} == {
        "promise": "2025-11-11T17:00:00+08:00",
        "statutory": "2025-12-04T17:00:00+08:00",
    }
    clock.move_to(at("2025-11-12 09:00"))
    decided = clerk.post(application(number, "decide"), {"result": "grant"}).json()
    assert (decided["state"], decided["decision"]["result"]) == ("decided_granted", "grant")
    late = next(each for each in decided["clocks"] if each["rule"] == "promise")
    assert (late["verdict"], late["late_by_minutes"]) == ("late", 30)
    by_hand = {"method": "collected", "proof": "王小明"}
    assert clerk.post(application(number, "deliver"), by_hand).json()["code"] == "cannot-deliver", (
        "nobody has printed it"
    )
    assert clerk.post(application(number, "print"), {"kind": "grant"}).status_code == 200
    case = clerk.post(application(number, "deliver"), by_hand).json()
    assert (case["state"], case["acts"]) == ("delivered", [])  # the file is not complete yet
    cards = clerk.get(f"/api/v1/cases/{number}/cards/").json()
    assert [(card["rule"], card["level"]) for card in cards] == [("promise", "yellow")]


@pytest.mark.parametrize("asked_before", [False, True])
def test_what_registering_answers_is_what_a_look_answers(world, program, asked_before):
    """The answer is made of what is in memory; a look reads all of it."""
    clerk = program(world.clerk)
    if asked_before:
        question = Question("要带什么", "counter", REGISTRATION["item_code"], name="王小明", number=PERSON.number)
        ask(question=question, window=world.health_window, idem="asked", by=world.clerk, at=at("2025-11-06 09:00"))
    answered = clerk.post(LIST, REGISTRATION, **KEY).json()["application"]
    assert answered == clerk.get(application(answered["number"])).json()
    assert [visit["counted_as"] for visit in answered["visits"]] == [1]


def test_nothing_personal_is_shown_unmasked(world, program):
    number = number_of(world.register(when=at("2025-11-06 09:00")))
    for address in (
        LIST,
        application(number),
        f"/api/v1/cases/{number}/history/",
        f"/api/v1/cases/{number}/deadlines/",
    ):
        text = program(world.office).get(address).content.decode()
        assert not [secret for secret in SECRET if secret in text], address
    applicant = program(world.office).get(application(number)).json()["applicant"]
    assert applicant == {
        "kind": "person", "name": "王*明", "id_kind": "resident_card", "id_number": "110105********002X", "phone": "138****8000", "email": "", "no_sms": False,
    }  # fmt: skip


# Who may do what


@pytest.mark.parametrize("person", ["market_clerk", "complaint_officer"])
def test_what_you_may_not_see_is_not_there(world, program, person):
    number = number_of(world.register(when=at("2025-11-06 09:00")))
    before = stored()
    acting = program(getattr(world, person))
    with Rows() as rows:
        for verb, (_who, body) in APPLICATION_ACTS.items():
            with rows.row(verb):
                answer = acting.post(application(number, verb), body)
                assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
                assert stored() == before
    assert acting.get(application(number)).status_code == 404
    assert stored() == before


@pytest.mark.parametrize(
    ("person", "verb"),
    [
        ("clerk", "suspend"),
        ("clerk", "resume"),
        ("clerk", "extend"),
        ("head", "accept"),
        ("head", "deliver"),
        ("office", "accept"),
        ("office", "decide"),
        ("inspector", "withdraw"),
    ],
)
def test_seeing_is_not_acting(world, program, person, verb):
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    before = stored()
    acting = program(getattr(world, person))
    assert acting.get(application(number)).status_code == 200
    assert acting.post(application(number, verb), APPLICATION_ACTS[verb][1]).status_code == 404
    assert stored() == before


def test_a_stranger_is_asked_who_they_are(world, program):
    number = number_of(world.register(when=at("2025-11-06 09:00")))
    before = stored()
    for answer in (
        program().get(LIST),
        program().post(LIST, REGISTRATION),
        program().get(application(number)),
        *(program().post(application(number, verb), body) for verb, (_who, body) in APPLICATION_ACTS.items()),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "not-authenticated")
    assert stored() == before


def test_no_permission_for_the_collection_is_404(world, program):
    assert program(world.complaint_officer).get(LIST).status_code == 404
    assert program(world.office).post(LIST, REGISTRATION).status_code == 404
    assert program(world.head).post(LIST, REGISTRATION).status_code == 404


def test_a_complaint_is_no_application(world, program):
    filed = program().post(
        "/api/v1/complaints/", {"kind": "complaint", "category": "other", "text": "等了很久没有人管"}
    )
    number = filed.json()["number"]
    assert program(world.office).get(application(number)).status_code == 404
    assert program(world.inspector).get(application(number)).status_code == 404


# Refusals


@pytest.mark.parametrize(
    ("verb", "state", "body", "code", "field"),
    [
        ("visit", states.DELIVERED, {}, "not-now", ""),
        ("notify", states.ACCEPTED, {}, "not-now", ""),
        ("receive", states.ACCEPTED, {}, "not-now", ""),
        ("accept", states.ACCEPTED, {}, "not-now", ""),
        ("accept", "two papers missing", {}, "cannot-accept", ""),
        ("decline", states.ACCEPTED, {}, "not-now", ""),
        ("correct", states.ACCEPTED, {}, "not-now", ""),
        ("accept_with_gaps", states.SUBMITTED, {}, "cannot-tolerate", ""),
        ("accept_on_commitment", states.SUBMITTED, {}, "cannot-commit", ""),
        ("supplement", states.ACCEPTED, {}, "nothing-owed", ""),
        ("tell_overdue", states.ACCEPTED, {}, "nothing-owed", ""),
        ("verify", states.GRANTED, {}, "cannot-verify", ""),
        ("not_required", states.ACCEPTED, {}, "not-now", ""),
        ("close_not_corrected", states.SUBMITTED, {}, "not-now", ""),
        ("suspend", states.SUBMITTED, {}, "not-now", ""),
        ("resume", states.ACCEPTED, {}, "not-now", ""),
        ("extend", states.ACCEPTED, {"rank": "窗口负责人"}, "cannot-extend", "rank"),
        ("extend", states.SUBMITTED, {}, "not-now", ""),
        ("decide", states.ACCEPTED, {"result": "refuse"}, "cannot-decide", "reason"),
        ("decide", states.ACCEPTED, {"result": "refuse", "reason": "不符合条件"}, "cannot-decide", "remedies"),
        ("decide", states.SUBMITTED, {}, "not-now", ""),
        ("deliver", states.ACCEPTED, {}, "not-now", ""),
        ("withdraw", states.GRANTED, {}, "not-now", ""),
    ],
)
def test_a_refusal_has_the_verbs_code_and_changes_nothing(world, program, verb, state, body, code, field):
    brought = BROUGHT_TO.get(state, lambda world: world.register(when=at("2025-11-06 09:00"), materials=[1]))
    number = number_of(brought(world))
    who, usual = APPLICATION_ACTS[verb]
    before = stored()
    answer = program(getattr(world, who)).post(application(number, verb), {**usual, **body})
    assert answer.status_code == 409, answer.json()
    assert (answer.json()["code"], answer.json()["field"]) == (code, field)
    assert answer.json()["message"]
    assert stored() == before


@pytest.mark.parametrize("preview", ["", "preview/"])
def test_a_hearing_is_announced_and_no_ground_of_a_pause(world, program, preview):
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    before = stored()
    body = {**APPLICATION_ACTS["suspend"][1], "ground": "hearing"}
    answer = program(world.chief).post(f"{application(number, 'suspend')}{preview}", body)
    assert answer.status_code == 400
    assert answer.json()["fields"] == {"ground": ["听证从“通知听证”办理：通知发出，计时随之暂停"]}
    assert stored() == before


def test_somebody_else_was_first(world, program):
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    before = stored()
    with Rows() as rows:
        for verb, (who, body) in APPLICATION_ACTS.items():
            with rows.row(verb):
                answer = program(getattr(world, who)).post(application(number, verb), {**body, "version": 1})
                assert (answer.status_code, answer.json()["code"]) == (409, "stale")
                assert "张敏 在 10:00 改过此办件" in answer.json()["message"]
                assert stored() == before


def test_the_version_that_was_seen_goes_through(world, program):
    number = number_of(world.register(when=at("2025-11-06 09:00")))
    clerk = program(world.clerk)
    version = clerk.get(application(number)).json()["version"]
    assert clerk.post(application(number, "accept"), {"version": version}).json()["version"] == version + 1


def test_outside_the_instrument(world, program):
    number = number_of(BROUGHT_TO[states.ACCEPTED](world))
    world.health_window.delegations.update(valid_to=F("valid_from"))  # long over
    before = stored()
    answer = program(world.clerk).post(application(number, "decide"), {"result": "grant"})
    assert (answer.status_code, answer.json()["code"]) == (409, "outside-power")
    assert stored() == before


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"item_code": "WJ-XK-9999"}, 409, "cannot-register", "item_code"),
        ({"item_code": "WJ-XK-0004"}, 409, "cannot-register", "item_code"),
        ({"item_code": "SJ-XK-0001"}, 409, "cannot-register", "item_code"),
        ({"applicant_id": "110105194912310021"}, 400, "bad-input", "applicant_id"),
        ({"applicant_kind": "enterprise"}, 400, "bad-input", "applicant_id"),
        ({"phone": "1381234800"}, 400, "bad-input", "phone"),
        ({"materials": [1, 9]}, 400, "bad-input", "materials"),
        ({"window": "24"}, 400, "bad-input", "window"),
        ({"applicant_name": ""}, 400, "bad-input", "applicant_name"),
    ],
)
def test_a_registration_that_is_refused_opens_nothing(world, program, changes, status, code, field):
    before = stored()
    answer = program(world.clerk).post(LIST, {**REGISTRATION, **changes}, **KEY)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert field in answer.json().get("fields", {}) or answer.json().get("field") == field
    assert stored() == before


# Sent twice


def test_the_same_key_opens_one_case_with_one_answer(world, program):
    clerk = program(world.clerk)
    first, again = clerk.post(LIST, REGISTRATION, **KEY), clerk.post(LIST, REGISTRATION, **KEY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() | {"created": False} == again.json()
    assert Case.objects.count() == 1


def test_without_a_key_each_request_opens_a_case(world, program):
    clerk = program(world.clerk)
    assert [clerk.post(LIST, REGISTRATION).status_code for _n in range(2)] == [201, 201]
    assert Case.objects.count() == 2


def test_a_key_is_its_owners(world, program):
    mine = program(world.clerk).post(LIST, REGISTRATION, **KEY).json()
    theirs = program(world.market_clerk).post(
        LIST, {**REGISTRATION, "item_code": "SJ-XK-0001", "window": "24", "materials": [1, 2]}, **KEY
    )
    assert theirs.status_code == 201
    assert theirs.json()["receipt_code"] != mine["receipt_code"]


@pytest.mark.parametrize("key", ["short", "x" * 65, "0123456789 abcdef", "钥匙" * 10, ""])
def test_a_key_that_can_be_guessed_is_refused(world, program, key):
    answer = program(world.clerk).post(LIST, REGISTRATION, HTTP_IDEMPOTENCY_KEY=key)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["Idempotency-Key"])
    assert not Case.objects.exists()


def test_the_chief_registers_at_the_departments_window(world, program):
    registration = {name: value for name, value in REGISTRATION.items() if name != "window"}
    answer = program(world.chief).post(LIST, registration)
    assert (answer.status_code, answer.json()["application"]["window"]["number"]) == (201, "22")


# The list


@pytest.fixture
def some(world):
    """Three applications: one red (due 4 November), one green (due 11 November), one of the market window."""
    red = world.accepted(when=at("2025-10-30 10:00"), idem="red")
    green = world.accepted(when=at("2025-11-06 09:00"), idem="green")
    market = world.register(
        when=at("2025-11-06 09:30"),
        item=world.market_item,
        window=world.market_window,
        by=world.market_clerk,
        idem="m",
        materials=[1],  # it waits for its papers
    )
    return {"red": red.case.number, "green": green.case.number, "market": market.application.case.number}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["market", "green", "red"]),
        ("?department=WJ", ["green", "red"]),
        ("?state=accepted", ["green", "red"]),
        ("?state=submitted", ["market"]),
        ("?lamp=red", ["red"]),
        ("?lamp=green", ["market", "green"]),
        ("?lamp=grey", []),
        ("?due_before=2025-11-06", ["red"]),
        ("?due_after=2025-11-06T00:00:00%2B08:00&due_before=2025-11-12", ["green"]),
        ("?ordering=due_at", ["red", "green", "market"]),
        ("?ordering=-due_at", ["market", "green", "red"]),
        ("?q=20251030", ["red"]),
        ("?page_size=1&page=2", ["green"]),
    ],
)
def test_filters(world, program, some, query, expected):
    names = {number: name for name, number in some.items()}
    answer = program(world.office).get(LIST + query)
    assert [names[row["number"]] for row in answer.json()["results"]] == expected


def test_each_sees_their_own_department(world, program, some):
    def numbers(user):
        return {row["number"] for row in program(user).get(LIST).json()["results"]}

    assert numbers(world.clerk) == {some["red"], some["green"]}
    assert numbers(world.market_clerk) == {some["market"]}
    assert numbers(world.office) == set(some.values())


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?state=flying", "state"),
        ("?lamp=blue", "lamp"),
        ("?due_before=soon", "due_before"),
        ("?due_before=0001-01-01", "due_before"),
        ("?due_after=9999-12-31T23:59:59-12:00", "due_after"),
        ("?ordering=phone", "ordering"),
        ("?q=%00", "q"),
        ("?q=" + "1" * 41, "q"),
        ("?department=%00", "department"),
        ("?department=XX", "department"),
    ],
)
def test_a_filter_that_cannot_be_right_is_refused(world, program, query, field):
    answer = program(world.office).get(LIST + query)
    assert (answer.status_code, answer.json()["code"], list(answer.json()["fields"])) == (400, "bad-input", [field])


def test_a_page_that_is_not_there(world, program):
    answer = program(world.office).get(LIST + "?page=9")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_the_lists_lamp_is_the_rows_lamp(world, program, clock):
    """Between the due moment and the next sweep, list, filter and single page say the same."""
    number = world.accepted(when=at("2025-11-06 09:00")).case.number
    office = program(world.office)
    for moment, lamp in [("2025-11-10 17:00", "green"), ("2025-11-11 08:30", "yellow"), ("2025-11-11 17:01", "red")]:
        clock.move_to(at(moment))
        rows = office.get(f"{LIST}?lamp={lamp}").json()["results"]
        assert [(row["number"], row["lamp"]) for row in rows] == [(number, lamp)], moment
        assert office.get(application(number)).json()["lamp"] == lamp


@pytest.mark.parametrize("rows", [5, 50])
def test_the_list_takes_the_same_queries_for_5_and_50(world, program, rows, django_assert_num_queries):
    for n in range(rows):
        world.register(when=at("2025-11-06 09:00"), idem=f"n{n}")
    office = program(world.office)
    with django_assert_num_queries(5):
        assert len(office.get(LIST).json()["results"]) == rows


def test_one_application_takes_a_fixed_number_of_queries(world, program, django_assert_max_num_queries):
    number = number_of(BROUGHT_TO[states.DELIVERED](world))
    clerk = program(world.clerk)
    before = stored()
    with django_assert_max_num_queries(12):
        clerk.get(application(number))
    assert stored() == before  # a look-up writes nothing
