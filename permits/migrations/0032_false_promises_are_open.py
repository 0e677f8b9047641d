"""
A case that was delivered on a promise found false is open again until it is revoked or the finding put right: its clock
(cases 0028) is started by `start_missing_clocks`, a part of the upgrade.
"""

from django.db import migrations

OPEN_AGAIN = """
UPDATE cases_case SET closed_at = NULL
 WHERE state = 'delivered'
   AND id IN (SELECT c.application_id FROM permits_commitment c JOIN permits_decision d ON d.application_id = c.application_id
               WHERE c.holds = false AND d.result = 'grant')
"""


class Migration(migrations.Migration):
    dependencies = [("permits", "0031_registrations_put_right"), ("cases", "0034_false_promise_is_known")]

    operations = [migrations.RunSQL(OPEN_AGAIN, migrations.RunSQL.noop)]
