"""The hash of one line of history, as a database function: the verbs and the sweep chain their lines with the same one."""

from django.db import migrations

CREATE = r"""
CREATE FUNCTION cases_event_digest(
    prev text, case_id bigint, seq integer, at timestamptz, actor_id bigint, verb text, from_state text, to_state text, facts jsonb
) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT encode(sha256(convert_to(concat_ws(E'\x1f',
        prev, case_id, seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), coalesce(actor_id::text, '-'),
        verb, from_state, to_state, facts::text), 'UTF8')), 'hex')
$$
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_initial")]

    operations = [
        migrations.RunSQL(
            CREATE,
            "DROP FUNCTION cases_event_digest(text, bigint, integer, timestamptz, bigint, text, text, text, jsonb)",
        )
    ]
