"""What was asked and answered is final (hall.constraints.sealed_words, decision 131)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('enquiries', '0005_final_columns'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='enquiry',
            trigger=pgtrigger.compiler.Trigger(name='words_of_an_enquiry_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN ((OLD.text <> '' AND NEW.text IS DISTINCT FROM OLD.text AND (current_setting('hall.resealing', true) = 'on' AND starts_with(NEW.text, 'std2:')) IS NOT TRUE) OR (OLD.answer <> '' AND NEW.answer IS DISTINCT FROM OLD.answer AND (current_setting('hall.resealing', true) = 'on' AND starts_with(NEW.answer, 'std2:')) IS NOT TRUE))", execute='public.hall_is_final()', func='RETURN NEW;', hash='7415f8f08e28ecaae00e04b3279be400197f46fc', operation='UPDATE', pgid='pgtrigger_words_of_an_enquiry_stay_f1010', table='enquiries_enquiry', when='AFTER')),
        ),
    ]
