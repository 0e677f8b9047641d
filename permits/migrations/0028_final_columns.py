"""What is final on an application and what hangs on it (hall.constraints.final, decision 115)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("permits", "0027_taken_up_before"), ("hall", "0016_final_columns")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='application_stays_what_was_asked_for', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."applicant_id_hash" IS DISTINCT FROM (NEW."applicant_id_hash") OR OLD."applicant_kind" IS DISTINCT FROM (NEW."applicant_kind") OR OLD."barred_by_id" IS DISTINCT FROM (NEW."barred_by_id") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."delivery_offered_at" IS DISTINCT FROM (NEW."delivery_offered_at") OR OLD."id_kind" IS DISTINCT FROM (NEW."id_kind") OR OLD."item_version_id" IS DISTINCT FROM (NEW."item_version_id"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='fb1a46e8543e45e74c6d4d9f880491c54ec7d2a5', operation='UPDATE', pgid='pgtrigger_application_stays_what_was_asked_for_c0f44', table='permits_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='application_is_accepted_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.accepted_at IS NOT NULL) AND ((OLD."accepted_at" IS DISTINCT FROM (NEW."accepted_at") OR OLD."deemed_accepted" IS DISTINCT FROM (NEW."deemed_accepted"))))', execute='public.hall_is_final()', func='RETURN NEW;', hash='4646de6481f67ea86eb26f82aa8f5f909cc03b94', operation='UPDATE', pgid='pgtrigger_application_is_accepted_once_f1af4', table='permits_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='application_is_extended_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.extended_by > 0) AND (OLD."extended_by" IS DISTINCT FROM (NEW."extended_by")))', execute='public.hall_is_final()', func='RETURN NEW;', hash='d36d317690545e46a4cb5090e043da79a43e8d42', operation='UPDATE', pgid='pgtrigger_application_is_extended_once_115b1', table='permits_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bar',
            trigger=pgtrigger.compiler.Trigger(name='bar_holds_as_it_was_set', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."from_on" IS DISTINCT FROM (NEW."from_on") OR OLD."ground" IS DISTINCT FROM (NEW."ground") OR OLD."item_id" IS DISTINCT FROM (NEW."item_id") OR OLD."set_by_id" IS DISTINCT FROM (NEW."set_by_id") OR OLD."until" IS DISTINCT FROM (NEW."until"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='54b6c14905bf8610153a606833c628cd0e9e7372', operation='UPDATE', pgid='pgtrigger_bar_holds_as_it_was_set_f31e9', table='permits_bar', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bar',
            trigger=pgtrigger.compiler.Trigger(name='lifted_bar_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.lifted_at IS NOT NULL) AND (OLD.* IS DISTINCT FROM NEW.*))', execute='public.hall_is_final()', func='RETURN NEW;', hash='2026dbd7279b92775e0ada72541885075c10dd92', operation='UPDATE', pgid='pgtrigger_lifted_bar_is_final_14293', table='permits_bar', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='commitment',
            trigger=pgtrigger.compiler.Trigger(name='commitment_keeps_its_pledge', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."accepted_by_id" IS DISTINCT FROM (NEW."accepted_by_id") OR OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."pledge" IS DISTINCT FROM (NEW."pledge"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='639eb1eae0ce589f4652fc24784303a147fd8c12', operation='UPDATE', pgid='pgtrigger_commitment_keeps_its_pledge_b0f2f', table='permits_commitment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='decision_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', execute='public.hall_is_final()', func='RETURN NEW;', hash='7f4208d4283ce99115d40d6350ee8064d0f614cb', operation='UPDATE', pgid='pgtrigger_decision_is_final_055d1', table='permits_decision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='delivery',
            trigger=pgtrigger.compiler.Trigger(name='delivery_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c952f9ca55ab589da2ec73920475e3b39a93ce2d', operation='UPDATE OR DELETE', pgid='pgtrigger_delivery_is_final_29d59', table='permits_delivery', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ending',
            trigger=pgtrigger.compiler.Trigger(name='ending_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2e05917154143ab569ae59ae92a182e267a97804', operation='UPDATE OR DELETE', pgid='pgtrigger_ending_is_final_a7ad7', table='permits_ending', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handup',
            trigger=pgtrigger.compiler.Trigger(name='hand_up_stays_as_it_was_handed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."handed_at" IS DISTINCT FROM (NEW."handed_at") OR OLD."handed_by_id" IS DISTINCT FROM (NEW."handed_by_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."lack" IS DISTINCT FROM (NEW."lack") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."step" IS DISTINCT FROM (NEW."step") OR OLD."why" IS DISTINCT FROM (NEW."why") OR OLD."window_id" IS DISTINCT FROM (NEW."window_id"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='3c60be864bf16f64a6b57b6a09715b94c3eeeca3', operation='UPDATE', pgid='pgtrigger_hand_up_stays_as_it_was_handed_0f969', table='permits_handup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handup',
            trigger=pgtrigger.compiler.Trigger(name='answered_hand_up_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.answered_at IS NOT NULL) AND (OLD.* IS DISTINCT FROM NEW.*))', execute='public.hall_is_final()', func='RETURN NEW;', hash='e99e482a3f1729351b25aaafe2071529d24f8b4c', operation='UPDATE', pgid='pgtrigger_answered_hand_up_is_final_fcb73', table='permits_handup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hearing',
            trigger=pgtrigger.compiler.Trigger(name='hearing_keeps_what_was_told', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."ask_by" IS DISTINCT FROM (NEW."ask_by") OR OLD."interest" IS DISTINCT FROM (NEW."interest") OR OLD."parties" IS DISTINCT FROM (NEW."parties") OR OLD."told_at" IS DISTINCT FROM (NEW."told_at") OR OLD."told_by_id" IS DISTINCT FROM (NEW."told_by_id") OR OLD."told_document" IS DISTINCT FROM (NEW."told_document"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='7dd080d9d273e02ef072b6f0590e35150b149a91', operation='UPDATE', pgid='pgtrigger_hearing_keeps_what_was_told_09122', table='permits_hearing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hearing',
            trigger=pgtrigger.compiler.Trigger(name='hearing_that_is_over_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.held_at IS NOT NULL OR OLD.given_up_at IS NOT NULL) AND (OLD.* IS DISTINCT FROM NEW.*))', execute='public.hall_is_final()', func='RETURN NEW;', hash='1e9f8729c9ffe913f2209a07482daa8950105458', operation='UPDATE', pgid='pgtrigger_hearing_that_is_over_is_final_1bfff', table='permits_hearing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='materialreceipt',
            trigger=pgtrigger.compiler.Trigger(name='paper_came_as_it_came', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."form" IS DISTINCT FROM (NEW."form") OR OLD."material_id" IS DISTINCT FROM (NEW."material_id") OR OLD."received_by_id" IS DISTINCT FROM (NEW."received_by_id"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='d093142b0c24dd52c5fc0a13a0f98de6897f7b9c', operation='UPDATE', pgid='pgtrigger_paper_came_as_it_came_babe3', table='permits_materialreceipt', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='materialreceipt',
            trigger=pgtrigger.compiler.Trigger(name='returned_paper_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.returned_at IS NOT NULL) AND (OLD.* IS DISTINCT FROM NEW.*))', execute='public.hall_is_final()', func='RETURN NEW;', hash='9bee1b6d362a8f21c575c27bf4c0c239c4d3e9e1', operation='UPDATE', pgid='pgtrigger_returned_paper_is_final_4104a', table='permits_materialreceipt', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nonacceptance',
            trigger=pgtrigger.compiler.Trigger(name='non_acceptance_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ebc4ea709b9398803cf131a4f50cddf0a33aa884', operation='UPDATE OR DELETE', pgid='pgtrigger_non_acceptance_is_final_d9941', table='permits_nonacceptance', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tolerance',
            trigger=pgtrigger.compiler.Trigger(name='tolerance_keeps_its_pledge', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."accepted_by_id" IS DISTINCT FROM (NEW."accepted_by_id") OR OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."pledge" IS DISTINCT FROM (NEW."pledge") OR OLD."pledged_on" IS DISTINCT FROM (NEW."pledged_on"))', execute='public.hall_is_final()', func='RETURN NEW;', hash='b07a0242e7107f00c7f9753a88c4694f59bbe2e9', operation='UPDATE', pgid='pgtrigger_tolerance_keeps_its_pledge_2a9c4', table='permits_tolerance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tolerance',
            trigger=pgtrigger.compiler.Trigger(name='pledged_paper_comes_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.supplied_at IS NOT NULL) AND (OLD."supplied_at" IS DISTINCT FROM (NEW."supplied_at")))', execute='public.hall_is_final()', func='RETURN NEW;', hash='64c14e744dcd425f8c7606f57862140835f59410', operation='UPDATE', pgid='pgtrigger_pledged_paper_comes_once_44e8c', table='permits_tolerance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tolerance',
            trigger=pgtrigger.compiler.Trigger(name='pledged_paper_is_overdue_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.overdue_at IS NOT NULL) AND (OLD."overdue_at" IS DISTINCT FROM (NEW."overdue_at")))', execute='public.hall_is_final()', func='RETURN NEW;', hash='257555c9a4bca2e09d2786f4e759461ff5de69d3', operation='UPDATE', pgid='pgtrigger_pledged_paper_is_overdue_once_fb106', table='permits_tolerance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tolerance',
            trigger=pgtrigger.compiler.Trigger(name='overdue_gap_is_told_of_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.told_at IS NOT NULL) AND ((OLD."told_at" IS DISTINCT FROM (NEW."told_at") OR OLD."told_by_id" IS DISTINCT FROM (NEW."told_by_id") OR OLD."told_how" IS DISTINCT FROM (NEW."told_how"))))', execute='public.hall_is_final()', func='RETURN NEW;', hash='f02b3d7b4316fccf16bf5c0041cba6126b00b6da', operation='UPDATE', pgid='pgtrigger_overdue_gap_is_told_of_once_aab2a', table='permits_tolerance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='visit_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fd037a02183770bedc4b9140cfe7237f23905788', operation='UPDATE OR DELETE', pgid='pgtrigger_visit_is_final_ba06a', table='permits_visit', when='BEFORE')),
        ),
    ]
