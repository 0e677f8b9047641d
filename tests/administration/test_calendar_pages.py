"""The administrator's calendar: looking, proposing, previewing, confirming, following the job."""

import re
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from administration import grid, queries
from cases import history, recompute
from cases.models import Card, Deadline, Recomputation
from cases.sweep import sweep
from hall import calendar
from hall.identifiers import grouped
from hall.models import CalendarChange, CalendarNotice
from hall.worktime import DayKind
from hall.worktime.spans import days_of
from tests.cases.broken_rows import triggers_off
from tests.cases.snow import close, closure, confirm
from tests.complaints import verbs as complaints
from tests.notices import CROSS_YEAR, sheet, year_2027
from tests.rows import Rows
from tests.snapshot import stored
from tests.world import at

CALENDAR = "/administration/calendar/"
CLOSURE = {"on": "2026-03-17", "name": "大雪停办", "document": "区政办〔2026〕3号"}
HOURS = {
    "valid_from": "2026-05-01", "morning_opens": "08:00", "morning_closes": "12:00", "afternoon_opens": "14:00",
    "afternoon_closes": "17:30", "document": "",
}  # fmt: skip
PAGES = ["", "file/", "enter/2027/", "closure/", "opening/", "hours/"]


def page(client, address, **data):
    return client.get(address, data).content.decode()


def draft_of(answer) -> CalendarChange:
    assert answer.status_code == 302, answer.content.decode()
    return CalendarChange.objects.get(pk=answer.url.rstrip("/").rsplit("/", 1)[-1])


def version_field() -> dict[str, str]:
    return {"seen": str(calendar.version())}


@pytest.mark.parametrize("who", ["clerk", "head", "complaint_officer", "office", "inspector"])
def test_nobody_but_the_administrator(world, signed_in, who):
    somebody = signed_in(getattr(world, who))
    with Rows() as rows:
        for address in PAGES:
            with rows.row(address):
                assert somebody.get(CALENDAR + address).status_code == 404


def test_a_change_is_nobody_else_s_either(world, signed_in):
    draft = closure(world, date(2026, 3, 17), when=at("2026-03-16 09:00"))
    clerk, rows = signed_in(world.clerk), stored()
    for act in ("", "progress/", "confirm/", "drop/"):
        address = f"{CALENDAR}changes/{draft.pk}/{act}"
        assert clerk.get(address).status_code == 404
        assert clerk.post(address, version_field()).status_code == 404
    assert stored() == rows


def test_the_year_with_its_holidays(admin):
    words = page(admin, CALENDAR, year="2026")
    assert "国务院办公厅关于2026年部分节假日安排的通知" in words
    assert "国庆节：10月1日至7日休息；9月20日、10月10日上班" in words
    assert words.count("<caption>2026年") == 12
    assert "还没有载入" in page(admin, CALENDAR, year="2027")


@pytest.mark.parametrize(
    "year", ["1999", "2014", "2057", "2100", "2101", "020269999", "02026", "x", "99999999999999999999999", "²"]
)
def test_a_year_that_is_none(admin, year):
    assert admin.get(CALENDAR, {"year": year}).status_code == 404


def test_a_closure_from_form_to_finished_recomputation(world, admin):
    case = world.accepted(when=at("2026-03-13 10:00")).case
    promise = Deadline.objects.get(case=case, rule="promise")
    draft = draft_of(admin.post(f"{CALENDAR}closure/", CLOSURE))
    rows = stored()
    words = page(admin, f"{CALENDAR}changes/{draft.pk}/")
    assert stored() == rows
    assert "草稿，还没有生效" in words
    assert grouped(case.number) in words
    assert "2026年3月18日 17:00" in words
    assert "2026年3月19日 17:00" in words
    assert case.party not in words
    answer = admin.post(f"{CALENDAR}changes/{draft.pk}/confirm/", version_field())
    assert answer.status_code == 302
    assert "正在重新推算：0 件里已完成 0 件" in page(admin, answer.url)
    assert "hx-get" in page(admin, f"{CALENDAR}changes/{draft.pk}/progress/")
    recompute.carry_on(at=at("2026-03-16 10:00"))
    part = page(admin, f"{CALENDAR}changes/{draft.pk}/progress/")
    assert "2 个时限重新推算，2 个到期时间改变" in part
    assert "hx-get" not in part
    after = page(admin, answer.url)
    assert grouped(case.number) in after
    assert all(f"2026年3月{day}日 17:00" in after for day in (18, 19)), "what it moved stays to be read"
    promise.refresh_from_db()
    assert promise.due_at == at("2026-03-19 17:00")
    year = page(admin, CALENDAR, year="2026")
    assert "停办（大雪停办）" in year
    assert "2026年3月17日大雪停办" in year


