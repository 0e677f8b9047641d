"""The address of a letter is sealed for its row (hall.fields); `manage.py reseal` does it with what is there."""

from django.db import migrations

import hall.fields


class Migration(migrations.Migration):
    dependencies = [("cases", "0025_pauses_of_a_running_hall"), ("hall", "0009_key_probes")]

    operations = [
        migrations.AlterField(
            "dispatch", "address", hall.fields.SealedTextField(null=True, row=("key",), verbose_name="地址")
        ),
    ]
