"""The clock within which the promise that an application was granted on is verified; letters that went to an agent."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0042_lines_of_their_time")]

    operations = [
        migrations.RemoveConstraint(
            model_name='deadline',
            name='deadline_rule_is_known',
        ),
        migrations.AddField(
            model_name='dispatch',
            name='to_agent',
            field=models.BooleanField(db_default=False, default=False, verbose_name='发给代理人'),
        ),
        migrations.AlterField(
            model_name='card',
            name='rule',
            field=models.CharField(choices=[('acceptance_notice', '受理告知'), ('promise', '承诺时限'), ('half_day', '半个工作日'), ('window_acceptance', '窗口受理'), ('statutory', '法定时限'), ('agency_target', '代办目标'), ('delivery', '送达'), ('refusal_delivery', '不予决定送达'), ('complaint_acceptance', '投诉受理'), ('complaint_handling', '投诉办理'), ('complaint_feedback', '投诉反馈'), ('two_visit', '两次终结'), ('notice_supplemented', '补充告知'), ('tolerance', '容缺补齐'), ('supplement_notice', '容缺逾期告知'), ('special_procedure', '特别程序所需时间'), ('hearing', '组织听证'), ('false_promise', '不实承诺处理'), ('verification', '承诺核查'), ('enquiry_answer', '咨询答复'), ('enquiry_hand_over', '接手咨询')], max_length=40, verbose_name='规则'),
        ),
        migrations.AlterField(
            model_name='deadline',
            name='rule',
            field=models.CharField(choices=[('acceptance_notice', '受理告知'), ('promise', '承诺时限'), ('half_day', '半个工作日'), ('window_acceptance', '窗口受理'), ('statutory', '法定时限'), ('agency_target', '代办目标'), ('delivery', '送达'), ('refusal_delivery', '不予决定送达'), ('complaint_acceptance', '投诉受理'), ('complaint_handling', '投诉办理'), ('complaint_feedback', '投诉反馈'), ('two_visit', '两次终结'), ('notice_supplemented', '补充告知'), ('tolerance', '容缺补齐'), ('supplement_notice', '容缺逾期告知'), ('special_procedure', '特别程序所需时间'), ('hearing', '组织听证'), ('false_promise', '不实承诺处理'), ('verification', '承诺核查'), ('enquiry_answer', '咨询答复'), ('enquiry_hand_over', '接手咨询')], max_length=40, verbose_name='时限'),
        ),
        AddConstraintNotValid(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('rule__in', ['acceptance_notice', 'promise', 'half_day', 'window_acceptance', 'statutory', 'agency_target', 'delivery', 'refusal_delivery', 'complaint_acceptance', 'complaint_handling', 'complaint_feedback', 'two_visit', 'notice_supplemented', 'tolerance', 'supplement_notice', 'special_procedure', 'hearing', 'false_promise', 'verification', 'enquiry_answer', 'enquiry_hand_over'])), name='deadline_rule_is_known'),
        ),
    ]
