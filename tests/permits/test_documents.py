"""Printed papers: what stands on them, their numbers, their log; and what a reprint, a rare character or a change does."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError
from pypdf import PdfReader

from cases import history
from cases.models import Event
from hall.refusals import Refused
from papers.copies import Altered, digest_of, sheet_of
from papers.font import blanked, is_printable, missing
from papers.models import Document, DocumentPrint
from papers.pdf import CannotMakePdf, pdf_of
from papers.sheet import Sheet, facts, from_json, text
from permits import deeming
from permits.documents.receipt import shown
from permits.documents.register import PAPERS
from permits.models import Application
from tests.cases.broken_rows import triggers_off
from tests.permits import stages
from tests.permits import verbs as actions
from tests.permits.stages import number_of
from tests.snapshot import stored
from tests.world import ENTERPRISE, PERSON, World, at

SITE = "http://hall.test"
LATER = at("2025-11-20 10:00")
NOTHING_BESIDE = {"mark": "", "by_hand": "", "second_link": "", "second_caption": ""}
RARE = "𤈶"  # U+24236, CJK extension B: a character of people's names that the font lacks


def printed(world: World, number: str, kind: str, **terms) -> DocumentPrint:
    terms = {"site": SITE, "by": world.clerk, "at": LATER, **terms}
    return actions.print_document(number=number, kind=kind, **terms)


def pages(copy: DocumentPrint, **more) -> list[str]:
    """The text of each page of the PDF, without white space."""
    reader = PdfReader(io.BytesIO(pdf_of(shown(copy, **more), at=copy.at)))
    return [re.sub(r"\s", "", page.extract_text()) for page in reader.pages]


def extended(world: World):
    registered = stages.suspended(world)
    number = number_of(registered)
    actions.resume(number=number, by=world.chief, at=at("2025-11-10 10:00"))
    actions.extend(
        number=number, rank="本机关负责人", document="批〔2025〕1号", reason="案情复杂", by=world.head,
        at=at("2025-11-11 10:00"),
    )  # fmt: skip
    return registered


def told_when_asking(world: World):
    registered = stages.enquired(world)
    actions.notify(
        number=number_of(registered), missing={1: "", 2: "要副本", 3: ""}, by=world.clerk, at=at("2025-11-03 09:30")
    )
    return registered


def tolerable(world: World):
    world.promised.materials.filter(position=3).update(tolerable=True)
    return stages.submitted(world, materials=[1, 2])


def tolerated(world: World):
    registered = tolerable(world)
    printed(world, number_of(registered), "tolerance_promise", at=at("2025-11-03 09:30"))
    actions.accept_with_gaps(
        number=number_of(registered), pledged_on=date(2025, 11, 5), voluntary=True, by=world.clerk,
        at=at("2025-11-03 10:00"),
    )  # fmt: skip
    return registered


def may_commit(world: World):
    world.promised.informed_commitment = True
    world.promised.save(update_fields=["informed_commitment"])
    return stages.submitted(world, materials=[1])


def hearing_right_told(world):
    registered = stages.accepted(world)
    actions.tell_hearing(
        number=number_of(registered),
        parties="王小明、东邻李某",
        interest="相邻采光",
        by=world.clerk,
        at=at("2025-11-04 09:00"),
    )
    return registered


def hearing_announced(world):
    registered = hearing_right_told(world)
    actions.ask_hearing(number=number_of(registered), party="东邻李某", by=world.clerk, at=at("2025-11-05 09:00"))
    actions.announce_hearing(
        number=number_of(registered), sits_at=at("2025-11-18 09:00"), place="三楼会议室", chair="钱局", by=world.chief,
        at=at("2025-11-06 09:00"),
    )  # fmt: skip
    return registered


def heard(world):
    registered = hearing_announced(world)
    actions.hold_hearing(number=number_of(registered), by=world.chief, at=at("2025-11-18 11:00"))
    return registered


def paused_after_a_hearing(world):
    registered = heard(world)
    actions.suspend(
        number=number_of(registered), ground="testing", notice_number="特告〔2025〕9号", declared_days=3, by=world.chief,
        at=at("2025-11-19 09:00"),
    )  # fmt: skip
    return registered


NAMED = "王小明"
ON_PAPER = [
    ("receipt", stages.correction_requested, ["收件凭证", "云卫健收字〔2025〕1号", "王*明", "还缺的材料营业执照；检测报告"]),
    ("notice", stages.correction_requested, ["补正告知书（一次性告知）", NAMED, "第三十二条第一款第四项", "营业执照", "补正期限：2025年10月22日17:00前", "不再要求补正", "盖行政审批专用章", "2025年9月22日"]),
    ("notice", told_when_asking, ["一次性告知书", "您到窗口咨询", "要副本"]),
    ("tolerance_promise", tolerable, ["容缺受理承诺书", "云卫健容字〔2025〕1号", NAMED, "暂缺的材料检测报告", "自愿", "不交付证照", "承诺人（签名或者盖章）", "年＿"]),
    ("acceptance", stages.accepted, ["受理通知书", NAMED, "第三十二条第一款第五项", "2025年11月6日17:00前", "2025年12月1日17:00前"]),
    ("non_acceptance", stages.not_accepted, ["不予受理决定书", NAMED, "不属于本机关职权", stages.REMEDIES]),
    ("non_acceptance", stages.not_required, ["不受理告知书", "依法不需要取得行政许可", "第三十二条第一款第一项"]),
    ("non_acceptance", stages.not_corrected, ["不予受理决定书", "没有按补正告知书补齐材料", "救济途径"]),
    ("commitment_promise", may_commit, ["告知承诺书", "云卫健诺字〔2025〕1号", NAMED, "承诺代替的材料营业执照；检测报告", "20个工作日内，本机关核查", "不实承诺的法律责任", "真实意思表示", "承诺人（签名或者盖章）"]),
    ("acceptance", tolerated, ["受理通知书", "容缺受理", "还缺：检测报告", "书面承诺（云卫健容字〔2025〕1号）"]),
    ("special_procedure", stages.suspended, ["特别程序告知书", "特告〔2025〕1号", "专家评审", "10个工作日", "第四十五条"]),
    ("special_procedure", paused_after_a_hearing, ["特告〔2025〕9号", "检测", "3个工作日", "2025年11月19日"]),
    ("hearing_right", hearing_right_told, ["听证权利告知书", "王小明、东邻李某：", "相邻采光", "第四十七条", "2025年11月11日17:00前", "不承担"]),
    ("hearing_notice", hearing_announced, ["听证通知书", "东邻李某要求听证", "2025年11月18日09:00", "三楼会议室", "主持人钱局", "申请回避", "从2025年11月6日起到听证举行之日（2025年11月18日）止"]),
    ("hearing_record", heard, ["听证笔录", "云卫健听录字〔2025〕1号", "记录人赵科", "确认无误"]),
    ("withdrawal", stages.withdrawn, ["撤回申请确认书", NAMED, "从2025年11月5日起停止办理", "不办了", "张敏"]),
    ("termination", stages.terminated, ["终止办理通知书", NAMED, "依法终止", "申请人已注销", stages.REMEDIES]),
    ("voiding", stages.void, ["作废审批单", "重复登记", "同一件登记了两次", "作废日期2025年11月3日", "登记人张敏", "批准人赵科"]),
    ("extension", extended, ["延长审批告知书", "第四十二条", "本机关负责人钱局批准", "案情复杂", "2025年12月19日17:00前"]),
    ("grant", stages.granted, ["准予行政许可决定书", "云卫健准字〔2025〕1号", NAMED, PERSON.number, "2025年11月19日17:00前送达"]),
    ("revocation", stages.revoked, ["撤销行政许可决定书", NAMED, PERSON.number, "第六十九条第二款", "检测报告是伪造的", stages.REMEDIES]),
    ("refusal", stages.refused, ["不予行政许可决定书", "云卫健不准字〔2025〕1号", NAMED, PERSON.number, "不符合法定条件", stages.REMEDIES]),
    ("delivery_receipt", stages.refused, ["送达回证", "不予行政许可决定书（云卫健不准字〔2025〕1号）", "□窗口领取", "签名或者盖章"]),
    ("delivery_receipt", stages.delivered, ["送达回证", "送达方式窗口领取", "签收人王小明", "2025年11月5日11:00"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "stage", "words"), ON_PAPER, ids=[f"{row[0]} {row[1].__name__}" for row in ON_PAPER])
def test_what_stands_on_each_paper(world, kind, stage, words):
    # a promise is printed before anything is accepted, the other papers whenever
    terms = {"at": at("2025-11-03 09:10")} if stage in (tolerable, may_commit) else {}
    copy = printed(world, number_of(stage(world)), kind, **terms)
    sheets = pages(copy)
    assert len(sheets) == 1
    for word in [*words, copy.document.number]:
        assert word in sheets[0], sheets[0]
    assert PERSON.phone not in sheets[0]
    if kind not in {"grant", "refusal", "revocation"}:
        assert PERSON.number not in sheets[0]  # unmasked only where the paper needs it
    assert copy.copy == 1


def test_a_paper_has_the_number_that_its_act_gave_it(world):
    numbers = {}
    for kind, stage in (("hearing_notice", hearing_announced), ("termination", stages.terminated)):
        with transaction.atomic():
            numbers[kind] = printed(world, number_of(stage(world)), kind).document.number
            transaction.set_rollback(True)
    assert numbers == {"hearing_notice": "云卫健听通字〔2025〕1号", "termination": "云卫健终字〔2025〕1号"}


def test_a_hearing_has_no_second_notice_of_its_pause(world):
    registered = hearing_announced(world)
    assert [pause.ground for pause in registered.application.case.pauses.all()] == ["hearing"]
    with pytest.raises(Refused) as refusal:
        printed(world, number_of(registered), "special_procedure")
    assert refusal.value.code == "no-such-paper"


def test_an_organ_signs_with_its_full_name_and_no_code(world):
    copy = printed(world, number_of(stages.granted(world)), "grant")
    assert copy.document.number == "云卫健准字〔2025〕1号"
    assert sheet_of(copy.document).issuer == "云澜区卫生健康局"
    assert pages(copy)[0].count("云澜区卫生健康局") >= 2  # above the title, and where it signs


def test_the_words_of_a_paper_are_16_points_high(world):
    heights = set()
    copy = printed(world, number_of(stages.accepted(world)), "acceptance")
    page = PdfReader(io.BytesIO(pdf_of(shown(copy), at=LATER))).pages[0]
    page.extract_text(visitor_text=lambda words, _cm, _tm, _font, size: heights.add((words[:2], round(size))))
    assert 16 in {height for _words, height in heights}, heights


def test_every_kind_is_tried():
    assert {row[0] for row in ON_PAPER} == {kind.value for kind in PAPERS}


def test_a_provisional_due_date_is_marked_on_paper(world):
    number = world.accepted(when=at("2026-12-30 10:00")).case.number
    assert "（暂定）" in pages(printed(world, number, "acceptance", at=at("2026-12-30 11:00")))[0]


def test_a_notices_qr_leads_to_its_item(world):
    copy = printed(world, number_of(stages.correction_requested(world)), "notice")
    assert sheet_of(copy.document).link == "http://hall.test/items/WJ-XK-0001/"


def test_the_receipt_code_is_printed_and_never_stored(world):
    registered = stages.submitted(world)
    copy = printed(world, number_of(registered), "receipt")
    assert registered.code in pages(copy, code=registered.code)[0]
    assert registered.code not in copy.document.content
    assert "遗失的到窗口换发" in pages(copy)[0]
    captions = [shown(copy, code=code)["caption"] for code in (registered.code, "")]
    assert captions == ["扫码查进度", "扫码打开查进度的页面"], "a picture without the code opens no case"


def test_the_slip_bears_the_picture_that_rates(world):
    """Printed, so that it works without the clerk (field.md b-4); no other paper has it, and nothing of it is stored."""
    number = number_of(stages.accepted(world))
    beside = ("http://hall.test/r/v1-0/", "办完以后扫码评价")
    slip, other = (printed(world, number, kind) for kind in ("receipt", "acceptance"))
    assert "办完以后扫码评价" in pages(slip, beside=beside)[0]
    assert shown(slip, beside=beside)["second_link"] == beside[0]
    assert "办完以后扫码评价" not in pages(other, beside=beside)[0]
    assert "/r/v1" not in slip.document.content


def test_a_slip_is_dated_by_its_print(world):
    assert (
        sheet_of(printed(world, number_of(stages.submitted(world)), "receipt").document).dated == "2025年11月20日 10:00"
    )


@pytest.mark.parametrize(
    ("kind", "stage", "row"),
    [
        ("notice", stages.correction_requested, ("告知日期", "2025年9月22日")),
        ("acceptance", stages.accepted, ("受理日期", "2025年11月3日")),
        ("non_acceptance", stages.not_accepted, ("决定日期", "2025年11月3日")),
        ("extension", extended, ("批准日期", "2025年11月11日")),
    ],
)
def test_what_its_print_numbers_is_dated_by_it(world, kind, stage, row):
    sheet = sheet_of(printed(world, number_of(stage(world)), kind, at=at("2026-01-19 10:00")).document)
    assert sheet.dated == "2026年1月19日"
    assert "〔2026〕" in sheet.number
    assert row in [fact for block in sheet.blocks for fact in block.rows]


def test_a_decision_is_dated_as_it_is_numbered(world):
    number = number_of(stages.granted(world))
    sheet = sheet_of(printed(world, number, "grant", at=at("2026-01-19 10:00")).document)
    assert ("〔2025〕" in sheet.number, sheet.dated) == (True, "2025年11月5日")


def test_a_deemed_acceptance_is_not_dated_before_the_silence(world):
    registered = stages.submitted(world)
    deeming.deem_overdue(at=at("2025-11-28 09:00"))
    sheet = sheet_of(printed(world, number_of(registered), "acceptance", at=at("2025-11-28 10:00")).document)
    assert sheet.dated == "2025年11月28日"
    assert "本机关没有在法定期限内告知是否受理" in str(sheet)


def test_a_notice_with_many_papers_still_has_one_page(world):
    sheet = Sheet(
        "告知书", "区卫生健康局", "云卫健告字〔2025〕1号", (text(*["一行要说明的内容" * 5] * 20),), seal="盖章"
    )
    size = {**NOTHING_BESIDE, **sheet.__dict__, "blocks": [vars(block) for block in sheet.blocks]}
    reader = PdfReader(io.BytesIO(pdf_of(size, at=LATER)))
    assert len(reader.pages) == 1


@pytest.mark.parametrize("limit", ["（半个工作日）", "（3 个工作日）"])
def test_a_row_head_is_not_torn_in_its_bracket(world, limit):
    sheet = Sheet("受理通知书", "区卫生健康局", "", (facts((f"承诺时限{limit}", "2025年11月3日 17:00 前")),))
    layout = {**NOTHING_BESIDE, **sheet.__dict__, "blocks": [vars(block) for block in sheet.blocks]}
    page = PdfReader(io.BytesIO(pdf_of(layout, at=LATER))).pages[0].extract_text()
    assert limit in [line.strip() for line in page.splitlines()], page


# Numbers and the log


def test_numbers_have_no_gap_and_a_refused_print_takes_none(world):
    first, second = (number_of(world.register(when=at("2025-11-03 09:00"), idem=key)) for key in ("one", "two"))
    assert printed(world, first, "receipt").document.number == "云卫健收字〔2025〕1号"
    with pytest.raises(Refused):
        printed(world, second, "acceptance", at=at("2025-11-03 09:10"))
    with transaction.atomic():
        printed(world, second, "receipt")
        transaction.set_rollback(True)
    assert printed(world, second, "receipt").document.number == "云卫健收字〔2025〕2号"


def test_each_result_of_a_decision_has_its_own_series(world):
    """The print bears the number that the decision was given."""
    numbers = []
    for key, result in (("a", "grant"), ("b", "refuse"), ("c", "grant")):
        number = world.accepted(when=at("2025-11-03 09:00"), idem=key).case.number
        grounds = {"reason": "不符合条件", "remedies": stages.REMEDIES} if result == "refuse" else {}
        decision = actions.decide(number=number, result=result, by=world.clerk, at=at("2025-11-04 09:00"), **grounds)
        numbers.append(decision.number)
    assert numbers == ["云卫健准字〔2025〕1号", "云卫健不准字〔2025〕1号", "云卫健准字〔2025〕2号"]
    assert printed(world, number, "grant").document.number == "云卫健准字〔2025〕2号"
    assert Event.objects.get(case__number=number, verb="grant").facts["number"] == "云卫健准字〔2025〕2号"


def test_the_series_begins_anew_each_year(world):
    old = world.register(when=at("2025-12-31 09:00"), idem="old")
    new = world.register(when=at("2026-01-05 09:00"), idem="new")
    assert (
        printed(world, number_of(old), "receipt", at=at("2025-12-31 09:05")).document.number == "云卫健收字〔2025〕1号"
    )
    assert (
        printed(world, number_of(new), "receipt", at=at("2026-01-05 09:05")).document.number == "云卫健收字〔2026〕1号"
    )


def test_a_reprint_repeats_the_first_print_whatever_changed_since(world):
    """It bears its count and its reason."""
    registered = stages.accepted(world)
    number = number_of(registered)
    first = printed(world, number, "acceptance")
    before = pages(first)[0]
    with triggers_off():
        application = Application.objects.filter(case__number=number)
        application.update(applicant_name="李小红", accepted_at=at("2025-11-04 10:00"))
    with pytest.raises(Refused) as refusal:
        printed(world, number, "acceptance", reason=" ")
    assert (refusal.value.code, refusal.value.field) == ("bad-input", "reason")
    again = printed(world, number, "acceptance", reason="申请人遗失", at=at("2025-11-21 10:00"))
    assert (again.copy, again.document_id) == (2, first.document_id)
    assert pages(again)[0] == f"补打第1次（2025年11月21日）：申请人遗失{before}"
    assert pages(first)[0] == before  # looking at it again is no reprint
    assert DocumentPrint.objects.count() == 2


def test_prints_stand_in_the_history_and_cannot_be_rewritten(world):
    number = number_of(stages.accepted(world))
    copy = printed(world, number, "acceptance")
    line = Event.objects.get(case__number=number, verb="print")
    assert (line.actor, line.at, line.facts["number"], line.facts["copy"]) == (
        world.clerk,
        LATER,
        "云卫健受字〔2025〕1号",
        1,
    )
    assert line.facts["digest"] == copy.document.digest
    assert PERSON.name not in str(line.facts)
    assert list(history.verify()) == []
    for table in ("permits_documentprint", "permits_document"):
        for change in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):
            with pytest.raises(InternalError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)


def test_stored_papers_are_sealed_and_altered_ones_not_printed(world):
    copy = printed(world, number_of(stages.granted(world)), "grant")
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM permits_document")
        sealed = cursor.fetchone()[0]
    assert PERSON.name not in sealed
    assert PERSON.number not in sealed
    copy.document.content = copy.document.content.replace("准予", "不准")
    with pytest.raises(Altered):
        shown(copy)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_original(committed_world):
    world = committed_world
    number = number_of(stages.accepted(world))

    def one(_n: int) -> str:
        try:
            return printed(world, number, "acceptance").document.number
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(one, range(16)))
    assert sorted(outcomes) == ["bad-input"] * 15 + ["云卫健受字〔2025〕1号"]
    assert (Document.objects.count(), DocumentPrint.objects.count()) == (1, 1)


# What cannot be printed


def test_a_paper_that_the_case_lacks_is_not_printed(world):
    number = number_of(stages.submitted(world))
    before = stored()
    for kind, occurrence in (("acceptance", 1), ("notice", 1), ("receipt", 2), ("tolerance_promise", 1), ("x", 1)):
        with pytest.raises(Refused) as refusal:
            printed(world, number, kind, occurrence=occurrence, at=at("2025-11-03 09:10"))
        assert refusal.value.code == "no-such-paper"
    assert stored() == before


def test_a_rare_character_is_named_before_anything_is_printed(world):
    applicant = replace(ENTERPRISE, name=f"云澜{RARE}食品有限公司")
    number = number_of(world.register(when=at("2025-11-03 09:00"), applicant=applicant))
    actions.accept(number=number, by=world.clerk, at=at("2025-11-03 10:00"))
    actions.decide(number=number, result="grant", by=world.clerk, at=at("2025-11-04 10:00"))
    before = stored()
    with pytest.raises(actions.CharactersMissing) as refusal:
        printed(world, number, "grant")
    assert refusal.value.field == "handwritten"
    assert f"“{RARE}”（U+24236，在“抬头”“申请人”）" in refusal.value.sentence
    assert stored() == before
    copy = printed(world, number, "grant", handwritten=True)
    words = pages(copy)[0]
    assert "云澜＿食品有限公司" in words
    assert "横线处的字（U+24236）由窗口手写补入" in words
    assert RARE in copy.document.content  # the paper is frozen with the name as it is


@pytest.mark.parametrize(
    ("name", "lacks"),
    [
        ("王小明", ""),
        ("喆堃", ""),
        ("䶮", ""),  # extension A
        ("𬀩", ""),  # extension E, in the font
        (RARE, RARE),  # extension B
        ("𪚥", "𪚥"),  # extension B, 64 strokes
        ("王\ue000", "\ue000"),  # a private character of some police systems
        ("A·B－王", ""),
        ("😀", "😀"),
    ],
)
def test_which_characters_the_font_lacks(name, lacks):
    sheet = Sheet("标题", "机关", "1号", (text(name),))
    assert "".join(each.character for each in missing(sheet)) == lacks
    assert blanked(name).count("＿") == len(lacks)


@pytest.mark.parametrize("unseen", ["\x7f", "\x1b", "\u200b", "\u202e"])
def test_a_name_of_before_is_printed_as_it_is_seen(world, unseen):
    number = number_of(stages.accepted(world))
    with triggers_off():
        Application.objects.update(applicant_name=f"王{unseen}小明")
    actions.decide(number=number, result="grant", by=world.clerk, at=at("2025-11-04 10:00"))
    copy = printed(world, number, "grant")
    assert "王小明：" in pages(copy)[0]
    assert unseen not in copy.document.content


def test_a_paper_that_was_frozen_with_an_unseen_character(world):
    frozen = printed(world, number_of(stages.accepted(world)), "acceptance").document
    frozen.content = frozen.content.replace("王小明", "王\\u007f小明")
    frozen.digest = digest_of(frozen.content)
    assert sheet_of(frozen).addressee == "王小明："
    assert missing(sheet_of(frozen)) == []


@pytest.mark.parametrize("character", ["\x7f", "\x1b", "\u200b", "\u2028"])
def test_what_nobody_sees_is_not_printable(character):
    assert not is_printable(character)
    assert all(map(is_printable, " \n\t\u3000"))


def test_a_failure_of_the_pdf_loses_no_print(world, monkeypatch):
    copy = printed(world, number_of(stages.accepted(world)), "acceptance")

    def broken(*_args, **_kwargs):
        raise RuntimeError("no font")

    monkeypatch.setattr("typst.compile", broken)
    with pytest.raises(CannotMakePdf):
        pages(copy)
    assert DocumentPrint.objects.get() == copy


def test_the_same_print_gives_the_same_bytes(world):
    copy = printed(world, number_of(stages.accepted(world)), "acceptance")
    assert pdf_of(shown(copy), at=copy.at) == pdf_of(shown(copy), at=copy.at)


def test_markup_in_a_name_stays_text(world):
    name = "#panic() *云澜* $x$ <b> \\ 公司"
    number = number_of(world.register(when=at("2025-11-03 09:00"), applicant=replace(ENTERPRISE, name=name)))
    actions.accept(number=number, by=world.clerk, at=at("2025-11-03 10:00"))
    assert re.sub(r"\s", "", name) in pages(printed(world, number, "acceptance"))[0]


def test_a_sheet_survives_its_storage(world):
    sheet = sheet_of(printed(world, number_of(stages.correction_requested(world)), "notice").document)
    assert from_json(sheet.as_json()) == sheet


# Archiving


def test_a_file_is_archived_when_it_is_complete(world):
    number = number_of(stages.delivered(world))
    closed = Application.objects.get(case__number=number).case.closed_at
    before = stored()
    with pytest.raises(Refused) as refusal:
        actions.archive(number=number, by=world.clerk, at=LATER)
    assert refusal.value.sentence == "案卷还缺：受理通知书、送达回证。补齐以后再归档"
    assert stored() == before
    for kind in ("acceptance", "delivery_receipt"):
        printed(world, number, kind)
    application = actions.archive(number=number, by=world.clerk, at=LATER)
    assert (application.case.state, application.case.closed_at) == ("archived", closed)
    line = Event.objects.get(case__number=number, verb="archive")
    assert line.facts["papers"][0] == "受理通知书 云卫健受字〔2025〕1号"
    assert (
        printed(world, number, "grant", reason="查档", at=LATER).copy == 2
    )  # a paper of an archived file may be printed again


def test_an_acceptance_printed_in_a_pause_says_its_length(world):
    """It has no date then, and names a length all the same: the notice that art. 32 wants promises something."""
    number = number_of(stages.suspended(world))
    content = printed(world, number, "acceptance", at=at("2025-11-06 10:00")).document.content
    for words in ("受理后 3 个工作日；特别程序期间不计时", "受理后 20 个工作日；特别程序期间不计时"):
        assert words in content


def test_a_printed_decision_is_not_taken_back(world):
    number = number_of(stages.granted(world))
    printed(world, number, "grant", at=at("2025-11-05 10:10"))
    with pytest.raises(Refused, match="决定书或送达回证已经打印"):
        actions.undo(number=number, reason="点错了", by=world.clerk, at=at("2025-11-05 10:20"))
