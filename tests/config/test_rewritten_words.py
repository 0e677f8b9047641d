"""
Somebody with the running application's role and its keys rewrites what was said and answered: the database refuses it, and where it is
claimed to be a re-sealing, the nightly check names it by the hash in the history (decision 131).
"""

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

from cases import history
from cases.models import Case, Event
from cases.proofs import proof
from cases.reconcile import ledger
from cases.reconcile.kinds import Kind
from complaints.models import (
    Call,
    Complaint,
    Finding,
    Intake,
    Message,
    Opening,
    Reclassification,
    Recusal,
    Reply,
    ReporterIdentity,
    Reward,
    Step,
    Withdrawal,
)
from config.reconciling import ROOMS
from enquiries.models import Enquiry
from exchange.models import Arrival
from hall.resealing import reseal
from permits.models import Application
from tests.cases.broken_rows import corrupt, triggers_off
from tests.config.test_rights import as_application
from tests.permits import verbs as permits
from tests.rows import Rows
from tests.sealed import two_of_each
from tests.world import World, at

pytestmark = pytest.mark.skipif(not settings.RUNTIME_DATABASE, reason="a server of somebody's own, with one role")
LATER = at("2025-09-30 11:30")
Row = tuple[type[models.Model], str, str]
WORDS: list[Row] = [
    # table, column, verb whose line has the hash
    (Complaint, "text", "file"),
    (Complaint, "declined_because", "decline"),
    (Finding, "text", "find"),
    (Reply, "text", "reply"),
    (Reply, "question", "reply"),
    (Step, "text", "log_step"),
    (Reply, "impossible_because", "reply"),
    (Message, "text", "ask_reporter"),
    (Call, "text", "call_reporter"),
    (Opening, "reason", "ask_identity"),
    (Opening, "because", "decide_identity"),
    (Recusal, "reason", "recuse"),
    (Reward, "reason", "decide_reward"),
    (Reclassification, "reason", "reclassify"),
    (Enquiry, "text", "ask"),
    (Enquiry, "answer", "answer"),
]
NOT_IN_A_LINE: list[Row] = [
    (ReporterIdentity, "name", ""),
    (ReporterIdentity, "phone", ""),
    (Intake, "note", ""),
    (Withdrawal, "reason", ""),
    (Arrival, "body", ""),
    (Arrival, "reason", ""),
]


@pytest.fixture
def hall(world) -> World:
    two_of_each(world)
    return world


def rewrite(model: type[models.Model], column: str) -> None:
    row = model.objects.exclude(**{column: ""}).first()
    setattr(row, column, "办事员态度很好，我要表扬。")
    row.save(update_fields=[column])


def claim_to_reseal() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hall.resealing', 'on', true)")


def named() -> list[tuple[Kind, str]]:
    return sorted((one.difference.kind, one.difference.rule) for one in ledger.check(ROOMS, at=LATER).findings)


def test_words_are_not_rewritten(hall):
    with Rows() as rows:
        for model, column, _verb in WORDS + NOT_IN_A_LINE:
            refused = pytest.raises(IntegrityError, match="is final")
            with rows.row(f"{model.__name__}.{column}"), as_application(), refused, transaction.atomic():
                rewrite(model, column)


def test_rewritten_words_are_named_by_the_history(hall):
    before = named()
    with Rows() as rows:
        for model, column, verb in WORDS:
            with rows.row(f"{model.__name__}.{column}"):
                with as_application(), transaction.atomic():
                    claim_to_reseal()
                    rewrite(model, column)
                assert list(history.verify()) == []
                new = [one for one in named() if one not in before]
                assert (Kind.DEED, verb) in new, new


def test_words_that_do_not_open_are_named(hall):
    assert named() == []
    corrupt(Reply, "text", Reply.objects.exclude(text="").first().pk)
    assert named() == [(Kind.DEED, "reply"), (Kind.LINE, "reply")]


def test_an_exchanged_applicant_is_named(hall):
    application = Application.objects.first()
    number, key = application.case.number, application.case.pk
    changes = [
        (
            "another name in the application",
            "UPDATE permits_application SET applicant_name = '李四' WHERE case_id = %s",
        ),
        ("another name in the lists", "UPDATE cases_case SET party = '李*' WHERE id = %s"),
    ]
    with Rows() as rows:
        for sentence, sql in changes:
            with rows.row(sentence):
                with as_application(), connection.cursor() as cursor:
                    cursor.execute(sql, [key])
                assert named() == [(Kind.DEED, "register")]
        with rows.row("the name as it was before it was put right"):
            permits.amend(number=number, applicant_name="张小三", reason="登记时听错了", by=hall.clerk, at=LATER)
            assert named() == []
            with as_application():
                Application.objects.filter(case=key).update(applicant_name=application.applicant_name)
                Case.objects.filter(pk=key).update(party=application.case.party)
            assert named() == [(Kind.DEED, "register")]


def test_lines_of_before_are_passed_over(hall):
    """A hall of an earlier release has no hash to hold the words against."""
    with triggers_off():
        for line in Event.objects.filter(facts__has_any_keys=["text_hash", "name_hash", "reason_hash"]):
            line.facts = {name: value for name, value in line.facts.items() if not name.endswith("_hash")}
            line.save()
    claim_to_reseal()
    rewrite(Finding, "text")
    assert named() == []


def test_sealed_anew_they_are_the_same_words(hall, settings):
    settings.DATA_KEYS = {"k2": "BB" * 21 + "A=", **settings.DATA_KEYS}
    reseal()
    assert named() == []


def test_the_same_words_twice_have_two_hashes():
    assert proof("complaint", "a", "等了两个小时") != proof("complaint", "b", "等了两个小时")
