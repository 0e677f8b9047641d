"""The rows of the catalogue sheet, checked. Pure: a sheet in, what will be written out."""

import re
from datetime import date
from decimal import Decimal

from hall import special_procedures
from hall.articles import names_an_article
from hall.catalogue_terms import AuthorityLevel, HandlingKind, ItemStatus, ItemType, LimitUnit
from hall.importing import terms
from hall.importing.agreement import disagreements
from hall.importing.cells import Cells
from hall.importing.columns import LABELS
from hall.importing.problems import BadFile, Problem
from hall.importing.published import FIRST_BATCH, Basis, FeeTerms, ItemRow, Terms, WindowName
from hall.importing.sheet import Sheet
from hall.worktime import HALF_DAY_MINUTES

BATCHES = {word: word for word in (FIRST_BATCH, "第二批", "应进未进")}
LIMIT_CHECKS = {word: word for word in ("yes", "default", "not_stated", "no")}
YES_NO = {"yes": True, "no": False}
YES_NO_EMPTY = YES_NO | {"": False}
TYPE_OF_LETTERS = {
    "XK": ItemType.LICENCE,
    "QR": ItemType.CONFIRMATION,
    "GG": ItemType.PUBLIC_SERVICE,
    "QT": ItemType.OTHER,
}
LONGEST_LIMIT = 1000  # units of a statutory limit
LONGEST_PROMISE = 365  # working days
SEPARATORS = ";； "  # of a list in a cell
MOST_VISITS = 2  # the two-visit rule


def check(sheet: Sheet) -> list[ItemRow]:
    """
    Return the items of a catalogue sheet.

    :raises BadFile: with every problem of every row.
    """
    problems: list[Problem] = []
    has_status = "status" in sheet.columns
    rows = [_item(Cells(row, LABELS, problems), has_status=has_status) for row in sheet.rows]
    problems += disagreements(rows)
    if problems:
        raise BadFile(sorted(problems, key=lambda problem: problem.line or 0))
    return rows


def _item(cells: Cells, *, has_status: bool) -> ItemRow:
    """Read a row. The values are only good when no problem was noted meanwhile."""
    code = cells.text("item_code", longest=20)
    batch = cells.word("entry_batch", BATCHES)
    status = cells.word("status", {"": ItemStatus.ACTIVE} | {s.label: s for s in ItemStatus}) if has_status else None
    abolished_on, abolished_by = _abolition(cells, status)
    return ItemRow(
        line=cells.line,
        code=code,
        department_code=code.partition("-")[0],
        department=cells.text("department", longest=80),
        is_approval_department=bool(cells.word("approval_department", YES_NO)),
        is_service_company=cells.word("service_company", YES_NO | {"": None}),
        window=_window(cells, in_hall=batch == FIRST_BATCH),
        entry_batch=batch or "",
        status=status,
        abolished_on=abolished_on,
        abolished_by=abolished_by,
        terms=_terms(cells, code=code, in_hall=batch == FIRST_BATCH),
    )


def _terms(cells: Cells, *, code: str, in_hall: bool) -> Terms:
    item_type = _item_type(cells, code)
    handling_kind = cells.word("handling_kind", {kind.label: kind for kind in HandlingKind})
    quantity, unit, written = _statutory(cells)
    promise_quantity, promise_unit = _promise(cells, quantity, unit)
    bases = cells.parts("legal_basis", longest=300)
    materials = _materials(cells, in_hall=in_hall)
    extension = terms.extension(
        item_type=item_type or "", handling_kind=handling_kind or "", quantity=quantity, unit=unit, bases=bases
    )
    return Terms(
        name=cells.text("item_name", longest=200),
        item_type=item_type or "",
        authority_level=cells.word("authority_level", {level.label: level for level in AuthorityLevel}) or "",
        handling_kind=handling_kind or "",
        statutory_quantity=quantity,
        statutory_unit=unit,
        statutory_text=written,
        promise_quantity=promise_quantity,
        promise_unit=promise_unit,
        extension_days=extension.days,
        extension_approver=extension.approver,
        special_procedure=_special_procedure(cells),
        procedure=terms.procedure(handling_kind) if handling_kind else "",
        joint_departments=_joint_departments(cells, handling_kind),
        visits_max=cells.whole("visits_max", lowest=1, highest=MOST_VISITS) or 0,
        national_base_code=_base_code(cells),
        limit_checked=cells.word("limit_checked", LIMIT_CHECKS) or "",
        legal_bases=_bases(cells, bases, in_hall=in_hall),
        materials=materials,
        fees=_fees(cells),
        tolerable=_tolerable(cells, materials),
        informed_commitment=bool(cells.word("informed_commitment", YES_NO_EMPTY)),
        two_officers=bool(cells.word("two_officers", YES_NO_EMPTY)),
        has_amount=bool(cells.word("has_amount", YES_NO_EMPTY)),
        presence_basis=_presence(cells),
        touches_safety=_touches_safety(cells, item_type),
    )


