"""
Applications of before that were made again (decision 112): the earlier one names the one that has its trips, or that was registered on
the day on which it ended, for the last trip of that day was its first (decision 119). One that was made beside another one still open is not joined afterwards: nobody was asked for a cause.
"""

from django.db import migrations

THE_NEXT_ONE = """
UPDATE permits_application a SET taken_up_by_id = coalesce((
    SELECT t.application_id FROM permits_visit t JOIN cases_case tc ON tc.id = t.application_id
    WHERE t.carried_from = c.number AND tc.state <> 'void' ORDER BY tc.opened_at, tc.id LIMIT 1
), (
    SELECT n.case_id FROM permits_application n
    JOIN cases_case nc ON nc.id = n.case_id JOIN hall_itemversion nv ON nv.id = n.item_version_id
    WHERE n.applicant_id_hash = a.applicant_id_hash AND nv.item_id = v.item_id AND nc.state <> 'void'
      AND nc.opened_at >= c.closed_at
      AND (nc.opened_at AT TIME ZONE 'Asia/Shanghai')::date = (c.closed_at AT TIME ZONE 'Asia/Shanghai')::date
    ORDER BY nc.opened_at, n.case_id LIMIT 1))
FROM cases_case c, hall_itemversion v
WHERE c.id = a.case_id AND v.id = a.item_version_id
  AND c.state IN ('not_accepted', 'closed_not_corrected', 'withdrawn', 'terminated')
"""


class Migration(migrations.Migration):
    dependencies = [("permits", "0026_taken_up_by"), ("cases", "0029_cards_by_department"), ("hall", "0013_tokens_of_before")]

    operations = [migrations.RunSQL(THE_NEXT_ONE, migrations.RunSQL.noop)]
