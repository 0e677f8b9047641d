"""The latest instant that a row may name, by the database's clock (hall.clock), and the hosts whose clock is another one."""

from django.db import migrations, models

# 'infinity' for a session that tells of days to come on purpose (hall.clock.any_instant). Written out in full, for a dump is
# restored without a search path.
LATEST = """
CREATE FUNCTION public.hall_latest() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT CASE WHEN pg_catalog.current_setting('hall.any_instant', true) = 'on' THEN 'infinity'::pg_catalog.timestamptz
           ELSE pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) '60 seconds'::pg_catalog.interval END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("hall", "0007_years_that_lack_holidays")]

    operations = [
        migrations.RunSQL(LATEST, "DROP FUNCTION public.hall_latest()"),
        migrations.CreateModel(
            name="StrayClock",
            fields=[
                ("host", models.CharField(max_length=100, primary_key=True, serialize=False, verbose_name="服务器")),
                ("ahead", models.DurationField(help_text="负数＝慢", verbose_name="快出的时间")),
                ("noted_at", models.DateTimeField(verbose_name="最近发现")),
            ],
        ),
    ]