def _special_procedure(cells: Cells) -> str:
    """Only what a law lets stop the clocks can pause a case (rules D7, D8); the rest is to be said of each entry."""
    words = cells.text("special_procedure", longest=120, required=False)
    for sentence in special_procedures.problems(words):
        cells.wrong("special_procedure", sentence)
    return words


def _touches_safety(cells: Cells, item_type: ItemType | None) -> bool:
    """What art. 78 and 79 of the licensing law bar from bears on licences only."""
    touches = bool(cells.word("touches_safety", YES_NO_EMPTY))
    if touches and item_type not in (ItemType.LICENCE, None):
        cells.wrong("touches_safety", "只有行政许可填 yes：《行政许可法》第七十八条、第七十九条不管别的事项")
    return touches


def _presence(cells: Cells) -> str:
    basis = cells.text("presence_basis", longest=120, required=False)
    if basis and not names_an_article(basis):
        cells.wrong("presence_basis", "写明哪一部法律的哪一条，例如《婚姻登记条例》第七条")
    return basis


def _item_type(cells: Cells, code: str) -> ItemType | None:
    item_type = cells.word("item_type", {kind.label: kind for kind in ItemType})
    match = re.fullmatch(r"[A-Z]{2,8}-([A-Z]{2})-\d{4}", code)
    if code and (match is None or match[1] not in TYPE_OF_LETTERS):
        cells.wrong("item_code", "写成“部门字母-XK/QR/GG/QT-四位数字”，例如 MZ-XK-0001")
    elif match and item_type and TYPE_OF_LETTERS[match[1]] is not item_type:
        cells.wrong("item_type", f"事项编码里的 {match[1]} 是{TYPE_OF_LETTERS[match[1]].label}，两处要一致")
    return item_type


def _statutory(cells: Cells) -> tuple[int | None, str, str]:
    """Return quantity (None: no limit), unit and the limit as written out."""
    days = cells.whole("statutory_days", lowest=0, highest=LONGEST_LIMIT)
    word = cells.word("statutory_unit", terms.STATUTORY_UNITS)
    if days is None or word is None:
        return None, "", ""
    if word.unit is None:
        if days:
            cells.wrong("statutory_days", "单位是“即时”时填 0")
        return None, "", word.written
    if not days:
        cells.wrong("statutory_days", "填写大于 0 的整数；没有法定时限的，单位写“即时”")
        return None, "", ""
    return days, word.unit, word.written.format(days)


def _promise(cells: Cells, quantity: int | None, unit: str) -> tuple[int, str]:
    written = cells.number("promised_days")
    if written == "0.5":
        return HALF_DAY_MINUTES, LimitUnit.WORKING_MINUTE  # shorter than any statutory limit there is
    if not re.fullmatch(r"[0-9]{1,3}", written) or not 1 <= int(written) <= LONGEST_PROMISE:
        cells.wrong("promised_days", f"填写 1 到 {LONGEST_PROMISE} 之间的整数（工作日），半个工作日写 0.5")
        return 0, ""
    days = int(written)
    if terms.promise_is_longer(working_days=days, quantity=quantity, unit=unit):
        cells.wrong(
            "promised_days",
            f"承诺 {days} 个工作日，比法定的{cells['statutory_days']}{cells['statutory_unit']}长；承诺时限只能等于或短于法定时限",
        )
    return days, LimitUnit.WORKING_DAY


