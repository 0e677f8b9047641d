"""What is final on an enquiry and a hand-over (hall.constraints.final, decision 115)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("enquiries", "0004_sealed_for_its_row"), ("hall", "0016_final_columns")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='enquiry',
            trigger=pgtrigger.compiler.Trigger(name='enquiry_stays_what_was_asked', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."first_asked_id" IS DISTINCT FROM (NEW."first_asked_id") OR OLD."first_department_id" IS DISTINCT FROM (NEW."first_department_id") OR OLD."in_writing" IS DISTINCT FROM (NEW."in_writing") OR OLD."item_id" IS DISTINCT FROM (NEW."item_id") OR OLD."window_id" IS DISTINCT FROM (NEW."window_id"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='bd41b446768024624cc0f4b86374e34b5d2fe4f8', operation='UPDATE', pgid='pgtrigger_enquiry_stays_what_was_asked_63ab1', table='enquiries_enquiry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enquiry',
            trigger=pgtrigger.compiler.Trigger(name='enquiry_is_answered_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.answered_at IS NOT NULL) AND ((OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."answered_by_id" IS DISTINCT FROM (NEW."answered_by_id"))))', execute='public.hall_is_final()', func='RETURN NEW;', hash='fe1eecf51f1c0e29b12197823af061328a32cdbb', operation='UPDATE', pgid='pgtrigger_enquiry_is_answered_once_6449d', table='enquiries_enquiry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handover',
            trigger=pgtrigger.compiler.Trigger(name='hand_over_keeps_both_sides', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."enquiry_id" IS DISTINCT FROM (NEW."enquiry_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."to_department_id" IS DISTINCT FROM (NEW."to_department_id") OR OLD."to_person_id" IS DISTINCT FROM (NEW."to_person_id"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='3d5e564b232d2edf69754c4eb2c1dbd98c1e9d7b', operation='UPDATE', pgid='pgtrigger_hand_over_keeps_both_sides_4707f', table='enquiries_handover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handover',
            trigger=pgtrigger.compiler.Trigger(name='hand_over_ends_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.taken_at IS NOT NULL OR OLD.dropped_at IS NOT NULL) AND (OLD.* IS DISTINCT FROM NEW.*))', execute='public.hall_is_final()', func='RETURN NEW;', hash='f8c6e9e385a8b19f587c880390bbaad6a29dde74', operation='UPDATE', pgid='pgtrigger_hand_over_ends_once_b479a', table='enquiries_handover', when='AFTER')),
        ),
    ]
