"""A paper that is refused is left, one that cannot be handed over is published; what proves each (decision 140)."""

from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('permits', '0035_services_of_one_shape'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='circumstances',
            field=models.CharField(blank=True, max_length=300, verbose_name='拒收或者无法送达的原因和经过'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='published_on',
            field=models.DateField(null=True, verbose_name='公告日期'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='served_on',
            field=models.DateField(null=True, verbose_name='视为送达之日'),
        ),
        migrations.AddField(
            model_name='paperdelivery',
            name='circumstances',
            field=models.CharField(blank=True, max_length=300, verbose_name='拒收或者无法送达的原因和经过'),
        ),
        migrations.AddField(
            model_name='paperdelivery',
            name='published_on',
            field=models.DateField(null=True, verbose_name='公告日期'),
        ),
        migrations.AddField(
            model_name='paperdelivery',
            name='served_on',
            field=models.DateField(null=True, verbose_name='视为送达之日'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='method',
            field=models.CharField(choices=[('collected', '窗口领取'), ('courier', '邮寄'), ('electronic', '电子送达'), ('left', '留置送达'), ('published', '公告送达')], max_length=20, verbose_name='方式'),
        ),
        migrations.AlterField(
            model_name='paperdelivery',
            name='method',
            field=models.CharField(choices=[('collected', '窗口领取'), ('courier', '邮寄'), ('electronic', '电子送达'), ('left', '留置送达'), ('published', '公告送达')], max_length=20, verbose_name='方式'),
        ),
        AddConstraintNotValid(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method__in', ['left', 'published']), models.Q(('circumstances', ''), _negated=True)), models.Q(models.Q(('method__in', ['left', 'published']), _negated=True), ('circumstances', '')), _connector='OR'), name='delivery_left_or_published_says_why'),
        ),
        AddConstraintNotValid(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'published'), ('published_on__isnull', False), ('served_on__gt', models.F('published_on'))), models.Q(models.Q(('method', 'published'), _negated=True), ('published_on__isnull', True), ('served_on__isnull', True)), _connector='OR'), name='delivery_published_counts_from_a_day'),
        ),
        AddConstraintNotValid(
            model_name='paperdelivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method__in', ['left', 'published']), models.Q(('circumstances', ''), _negated=True)), models.Q(models.Q(('method__in', ['left', 'published']), _negated=True), ('circumstances', '')), _connector='OR'), name='paperdelivery_left_or_published_says_why'),
        ),
        AddConstraintNotValid(
            model_name='paperdelivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'published'), ('published_on__isnull', False), ('served_on__gt', models.F('published_on'))), models.Q(models.Q(('method', 'published'), _negated=True), ('published_on__isnull', True), ('served_on__isnull', True)), _connector='OR'), name='paperdelivery_published_counts_from_a_day'),
        ),
    ]
