"""The function of rows that may not be written (hall.constraints.refused)."""

from django.db import migrations

# TG_NAME says which. Written out in full, for a dump is restored without a search path.
IS_REFUSED = """
CREATE FUNCTION public.hall_is_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: no such row is written', TG_NAME USING ERRCODE = 'check_violation';
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("hall", "0018_sentences_of_changes")]

    operations = [migrations.RunSQL(IS_REFUSED, "DROP FUNCTION public.hall_is_refused()")]
