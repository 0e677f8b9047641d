"""The rows of the catalogue sheet: what is accepted, and the sentence for each thing that is not."""

from datetime import date
from decimal import Decimal

import pytest

from hall.catalogue_terms import ItemStatus
from hall.importing import items, sheet
from hall.importing.columns import COLUMNS, OPTIONAL_COLUMNS
from hall.importing.problems import BadFile
from tests.hall.sheets import FEE, GOOD_ROW, catalogue, csv_bytes

WITH_STATUS = [*COLUMNS, *OPTIONAL_COLUMNS]


def checked(*changes, names=COLUMNS):
    return items.check(sheet.read(catalogue(*changes, columns=names), required=COLUMNS))


def problems_of(*changes, names=COLUMNS):
    with pytest.raises(BadFile) as refused:
        checked(*changes, names=names)
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("case", "change", "expected"),
    [
        ("working days", {}, (20, "working_day", "20个工作日", 3, "working_day")),
        (
            "days of a licence are working days",
            {"statutory_days": "30", "statutory_unit": "日（许可事项按工作日计）"},
            (30, "working_day", "30日（许可事项按工作日计）", 3, "working_day"),
        ),
        (
            "natural days",
            {"statutory_days": "60", "statutory_unit": "自然日"},
            (60, "natural_day", "60日（自然日）", 3, "working_day"),
        ),
        ("months", {"statutory_days": "3", "statutory_unit": "月"}, (3, "month", "3个月", 3, "working_day")),
        (
            "no limit in law",
            {"statutory_days": "0", "statutory_unit": "即时", "promised_days": "0.5"},
            (None, "", "即时", 210, "working_minute"),
        ),
        ("promise as long as the law", {"statutory_days": "3"}, (3, "working_day", "3个工作日", 3, "working_day")),
        (
            "half a day is within one day",
            {"statutory_days": "1", "promised_days": "0.5"},
            (1, "working_day", "1个工作日", 210, "working_minute"),
        ),
        (
            "full-width digits",
            {"statutory_days": "２０", "promised_days": "３"},
            (20, "working_day", "20个工作日", 3, "working_day"),
        ),
    ],
)
def test_limits(case, change, expected):
    terms = checked(change)[0].terms
    limits = (
        terms.statutory_quantity,
        terms.statutory_unit,
        terms.statutory_text,
        terms.promise_quantity,
        terms.promise_unit,
    )
    assert limits == expected, case


