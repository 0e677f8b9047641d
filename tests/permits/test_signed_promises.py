"""A promise is printed, signed and then accepted on, under one number (rules A12, decision 134)."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from cases.models import Case
from hall.refusals import Refused
from permits.documents.file import contents, lacking
from permits.models import Application
from tests.permits import verbs as permits
from tests.permits.desk import text_of
from tests.permits.stages import number_of
from tests.snapshot import stored
from tests.world import World, at

KINDS = [("accept_with_gaps", "tolerance_promise", "容"), ("accept_on_commitment", "commitment_promise", "诺")]
BOTH = pytest.mark.parametrize(("act", "kind", "series"), KINDS, ids=[row[0] for row in KINDS])


@pytest.fixture
def hall(world: World) -> World:
    """The third paper may follow later, and the item is done on a promise too."""
    world.promised.materials.filter(position=3).update(tolerable=True)
    world.promised.informed_commitment = True
    world.promised.save(update_fields=["informed_commitment"])
    return world


def registered(hall: World):
    return hall.register(when=at("2026-06-15 10:00"), materials=[1, 2])


def printed(hall: World, number: str, kind: str, when: str, occurrence: int = 1):
    step = {"number": number, "kind": kind, "occurrence": occurrence, "by": hall.clerk, "at": at(when)}
    return permits.print_document(site="http://hall.test", **step).document


def accept(hall: World, number: str, act: str, when: str = "2026-06-15 10:30", **terms) -> Application:
    more = {"pledged_on": date(2026, 6, 18), "voluntary": True} if act == "accept_with_gaps" else {}
    return getattr(permits, act)(number=number, by=hall.clerk, at=at(when), **more, **terms)


def promise_of(application: Application):
    return getattr(application, "tolerance", None) or application.commitment


@BOTH
def test_the_act_takes_the_number_of_what_was_signed(hall, act, kind, series):
    number = number_of(registered(hall))
    before = stored()
    with pytest.raises(Refused, match="还没有打印：先打印，申请人签名以后再受理") as refusal:
        accept(hall, number, act)
    assert (refusal.value.field, stored()) == ("pledge", before)
    paper = printed(hall, number, kind, "2026-06-15 10:10")
    assert paper.number == f"云卫健{series}字〔2026〕1号"
    application = accept(hall, number, act)
    assert promise_of(application).pledge == paper.number
    assert application.case.events.get(verb=act).facts["pledge"] == paper.number
    application = Application.objects.get(pk=application.pk)
    [entry] = [each for each in contents(application) if each.kind == kind]
    assert (entry.number, entry.owed) == (paper.number, True), "one paper, one number"


@BOTH
def test_what_says_other_papers_is_printed_anew(hall, act, kind, series):
    """A paper that has come since is promised by nobody; the promise that was signed first stays in the file."""
    item = hall.promised.materials
    item.filter(position=2).update(tolerable=True)
    number = number_of(hall.register(when=at("2026-06-15 10:00"), materials=[1]))
    first = printed(hall, number, kind, "2026-06-15 10:10")
    permits.receive(number=number, materials=[2], window=None, by=hall.clerk, at=at("2026-06-15 10:20"))
    with pytest.raises(Refused, match="材料有变动，上面写的不对了：重新打印"):
        accept(hall, number, act)
    second = printed(hall, number, kind, "2026-06-15 10:25", occurrence=2)
    assert ("营业执照" in first.content, "营业执照" in second.content) == (True, False)
    assert promise_of(accept(hall, number, act)).pledge == second.number == f"云卫健{series}字〔2026〕2号"


@BOTH
def test_a_number_from_outside_the_hall_is_kept(hall, act, kind, series):
    """A ledger of before, or a program whose promise was signed elsewhere: no second paper with another number is asked for."""
    number = number_of(registered(hall))
    application = accept(hall, number, act, pledge=" 承诺〔2025〕7号 ")
    assert promise_of(application).pledge == "承诺〔2025〕7号"
    assert not [each for each in lacking(Application.objects.get(pk=application.pk)) if "承诺书" in each]
    with pytest.raises(permits.NoSuchPaper):
        printed(hall, number, kind, "2026-06-15 10:40")


@BOTH
def test_the_page_asks_for_the_print_and_for_no_number(hall, client, act, kind, series):
    number = number_of(registered(hall))
    client.force_login(hall.clerk)
    page = f"/desk/cases/{number}/{act}/"
    with time_machine.travel(at("2026-06-15 10:30"), tick=False):
        form = client.get(page)
        assert f"/desk/cases/{number}/documents/{kind}/1/" in form.content.decode() or form.context["print_url"]
        assert "先打印" in text_of(form)
        assert "pledge" not in form.context["form"].fields
        sent = {"pledged_on": "2026-06-18", "voluntary": "on", "version": form.context["case"].version}
        refused = client.post(page, sent)
        assert "还没有打印：先打印，申请人签名以后再受理" in text_of(refused)
        client.post(form.context["print_url"], {"version": form.context["case"].version})
        form = client.get(page)
        assert f"云卫健{series}字〔2026〕1号" in text_of(form)
        client.post(page, {**sent, "version": form.context["case"].version})
    assert Case.objects.get(number=number).state == "accepted"


def test_the_phone_says_what_was_promised(hall):
    case = registered(hall)
    number = number_of(case)
    paper = printed(hall, number, "commitment_promise", "2026-06-15 10:10")
    accept(hall, number, "accept_on_commitment")

    def phone(when: str) -> str:
        with time_machine.travel(at(when), tick=False):
            return text_of(Client().post("/c/", {"code": case.code}, follow=True))

    page = phone("2026-06-15 10:40")
    for words in ("您的书面承诺", "检测报告", paper.number, "准予以后 20 个工作日内，大厅核查您的承诺是否属实"):
        assert words in page, words
    permits.decide(number=number, result="grant", by=hall.clerk, at=at("2026-06-15 11:00"))
    permits.deliver(number=number, method="collected", proof="王小明", by=hall.clerk, at=at("2026-06-15 11:10"))
    page = phone("2026-06-15 11:30")
    assert "结果已送达，您的承诺等大厅核查" in page
    assert "窗口最迟 2026年7月14日 17:00 前核查您的承诺" in page
    assert "没有要等的事" not in page
    permits.verify(number=number, holds=True, finding="现场相符", by=hall.chief, at=at("2026-06-20 10:00"))
    assert "已核查，属实" in phone("2026-06-20 10:10")
