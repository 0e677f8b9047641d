"""A paper points to its case, of whatever kind; the column keeps its name and its values (an application's key is its case's)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('permits', '0016_bulk_hand_over'),
        ('cases', '0015_hearings_enquiries'),
    ]

    operations = [
        migrations.AlterField(
            model_name='document',
            name='application',
            field=models.ForeignKey(db_column='application_id', on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='cases.case'),
        ),
    ]
