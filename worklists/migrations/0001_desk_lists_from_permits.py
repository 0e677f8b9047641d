"""What a desk keeps becomes a room of its own. The tables stay as they are, with their rows, under their old names."""

import django.db.models.deletion
import hall.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('permits', '0018_documents_to_papers'),
        ('cases', '0015_hearings_enquiries'),
        ('hall', '0006_instruments_and_deputies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='BulkRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('act', models.CharField(help_text="a name in the table of bulk acts of that kind's room", max_length=20, verbose_name='动作')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='变更的理由')),
                        ('idem', models.CharField(editable=False, max_length=32)),
                        ('asked_at', models.DateTimeField(verbose_name='提出时间')),
                        ('finished_at', models.DateTimeField(null=True, verbose_name='完成时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='新的首办责任人')),
                    ],
                    options={
                        'verbose_name': '批量办理',
                        'verbose_name_plural': '批量办理',
                        'db_table': 'permits_bulkrun',
                        'ordering': ['-asked_at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='BulkRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveSmallIntegerField()),
                        ('version', models.PositiveIntegerField()),
                        ('outcome', models.CharField(blank=True, choices=[('', '等待'), ('done', '已办'), ('refused', '没有办成')], max_length=10, verbose_name='结果')),
                        ('said', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='worklists.bulkrun')),
                    ],
                    options={
                        'verbose_name': '批量办理的办件',
                        'verbose_name_plural': '批量办理的办件',
                        'db_table': 'permits_bulkrow',
                        'ordering': ['run', 'position'],
                    },
                ),
                migrations.CreateModel(
                    name='Draft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.CharField(max_length=200, verbose_name='表')),
                        ('title', models.CharField(max_length=200, verbose_name='名称')),
                        ('content', hall.fields.SealedTextField(help_text='sealed: the fields as they were typed, as JSON', verbose_name='内容')),
                        ('saved_at', models.DateTimeField(db_index=True, verbose_name='保存时间')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': '草稿',
                        'verbose_name_plural': '草稿',
                        'db_table': 'permits_draft',
                        'ordering': ['-saved_at', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='SavedView',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=40, verbose_name='名称')),
                        ('query', models.CharField(blank=True, max_length=2000, verbose_name='条件')),
                        ('saved_at', models.DateTimeField(verbose_name='保存时间')),
                        ('department', models.ForeignKey(blank=True, help_text='空＝只给自己', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to='hall.department')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': '视图',
                        'verbose_name_plural': '视图',
                        'db_table': 'permits_savedview',
                        'ordering': ['name', 'pk'],
                    },
                ),
                migrations.AddIndex(
                    model_name='bulkrun',
                    index=models.Index(condition=models.Q(('finished_at__isnull', True)), fields=['id'], name='bulk_to_carry_on'),
                ),
                migrations.AddConstraint(
                    model_name='bulkrun',
                    constraint=models.UniqueConstraint(fields=('by', 'idem'), name='bulk_asked_for_once'),
                ),
                migrations.AddConstraint(
                    model_name='bulkrun',
                    constraint=models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('finished_at__gte', models.F('asked_at')), _connector='OR'), name='bulk_ends_after_it_began'),
                ),
                migrations.AddConstraint(
                    model_name='bulkrun',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('act', 'change_owner'), ('to__isnull', False), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('act', 'change_owner'), _negated=True), ('reason', ''), ('to__isnull', True)), _connector='OR'), name='bulk_hand_over_says_to_whom_and_why'),
                ),
                migrations.AddConstraint(
                    model_name='bulkrow',
                    constraint=models.UniqueConstraint(fields=('run', 'case'), name='case_once_in_a_bulk'),
                ),
                migrations.AddConstraint(
                    model_name='bulkrow',
                    constraint=models.UniqueConstraint(fields=('run', 'position'), name='place_once_in_a_bulk'),
                ),
                migrations.AddConstraint(
                    model_name='draft',
                    constraint=models.UniqueConstraint(fields=('owner', 'place'), name='one_draft_of_a_form'),
                ),
                migrations.AddConstraint(
                    model_name='savedview',
                    constraint=models.UniqueConstraint(fields=('owner', 'name'), name='one_view_of_a_name'),
                ),
                migrations.AddConstraint(
                    model_name='savedview',
                    constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='view_has_a_name'),
                ),
            ],
        ),
    ]
