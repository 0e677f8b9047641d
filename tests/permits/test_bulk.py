"""Bulk acts: confirmed once, told case by case, by any number of workers, and no case twice."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from cases.models import Case, Event, Trouble
from hall.refusals import Refused
from permits.actions import bulk
from permits.models import Decision
from permits.tasks import carry_on_bulk
from tests.cases.broken_rows import lose_count
from tests.cases.crowd import at_once
from tests.permits import verbs as actions
from tests.permits.desk import IDEM, NOW, desk, text_of
from tests.snapshot import stored
from worklists.bulk import FAILED, GONE
from worklists.models import BulkRow, BulkRun

__all__ = ["desk"]


def accepted(world, many, *, when=NOW) -> list[str]:
    return [world.accepted(when=when, idem=f"b{n}").case.number for n in range(many)]


def ask(client, numbers, **form):
    return client.post(
        reverse("desk-bulk"), {"do": "grant", "number": numbers, "list": "tab=mine", "idem": IDEM, **form}
    )


def test_one_impossible_case_stops_none_of_the_others(desk, client):
    numbers = accepted(desk, 3)
    waits = desk.register(when=NOW, idem="w", materials=[1]).application.case.number
    before = stored()
    confirm = ask(client, [*numbers, waits])
    assert "逐件作出同样的决定" in text_of(confirm)
    assert stored() == before
    answer = client.get(ask(client, [*numbers, waits], confirmed="1").url)
    words = text_of(answer)
    assert "共 4 件，已办 3 件，没有办成 1 件，等待 0 件" in words
    assert "现在是“收件”，不能准予" in words
    assert answer.context["back"] == "/desk/?tab=mine"
    assert Decision.objects.count() == 3
    assert [row.outcome for row in BulkRow.objects.all()] == ["done"] * 3 + ["refused"]


def test_what_will_be_refused_is_said_before(desk, client):
    numbers = accepted(desk, 2)
    waits = desk.register(when=NOW, idem="w", materials=[1]).application.case.number
    some = text_of(ask(client, [*numbers, waits]))
    assert "其中 1 件现在不能办" in some
    assert "现在是“收件”，不能准予" in some
    none = ask(client, [waits])
    assert (none.status_code, "勾选的现在都不能批量办结" in text_of(none)) == (422, True)


def test_sent_twice_it_is_one_run(desk, client):
    numbers = accepted(desk, 2)
    assert ask(client, numbers, confirmed="1").url == ask(client, numbers, confirmed="1").url
    assert BulkRun.objects.count() == 1
    assert Event.objects.filter(verb="grant").count() == 2


@pytest.mark.parametrize("idem", ["", "short", "A" * 32, f"{IDEM}0", f"{IDEM}\0"])
def test_a_form_without_its_key_gets_a_new_one(desk, client, idem):
    numbers, before = accepted(desk, 2), stored()
    page = ask(client, numbers, do="change_owner", confirmed="1", to=str(desk.chief.pk), reason="轮岗", idem=idem)
    assert page.status_code == 422
    assert "这张表不完整，刷新后重填" in text_of(page)
    assert page.context["form"]["reason"].value() == "轮岗"
    assert [row["number"] for row in page.context["rows"]] == numbers
    assert stored() == before
    again = {"do": "change_owner", "to": str(desk.chief.pk), "reason": "轮岗", "idem": page.context["idem"]}
    assert "已办 2 件" in text_of(client.get(ask(client, numbers, confirmed="1", **again).url))


@pytest.mark.parametrize("do", ["grant", "change_owner", "print"])
@pytest.mark.parametrize("number", ["\0", "{number}\0", "1", "01012025093000099"])
def test_a_number_that_is_no_case_is_not_there(desk, client, do, number):
    known, before = accepted(desk, 1), stored()
    page = ask(client, [number.format(number=known[0])], do=do)
    assert page.status_code == (200 if do == "print" else 422)
    assert ("清单 0 件" if do == "print" else "有的办件查不到，回到列表重新勾选") in text_of(page)
    refused = ask(client, [*known, number], confirmed="1")
    assert (refused.status_code, "有的办件查不到" in text_of(refused)) == (422, True)
    assert stored() == before


def test_many_cases_go_to_a_worker_while_the_page_polls(desk, client, monkeypatch):
    monkeypatch.setattr("worklists.bulk.AT_ONCE", 2)
    page = client.get(ask(client, accepted(desk, 5), confirmed="1").url)
    assert "正在处理：共 5 件，已办 2 件" in text_of(page)
    assert b'hx-trigger="every 2s"' in page.content
    carry_on_bulk()
    answer = client.get(page.context["again"], HTTP_HX_REQUEST="true")
    assert "全部处理完：共 5 件，已办 5 件" in text_of(answer)
    assert b"hx-get" not in answer.content
    assert b"<h1>" not in answer.content
    assert bulk.unfinished() == []


def test_what_somebody_did_meanwhile_is_not_overrun(desk):
    first, second = accepted(desk, 2)
    run = actions.ask_bulk(numbers=[first, second], act="grant", idem="i", by=desk.clerk, at=NOW)
    actions.visit(number=first, window=desk.health_window, purpose="consult", by=desk.chief, at=NOW)
    while bulk.Worker(run.pk).step(at=NOW):
        pass
    assert list(run.rows.values_list("outcome", flat=True)) == ["refused", "done"]
    assert "赵科" in run.rows.first().sentence
    run.refresh_from_db()
    assert run.finished_at == NOW


def test_who_may_no_longer_decide_decides_nothing(desk):
    from hall.models import Post

    run = actions.ask_bulk(numbers=accepted(desk, 1), act="grant", idem="i", by=desk.clerk, at=NOW)
    Post.objects.filter(user=desk.clerk).update(valid_to=NOW.date().replace(day=1))
    run.by._access = None
    bulk.Worker(run.pk).step(at=NOW)
    assert run.rows.get().sentence == GONE
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("sentence", "numbers", "words"),
    [
        ("none", [], "先勾选办件"),
        ("another department's", ["01012025093000099"], "查不到"),
        ("too many", [f"{n:017d}" for n in range(501)], "一次最多 500 件"),
    ],
)
def test_what_is_refused_changes_nothing(desk, sentence, numbers, words):
    before = stored()
    with pytest.raises(Refused, match=words) as refusal:
        actions.ask_bulk(numbers=numbers, act="grant", idem="i", by=desk.clerk, at=NOW)
    assert (refusal.value.code, refusal.value.field) == ("cannot-bulk", "numbers")
    assert stored() == before


def test_a_refusal_of_rights_is_not_decided_in_bulk(desk):
    with pytest.raises(Refused, match="选择要批量办理的动作"):
        actions.ask_bulk(numbers=accepted(desk, 1), act="refuse", idem="i", by=desk.clerk, at=NOW)


def test_the_ticked_cases_are_handed_over_with_a_reason(desk, client):
    numbers = accepted(desk, 2)
    page = ask(client, numbers, do="change_owner")
    assert "都转给同一个人" in text_of(page)
    assert not any("sort" in column for column in page.context["columns"])  # a click would lose the ticks
    before = stored()
    wrong = ask(client, numbers, do="change_owner", confirmed="1", to=str(desk.chief.pk))
    assert wrong.status_code == 422
    assert "填写变更的理由" in text_of(wrong)
    assert [row["number"] for row in wrong.context["rows"]] == numbers
    assert stored() == before
    actions.withdraw(number=numbers[1], reason="不办了", by=desk.clerk, at=NOW)
    sheet = client.get(ask(client, numbers, do="change_owner", confirmed="1", to=str(desk.chief.pk), reason="轮岗").url)
    assert "已办 1 件，没有办成 1 件" in text_of(sheet)
    assert "已转给赵科" in text_of(sheet)
    assert [case.owner for case in Case.objects.filter(number__in=numbers).order_by("number")] == [
        desk.chief,
        desk.clerk,
    ]
    assert Event.objects.get(verb="change_owner").facts["reason"] == "轮岗"


def test_nobody_is_handed_what_they_do_not_handle(desk, client):
    numbers, other = accepted(desk, 1), desk.market_clerk
    page = ask(client, numbers, do="change_owner", confirmed="1", to=str(other.pk), reason="轮岗")
    assert page.status_code == 422
    assert not BulkRun.objects.exists()
    terms = {"numbers": numbers, "act": "change_owner", "to": other, "reason": "轮岗", "idem": "i"}
    run = actions.ask_bulk(**terms, by=desk.clerk, at=NOW)
    bulk.Worker(run.pk).step(at=NOW)
    assert "现在不办理" in run.rows.get().sentence


@pytest.mark.parametrize(("field", "terms"), [("to", {"reason": "轮岗"}), ("reason", {"reason": " "})])
def test_a_hand_over_says_to_whom_and_why(desk, field, terms):
    if field == "reason":
        terms = {**terms, "to": desk.chief}
    numbers, before = accepted(desk, 1), BulkRun.objects.count()
    with pytest.raises(Refused) as refusal:
        actions.ask_bulk(numbers=numbers, act="change_owner", idem="i", by=desk.clerk, at=NOW, **terms)
    assert (refusal.value.field, BulkRun.objects.count()) == (field, before)


def test_a_run_is_nobody_elses(desk, client):
    page = ask(client, accepted(desk, 1), confirmed="1").url
    client.force_login(desk.chief)
    assert client.get(page).status_code == 404


def test_the_sheet_lists_the_ticked_cases_masked(desk, client):
    numbers = accepted(desk, 2)
    other = desk.register(
        when=NOW, idem="m", item=desk.market_item, window=desk.market_window, by=desk.market_clerk, materials=[1, 2]
    ).application.case.number
    sheet = client.post(reverse("desk-bulk"), {"do": "print", "number": [*numbers, other]})
    assert "办件清单 2 件" in text_of(sheet)
    assert "王*明" in text_of(sheet)


def test_a_run_never_ends_before_it_was_asked_for(desk):
    """Of two requests with one key the earlier may come second, and do the last case."""
    run = actions.ask_bulk(numbers=accepted(desk, 1), act="grant", idem="i", by=desk.clerk, at=NOW)
    while bulk.Worker(run.pk).step(at=NOW - timedelta(milliseconds=1)):
        pass
    run.refresh_from_db()
    assert run.finished_at == NOW


@pytest.mark.django_db(transaction=True)
def test_asked_several_times_at_once_it_is_one_run(committed_world):
    numbers, by = accepted(committed_world, 3), committed_world.clerk
    for n in range(5):
        ask_it = partial(actions.ask_bulk, numbers=numbers, act="grant", idem=f"i{n}", by=by, at=NOW)
        crowd = at_once([ask_it] * 6)
        assert crowd.errors == []
        assert len({run.pk for run in crowd.answers}) == 1
    assert BulkRun.objects.count() == 5
    assert BulkRow.objects.count() == 15


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_do_each_case_once(committed_world):
    numbers = accepted(committed_world, 12)
    run = actions.ask_bulk(numbers=numbers, act="grant", idem="i", by=committed_world.clerk, at=NOW)

    def work() -> int:
        count, worker = 0, bulk.Worker(run.pk)
        while worker.step(at=NOW):
            count += 1
        return count

    crowd = at_once([work] * 4)
    assert crowd.errors == []
    while bulk.Worker(run.pk).step(at=NOW):
        pass
    assert Event.objects.filter(verb="grant").count() == 12
    assert set(run.rows.values_list("outcome", flat=True)) == {"done"}
    assert Case.objects.filter(state="decided_granted").count() == 12


def test_a_case_that_fails_has_an_outcome_the_run_ends(desk):
    numbers = accepted(desk, 3)
    bad = Case.objects.get(number=numbers[0])
    lose_count(bad)
    run = bulk.ask_bulk(act="grant", numbers=numbers, idem=IDEM, by=desk.clerk, at=NOW)
    carry_on_bulk()
    run.refresh_from_db()
    assert run.finished_at is not None
    assert [(row.outcome, row.sentence) for row in BulkRow.objects.order_by("position")] == [
        ("refused", FAILED), ("done", "已准予"), ("done", "已准予"),
    ]  # fmt: skip
    trouble = Trouble.objects.get()
    assert (trouble.doing, trouble.case, trouble.fault) == ("bulk", bad, "IntegrityError")
    assert trouble.over_at is not None, "nobody does it again by itself"
