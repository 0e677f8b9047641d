"""The figures of the board as the timers count them each minute, and what the board and the list of the office walk (decision 146)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0051_indexes_that_nobody_asks'),
        ('hall', '0021_who_is_who'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BoardFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('figure', models.CharField(choices=[('grey', 'Grey'), ('green', 'Green'), ('yellow', 'Yellow'), ('red', 'Red'), ('deep_red', 'Deep Red'), ('today', 'Today'), ('again', 'Again'), ('yellow_card', 'Yellow Card'), ('red_card', 'Red Card')], max_length=12)),
                ('about_centre', models.BooleanField(default=False)),
                ('number', models.PositiveIntegerField()),
                ('counted_at', models.DateTimeField(verbose_name='截至')),
            ],
            options={
                'verbose_name': '看板件数',
                'verbose_name_plural': '看板件数',
            },
        ),
        migrations.AddIndex(
            model_name='card',
            index=models.Index(fields=['-issued_at', '-id'], name='cards_by_issue'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True), ('kind', 'complaint')), fields=['hidden_from', 'about_centre', 'opened_at'], name='running_complaints'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(condition=models.Q(('met_at__isnull', True), ('superseded_at__isnull', True)), fields=['-lamp', 'due_at', 'case'], name='running_clocks_by_lamp'),
        ),
        migrations.AddField(
            model_name='boardfigure',
            name='department',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hall.department'),
        ),
        migrations.AddField(
            model_name='boardfigure',
            name='hidden_from',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hall.department'),
        ),
        migrations.AddConstraint(
            model_name='boardfigure',
            constraint=models.CheckConstraint(condition=models.Q(('figure__in', ['grey', 'green', 'yellow', 'red', 'deep_red', 'today', 'again', 'yellow_card', 'red_card'])), name='board_figure_is_known'),
        ),
        migrations.AddConstraint(
            model_name='boardfigure',
            constraint=models.UniqueConstraint(fields=('figure', 'department', 'hidden_from', 'about_centre'), name='one_board_figure_a_cell', nulls_distinct=False),
        ),
    ]
