"""A trip that was noted by mistake is taken back; an agent who was replaced is known again (decision 139)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hall', '0019_rows_that_are_refused'),
        ('permits', '0040_what_is_asked_for'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='visit',
            name='visit_is_final',
        ),
        migrations.AddField(
            model_name='agent',
            name='former',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), db_default=[], default=list, editable=False, help_text='of those whom this agent has replaced, the keyed hashes of their names: nothing is handed to them', size=None),
        ),
        migrations.AddField(
            model_name='visit',
            name='taken_back_at',
            field=models.DateTimeField(editable=False, help_text='it never was: noted by mistake', null=True, verbose_name='撤回时间'),
        ),
        migrations.AddField(
            model_name='visit',
            name='taken_back_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='visit_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='fb87796fa5922d7ced87c60463cf7e6a8435dec1', operation='DELETE', pgid='pgtrigger_visit_stays_d5563', table='permits_visit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='visit_keeps_its_trip', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."carried_from" IS DISTINCT FROM (NEW."carried_from") OR OLD."cause" IS DISTINCT FROM (NEW."cause") OR OLD."department_id" IS DISTINCT FROM (NEW."department_id") OR OLD."logged_by_id" IS DISTINCT FROM (NEW."logged_by_id") OR OLD."missing_id" IS DISTINCT FROM (NEW."missing_id") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."window_id" IS DISTINCT FROM (NEW."window_id"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='8af062c320182d8009e3e1e3f7b12af07aef5483', operation='UPDATE', pgid='pgtrigger_visit_keeps_its_trip_7818e', table='permits_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='visit_keeps_its_count', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((NEW.taken_back_at IS NULL) AND (OLD."counted_as" IS DISTINCT FROM (NEW."counted_as")))', execute='public.hall_is_final()', func='RETURN NEW;', hash='13ff7755ba22be5321668237b07cf1421a61c023', operation='UPDATE', pgid='pgtrigger_visit_keeps_its_count_e75ef', table='permits_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='visit_is_taken_back_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.taken_back_at IS NOT NULL) AND (OLD.* IS DISTINCT FROM NEW.*))', execute='public.hall_is_final()', func='RETURN NEW;', hash='f57b04fca8ac3781780e729012a93e02e34f6412', operation='UPDATE', pgid='pgtrigger_visit_is_taken_back_once_53e17', table='permits_visit', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', True), ('taken_back_by__isnull', True)), models.Q(('counted_as__isnull', True), ('taken_back_at__isnull', False), ('taken_back_by__isnull', False)), _connector='OR'), name='visit_taken_back_by_somebody_counts_no_more'),
        ),
    ]
