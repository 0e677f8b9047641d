"""A line behind which something is broken is refused with a code of its own; the other lines are played, and time passes on."""

from cases.models import Case, Deadline
from complaints.models import Complaint
from permits.models import Application
from tests.cases.broken_rows import corrupt, lose_count
from tests.replay.conftest import accepted, cards, codes, step

FILED = step("2025-09-29 15:00", "complain", "complaint", text="材料交齐一周没有答复")
OPENED = [FILED, *accepted("2025-11-03 09:00", "a"), *accepted("2025-11-03 09:00", "b")]


def test_an_unopened_row_is_the_refusal_of_its_lines(play):
    play(*OPENED, batch="grows")
    corrupt(Complaint, "text", Complaint.objects.get().pk)
    corrupt(Application, "phone", Application.objects.latest("pk").pk)
    acts = [
        step("2025-11-03 10:00", "accept_complaint", "complaint"),
        step("2025-11-03 11:00", "change_contact", "b", email="b@example.cn"),  # its letters go to both
        step("2025-11-04 10:00", "decide", "a", result="grant"),
    ]
    outcome = play(*OPENED, *acts, batch="grows")
    assert codes(outcome["b"]) == [("change_contact", "line-failed")]
    assert "CannotUnseal" in outcome["b"]["refused"][0]["sentence"]
    assert codes(outcome["complaint"]) == [], "its text is not opened by who accepts it"
    assert (outcome["a"]["state"], outcome["a"]["refused"]) == ("decided_granted", [])


def test_time_passes_on_behind_a_clock_that_fails(play):
    play(*OPENED, batch="grows")
    bad = Case.objects.get(pk=Deadline.objects.filter(rule="promise").earliest("pk").case_id)
    lose_count(bad)
    outcome = play(*OPENED, step("2025-11-20 10:00", "tick", None), batch="grows")
    assert [len(cards(outcome[ref])) for ref in ("a", "b")] == [0, 1]
