"""Since when an appeal waits: of those that were made before, as the history has it. A state that no act led to is gone."""

from django.conf import settings
from django.db import migrations, models

APPEALS = """
UPDATE cases_card card SET appealed_at = appeal.at
FROM (SELECT (facts->>'card')::bigint AS card_id, max(at) AS at FROM cases_event WHERE verb = 'card_appealed' GROUP BY 1) appeal
WHERE card.id = appeal.card_id
"""


class Migration(migrations.Migration):

    dependencies = [("cases", "0019_rules_are_known"), ("hall", "0008_one_clock"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name='card',
            name='appealed_at',
            field=models.DateTimeField(null=True, verbose_name='申诉时间'),
        ),
        migrations.RunSQL(APPEALS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='card',
            name='state',
            field=models.CharField(choices=[('issued', '已发出'), ('answered', '已说明'), ('appealed', '申诉中'), ('upheld', '维持'), ('withdrawn', '已撤销')], default='issued', max_length=20, verbose_name='状态'),
        ),
        migrations.AddIndex(
            model_name='card',
            index=models.Index(condition=models.Q(('state', 'appealed')), fields=['appealed_at'], name='cards_to_rule_on'),
        ),
        migrations.AddConstraint(
            model_name='card',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'appealed'), _negated=True), ('appealed_at__isnull', False), _connector='OR'), name='appealed_card_says_when'),
        ),
    ]
