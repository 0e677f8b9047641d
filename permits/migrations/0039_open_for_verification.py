"""
A case that was delivered on a promise that nobody has verified is open until that is done: its clock (cases 0036) is started by
`start_missing_clocks`, a part of the upgrade. Letters that went to the agent who is named now are told as such.
"""

from django.db import migrations

OPEN_AGAIN = """
UPDATE cases_case SET closed_at = NULL
 WHERE state = 'delivered'
   AND id IN (SELECT c.application_id FROM permits_commitment c JOIN permits_decision d ON d.application_id = c.application_id
               WHERE c.verified_at IS NULL AND d.result = 'grant')
"""
TO_AGENTS = """
UPDATE cases_dispatch d SET to_agent = true
  FROM permits_agent g JOIN permits_application a ON a.case_id = g.application_id
 WHERE d.case_id = a.case_id AND d.letter_id IS NULL AND d.channel = 'sms'
   AND d.masked = g.phone_masked AND d.masked <> a.phone_masked
"""


class Migration(migrations.Migration):
    dependencies = [("permits", "0038_decision_goes_undone"), ("cases", "0044_verification_is_known")]

    operations = [
        migrations.RunSQL(OPEN_AGAIN, migrations.RunSQL.noop),
        migrations.RunSQL(TO_AGENTS, migrations.RunSQL.noop),
    ]