def test_a_draft_is_dropped(admin):
    draft = draft_of(admin.post(f"{CALENDAR}closure/", CLOSURE))
    assert admin.post(f"{CALENDAR}changes/{draft.pk}/drop/").status_code == 302
    assert not CalendarChange.objects.exists()


def test_confirming_while_the_last_change_is_carried_out_is_refused(world, admin):
    now = at("2026-03-16 09:00")
    confirm(world, closure(world, date(2026, 3, 18), when=now), when=now)
    draft = draft_of(admin.post(f"{CALENDAR}closure/", CLOSURE))
    answer = admin.post(f"{CALENDAR}changes/{draft.pk}/confirm/", version_field())
    assert answer.status_code == 409
    assert "上一次日历变更还在重新推算" in answer.content.decode()
    assert not CalendarChange.objects.get(pk=draft.pk).in_force


def test_an_outdated_preview_is_shown_again_before_confirming(admin):
    draft = draft_of(admin.post(f"{CALENDAR}closure/", CLOSURE))
    answer = admin.post(f"{CALENDAR}changes/{draft.pk}/confirm/", {"seen": "an older one"})
    assert answer.status_code == 409
    assert "核对后再确认" in answer.content.decode()
    assert f'value="{calendar.version()}"' in answer.content.decode()


def test_what_became_of_the_cards_stays_to_be_read(world, signed_in):
    now = at("2026-03-19 09:00")
    moved = world.accepted(when=at("2026-03-12 10:00"), idem="late by both").case
    void = world.accepted(when=at("2026-03-13 10:00"), idem="late no more").case
    sweep(at=now)
    close(world, date(2026, 3, 17), when=at("2026-03-19 10:00"))
    address = f"{CALENDAR}changes/{CalendarChange.objects.get().pk}/"
    office, admin = signed_in(world.office), signed_in(world.administrator)
    for reader, links in ((office, 2), (admin, 0)):
        rows = {number: page(reader, address).split(grouped(number))[1] for number in (moved.number, void.number)}
        assert "黄牌改到新的到期时间" in rows[moved.number]
        assert "黄牌撤销" in rows[void.number]
        assert len(re.findall(r"/oversight/cards/\d+/", page(reader, address))) == links
    assert f'href="{address}">逐个看' in page(office, "/oversight/")
    assert "日历更正，到期由2026年3月18日 17:00改为2026年3月19日 17:00" in page(
        office, "/oversight/cards/?state=withdrawn"
    )
    card = Card.objects.get(case=moved)
    assert "违规时刻随日历改过" in page(office, f"/oversight/cards/{card.pk}/")


def test_a_moved_date_that_cannot_be_told(world, signed_in):
    """Decision 91: the line says that it cannot be told, and the page stands."""
    case = world.accepted(when=at("2026-03-12 10:00")).case
    sweep(at=at("2026-03-16 09:00"))
    close(world, date(2026, 3, 17), when=at("2026-03-16 10:00"))
    change = CalendarChange.objects.get()
    job = Recomputation.objects.get(stamp=change.stamp)
    with triggers_off():
        history.record(case, verb="recomputed", by=None, at=job.finished_at, why=job.why)
    text = page(signed_in(world.administrator), f"{CALENDAR}changes/{change.pk}/")
    assert text.count("这一条显示不出来：recomputed") == 3
    assert "2026年3月18日 17:00" in text


@pytest.mark.parametrize("kind", ["complaint", "report"])
def test_a_complaint_and_a_report_read_alike(world, admin, kind):
    complaint = complaints.file(
        filing=complaints.Filing(kind=kind, category="other", text="他收了好处才办"),
        hall=world.hall,
        idem="said",
        at=at("2026-03-13 10:00"),
    ).complaint
    words = page(admin, f"{CALENDAR}changes/{draft_of(admin.post(f'{CALENDAR}closure/', CLOSURE)).pk}/")
    case = complaint.case
    assert grouped(case.number) in words
    assert case.title not in words
    assert "投诉举报" in words.split(grouped(case.number))[1][:20]


def test_new_hours(admin):
    draft = draft_of(admin.post(f"{CALENDAR}hours/", HOURS))
    assert draft.title == "2026年5月1日起对外时间 08:00–12:00、14:00–17:30"


