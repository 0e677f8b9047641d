"""Somebody with the running application's role cannot make a post another's, an end later, a letter unread or a proposal another one."""

from datetime import date

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from cases.models import Letter
from hall.models import Absence, Delegation, Post, PostProposal, PowerProposal
from hall.organising import absences
from tests.config.test_rights import as_application
from tests.rows import Rows
from tests.world import World, at

pytestmark = pytest.mark.skipif(not settings.RUNTIME_DATABASE, reason="a server of somebody's own, with one role")
NOW = at("2025-11-03 10:00")
TODAY, LAST = NOW.date(), date(2025, 11, 20)
# (sentence, what is done, the guard that refuses it; "" where none does)
CHANGES = [
    ("a clerk's post becomes a chief's", "UPDATE hall_post SET role = 'section_chief', department_id = 1", "post_stays"),
    ("somebody else's post", "UPDATE hall_post SET user_id = (SELECT max(id) FROM hall_user) WHERE role = 'office'", "post_stays"),
    ("a post at another window", "UPDATE hall_post SET window_id = (SELECT max(id) FROM hall_window)", "post_stays"),
    ("an absence that lasts longer", "UPDATE hall_absence SET valid_to = valid_to + 30", "absence_ends_sooner"),
    ("an absence that ends sooner", "UPDATE hall_absence SET valid_to = valid_to - 1", ""),
    ("another deputy", "UPDATE hall_absence SET deputy_id = deputy_id + 1", "absence_stays"),
    ("an instrument that has ended, without an end", "UPDATE hall_delegation SET valid_to = NULL WHERE valid_to IS NOT NULL",
     "delegation_ends_sooner"),
    ("an instrument that ends later", "UPDATE hall_delegation SET valid_to = valid_to + 1 WHERE valid_to IS NOT NULL",
     "delegation_ends_sooner"),
    ("an instrument that ends sooner", "UPDATE hall_delegation SET valid_to = valid_to - 1 WHERE valid_to IS NOT NULL", ""),
    ("another post than was proposed", "UPDATE hall_postproposal SET valid_to = '2030-01-01' WHERE decided_at IS NULL", "proposal_stays"),
    ("another one proposed it", "UPDATE hall_postproposal SET proposed_by_id = NULL WHERE decided_at IS NULL", "proposal_stays"),
    ("turned down, and open again", "UPDATE hall_postproposal SET decided_at = NULL, decided_by_id = NULL WHERE decided_at IS NOT NULL",
     "proposal_is_decided_once"),
    ("another instrument than was entered", "UPDATE hall_powerproposal SET content = '{}'", "power_stays"),
    ("a version that began earlier", "UPDATE hall_itemversion SET effective_from = effective_from - 100", "version_keeps"),
    ("a letter to somebody else", "UPDATE cases_letter SET recipient_id = (SELECT max(id) FROM hall_user)", "letter_stays"),
    ("a letter that says something else", "UPDATE cases_letter SET facts = '{}'", "letter_stays"),
    ("a letter for next year", "UPDATE cases_letter SET not_before = not_before + interval '1 year'", "letter_stays"),
    ("a letter unread again", "UPDATE cases_letter SET read_at = NULL, read_by_id = NULL WHERE read_at IS NOT NULL",
     "letter_is_read_once"),
]  # fmt: skip


@pytest.fixture
def staffed(world) -> World:
    """Somebody away, an instrument with an end, a post that waits and one that was turned down, powers that wait, a read letter."""
    Delegation.objects.filter(window=world.health_window).update(valid_to=LAST)
    post = Post.objects.get(user=world.clerk)
    Absence.objects.create(post=post, deputy=world.chief, valid_from=TODAY, valid_to=LAST, reason="培训")
    proposed = {
        "user": world.clerk,
        "role": "office",
        "valid_from": TODAY,
        "reason": "云政任〔2025〕3号",
        "proposed_at": NOW,
    }
    PostProposal.objects.create(**proposed, proposed_by=world.head)
    turned_down = proposed | {"role": "inspector", "decided_by": world.office, "decided_at": NOW}
    PostProposal.objects.create(**turned_down, proposed_by=world.head)
    PowerProposal.objects.create(
        kind="window",
        sentence="x",
        content={"window": 22},
        reason="x",
        proposed_by=world.administrator,
        proposed_at=NOW,
    )
    case = world.accepted(when=NOW).case
    Letter.objects.create(
        case=case, cause="x", recipient=world.clerk, template="owner_changed", facts={"who": "x"}, written_at=NOW,
        not_before=NOW, read_at=NOW, read_by=world.clerk,
    )  # fmt: skip
    return world


def test_rows_about_staff_stay_as_they_were_written(staffed):
    with Rows() as rows:
        for sentence, sql, guard in CHANGES:
            with rows.row(sentence), as_application(), connection.cursor() as cursor:
                if not guard:
                    cursor.execute(sql)
                    assert cursor.rowcount == 1
                    continue
                with pytest.raises(IntegrityError, match="is final") as refused, transaction.atomic():
                    cursor.execute(sql)
                assert guard in str(refused.value)


def test_a_decided_proposal_keeps_its_decision(staffed):
    with as_application(), pytest.raises(IntegrityError, match="proposal_is_decided_once"), transaction.atomic():
        PostProposal.objects.exclude(decided_at=None).update(decided_by=staffed.inspector)


def test_an_end_is_still_brought_forward_by_its_act(staffed):
    with as_application():
        absences.end_absence(
            absence=Absence.objects.get(), valid_to=TODAY, reason="提前回来上班", by=staffed.administrator, at=NOW
        )
    assert Absence.objects.get().valid_to == TODAY
