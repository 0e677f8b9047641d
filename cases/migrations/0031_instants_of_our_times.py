"""
No case and no clock of an instant that Python cannot hold: it would take away every list in which it stands. No clock that is green for
ever, because it has no alert ahead.

NOT VALID: what a running hall has is not looked at, so a row that is damaged already stops no upgrade, and nothing is locked for long.
"""

import datetime
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0030_final_columns"), ("hall", "0013_tokens_of_before"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RemoveConstraint(
            model_name='trouble',
            name='trouble_doing_is_known',
        ),
        migrations.AlterField(
            model_name='trouble',
            name='doing',
            field=models.CharField(choices=[('gaps', '容缺到期处理'), ('sweep', '时限巡查'), ('deeming', '视为受理'), ('pauses', '特别程序期满'), ('leads', '由红黄牌立线索'), ('sending', '发送短信和邮件'), ('staff_post', '转发消息给工作人员'), ('staff_letter', '写给工作人员的短信和邮件'), ('telling', '写信给申请人'), ('bulk', '批量办理'), ('recomputation', '重新推算时限'), ('reconciliation', '计时核对')], max_length=20, verbose_name='事项'),
        ),
        AddConstraintNotValid(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('opened_at__range', (datetime.datetime(1949, 10, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)))), name='case_opened_in_our_times'),
        ),
        AddConstraintNotValid(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__range', (datetime.datetime(1949, 10, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), ('started_at__range', (datetime.datetime(1949, 10, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)))), name='deadline_in_our_times'),
        ),
        AddConstraintNotValid(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('next_alert_at__isnull', False), models.Q(('met_at__isnull', True), ('superseded_at__isnull', True), _negated=True), ('lamp__in', [0, 3, 4]), models.Q(('lamp', 2), ('rule__in', ['agency_target', 'tolerance'])), _connector='OR'), name='deadline_before_its_breach_has_an_alert'),
        ),
        migrations.AddConstraint(
            model_name='trouble',
            constraint=models.CheckConstraint(condition=models.Q(('doing__in', ['gaps', 'sweep', 'deeming', 'pauses', 'leads', 'sending', 'staff_post', 'staff_letter', 'telling', 'bulk', 'recomputation', 'reconciliation'])), name='trouble_doing_is_known'),
        ),
    ]
