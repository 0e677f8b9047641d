"""What a ledger opened before cases said so, and the leads that these gave, may still be told of by it (Case.retold)."""

from django.db import migrations

# The column is final: the owner's migration alone passes that over.
MARK = """
ALTER TABLE cases_case DISABLE TRIGGER pgtrigger_case_stays_what_it_was_opened_as_8a859;
UPDATE cases_case SET retold = true WHERE id IN (SELECT opened_id FROM config_replayedact WHERE opened_id IS NOT NULL);
UPDATE cases_case SET retold = true WHERE id IN (
    SELECT l.case_id FROM complaints_complaint l JOIN cases_card k ON k.id = l.card_id
    JOIN cases_case c ON c.id = k.case_id WHERE c.retold
);
ALTER TABLE cases_case ENABLE TRIGGER pgtrigger_case_stays_what_it_was_opened_as_8a859;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("replay", "0002_keyed_digests"),
        ("cases", "0042_lines_of_their_time"),
        ("complaints", "0006_final_columns"),
    ]

    operations = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
