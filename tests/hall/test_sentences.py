"""A typed text inside a sentence of ours."""

import pytest

from hall.sentences import clause


@pytest.mark.parametrize(
    ("typed", "inside"),
    [
        ("停电属实，撤销。", "停电属实，撤销"),
        ("停电属实。撤销", "停电属实。撤销"),
        (" 已经改正；\n", "已经改正"),
        ("Done.", "Done"),
        ("立即改正！！", "立即改正"),
        ("谁批准的？", "谁批准的？"),  # a question stays one
        ("（见附件）", "（见附件）"),
        ("。", ""),
    ],
)
def test_a_clause_has_no_stop_of_its_own(typed, inside):
    assert clause(typed) == inside
