"""
What a running hall has of special procedures (decision 105): one whose time was over, and said to be, ends on the day on which that
is noticed and not in the past; one whose time goes on has its warning before it.
"""

from django.db import migrations

OVERDUE = """
UPDATE cases_pause p SET overdue_at_release = true FROM cases_deadline d
WHERE p.ends_on IS NULL AND d.case_id = p.case_id AND d.rule = 'special_procedure'
  AND d.met_at IS NULL AND d.superseded_at IS NULL AND d.lamp > 0
"""
WARNED_BEFORE = """
UPDATE cases_deadline SET next_alert_at = warn_at
WHERE rule = 'special_procedure' AND met_at IS NULL AND superseded_at IS NULL AND lamp = 0 AND next_alert_at > warn_at
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0024_pauses_end_by_themselves")]

    operations = [
        migrations.RunSQL(OVERDUE, migrations.RunSQL.noop),
        migrations.RunSQL(WARNED_BEFORE, migrations.RunSQL.noop),
    ]
