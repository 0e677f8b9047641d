"""The ledger becomes the replay's own. The table stays as it is, with its rows, under its old name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0003_event_digest"),
        ("config", "0001_replayed_acts"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="ReplayedAct",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("batch", models.CharField(max_length=64)),
                        ("line", models.PositiveIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        ("code", models.CharField(blank=True, max_length=40)),
                        ("sentence", models.TextField(blank=True)),
                        ("field", models.CharField(blank=True, max_length=60)),
                        ("opened", models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case")),
                    ],
                    options={
                        "verbose_name": "已回放的记录",
                        "verbose_name_plural": "已回放的记录",
                        "db_table": "config_replayedact",
                        "constraints": [models.UniqueConstraint(fields=("batch", "line"), name="line_replayed_once_a_batch")],
                    },
                ),
            ],
        ),
    ]