BAD = [
    ("closure/", CLOSURE | {"on": "2026-03-15"}, "本来就休息"),
    ("closure/", CLOSURE | {"on": "2026-02-30"}, "填写真实的日期"),
    ("closure/", CLOSURE | {"document": ""}, "停办要有书面依据"),
    ("closure/", CLOSURE | {"name": "雪" * 41}, "最多 40 个字"),
    ("opening/", {"on": "2026-03-17", "document": "4号"}, "没有登记停办"),
    ("hours/", HOURS | {"afternoon_opens": "11:00"}, "一个比一个晚"),
    ("hours/", HOURS | {"morning_opens": "早上"}, "填写时间"),
    ("file/", {}, "选择文件"),
]


@pytest.mark.parametrize(("address", "form", "sentence"), BAD, ids=[f"{row[0]} {row[2]}" for row in BAD])
def test_bad_input_is_said_at_its_field_and_kept(admin, address, form, sentence):
    rows = stored()
    answer = admin.post(CALENDAR + address, form)
    words = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in words
    assert all(value in words for value in form.values() if len(value) < 40)
    assert stored() == rows


# The notice, by file and by grid


def upload(client, text: str, **more):
    return client.post(f"{CALENDAR}file/", {"file": SimpleUploadedFile("days.csv", text.encode()), "title": "", **more})


def test_a_file_of_special_days_becomes_a_draft(admin):
    draft = draft_of(upload(admin, sheet(year_2027(("2027-01-01", "2027-01-01", "元旦", "2027-01-09")))))
    words = page(admin, f"{CALENDAR}changes/{draft.pk}/")
    assert (draft.kind, draft.key, draft.title) == ("notice", "2027", "《国务院办公厅关于2027年部分节假日安排的通知》")
    assert "元旦：1月1日休息；1月9日上班" in words
    assert not calendar.current().is_official(2027)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("date,kind,name\n2027-01-04,makeup_workday,元旦\n", "星期一至星期五上班的写 workday"),
        ("date,kind,name\n2027-01-09,makeup_workday,元旦\n", "2027年没有一天放假"),
        ("date,kind,name\n2026-10-03,makeup_workday,国庆节\n", "2026年的安排是完整的，不能换成缺国庆节10月3日的"),
        ("date,kind\n", "缺少列“name”"),
        ("\x00", "不是 CSV 文件"),
    ],
)
def test_a_file_with_a_mistake_changes_nothing(admin, text, sentence):
    rows = stored()
    answer = upload(admin, text)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert stored() == rows


@pytest.mark.parametrize("typed", ["", "更正的通知"])
def test_a_correction_renames_a_notice_only_if_asked(admin, typed):
    title = typed or "国务院办公厅关于2026年部分节假日安排的通知"
    draft = draft_of(upload(admin, "date,kind,name\n2026-12-31,holiday,元旦\n", title=typed))
    assert (draft.key, draft.title) == ("2026", title)
    assert admin.post(f"{CALENDAR}changes/{draft.pk}/confirm/", version_field()).status_code == 302
    assert CalendarNotice.objects.get(year=2026).title == title


TICKS = ["2027-01-01", "2027-01-04", "2027-01-09"]  # Friday and Monday rest, Saturday the 9th is worked


def test_the_grid_asks_for_names_and_then_makes_the_draft(admin):
    form = {"day": TICKS, "title": "2027年的通知", "document": "国办发明电〔2026〕9号"}
    first = admin.post(f"{CALENDAR}enter/2027/", form)
    words = first.content.decode()
    assert first.status_code == 422
    assert "1月1日至4日放的是什么假" in words
    assert 'name="name-2027-01-01" value="元旦"' in words
    assert words.count(" checked") == 3
    draft = draft_of(admin.post(f"{CALENDAR}enter/2027/", form | {"name-2027-01-01": "元旦"}))
    assert draft.content["days"] == {
        "2027-01-01": ["holiday", "元旦"],
        "2027-01-02": ["holiday", "元旦"],
        "2027-01-03": ["holiday", "元旦"],
        "2027-01-04": ["holiday", "元旦"],
        "2027-01-09": ["makeup_workday", "元旦"],
    }


