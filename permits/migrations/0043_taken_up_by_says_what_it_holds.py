"""The help text only: decision 132 lets the column name also what follows a void one, a refusal, or one that needed no licence."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("permits", "0042_notice_keeps_its_day")]

    operations = [
        migrations.AlterField(
            model_name="application",
            name="taken_up_by",
            field=models.ForeignKey(
                editable=False,
                help_text="the next one of the same person and item: goes on with the matter, or follows one that was void, needed no licence or was refused (permits.repeated)",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="takes_up",
                to="permits.application",
                verbose_name="接着办的办件",
            ),
        ),
    ]
