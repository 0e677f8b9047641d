"""A table in one test fails with every row that does, and when it has none."""

import inspect

import pytest

from tests.rows import in_one


def even(number: int, word: str, tmp_path: object) -> None:
    assert number % 2 == 0, word


def test_every_row_that_fails_is_named():
    table = in_one("number, word", [(1, "eins"), (2, "zwei"), (3, "drei")], lambda row: f"row {row[0]}")(even)
    assert list(inspect.signature(table).parameters) == ["tmp_path"]
    with pytest.raises(pytest.fail.Exception, match=r"(?s)2 of 3 rows failed.*row 1.*eins.*row 3.*drei"):
        table(tmp_path=None)


def test_no_row_is_a_failure():
    with pytest.raises(AssertionError, match="no row was tried"):
        in_one("number, word", [])(even)(tmp_path=None)
