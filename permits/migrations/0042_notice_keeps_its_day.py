"""A notice keeps the day that it named (decision 138); of an old one its line in the history says it."""

from django.db import migrations, models

# The row is protected: the owner's migration alone passes that over.
AS_TOLD = """
ALTER TABLE permits_onetimenotice DISABLE TRIGGER pgtrigger_notice_is_final_bd03e;
UPDATE permits_onetimenotice n SET correct_by = (e.facts ->> 'correct_by')::timestamptz
FROM cases_event e
WHERE e.case_id = n.application_id AND e.verb = 'notify' AND e.facts ->> 'notice' = n.number::text AND e.facts ? 'correct_by';
ALTER TABLE permits_onetimenotice ENABLE TRIGGER pgtrigger_notice_is_final_bd03e;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("permits", "0041_visits_taken_back_and_former_agents"),
        ("cases", "0042_lines_of_their_time"),
    ]

    operations = [
        migrations.AddField(
            model_name="onetimenotice",
            name="correct_by",
            field=models.DateTimeField(
                help_text="as it was told; empty where no line of the history says so", null=True, verbose_name="补正到"
            ),
        ),
        migrations.RunSQL(AS_TOLD, migrations.RunSQL.noop),
    ]
