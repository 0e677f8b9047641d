"""What officers type in: every channel and kind, and that whoever it is about neither sees nor counts it."""

from datetime import date

import pytest

from cases.models import Case, Event
from complaints import high_voltage
from complaints.exclusions import EXCLUSIONS, decline_words
from complaints.models import FILED_BY_PEOPLE, FOUR_HARASSMENTS, Category, Channel, Intake
from complaints.origin import NEEDS_ITS_LOG, Origin
from hall.refusals import BadInput, KeyUsed
from hall.roles import Role
from tests.complaints import verbs as actions
from tests.complaints.conftest import TEXT
from tests.world import at, person

NIGHT = at("2025-11-03 23:40")


def taken_in(world, *, n=1, when=NIGHT, by=None, origin=None, **changes):
    fields = {"kind": "complaint", "category": "efficiency", "text": TEXT, **changes}
    how = {"channel": "phone", "came_on": date(2025, 11, 3), **(origin or {})}
    return actions.take_in(
        filing=actions.Filing(**fields), origin=Origin(**how), hall=world.hall, idem=f"{n:032x}",
        by=by or world.complaint_officer, at=when,
    )  # fmt: skip


@pytest.mark.parametrize("channel", Channel.values)
def test_every_channel_comes_in_at_any_hour(world, channel):
    note = "1 号箱，11 月 3 日由李、王二人开箱" if channel in NEEDS_ITS_LOG else ""
    complaint = taken_in(world, origin={"channel": channel, "note": note}).complaint
    assert (complaint.intake.channel, complaint.intake.note) == (channel, note)
    assert complaint.case.deadlines.get().due_at == at("2025-11-07 17:00")  # typed in at night: counts as the next day


@pytest.mark.parametrize("kind", [kind for kind, _words in FILED_BY_PEOPLE])
def test_every_kind_is_taken_in(world, kind):
    assert taken_in(world, kind=kind).complaint.kind == kind


@pytest.mark.parametrize("category", [*FOUR_HARASSMENTS, Category.ATTITUDE])
def test_harassment_stands_among_the_categories(world, category):
    assert category.label in taken_in(world, category=category).complaint.case.title


@pytest.mark.parametrize(
    ("case", "origin", "field"),
    [
        ("a channel that is none", {"channel": "pigeon"}, "channel"),
        ("a box without its opening log", {"channel": "box"}, "note"),
        ("an unannounced check without saying which", {"channel": "check"}, "note"),
        ("a day to come", {"came_on": date(2025, 11, 4)}, "came_on"),
        ("an eleventh line of ten", {"line": 11}, "line"),
        ("a window that is none", {"window": "99"}, "window"),
        ("a person who is none", {"person": "nobody"}, "person"),
        ("an item that is none", {"item": "ZZ-XK-0000"}, "item"),
        ("a case that is none", {"about_case": "1" * 17}, "about_case"),
        ("the inspector", {"person": "inspector"}, "person"),
    ],
)
def test_refused_with_its_field(world, case, origin, field):
    origin = {name: world.inspector.username if value == "inspector" else value for name, value in origin.items()}
    with pytest.raises(BadInput) as refused:
        taken_in(world, origin=origin)
    assert (refused.value.field, Case.objects.count(), Intake.objects.count()) == (field, 0, 0), case


def test_number_of_a_complaint_is_never_looked_up(world):
    hidden = taken_in(world, n=7, about_department=world.health).complaint.case
    with pytest.raises(BadInput, match="没有这个编号"):
        taken_in(world, origin={"about_case": hidden.number})


def test_a_window_hides_it_from_its_department(world):
    case = taken_in(world, origin={"window": world.health_window.number}).complaint.case
    assert (case.hidden_from, case.about_centre) == (world.health, False)


def test_a_person_hides_it_from_the_department_of_the_post(world):
    complaint = taken_in(world, origin={"person": world.clerk.username}).complaint
    assert (complaint.case.hidden_from, complaint.intake.person) == (world.health, world.clerk)
    assert complaint.case.kept_from == [world.clerk.pk], "whatever post the person holds later"


def test_an_item_and_a_case_hide_it_too(world):
    application = world.register(when=at("2025-11-03 09:00")).application
    by_case = taken_in(world, n=1, origin={"about_case": application.case.number}).complaint.case
    by_item = taken_in(world, n=2, origin={"item": application.item_version.item.code}).complaint.case
    assert by_case.hidden_from == by_item.hidden_from == world.health