@pytest.mark.parametrize(
    ("case", "change", "sentence"),
    [
        ("a bell in a name", {"item_name": "社会团体\x07成立登记"}, "删去看不见的字符"),
        ("a mark that turns a name", {"item_name": "社会团体\u202e成立登记"}, "删去看不见的字符"),
        ("a bell in a list", {"materials": "章程;申请\x07书"}, "删去看不见的字符"),
        ("empty name", {"item_name": ""}, "第 2 行，事项名称（item_name）是空的：填写事项名称"),
        ("empty department", {"department": ""}, "第 2 行，部门（department）是空的：填写部门"),
        ("name too long", {"item_name": "长" * 201}, "有 201 个字，最多 200 个字"),
        (
            "unknown type",
            {"item_type": "许可"},
            "第 2 行，类型（item_type）是“许可”：填写其中一个：行政许可、行政确认、公共服务、其他",
        ),
        ("type against code", {"item_type": "其他"}, "事项编码里的 XK 是行政许可，两处要一致"),
        ("code without dashes", {"item_code": "MZ0001"}, "写成“部门字母-XK/QR/GG/QT-四位数字”，例如 MZ-XK-0001"),
        (
            "code of unknown letters",
            {"item_code": "MZ-AB-0001"},
            "写成“部门字母-XK/QR/GG/QT-四位数字”，例如 MZ-XK-0001",
        ),
        ("unknown level", {"authority_level": "县级"}, "填写其中一个：区级、市级代办、省级"),
        ("unknown handling kind", {"handling_kind": "快办件"}, "填写其中一个：即办件、承诺件、联办件、上报件"),
        ("joint without departments", {"handling_kind": "联办件"}, "联办件要写明联办部门"),
        (
            "limit is no number",
            {"statutory_days": "二十"},
            "第 2 行，法定时限（statutory_days）是“二十”：填写 0 到 1000 之间的整数",
        ),
        ("limit below zero", {"statutory_days": "-1"}, "填写 0 到 1000 之间的整数"),
        ("limit huge", {"statutory_days": "1001"}, "填写 0 到 1000 之间的整数"),
        ("no limit with a unit", {"statutory_days": "0"}, "填写大于 0 的整数；没有法定时限的，单位写“即时”"),
        ("immediate with days", {"statutory_unit": "即时"}, "单位是“即时”时填 0"),
        ("unknown unit", {"statutory_unit": "天"}, "填写其中一个：工作日、日（许可事项按工作日计）、自然日、月、即时"),
        ("promise is no number", {"promised_days": "尽快"}, "填写 1 到 365 之间的整数（工作日），半个工作日写 0.5"),
        ("promise of one and a half", {"promised_days": "1.5"}, "填写 1 到 365 之间的整数（工作日），半个工作日写 0.5"),
        ("promise of nothing", {"promised_days": "0"}, "填写 1 到 365 之间的整数（工作日），半个工作日写 0.5"),
        (
            "promise one day over the law",
            {"promised_days": "21"},
            "第 2 行，承诺时限（promised_days）是“21”：承诺 21 个工作日，比法定的20工作日长；承诺时限只能等于或短于法定时限",
        ),
        (
            "promise over natural days",
            {"promised_days": "8", "statutory_days": "7", "statutory_unit": "自然日"},
            "比法定的7自然日长",
        ),
        (
            "promise over a month",
            {"promised_days": "24", "statutory_days": "1", "statutory_unit": "月"},
            "比法定的1月长",
        ),
        (
            "an on-site check that stops the clocks",
            {"special_procedure": "专家评审;现场踏勘"},
            "现场踏勘不在《行政许可法》第四十五条列举范围，计入时限：计入时限的写成“现场踏勘（计入时限）”，或者不写",
        ),
        (
            "a procedure that no law knows",
            {"special_procedure": "专家论证"},
            "“专家论证”不是《行政许可法》第四十五条的特别程序",
        ),
        ("half a bracket", {"special_procedure": "检测（含抽样"}, "括号没有成对"),
        ("three visits", {"visits_max": "3"}, "填写 1 到 2 之间的整数"),
        ("in the hall without window", {"window": ""}, "第 2 行，窗口（window）是空的：进驻大厅的事项要有窗口"),
        ("window without number", {"window": "民政窗口"}, "写成“窗口号 名称”，例如 07 民政窗口"),
        ("in the hall without basis", {"legal_basis": ""}, "进驻大厅的事项要公开设定依据"),
        ("in the hall without materials", {"materials": " ;； "}, "进驻大厅的事项要公开全部材料"),
        ("material twice", {"materials": "章程;申请书;章程"}, "“章程”写了不止一次"),
        ("fee without basis", FEE | {"fee_basis": ""}, "收费要写明依据；不收费的，收费各列都留空"),
        ("fee without name", FEE | {"fee_name": ""}, "写明收费项目；不收费的，收费各列都留空"),
        (
            "fee is no amount",
            FEE | {"fee_standard_yuan": "八十"},
            "填写大于 0 的金额（元，最多两位小数）；标准未定的留空",
        ),
        ("fee of three decimals", FEE | {"fee_standard_yuan": "1.005"}, "填写大于 0 的金额"),
        ("fee of nothing", FEE | {"fee_standard_yuan": "0"}, "填写大于 0 的金额"),
        ("fee below zero", FEE | {"fee_standard_yuan": "-5"}, "填写大于 0 的金额"),
        ("base code of 11 digits", {"national_base_code": "00011705100"}, "国家基本编码是 12 位数字"),
        ("base code with a letter", {"national_base_code": "00011705100Y"}, "国家基本编码是 12 位数字"),
        ("unknown batch", {"entry_batch": "第三批"}, "填写其中一个：首批、第二批、应进未进"),
        ("checked neither yes nor no", {"basis_checked": "是"}, "填写其中一个：yes、no"),
    ],
)
def test_bad_cell(case, change, sentence):
    assert any(sentence in problem for problem in problems_of(change)), case