def test_the_grid_of_an_official_year_begins_with_what_stands(admin):
    words = page(admin, f"{CALENDAR}enter/2026/")
    ticked = {part.split('"')[0] for part in words.split('value="')[1:] if " checked" in part.split(">")[0]}
    standing = {day: kind for day, (kind, _) in calendar.standing("notice", "2026")["days"].items()}
    assert "2026-10-01" in ticked
    assert "2026-02-14" in ticked  # a make-up Saturday
    assert "2026-10-03" not in ticked  # a Saturday of the holiday rests anyway
    assert all(day in standing for day in ticked)


def test_the_grid_of_the_real_notice_gives_the_real_notice(world):
    standing = calendar.standing("notice", "2026")["days"]
    days = {date.fromisoformat(on): (DayKind(kind), name) for on, (kind, name) in standing.items()}
    rests = {on for on, (kind, _) in days.items() if kind is DayKind.HOLIDAY}
    ticked = {on for on in rests if not grid.plain_rest(on)} | {on for on in days if on not in rests}
    special, unnamed = grid.special(days_of(2026), ticked, {on: days[on][1] for on in rests})
    assert unnamed == []
    assert {day.date: day.kind for day in special} == {on: kind for on, (kind, _) in days.items()}


def test_what_is_no_day_of_the_year_is_passed_over(admin):
    form = {
        "day": ["x", "2026-01-01", "2027-13-01", "2027-01-01"],
        "title": "通知",
        "name-2027-01-01": "元旦",
        "name-x": "元旦",
    }
    draft = draft_of(admin.post(f"{CALENDAR}enter/2027/", form))
    assert set(draft.content["days"]) == {"2027-01-01", "2027-01-02", "2027-01-03"}


def test_the_preview_marks_a_date_that_is_provisional(world, admin):
    world.accepted(when=at("2026-12-24 10:00"), idem="late")
    draft = draft_of(upload(admin, "date,kind,name\n2027-01-01,holiday,元旦\n"))
    words = page(admin, f"{CALENDAR}changes/{draft.pk}/")
    assert re.search(r"2027年1月\d+日 17:00</span>\s*<span class=\"tentative\"", words)


# A year cannot be lost or invented


FRAGMENT = "date,kind,name\n2027-01-01,holiday,元旦\n"
LACKS = "2027年缺春节4天、清明节1天、劳动节5月1日、5月2日、端午节1天、中秋节1天、国庆节10月1日、10月2日、10月3日"


def confirm_page(client, draft, **more):
    return client.post(f"{CALENDAR}changes/{draft.pk}/confirm/", version_field() | more)


def test_a_notice_of_two_years_is_confirmed_in_one_go(world, admin):
    before = calendar.standing("notice", "2026")["days"]
    draft = draft_of(upload(admin, CROSS_YEAR))
    [part] = draft.parts.all()
    text = page(admin, f"{CALENDAR}changes/{draft.pk}/")
    assert "<h2>《国务院办公厅关于2027年部分节假日安排的通知》涉及2026年的日子</h2>" in text
    assert "<li>12月31日：上班改为休息（元旦）</li>" in text
    assert "<li>春节：2月5日至11日休息；2月20日上班</li>" in text
    assert "仍然先载入" not in text
    assert admin.get(f"{CALENDAR}changes/{part.pk}/").url == f"{CALENDAR}changes/{draft.pk}/"
    assert confirm_page(admin, draft).status_code == 302
    assert calendar.standing("notice", "2026")["days"] == before | {"2026-12-31": ["holiday", "元旦"]}
    assert calendar.current().official_years == {2025, 2026, 2027}
    assert len(set(CalendarChange.objects.values_list("stamp", "confirmed_by"))) == 1
    assert "12月31日休息" in page(admin, f"{CALENDAR}changes/{part.pk}/")


def test_the_same_by_ticking(world, admin):
    before = calendar.standing("notice", "2026")["days"]
    address = f"{CALENDAR}enter/2027/"
    assert 'value="2026-12-31"' in page(admin, address)
    assert 'value="2026-12-24"' not in page(admin, address)
    days = [str(day.date) for day in year_2027() if grid.plain_rest(day.date) is (day.kind is not DayKind.HOLIDAY)]
    form = {"day": ["2026-12-31", *days], "title": "2027年的通知", "document": "9号"}
    first = admin.post(address, form)
    names = dict(re.findall(r'name="(name-[0-9-]+)" value="([^"]*)"', first.content.decode()))
    assert names["name-2026-12-31"] == "元旦"
    draft = draft_of(admin.post(address, form | names))
    assert (draft.content.get("lacks"), draft.content["days"]["2027-01-03"]) == (None, ["holiday", "元旦"])
    [part] = draft.parts.all()
    assert part.content["days"] == before | {"2026-12-31": ["holiday", "元旦"]}
    assert confirm_page(admin, draft).status_code == 302
    assert 'value="2026-12-31" checked' in page(admin, address)


