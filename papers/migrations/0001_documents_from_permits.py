"""The papers of cases become a room of their own. The tables stay as they are, with their rows, under their old names; their
triggers get names of the new room."""

import django.db.models.deletion
import hall.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('permits', '0017_documents_of_any_case'),
        ('cases', '0015_hearings_enquiries'),
        ('hall', '0006_instruments_and_deputies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Document',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(help_text="one of the kinds that the case's room prints", max_length=30, verbose_name='种类')),
                        ('occurrence', models.PositiveSmallIntegerField(default=1, help_text='of its kind on this case', verbose_name='第几份')),
                        ('title', models.CharField(max_length=60, verbose_name='名称')),
                        ('number', models.CharField(max_length=80, verbose_name='文号')),
                        ('content', hall.fields.SealedTextField(verbose_name='内容')),
                        ('digest', models.CharField(editable=False, max_length=64)),
                        ('made_at', models.DateTimeField(verbose_name='编号时间')),
                        ('case', models.ForeignKey(db_column='application_id', on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='cases.case')),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': '文书',
                        'verbose_name_plural': '文书',
                        'db_table': 'permits_document',
                        'ordering': ['made_at', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='DocumentPrint',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('copy', models.PositiveSmallIntegerField(verbose_name='第几次')),
                        ('reason', models.CharField(blank=True, max_length=200, verbose_name='补打原因')),
                        ('handwritten', models.BooleanField(default=False, verbose_name='缺字手写补入')),
                        ('at', models.DateTimeField(verbose_name='打印时间')),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prints', to='papers.document')),
                        ('printed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': '打印记录',
                        'verbose_name_plural': '打印记录',
                        'db_table': 'permits_documentprint',
                        'ordering': ['document', 'copy'],
                    },
                ),
                migrations.CreateModel(
                    name='DocumentSerial',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField()),
                        ('kind', models.CharField(max_length=30)),
                        ('last', models.PositiveIntegerField(default=0)),
                        ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hall.department')),
                    ],
                    options={
                        'db_table': 'permits_documentserial',
                    },
                ),
                migrations.AddConstraint(
                    model_name='document',
                    constraint=models.UniqueConstraint(fields=('case', 'kind', 'occurrence'), name='one_original_of_a_document'),
                ),
                migrations.AddConstraint(
                    model_name='document',
                    constraint=models.UniqueConstraint(condition=models.Q(('kind', 'special_procedure'), _negated=True), fields=('number',), name='document_number_once'),
                ),
                migrations.AddConstraint(
                    model_name='document',
                    constraint=models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='document_has_a_number'),
                ),
                migrations.AddConstraint(
                    model_name='documentprint',
                    constraint=models.UniqueConstraint(fields=('document', 'copy'), name='print_counted_once'),
                ),
                migrations.AddConstraint(
                    model_name='documentprint',
                    constraint=models.CheckConstraint(condition=models.Q(('copy__gte', 1)), name='prints_count_from_one'),
                ),
                migrations.AddConstraint(
                    model_name='documentprint',
                    constraint=models.CheckConstraint(condition=models.Q(('copy', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='reprint_has_its_reason'),
                ),
                migrations.AddConstraint(
                    model_name='documentserial',
                    constraint=models.UniqueConstraint(fields=('department', 'year', 'kind'), name='one_serial_a_department_year_and_kind'),
                ),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='document_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4d8b085a09093352c6b036f63677984915fb310d', operation='UPDATE OR DELETE', pgid='pgtrigger_document_is_final_1db33', table='permits_document', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentprint',
            trigger=pgtrigger.compiler.Trigger(name='print_log_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='917de22e657f83f796b14839533bb5455db500c1', operation='UPDATE OR DELETE', pgid='pgtrigger_print_log_is_append_only_0d83b', table='permits_documentprint', when='BEFORE')),
        ),
    ]