def test_what_bears_on_safety_is_a_licence():
    names = [*COLUMNS, "touches_safety"]
    assert checked({"touches_safety": "yes"}, names=names)[0].terms.touches_safety
    service = {"item_code": "MZ-GG-0001", "item_type": "公共服务", "touches_safety": "yes"}
    assert any("只有行政许可填 yes" in problem for problem in problems_of(service, names=names))


@pytest.mark.parametrize(
    ("case", "second", "sentence"),
    [
        ("code twice", {}, "第 3 行，事项编码（item_code）是“MZ-XK-0001”：事项编码 MZ-XK-0001 已在第 2 行用过"),
        (
            "letters of two departments",
            {"item_code": "MZ-XK-0002", "department": "区民政局 "[:3]},
            "第 3 行，部门（department）是“区民政”：编码字母 MZ 在第 2 行属于区民政局",
        ),
        ("department of two letters", {"item_code": "MX-XK-0002"}, "区民政局的编码字母在第 2 行是 MZ"),
        ("window of two names", {"item_code": "MZ-XK-0002", "window": "07 婚姻窗口"}, "07 号窗口在第 2 行叫“民政窗口”"),
        ("approval and not", {"item_code": "MZ-XK-0002", "approval_department": "no"}, "区民政局在第 2 行写的是“yes”"),
    ],
)
def test_rows_that_disagree(case, second, sentence):
    assert any(sentence in problem for problem in problems_of({}, second)), case


def test_every_problem_is_told_in_the_order_of_the_file():
    problems = problems_of({"visits_max": "9"}, {"item_name": "", "promised_days": "x"}, {"item_type": "?"})
    assert [problem.partition("，")[0] for problem in problems][:3] == ["第 2 行", "第 3 行", "第 3 行"]
    assert len(problems) == 6  # and lines 3 and 4 use the code of line 2 again


def test_more_than_fifty_problems_are_counted():
    rows = [{"item_code": f"MZ-XK-{n:04}", "visits_max": "9"} for n in range(60)]
    with pytest.raises(BadFile) as refused:
        checked(*rows)
    lines = refused.value.sentence.splitlines()
    assert lines[0] == "文件里有 60 处问题，什么都没有改："
    assert len(lines) == 52
    assert lines[-1] == "以上是前 50 处，还有 10 处"


@pytest.mark.parametrize(
    ("case", "change", "sentence"),
    [
        ("no date", {"status": "已取消", "abolished_by": "国发〔2026〕1号"}, "已取消的事项要写明取消日期"),
        ("no document", {"status": "已取消", "abolished_on": "2026-03-01"}, "已取消的事项要写明取消文件"),
        ("no such day", {"status": "已取消", "abolished_on": "2026-02-30", "abolished_by": "文"}, "填写真实的日期"),
        ("date but active", {"status": "实施中", "abolished_on": "2026-03-01"}, "状态（status）一列也要写明"),
        ("unknown status", {"status": "停用"}, "实施中、已取消、已下放、已改备案"),
    ],
)
def test_bad_status(case, change, sentence):
    assert any(sentence in problem for problem in problems_of(change, names=WITH_STATUS)), case


def test_status_is_read_when_the_column_is_there():
    change = {"status": "已取消", "abolished_on": "2026-03-01", "abolished_by": "国发〔2026〕1号"}
    row = checked(change, names=WITH_STATUS)[0]
    assert (row.status, row.abolished_on, row.abolished_by) == (
        ItemStatus.ABOLISHED,
        date(2026, 3, 1),
        "国发〔2026〕1号",
    )
    assert checked({}, names=WITH_STATUS)[0].status == ItemStatus.ACTIVE
    assert checked({})[0].status is None


def test_lists_are_split_at_either_semicolon():
    terms = checked({"legal_basis": "《电力法》第52条；《电力法》第54条", "materials": "申请书；章程;名单"})[0].terms
    assert [basis.text for basis in terms.legal_bases] == ["《电力法》第52条", "《电力法》第54条"]
    assert terms.materials == ("申请书", "章程", "名单")