def test_the_first_year_offers_no_december_before_it(admin):
    assert 'value="2024-12-31"' not in page(admin, f"{CALENDAR}enter/2025/")


def test_a_fragment_is_named_and_needs_a_second_word(world, admin):
    draft = draft_of(upload(admin, FRAGMENT))
    text = page(admin, f"{CALENDAR}changes/{draft.pk}/")
    assert f'name="lacks" value="{LACKS}" required' in text
    assert "没有一天调休上班" in text
    for less in ({}, {"lacks": "2027年缺春节4天"}):
        answer = confirm_page(admin, draft, **less)
        assert answer.status_code == 409
        assert f"{LACKS}。确实要先载入的，勾选后再确认" in answer.content.decode()
    assert not CalendarChange.objects.get().in_force
    assert confirm_page(admin, draft, lacks=LACKS).status_code == 302
    days = calendar.current()
    assert (days.is_workday(date(2027, 1, 1)), days.is_official(2027)) == (False, False)
    assert "确认时知道这一年缺春节4天" in page(admin, f"{CALENDAR}changes/{draft.pk}/")
    assert "这一年的安排还缺春节4天" in page(admin, CALENDAR, year="2027")


def test_the_administrator_is_told_of_a_year_that_lacks_holidays(world, admin):
    confirm_page(admin, draft_of(upload(admin, FRAGMENT)), lacks=LACKS)
    [missing] = queries.missing_notices(date(2026, 11, 2))
    assert (missing.year, missing.lacks) == (2027, LACKS.removeprefix("2027年缺"))
    confirm_page(admin, draft_of(upload(admin, sheet(year_2027()))))
    recompute.carry_on(at=at("2026-03-16 10:00"))
    confirm_page(admin, draft_of(upload(admin, sheet(year_2027()))))
    assert queries.missing_notices(date(2026, 11, 2)) == []


def test_a_draft_of_a_year_changed_since_is_refused(world, admin):
    """It would take back what another one has put in force meanwhile."""
    first, second = (draft_of(upload(admin, CROSS_YEAR)) for _ in range(2))
    assert confirm_page(admin, first).status_code == 302
    recompute.carry_on(at=at("2026-03-16 10:00"))
    answer = confirm_page(admin, second)
    assert answer.status_code == 409
    assert "2026、2027年的日历或核对的办法改过：丢弃草稿，重新拟定" in answer.content.decode()


def test_a_fragment_drawn_up_by_an_earlier_release_is_refused(world, admin):
    """It names nothing that lacks, so nobody could be asked about it."""
    draft = draft_of(upload(admin, FRAGMENT))
    draft.content.pop("lacks")
    draft.save()
    answer = confirm_page(admin, draft)
    assert answer.status_code == 409
    assert "2027年的日历或核对的办法改过：丢弃草稿，重新拟定" in answer.content.decode()


NONE = "date,weekday,is_working_day,kind,name\n" + "".join(
    f"{on},{grid.WEEKDAYS[on.weekday()]},{int(on.weekday() < 5)},{'workday' if on.weekday() < 5 else 'weekend'},\n"
    for on in days_of(2027)
)
ALL = "date,weekday,is_working_day,kind,name\n" + "".join(
    f"{on},{grid.WEEKDAYS[on.weekday()]},0,holiday,元旦\n" for on in days_of(2027)
)


@pytest.mark.parametrize(("text", "sentence"), [(NONE, "没有一天放假"), (ALL, "没有一天上班")])
def test_a_year_that_is_none_becomes_no_draft(admin, text, sentence):
    answer = upload(admin, text)
    assert answer.status_code == 422
    assert f"2027年{sentence}，这不是一年的安排" in answer.content.decode()
    assert not CalendarChange.objects.exists()


# Hours without a break, and years out of range


@pytest.mark.parametrize(
    ("moments", "title"),
    [(("08:30", "12:00", "12:00", "17:00"), "08:30–17:00"), (("00:00", "12:00", "12:00", "23:59"), "00:00–23:59")],
)
def test_hours_without_a_break_at_noon(world, admin, moments, title):
    names = ("morning_opens", "morning_closes", "afternoon_opens", "afternoon_closes")
    draft = draft_of(admin.post(f"{CALENDAR}hours/", HOURS | dict(zip(names, moments, strict=True))))
    assert draft.title == f"2026年5月1日起对外时间 {title}"
    assert "草稿，还没有生效" in page(admin, f"{CALENDAR}changes/{draft.pk}/")
    assert confirm_page(admin, draft).status_code == 302
    assert len(calendar.current().sessions_of(date(2026, 5, 6))) == 1
    assert admin.get(CALENDAR).status_code == 200


