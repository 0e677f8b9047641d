"""What is final on a case, a clock, a pause and a card (hall.constraints.final, decision 115)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("cases", "0029_cards_by_department"), ("hall", "0016_final_columns")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='card',
            trigger=pgtrigger.compiler.Trigger(name='card_says_what_was_broken', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."breached_at" IS DISTINCT FROM (NEW."breached_at") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."cause" IS DISTINCT FROM (NEW."cause") OR OLD."deadline_id" IS DISTINCT FROM (NEW."deadline_id") OR OLD."department_id" IS DISTINCT FROM (NEW."department_id") OR OLD."epoch" IS DISTINCT FROM (NEW."epoch") OR OLD."escalated" IS DISTINCT FROM (NEW."escalated") OR OLD."issued_at" IS DISTINCT FROM (NEW."issued_at") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."occurrence" IS DISTINCT FROM (NEW."occurrence") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."rule" IS DISTINCT FROM (NEW."rule") OR OLD."window_id" IS DISTINCT FROM (NEW."window_id"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='0bfbd309ee647b5ade9f7381d5bc54d9ffe95774', operation='UPDATE', pgid='pgtrigger_card_says_what_was_broken_15817', table='cases_card', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='card',
            trigger=pgtrigger.compiler.Trigger(name='card_is_appealed_against_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.appealed_at IS NOT NULL) AND (OLD."appealed_at" IS DISTINCT FROM (NEW."appealed_at")))', execute='public.hall_is_final()', func='RETURN NEW;', hash='bffeb71bb8601aff78e70ad6edfabb3231a112af', operation='UPDATE', pgid='pgtrigger_card_is_appealed_against_once_5e5bd', table='cases_card', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='card',
            trigger=pgtrigger.compiler.Trigger(name='withdrawn_card_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.withdrawn_at IS NOT NULL) AND (OLD.* IS DISTINCT FROM NEW.*))', execute='public.hall_is_final()', func='RETURN NEW;', hash='55dbb38f4edb2aa4fcab33b73ae026c7b397029a', operation='UPDATE', pgid='pgtrigger_withdrawn_card_is_final_1ccc7', table='cases_card', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='case_stays_what_it_was_opened_as', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."confidential" IS DISTINCT FROM (NEW."confidential") OR OLD."content_hash" IS DISTINCT FROM (NEW."content_hash") OR OLD."hall_id" IS DISTINCT FROM (NEW."hall_id") OR OLD."hidden_from_id" IS DISTINCT FROM (NEW."hidden_from_id") OR OLD."idem_hash" IS DISTINCT FROM (NEW."idem_hash") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."title" IS DISTINCT FROM (NEW."title"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='65f2ce94f83d863e4405097aa200ea735e0f1cfd', operation='UPDATE', pgid='pgtrigger_case_stays_what_it_was_opened_as_8a859', table='cases_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='case_keeps_its_number', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((substr(OLD.number, 9, 2) <> \'99\') AND (OLD."number" IS DISTINCT FROM (NEW."number")))', execute='public.hall_is_final()', func='RETURN NEW;', hash='d935e8e7a80232c917594031587ca86ffea492fc', operation='UPDATE', pgid='pgtrigger_case_keeps_its_number_823ff', table='cases_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='case_stays_in_its_department', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.kind <> \'enquiry\') AND ((OLD."department_id" IS DISTINCT FROM (NEW."department_id") OR OLD."window_id" IS DISTINCT FROM (NEW."window_id"))))', execute='public.hall_is_final()', func='RETURN NEW;', hash='4e43f11c9eb3eb5172d79b5d3a44b44d1edadc18', operation='UPDATE', pgid='pgtrigger_case_stays_in_its_department_5500a', table='cases_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='case_closes_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.closed_at IS NOT NULL AND NEW.closed_at IS NOT NULL) AND (OLD."closed_at" IS DISTINCT FROM (NEW."closed_at")))', execute='public.hall_is_final()', func='RETURN NEW;', hash='ce8f179419edc998c917a9237f4237803e194afa', operation='UPDATE', pgid='pgtrigger_case_closes_once_cc3cc', table='cases_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='conclusion_is_not_moved', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.concluded_at IS NOT NULL AND NEW.concluded_at IS NOT NULL) AND (OLD."concluded_at" IS DISTINCT FROM (NEW."concluded_at")))', execute='public.hall_is_final()', func='RETURN NEW;', hash='8519087a239c24474f476b51f0bb920f6c0ad6be', operation='UPDATE', pgid='pgtrigger_conclusion_is_not_moved_332f5', table='cases_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deadline',
            trigger=pgtrigger.compiler.Trigger(name='clock_keeps_its_terms', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."article" IS DISTINCT FROM (NEW."article") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."quantity" IS DISTINCT FROM (NEW."quantity") OR OLD."rule" IS DISTINCT FROM (NEW."rule") OR OLD."start" IS DISTINCT FROM (NEW."start") OR OLD."started_at" IS DISTINCT FROM (NEW."started_at") OR OLD."supersedes_id" IS DISTINCT FROM (NEW."supersedes_id") OR OLD."unit" IS DISTINCT FROM (NEW."unit"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='bb95e64b40b778f35d2d8633826dee74bc67591f', operation='UPDATE', pgid='pgtrigger_clock_keeps_its_terms_eda68', table='cases_deadline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deadline',
            trigger=pgtrigger.compiler.Trigger(name='clock_stays_in_its_department', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.rule NOT LIKE \'enquiry%\') AND (OLD."department_id" IS DISTINCT FROM (NEW."department_id")))', execute='public.hall_is_final()', func='RETURN NEW;', hash='3791ece36f5d69a21def9757c39590bd21f564b1', operation='UPDATE', pgid='pgtrigger_clock_stays_in_its_department_c2e52', table='cases_deadline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deadline',
            trigger=pgtrigger.compiler.Trigger(name='ended_clock_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.superseded_at IS NOT NULL OR (OLD.met_at IS NOT NULL AND NEW.met_at IS NOT NULL)) AND (OLD.* IS DISTINCT FROM NEW.*))', execute='public.hall_is_final()', func='RETURN NEW;', hash='c554a8b6885edbbfa2f8485e88cf502a6e7683c6', operation='UPDATE', pgid='pgtrigger_ended_clock_is_final_fcdd5', table='cases_deadline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pause',
            trigger=pgtrigger.compiler.Trigger(name='pause_keeps_its_beginning', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."approved_by_id" IS DISTINCT FROM (NEW."approved_by_id") OR OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."ground" IS DISTINCT FROM (NEW."ground") OR OLD."notice_number" IS DISTINCT FROM (NEW."notice_number") OR OLD."overdue_at_release" IS DISTINCT FROM (NEW."overdue_at_release") OR OLD."started_at" IS DISTINCT FROM (NEW."started_at") OR OLD."started_by_id" IS DISTINCT FROM (NEW."started_by_id") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='2cb9048559084a4df4301bd4fec30080fab40d87', operation='UPDATE', pgid='pgtrigger_pause_keeps_its_beginning_3fd89', table='cases_pause', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pause',
            trigger=pgtrigger.compiler.Trigger(name='ended_pause_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.ends_on IS NOT NULL) AND (OLD.* IS DISTINCT FROM NEW.*))', execute='public.hall_is_final()', func='RETURN NEW;', hash='f812ec238295f7043c9472f3a71c43db8802b7d1', operation='UPDATE', pgid='pgtrigger_ended_pause_is_final_286a1', table='cases_pause', when='AFTER')),
        ),
    ]
