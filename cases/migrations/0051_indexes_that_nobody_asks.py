"""Three indexes of the tables that the sweep fills go: whoever asked by them asks by another one, or nobody does (decision 80)."""

import django.db.models.deletion
from django.db import migrations, models

# Django makes it beside the one of the unique rule: for LIKE, which nobody asks of a letter's cause.
FOR_LIKE = "cases_letter_cause_e9a385d3_like"


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0050_stays_as_written'),
    ]

    operations = [
        migrations.AlterField(
            model_name='card',
            name='window',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cards', to='hall.window'),
        ),
        migrations.AlterField(
            model_name='deadline',
            name='department',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='hall.department'),
        ),
        migrations.RunSQL(
            f"DROP INDEX IF EXISTS public.{FOR_LIKE}",
            f"CREATE INDEX IF NOT EXISTS {FOR_LIKE} ON public.cases_letter (cause varchar_pattern_ops)",
        ),
    ]
