"""What a complaint, its finding, its reply and its reporter say is final (hall.constraints.sealed_words, decision 131)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0007_words_are_known'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='complaint',
            trigger=pgtrigger.compiler.Trigger(name='words_of_a_complaint_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN ((OLD.text <> '' AND NEW.text IS DISTINCT FROM OLD.text AND (current_setting('hall.resealing', true) = 'on' AND starts_with(NEW.text, 'std2:')) IS NOT TRUE) OR (OLD.declined_because <> '' AND NEW.declined_because IS DISTINCT FROM OLD.declined_because AND (current_setting('hall.resealing', true) = 'on' AND starts_with(NEW.declined_because, 'std2:')) IS NOT TRUE))", execute='public.hall_is_final()', func='RETURN NEW;', hash='e736476d103afe1f56693d82d4e692df5bf4bc08', operation='UPDATE', pgid='pgtrigger_words_of_a_complaint_stay_2ad91', table='complaints_complaint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='words_of_a_finding_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN ((OLD.text <> '' AND NEW.text IS DISTINCT FROM OLD.text AND (current_setting('hall.resealing', true) = 'on' AND starts_with(NEW.text, 'std2:')) IS NOT TRUE))", execute='public.hall_is_final()', func='RETURN NEW;', hash='bf60accfe8bc5efc207bbdbb0672212dd5827fb6', operation='UPDATE', pgid='pgtrigger_words_of_a_finding_stay_ea83f', table='complaints_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reply',
            trigger=pgtrigger.compiler.Trigger(name='words_of_a_reply_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN ((OLD.text <> '' AND NEW.text IS DISTINCT FROM OLD.text AND (current_setting('hall.resealing', true) = 'on' AND starts_with(NEW.text, 'std2:')) IS NOT TRUE) OR (OLD.impossible_because <> '' AND NEW.impossible_because IS DISTINCT FROM OLD.impossible_because AND (current_setting('hall.resealing', true) = 'on' AND starts_with(NEW.impossible_because, 'std2:')) IS NOT TRUE))", execute='public.hall_is_final()', func='RETURN NEW;', hash='bb57aa4c89be056709ea9e5d00d8ce3b8580a6be', operation='UPDATE', pgid='pgtrigger_words_of_a_reply_stay_28f02', table='complaints_reply', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reporteridentity',
            trigger=pgtrigger.compiler.Trigger(name='reporter_stays_of_one_complaint', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."complaint_id" IS DISTINCT FROM (NEW."complaint_id"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='99f4d657ffaf0016e8736e3ff1f2dd1c9ae17f0a', operation='UPDATE', pgid='pgtrigger_reporter_stays_of_one_complaint_7c91c', table='complaints_reporteridentity', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reporteridentity',
            trigger=pgtrigger.compiler.Trigger(name='reporter_stays_who_it_was', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN ((OLD.name <> '' AND NEW.name IS DISTINCT FROM OLD.name AND (current_setting('hall.resealing', true) = 'on' AND starts_with(NEW.name, 'std2:')) IS NOT TRUE) OR (OLD.phone <> '' AND NEW.phone IS DISTINCT FROM OLD.phone AND (current_setting('hall.resealing', true) = 'on' AND starts_with(NEW.phone, 'std2:')) IS NOT TRUE))", execute='public.hall_is_final()', func='RETURN NEW;', hash='7e3d99691cd3388d646db6a22dd13c2d5cb34b2f', operation='UPDATE', pgid='pgtrigger_reporter_stays_who_it_was_5555a', table='complaints_reporteridentity', when='AFTER')),
        ),
    ]