def test_the_accused_person_as_officer_sees_nothing(world, signed_in):
    """A clerk of the department who also receives complaints: no row, no count, no page."""
    both = person(world.hall, "both", "周两", Role.COMPLAINT_OFFICER)
    both.posts.create(role=Role.CLERK, hall=world.hall, window=world.health_window, valid_from=date(2025, 1, 1))
    before = signed_in(both).get("/centre/?tab=all").content.decode()
    number = taken_in(world, origin={"person": "both", "window": world.health_window.number}).complaint.case.number
    page = signed_in(both).get(f"/centre/{number}/")
    case = Case.objects.get(number=number)
    assert page.status_code == 404
    assert case.about_centre  # they receive complaints as well: the inspector's alone
    assert (
        "全部 0" in before.replace("\n", " ") or number not in signed_in(both).get("/centre/?tab=all").content.decode()
    )


def test_about_an_officer_is_the_inspectors_alone(world, signed_in):
    number = taken_in(world, origin={"person": world.complaint_officer.username}).complaint.case.number
    assert signed_in(world.complaint_officer).get(f"/centre/{number}/").status_code == 404
    assert signed_in(world.inspector).get(f"/centre/{number}/").status_code == 200


def test_subjects_of_two_departments_are_refused(world):
    with pytest.raises(BadInput, match="一件只反映一个部门"):
        taken_in(world, about_department=world.market, origin={"person": world.clerk.username})


def test_sent_twice_it_is_one_case(world):
    first, again = taken_in(world), taken_in(world)
    assert (first.created, again.created, first.code == again.code) == (True, False, True)
    with pytest.raises(KeyUsed):
        taken_in(world, origin={"channel": "weibo"})


def test_the_high_voltage_line_keeps_its_list(world):
    complaint = taken_in(world, origin={"line": 4}).complaint
    listed = high_voltage.words_of(complaint.intake.line_version, complaint.intake.line)
    assert listed == "第 4 条：自立收费项目和变相收费"
    assert len(high_voltage.in_force(date(2026, 1, 1)).lines) == 10


@pytest.mark.parametrize("code", EXCLUSIONS)
def test_what_is_not_ours_says_where_to_go(code):
    assert EXCLUSIONS[code].where in decline_words(code)
    assert decline_words(code).endswith("。")


def test_its_line_names_who_typed_it_in(world):
    taken_in(world)
    line = Event.objects.get()
    assert (line.verb, line.actor) == ("take_in", world.complaint_officer)


def form(**changes):
    fields = {
        "channel": "phone", "came_on": "2025-11-03", "note": "", "kind": "complaint", "category": "efficiency", "line": "",
        "text": TEXT, "about_department": "", "window": "", "person": "", "item": "", "about_case": "", "name": "张三丰",
        "phone": "13912345678", "idem": f"{1:032x}",
    }  # fmt: skip
    return fields | changes


def page(world, signed_in, **changes):
    return signed_in(world.complaint_officer).post("/centre/new/", form(**changes))


def test_the_code_shows_only_to_who_is_present(world, signed_in):
    absent = page(world, signed_in)
    assert absent.status_code == 302
    following = signed_in(world.complaint_officer).get(absent.url).content.decode()
    assert "凭证码" not in following
    present = page(world, signed_in, is_present="on", idem=f"{2:032x}")
    text = present.content.decode()
    assert "凭证码只在这里显示一次" in text
    assert "张三丰" not in text
    assert present.headers["Cache-Control"] == "no-store"


def test_who_reports_the_centre_is_led_back(world, signed_in):
    answer = page(world, signed_in, about_department="centre")
    assert (answer.status_code, answer.url, Case.objects.get().about_centre) == (302, "/centre/", True)


def test_a_wrong_field_keeps_what_was_typed(world, signed_in):
    answer = page(world, signed_in, channel="box")
    assert answer.status_code == 422
    assert "写明开箱记录" in answer.content.decode()
    assert TEXT in answer.content.decode()


@pytest.mark.parametrize("who", ["clerk", "office", "administrator"])
def test_nobody_else_takes_in(world, signed_in, who):
    assert signed_in(getattr(world, who)).get("/centre/new/").status_code == 404


def test_quotes_are_kept_as_they_came(world, signed_in):
    """field.md a-8."""
    page(world, signed_in, text="x' OR '1'='1 --", name="x' OR '1'='1", window="")
    complaint = Case.objects.get().complaint
    assert (complaint.text, complaint.reporter.name) == ("x' OR '1'='1 --", "x' OR '1'='1")