def test_bases_of_laws_that_changed_wait_for_review():
    bases = checked({"legal_basis": "《婚姻登记条例》第4条；《民法典》第1049条"})[0].terms.legal_bases
    assert [basis.checked for basis in bases] == [False, True]


def test_a_fee_may_wait_for_its_standard():
    terms = checked(FEE | {"fee_standard_yuan": ""})[0].terms
    assert terms.fees[0].standard_yuan is None
    assert not terms.charges_nothing
    assert terms.disclosure_complete
    assert checked(FEE)[0].terms.fees[0].standard_yuan == Decimal("80.00")


@pytest.mark.parametrize("missing", ["legal_basis", "materials"])
def test_item_outside_the_hall_may_be_incomplete(missing):
    row = checked({"entry_batch": "应进未进", "window": "", missing: ""})[0]
    assert not row.is_in_hall
    assert not row.terms.disclosure_complete
    assert checked({})[0].terms.disclosure_complete


def test_digest_moves_with_what_is_published_and_with_nothing_else():
    before = checked({})[0].terms.digest
    assert checked({"window": "08 司法窗口", "approval_department": "no"})[0].terms.digest == before
    for change in ({"materials": "登记申请书"}, {"promised_days": "2"}, FEE, {"basis_checked": "no"}):
        assert checked(change)[0].terms.digest != before


@pytest.mark.parametrize(
    ("case", "content", "sentence"),
    [
        ("nothing", b"", "文件是空的"),
        ("blank lines", b"\n\n \n", "文件是空的"),
        ("header only", csv_bytes([], COLUMNS), "只有表头，没有一行数据"),
        ("a workbook", b"PK\x03\x04\x14\x00", "这是 Excel 工作簿，在表格软件里另存为“CSV UTF-8”再导入"),
        (
            "another encoding",
            csv_bytes([GOOD_ROW], COLUMNS).decode("utf-8-sig").encode("gbk"),
            "第 2 行：不是 UTF-8 编码",
        ),
        ("a picture", b"abc\ndef\x00ghi", "第 2 行：不是 CSV 文件"),
        ("an open quote", csv_bytes([GOOD_ROW], COLUMNS) + b'"abc', "第 3 行：不是 CSV 文件：引号没有成对"),
        ("another sheet", b"a,b\n1,2\n", "第 1 行：缺少列“department”"),
        (
            "column twice",
            csv_bytes([GOOD_ROW], COLUMNS).replace(b"fee_unit", b"window", 1),
            "列“window”出现了不止一次",
        ),
        ("a cell too many", csv_bytes([GOOD_ROW], COLUMNS).rstrip() + b",x\n", "第 2 行：有 26 格，表头有 25 列"),
        ("a cell too few", csv_bytes([GOOD_ROW], COLUMNS) + b"only this\n", "第 3 行：有 1 格，表头有 25 列"),
    ],
)
def test_bad_file(tmp_path, case, content, sentence):
    path = tmp_path / "items.csv"
    path.write_bytes(content)
    with pytest.raises(BadFile) as refused:
        sheet.read(path, required=COLUMNS)
    assert any(sentence in str(problem) for problem in refused.value.problems), case


def test_file_too_large_or_not_there(tmp_path, monkeypatch):
    with pytest.raises(BadFile, match="没有找到文件"):
        sheet.read(tmp_path / "none.csv", required=())
    with pytest.raises(BadFile, match="不是能读的文件"):
        sheet.read(tmp_path, required=())
    monkeypatch.setattr(sheet, "LARGEST", 10)
    with pytest.raises(BadFile, match="文件不能超过"):
        sheet.read(catalogue({}), required=())


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\n", "\t\u200b", "\u00ad"])
def test_what_nobody_sees_is_no_part_of_a_name(unseen):
    item = checked({"item_name": f"社会团体{unseen.strip(chr(9))}成立登记{unseen}", "item_type": f"行政许可{unseen}"})[
        0
    ]
    assert item.terms.name == "社会团体成立登记"


def test_lines_are_counted_through_cells_of_several_lines():
    problems = problems_of({"item_name": "社会团体\n成立登记"}, {"item_code": "MZ-XK-0002", "visits_max": "9"})
    assert problems == ["第 4 行，最多跑几次（visits_max）是“9”：填写 1 到 2 之间的整数"]
