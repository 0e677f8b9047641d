"""Small sheets for the import tests: one good row, changed where a test wants it."""

import csv
import io
from collections.abc import Iterable

from hall.importing.columns import COLUMNS

GOOD_ROW = {
    "department": "区民政局",
    "item_code": "MZ-XK-0001",
    "item_name": "社会团体成立登记",
    "item_type": "行政许可",
    "authority_level": "区级",
    "legal_basis": "《社会团体登记管理条例》第12条",
    "statutory_days": "20",
    "promised_days": "3",
    "handling_kind": "承诺件",
    "joint_departments": "",
    "materials": "登记申请书;章程草案",
    "fee_name": "",
    "fee_standard_yuan": "",
    "fee_basis": "",
    "visits_max": "2",
    "basis_checked": "yes",
    "statutory_unit": "工作日",
    "limit_checked": "yes",
    "window": "07 民政窗口",
    "approval_department": "yes",
    "entry_batch": "首批",
    "special_procedure": "",
    "fee_unit": "",
    "fee_checked": "",
    "national_base_code": "",
}
SECOND_ROW = GOOD_ROW | {"item_code": "MZ-GG-0001", "item_name": "婚姻登记咨询", "item_type": "公共服务"}
FEE = {"fee_name": "登记费", "fee_standard_yuan": "80", "fee_basis": "发改价格规〔2016〕2559号", "fee_unit": "元/件"}


def catalogue(*changes: dict[str, str], columns: Iterable[str] = COLUMNS) -> io.BytesIO:
    """A catalogue file with one good row for each dict of changed cells."""
    return io.BytesIO(csv_bytes([GOOD_ROW | change for change in changes], columns))


def csv_bytes(rows: list[dict[str, str]], columns: Iterable[str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
