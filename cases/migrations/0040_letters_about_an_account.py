"""A letter that leaves the house may be about a person's account, and no case (decision 125)."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0039_refusal_delivery_is_known")]

    operations = [
        migrations.RemoveConstraint(
            model_name='dispatch',
            name='dispatch_of_a_letter_names_the_reader',
        ),
        migrations.AlterField(
            model_name='dispatch',
            name='case',
            field=models.ForeignKey(help_text="empty: about a person's account", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='cases.case'),
        ),
        migrations.AlterField(
            model_name='dispatch',
            name='letter',
            field=models.ForeignKey(help_text="a letter to staff; empty: to the applicant, or about a person's account", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='cases.letter'),
        ),
        AddConstraintNotValid(
            model_name='dispatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('letter__isnull', True), ('recipient__isnull', True)), models.Q(('case__isnull', False), ('letter__isnull', False), ('recipient__isnull', False)), models.Q(('case__isnull', True), ('letter__isnull', True), ('recipient__isnull', False)), _connector='OR'), name='dispatch_of_a_letter_names_the_reader'),
        ),
    ]