@pytest.mark.parametrize("year", ["2014", "2057", "1999", "2101", "0", "99999"])
def test_no_grid_for_a_year_beyond_the_calendar(admin, year):
    assert admin.get(f"{CALENDAR}enter/{year}/").status_code == 404
    assert admin.post(f"{CALENDAR}enter/{year}/", {"title": "通知"}).status_code == 404


@pytest.mark.parametrize("year", ["2015", "2056"])
def test_the_first_and_the_last_year_of_the_calendar(admin, year):
    assert admin.get(CALENDAR, {"year": year}).status_code == 200
    assert admin.get(f"{CALENDAR}enter/{year}/").status_code == 200


@pytest.mark.parametrize("on", ["2014-12-31", "2057-01-02", "0001-01-01", "9999-12-31"])
def test_a_day_beyond_the_calendar_is_said_at_its_field(admin, on):
    for answer in (
        admin.post(f"{CALENDAR}closure/", CLOSURE | {"on": on}),
        admin.post(f"{CALENDAR}hours/", HOURS | {"valid_from": on}),
    ):
        assert answer.status_code == 422
        assert "年份在 2015 到 2056 之间" in answer.content.decode()
    assert admin.post(f"{CALENDAR}opening/", {"on": on, "document": "4号"}).status_code == 422
    assert not CalendarChange.objects.exists()


def test_the_office_confirms_a_past_day_on_its_page(world, signed_in):
    world.accepted(when=at("2026-03-13 10:00"))
    admin, office = signed_in(world.administrator), signed_in(world.office)
    draft = draft_of(admin.post(f"{CALENDAR}closure/", {**CLOSURE, "on": "2026-03-13"}))
    address = f"{CALENDAR}changes/{draft.pk}/"
    words = page(admin, address)
    assert "等另一个人确认" in words
    assert "确认，重新推算" not in words
    answer = admin.post(f"{address}confirm/", version_field())
    assert answer.status_code == 409
    assert "由软环境办或纪检监察的另一个人核对影响后确认" in answer.content.decode()

    assert f'href="{address}">打开日历变更' in page(office, "/letters/")
    words = page(office, address)
    assert "确认，重新推算" in words
    assert "丢弃草稿" not in words
    assert office.post(f"{address}drop/").status_code == 404
    assert office.post(f"{address}confirm/", version_field()).status_code == 302
    assert office.get(f"{address}progress/").status_code == 200
    assert f'href="{CALENDAR}"' not in page(office, address)

    recompute.carry_on(at=at("2026-03-16 10:00"))
    assert "2026年3月13日大雪停办，" in page(office, "/oversight/")
    assert "2 个到期时间改变" in page(office, "/oversight/")
    assert "撤销红黄牌 0 张" in page(office, "/letters/")


def test_a_letter_of_a_draft_thrown_away_leads_nowhere(world, signed_in):
    world.accepted(when=at("2026-03-13 10:00"))
    admin = signed_in(world.administrator)
    draft = draft_of(admin.post(f"{CALENDAR}closure/", {**CLOSURE, "on": "2026-03-13"}))
    admin.post(f"{CALENDAR}changes/{draft.pk}/drop/")
    words = page(signed_in(world.office), "/letters/")
    assert "拟定了工作日历变更“2026年3月13日大雪停办”" in words
    assert "打开日历变更" not in words


def test_the_figure_of_waiting_clocks_opens_to_them(world, signed_in):
    with time_machine.travel(at("2026-12-28 10:00"), tick=False):
        case = world.accepted(when=at("2026-12-24 10:00")).case
        admin = signed_in(world.administrator)
        admin.force_login(world.administrator, backend="django.contrib.auth.backends.ModelBackend")
        address = f"{CALENDAR}2027/provisional/"
        assert f'<a href="{address}">1 个没有办完的时限</a>' in page(admin, "/administration/")
        words = page(admin, address)
        assert grouped(case.number) in words
        assert words.count("<tr") == 2
        assert case.party not in words
        assert admin.get(f"{CALENDAR}1990/provisional/").status_code == 404
