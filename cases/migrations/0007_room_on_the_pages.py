"""
How PostgreSQL keeps the two tables that the sweep rewrites.

A case's row is rewritten at each line of its history; with room left on the page none of its dozen indexes is touched.
A clock that has spoken leaves the alert index; what is left of it is cleared soon, and not after a fifth of the table.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_floor_of_alerts")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE cases_case SET (fillfactor = 85)",
            "ALTER TABLE cases_case RESET (fillfactor)",
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_deadline SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,"
            " autovacuum_vacuum_cost_delay = 0)",
            "ALTER TABLE cases_deadline RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold,"
            " autovacuum_vacuum_cost_delay)",
        ),
    ]
