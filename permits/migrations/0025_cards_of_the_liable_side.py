"""
A card names the unit that broke the rule, and that unit's window (decision 118). Of those issued before: a trip too many to another
department's window is that department's; a hand-over that nobody took was broken at nobody's window; and a red card that another
unit's yellow one had made red stands, marked so that the nightly check knows it.
"""

from django.db import migrations

OF_THE_WINDOWS_DEPARTMENT = """
UPDATE cases_card c SET department_id = v.department_id, owner_id = NULL
FROM permits_visit v
WHERE c.rule = 'two_visit' AND c.deadline_id IS NULL AND v.application_id = c.case_id AND v.counted_as = c.occurrence
  AND v.cause = 'window' AND v.carried_from = '' AND v.window_id = c.window_id AND v.department_id <> c.department_id
  AND NOT EXISTS (SELECT FROM permits_visit own WHERE own.application_id = c.case_id AND own.counted_as = c.occurrence
                  AND own.cause = 'window' AND own.carried_from = '' AND own.department_id = c.department_id)
"""
AT_NOBODYS_WINDOW = "UPDATE cases_card SET window_id = NULL WHERE rule = 'enquiry_hand_over' AND window_id IS NOT NULL"
ACROSS_UNITS = """
UPDATE cases_card c SET across_units = true
WHERE c.escalated AND NOT EXISTS (
    SELECT FROM cases_card base
    WHERE base.case_id = c.case_id AND base.level = 'yellow' AND base.id <> c.id AND base.issued_at <= c.issued_at
      AND base.department_id IS NOT DISTINCT FROM c.department_id
      AND (base.withdrawn_at IS NULL OR base.withdrawn_at > c.issued_at))
"""


class Migration(migrations.Migration):
    dependencies = [("permits", "0024_dots_in_names"), ("cases", "0029_cards_by_department")]

    run_before = [("cases", "0030_final_columns")]  # after that a card keeps what was broken

    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for statement in (OF_THE_WINDOWS_DEPARTMENT, AT_NOBODYS_WINDOW, ACROSS_UNITS)
    ]
