"""The ledger is the replay's own from here on (replay 0001); the table stays as it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("config", "0001_replayed_acts"),
        ("replay", "0001_the_ledger_from_config"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("ReplayedAct")]),
    ]
