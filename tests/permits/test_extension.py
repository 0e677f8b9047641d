"""Who gives an extension: a post of the rank that the law names, kept by name (rules D2–D5)."""

from datetime import date

import pytest

from cases.models import Dispatch, Event
from hall.models import Absence, Post
from permits.acts.pausing import EXTEND
from permits.events import EVENTS
from permits.wording import approver_of_extension
from tests.api.conftest import clock
from tests.permits import verbs as actions
from tests.permits.stages import accepted, acts, number_of
from tests.permits.test_documents import printed
from tests.rows import Rows
from tests.snapshot import stored
from tests.world import World, at

__all__ = ["clock"]

WHEN = at("2025-11-06 10:00")
TERMS = {"rank": "本机关负责人", "document": "批〔2025〕1号", "reason": "案情复杂"}
GOVERNMENT = {**TERMS, "rank": "本级人民政府负责人"}


def line(number: str) -> Event:
    return Event.objects.get(case__number=number, verb="extend")


def test_the_heads_name_is_kept_for_three_readers(world: World):
    number = number_of(accepted(world))
    acts(world)["extend"](number)
    facts = line(number).facts
    assert (facts["rank"], facts["approver"]) == ("本机关负责人", "钱局")
    telling = EVENTS["extend"]
    assert "本机关负责人钱局批准（批〔2025〕1号）" in telling.staff(facts)
    assert "本机关负责人钱局批准" in telling.applicant(facts)[1]
    letter = Dispatch.objects.get(case__number=number, kind="extended")
    assert "经本机关负责人钱局批准延长 10 个工作日" in letter.text


def test_an_extension_of_before_has_its_rank_alone():
    facts = {
        **TERMS, "days": 10, "due_before": "2025-12-01T17:00:00+08:00", "due_after": "2025-12-15T17:00:00+08:00",
    }  # fmt: skip
    assert "延长 10 日，本机关负责人批准（批〔2025〕1号）" in EVENTS["extend"].staff(facts)


def client_page(client, who, number: str) -> str:
    client.force_login(who)
    return client.get(f"/desk/cases/{number}/").content.decode()


def test_the_chief_extends_only_in_the_heads_stead(world: World, client, clock):
    number = number_of(accepted(world))
    before = stored()
    with pytest.raises(actions.CannotExtend, match="延长由部门负责人批准"):
        actions.extend(number=number, by=world.chief, at=WHEN, **TERMS)
    assert stored() == before
    Absence.objects.create(
        post=Post.objects.get(user=world.head), deputy=world.chief, valid_from=date(2025, 11, 6),
        valid_to=date(2025, 11, 7), reason="出差",
    )  # fmt: skip
    world.chief.__dict__.pop("_access", None)
    actions.extend(number=number, by=world.chief, at=WHEN, **TERMS)
    facts = line(number).facts
    assert (facts["approver"], facts["acts_for"]) == ("赵科", "钱局")
    words = "赵科（代本机关负责人钱局）批准"
    telling = EVENTS["extend"]
    readers = {
        "history": telling.staff(facts),
        "phone": telling.applicant(facts)[1],
        "SMS": Dispatch.objects.get(case__number=number, kind="extended").text,
        "paper": printed(world, number, "extension").document.content,
        "desk": client_page(client, world.clerk, number),
    }
    for reader, text in readers.items():
        assert words in text, reader
        assert "本机关负责人赵科" not in text, reader


def test_what_a_superior_approved_is_not_the_deputys(world: World):
    facts = {**GOVERNMENT, "approver": "冯区长", "acts_for": "钱局"}
    assert approver_of_extension(facts) == "本级人民政府负责人冯区长"


NAMES = [
    ("the head approves, and names somebody else", TERMS, "冯区长", "批准人就是您（钱局）"),
    ("the government approves, and nobody is named", GOVERNMENT, " ", "写明批准的本级人民政府负责人的姓名"),
]


def test_whose_name_stands_beside_which_rank(world: World):
    number = number_of(accepted(world))
    before = stored()
    with Rows() as rows:
        for sentence, terms, name, words in NAMES:
            with rows.row(sentence):
                with pytest.raises(actions.BadInput, match=words) as refusal:
                    actions.extend(number=number, by=world.head, at=WHEN, approver_name=name, **terms)
                assert refusal.value.field == "approver_name"
                assert stored() == before
    actions.extend(number=number, by=world.head, at=WHEN, approver_name=" 冯区长 ", **GOVERNMENT)
    assert line(number).facts["approver"] == "冯区长"


def test_the_page_offers_nobody_of_too_low_a_rank(world: World, client, clock):
    world.promised.__class__.objects.filter(pk=world.promised.pk).update(extension_approver="本机关主要负责人")
    number = number_of(accepted(world))
    client.force_login(world.head)
    form = client.get(f"/desk/cases/{number}/extend/").context["form"]
    assert [code for code, _words in form.fields["rank"].choices] == ["本机关主要负责人", "本级人民政府负责人"]
    assert EXTEND.may.value == "批准延长法定时限"


def test_dates_of_an_unpublished_year_are_both_marked(world: World):
    """Both rest on a year that is not announced yet: one that reads as certain would be wrong."""
    number = world.accepted(when=at("2026-12-15 10:00")).case.number
    actions.extend(number=number, by=world.head, at=at("2026-12-16 10:00"), **TERMS)
    step = {"number": number, "by": world.clerk, "at": at("2026-12-16 11:00")}
    content = actions.print_document(kind="extension", site="http://hall.test", **step).document.content
    assert content.count("（暂定）") == 2
