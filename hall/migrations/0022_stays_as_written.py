"""Posts, absences, instruments, proposals and versions keep what nobody has changed by an act (decision 131)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('hall', '0021_who_is_who'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='itemversion',
            name='version_keeps_its_limits',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='absence',
            trigger=pgtrigger.compiler.Trigger(name='absence_stays_as_it_was_noted', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."deputy_id" IS DISTINCT FROM (NEW."deputy_id") OR OLD."post_id" IS DISTINCT FROM (NEW."post_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='f83950b7556c5b82ed183115f54f64bc15a6050e', operation='UPDATE', pgid='pgtrigger_absence_stays_as_it_was_noted_92dc3', table='hall_absence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='absence',
            trigger=pgtrigger.compiler.Trigger(name='absence_ends_sooner_at_most', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.valid_to IS NOT NULL AND (NEW.valid_to IS NULL OR NEW.valid_to > OLD.valid_to)) AND (OLD."valid_to" IS DISTINCT FROM (NEW."valid_to")))', execute='public.hall_is_final()', func='RETURN NEW;', hash='9df9820f28d0f12a0e9ace27914bd5089aae95cb', operation='UPDATE', pgid='pgtrigger_absence_ends_sooner_at_most_76ed1', table='hall_absence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='delegation',
            trigger=pgtrigger.compiler.Trigger(name='delegation_ends_sooner_at_most', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.valid_to IS NOT NULL AND (NEW.valid_to IS NULL OR NEW.valid_to > OLD.valid_to)) AND (OLD."valid_to" IS DISTINCT FROM (NEW."valid_to")))', execute='public.hall_is_final()', func='RETURN NEW;', hash='fdc78d28cf4f8166f30433e5863c8c4db9a4e314', operation='UPDATE', pgid='pgtrigger_delegation_ends_sooner_at_most_27c3c', table='hall_delegation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='itemversion',
            trigger=pgtrigger.compiler.Trigger(name='version_keeps_its_limits', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."effective_from" IS DISTINCT FROM (NEW."effective_from") OR OLD."item_id" IS DISTINCT FROM (NEW."item_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."promise_quantity" IS DISTINCT FROM (NEW."promise_quantity") OR OLD."promise_unit" IS DISTINCT FROM (NEW."promise_unit") OR OLD."statutory_quantity" IS DISTINCT FROM (NEW."statutory_quantity") OR OLD."statutory_unit" IS DISTINCT FROM (NEW."statutory_unit"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='c75ef818f095880ea87b03e815e4ca557423d741', operation='UPDATE', pgid='pgtrigger_version_keeps_its_limits_d3742', table='hall_itemversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='post',
            trigger=pgtrigger.compiler.Trigger(name='post_stays_whose_and_where', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."department_id" IS DISTINCT FROM (NEW."department_id") OR OLD."hall_id" IS DISTINCT FROM (NEW."hall_id") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."window_id" IS DISTINCT FROM (NEW."window_id"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='7b31152fe6993ce722634836e5cdb869a551c6d9', operation='UPDATE', pgid='pgtrigger_post_stays_whose_and_where_61912', table='hall_post', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='postproposal',
            trigger=pgtrigger.compiler.Trigger(name='proposal_stays_what_was_proposed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."department_id" IS DISTINCT FROM (NEW."department_id") OR OLD."proposed_at" IS DISTINCT FROM (NEW."proposed_at") OR OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."stands_in_for_id" IS DISTINCT FROM (NEW."stands_in_for_id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from") OR OLD."valid_to" IS DISTINCT FROM (NEW."valid_to") OR OLD."window_id" IS DISTINCT FROM (NEW."window_id"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='3d57982a5d4d49a7a04e5ab20920c58ffa1a1fcc', operation='UPDATE', pgid='pgtrigger_proposal_stays_what_was_proposed_dc7df', table='hall_postproposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='postproposal',
            trigger=pgtrigger.compiler.Trigger(name='proposal_is_decided_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.decided_at IS NOT NULL) AND (OLD.* IS DISTINCT FROM NEW.*))', execute='public.hall_is_final()', func='RETURN NEW;', hash='4ed168075ba643fa8cf9b7d369f22cc40c14c8bb', operation='UPDATE', pgid='pgtrigger_proposal_is_decided_once_8c4d4', table='hall_postproposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='powerproposal',
            trigger=pgtrigger.compiler.Trigger(name='power_stays_what_was_entered', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."content" IS DISTINCT FROM (NEW."content") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."proposed_at" IS DISTINCT FROM (NEW."proposed_at") OR OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id") OR OLD."sentence" IS DISTINCT FROM (NEW."sentence"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='57cff804a802872ca80052c93d12d62501199b40', operation='UPDATE', pgid='pgtrigger_power_stays_what_was_entered_ad715', table='hall_powerproposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='powerproposal',
            trigger=pgtrigger.compiler.Trigger(name='power_is_decided_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.decided_at IS NOT NULL) AND (OLD.* IS DISTINCT FROM NEW.*))', execute='public.hall_is_final()', func='RETURN NEW;', hash='16130d82d01662f6116a77e3a1358bfaa821419f', operation='UPDATE', pgid='pgtrigger_power_is_decided_once_3e674', table='hall_powerproposal', when='AFTER')),
        ),
    ]
