"""A pause that is ended before its first day never was (decision 139)."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import hall.tables.organisation
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0044_verification_is_known'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='pause',
            name='pauses_of_a_case_do_not_overlap',
        ),
        migrations.AddField(
            model_name='pause',
            name='never_began',
            field=models.BooleanField(db_default=False, default=False, editable=False, help_text='ended before its first day, which therefore counts: decision 139'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(('never_began', False), models.Q(('ends_on', models.F('starts_on')), ('ends_on__isnull', False)), _connector='OR'), name='only_an_ended_pause_never_began'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('never_began', False)), expressions=[('case', '='), (hall.tables.organisation.DateRange('starts_on', 'ends_on', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='pauses_of_a_case_do_not_overlap'),
        ),
    ]