def _bases(cells: Cells, texts: tuple[str, ...], *, in_hall: bool) -> tuple[Basis, ...]:
    checked = bool(cells.word("basis_checked", YES_NO))
    if in_hall and not cells["legal_basis"].strip(SEPARATORS):
        cells.wrong("legal_basis", "进驻大厅的事项要公开设定依据")
    return tuple(Basis(text, checked and terms.basis_is_current(text)) for text in texts)


def _materials(cells: Cells, *, in_hall: bool) -> tuple[str, ...]:
    if in_hall and not cells["materials"].strip(SEPARATORS):
        cells.wrong("materials", "进驻大厅的事项要公开全部材料")
    return cells.parts("materials", longest=200)


def _tolerable(cells: Cells, materials: tuple[str, ...]) -> tuple[str, ...]:
    """The papers of the list that may follow later; one of them at least must be a main one."""
    listed = cells.parts("tolerable_materials", longest=200)
    strange = [name for name in listed if name not in materials]
    if strange:
        cells.wrong("tolerable_materials", f"材料一栏里没有“{strange[0]}”")
    elif listed and set(listed) == set(materials):
        cells.wrong("tolerable_materials", "不能全部材料都可容缺，主要材料要收齐")
    return tuple(name for name in materials if name in listed)


def _joint_departments(cells: Cells, handling_kind: HandlingKind | None) -> tuple[str, ...]:
    if handling_kind is HandlingKind.JOINT and not cells["joint_departments"]:
        cells.wrong("joint_departments", "联办件要写明联办部门")
    return cells.parts("joint_departments", longest=80)


def _window(cells: Cells, *, in_hall: bool) -> WindowName | None:
    if not cells["window"]:
        if in_hall:
            cells.wrong("window", "进驻大厅的事项要有窗口")
        return None
    match = re.fullmatch(r"([0-9]{2,4})\s+(\S.{0,79})", cells["window"])
    if match is None:
        cells.wrong("window", "写成“窗口号 名称”，例如 07 民政窗口")
        return None
    return WindowName(match[1], match[2])


def _fees(cells: Cells) -> tuple[FeeTerms, ...]:
    name = cells.text("fee_name", longest=120, required=False)
    basis = cells.text("fee_basis", longest=200, required=False)
    unit = cells.text("fee_unit", longest=60, required=False)
    standard = _yuan(cells)
    checked = bool(cells.word("fee_checked", YES_NO_EMPTY))
    if not any((cells["fee_name"], cells["fee_basis"], cells["fee_unit"], cells["fee_standard_yuan"])):
        return ()
    if not cells["fee_basis"]:
        cells.wrong("fee_basis", "收费要写明依据；不收费的，收费各列都留空")
    if not cells["fee_name"]:
        cells.wrong("fee_name", "写明收费项目；不收费的，收费各列都留空")
    return (FeeTerms(name, standard, unit, basis, checked),)


def _yuan(cells: Cells) -> Decimal | None:
    if not cells["fee_standard_yuan"]:
        return None
    written = cells.number("fee_standard_yuan")
    if re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,2})?", written) and Decimal(written) > 0:
        return Decimal(written).quantize(Decimal("0.01"))
    cells.wrong("fee_standard_yuan", "填写大于 0 的金额（元，最多两位小数）；标准未定的留空")
    return None


def _base_code(cells: Cells) -> str:
    code = cells.number("national_base_code")
    if code and not re.fullmatch(r"[0-9]{12}", code):
        cells.wrong("national_base_code", "国家基本编码是 12 位数字")
    return code


def _abolition(cells: Cells, status: ItemStatus | None) -> tuple[date | None, str]:
    abolished_on = cells.day("abolished_on") if cells["abolished_on"] else None
    abolished_by = cells.text("abolished_by", longest=120, required=False)
    if status is ItemStatus.ABOLISHED:
        if not cells["abolished_on"]:
            cells.wrong("abolished_on", "已取消的事项要写明取消日期")
        if not cells["abolished_by"]:
            cells.wrong("abolished_by", "已取消的事项要写明取消文件")
    elif status in {None, ItemStatus.ACTIVE} and (cells["abolished_on"] or cells["abolished_by"]):
        cells.wrong("abolished_on", "写了取消日期或文件，状态（status）一列也要写明，例如“已取消”")
    return abolished_on, abolished_by
