"""The tracks of complaints, told by a dated file: one row each, with the clock that the file's dates give."""

import pytest

from tests.replay.conftest import due, step

APPROVED = {"approver": "区信访局局长", "document": "云信延〔2025〕1号"}
EXTENDED = step("2026-01-05 10:00", "extend_petition", days=30, reason="要等鉴定结果", **APPROVED)
TRACKS = [
    # sentence, filed, accepted with, further lines, rule, due
    ("a-10: after closing before the festival", "2026-09-24 18:30", None, [], "complaint_acceptance", "2026-10-08 17:00"),
    ("general", "2025-10-10 09:00", {}, [], "complaint_handling", "2025-10-27 17:00"),
    ("fast", "2025-10-10 09:00", {"grade": "fast"}, [], "complaint_handling", "2025-10-16 17:00"),
    ("enquiry", "2025-10-10 09:00", {"grade": "enquiry"}, [], "complaint_handling", "2025-10-11 17:00"),
    ("petition, told", "2025-10-10 09:00", {"grade": "petition"}, [], "petition_told", "2025-10-27 17:00"),
    ("petition, handled", "2025-10-10 09:00", {"grade": "petition"}, [], "petition_handling", "2025-12-09 17:00"),
    ("petition, extended", "2025-11-10 09:00", {"grade": "petition"}, [EXTENDED], "petition_handling", "2026-02-09 17:00"),
    (
        "exposure",
        "2025-11-03 09:00",
        {"grade": "exposure", "broadcast_on": "2025-11-03"},
        [],
        "complaint_handling",
        "2025-11-06 17:00",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "filed", "fields", "more", "rule", "until"), TRACKS, ids=[row[0] for row in TRACKS]
)
def test_each_track_by_replay(play, sentence, filed, fields, more, rule, until):
    lines = [step(filed, "complain", text="材料交齐一周没有答复")]
    if fields is not None:
        lines.append(step(f"{filed[:10]} 10:00", "accept_complaint", **fields))
    assert due(play(*lines, *more)["a"], rule) == until


def test_a_named_complaint_from_filing_to_review(play):
    outcome = play(
        step("2025-11-03 09:00", "complain", text="材料交齐一周没有答复", name="王小明", phone="13812348000"),
        step("2025-11-03 10:00", "accept_complaint"),
        step("2025-11-05 10:00", "find", result="upheld"),
        step("2025-11-06 10:00", "reply", text="您反映的情况属实"),
        step("2025-11-07 10:00", "follow_up", satisfaction="unsatisfied", unsolved=True, text="还是没有答复"),
        step("2025-11-10 10:00", "find", result="upheld"),
        step("2025-11-10 11:00", "reply", text="已当面答复"),
        step("2025-11-11 10:00", "follow_up", satisfaction="satisfied"),
        step("2025-11-11 11:00", "conclude"),
        step("2025-12-01 10:00", "ask_review", text="请求复查"),
        step("2025-12-15 10:00", "uphold", person="云州市信访局", document="云信复查〔2025〕1号", text="维持"),
    )["a"]
    assert outcome["refused"] == []
    assert outcome["state"] == "complaint_closed"
    assert {each["verdict"] for each in outcome["deadlines"]} == {"on_time"}
