"""The role that the running application comes as owns nothing: what it may do, what it is refused, and that it suffices for the product."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, models
from django.test import Client
from django.test.utils import isolate_apps
from psycopg2.errors import InsufficientPrivilege

from cases.models import Case, HistoryCheck
from config import rights
from config.tasks import reconcile, tidy_up
from tests.house.access_table import GETS_IN, PEOPLE
from tests.house.source import ROOMS, ROOT
from tests.house.test_access_matrix import NOW, people, values
from tests.house.test_statements import SOMEBODY, asked_by_get
from tests.timers.own_postgres import own_postgres
from tests.world import at

pytestmark = pytest.mark.skipif(not settings.RUNTIME_DATABASE, reason="a server of somebody's own, with one role")
OWNER = settings.DATABASES["default"]["USER"]
ROLE = (settings.RUNTIME_DATABASE or {}).get("USER", "")


@pytest.fixture
def application(db) -> Iterator:
    """A connection as the application's role: it cannot become another one."""
    with closing(connection.copy()) as copy:
        copy.settings_dict = {
            **connection.settings_dict,
            "USER": ROLE,
            "PASSWORD": settings.RUNTIME_DATABASE["PASSWORD"],
        }
        with copy.cursor() as cursor:
            yield cursor


@contextmanager
def as_application() -> Iterator[None]:
    """The test's own connection with the rights of the application's role."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


FORBIDDEN = {
    "rewrite a line of history": "UPDATE cases_event SET verb = 'nothing'",
    "delete lines of history": "DELETE FROM cases_event",
    "empty the history": "TRUNCATE cases_event",
    "empty the cases and all that hangs on them": "TRUNCATE cases_case CASCADE",
    "delete a case": "DELETE FROM cases_case",
    "choose the number of a line of history": (
        "INSERT INTO cases_event (id, case_id, seq, at, verb, from_state, to_state, facts, prev_hash, hash)"
        " OVERRIDING SYSTEM VALUE VALUES (9000000000000000000, 1, 1, now(), 'x', '', '', '{}', '', '')"
    ),
    "choose the number of a line of history by COPY": "COPY cases_event (id, case_id) FROM STDIN",
    "choose the number of a day's digest": "INSERT INTO cases_daydigest (id, day, after_line, last_line, lines, previous, mac, closed_at)"
    " VALUES (9000000000000000000, '2199-01-01', 0, 0, 0, '', '', now())",
    "wipe what a nightly check found": "UPDATE cases_reconciliationrun SET differences = 0, appeared = 0",
    "delete a nightly check": "DELETE FROM cases_reconciliationrun",
    "wipe what a check of the history found": "UPDATE cases_historycheck SET flaws = 0",
    "delete a check of the history": "DELETE FROM cases_historycheck",
    "rewrite a digest": "UPDATE cases_daydigest SET mac = ''",
    "delete a digest": "DELETE FROM cases_daydigest",
    "switch the guard off": "ALTER TABLE cases_event DISABLE TRIGGER ALL",
    "drop the guard": "DROP TRIGGER pgtrigger_history_is_append_only_46f53 ON cases_event",
    "switch all triggers off": "SET session_replication_role = replica",
    "let a trigger be passed over": "CREATE OR REPLACE FUNCTION cases_event_digest(prev text, case_id bigint, seq integer, at timestamptz,"
    " actor_id bigint, verb text, from_state text, to_state text, facts jsonb) RETURNS text LANGUAGE sql AS $$ SELECT '' $$",
    "alter a table": "ALTER TABLE cases_event ADD COLUMN more text",
    "drop a table": "DROP TABLE cases_event CASCADE",
    "take a table": f"ALTER TABLE cases_event OWNER TO {ROLE}",
    "make a table": "CREATE TABLE public.mine (n int)",
    "make a table that stands before one of ours": "CREATE TEMPORARY TABLE cases_event (n int)",
    "make a schema": "CREATE SCHEMA mine",
    "become the owner": f"SET ROLE {OWNER}",
    "make a role": "CREATE ROLE another SUPERUSER",
    "be given the owner's rights": f"GRANT {OWNER} TO {ROLE}",
    "say that a migration was run": "DELETE FROM django_migrations",
    "rewrite a frozen paper": "UPDATE permits_document SET number = 'x'",
    "read a file of the server": "COPY (SELECT 1) TO PROGRAM 'true'",
    "set a number series back": "SELECT setval('cases_event_id_seq', 1)",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN)
def test_the_application_is_refused(application, statement):
    with pytest.raises(ProgrammingError) as refused:
        application.execute(statement)
    assert isinstance(refused.value.__cause__, InsufficientPrivilege), refused.value


def test_the_role_is_nothing_and_owns_nothing(application):
    application.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    assert application.fetchone() == (False,) * 5
    application.execute(
        "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
    )
    assert application.fetchone() == (0,)
    application.execute(
        "SELECT rolname FROM pg_roles WHERE rolname <> current_user AND pg_has_role(current_user, oid, 'MEMBER')"
    )
    assert set(application.fetchall()) <= {("pg_read_all_stats",)}


def test_its_rights_are_those_of_the_table(application):
    expected = {table: set(re.findall(r"[A-Z]+(?= \(|,|$)", words)) for table, words in rights.of_tables().items()}
    by_column = {table for table, words in rights.of_tables().items() if "(" in words}
    application.execute(
        "SELECT table_name, array_agg(privilege_type::text) FROM information_schema.role_table_grants"
        " WHERE grantee = %s AND table_schema = 'public' GROUP BY 1",
        [ROLE],
    )
    assert {table: set(words) for table, words in application.fetchall()} == {
        table: words - {"INSERT"} if table in by_column else words for table, words in expected.items()
    }
    application.execute(
        "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns c WHERE table_schema = 'public'"
        " AND table_name = ANY(%s) AND NOT has_column_privilege(%s, table_name::regclass, column_name, 'INSERT') GROUP BY 1",
        [sorted(by_column), ROLE],
    )
    assert dict(application.fetchall()) == {table: ["id"] for table in by_column}, "all but the number of a row"


def test_rooms_delete_only_where_the_list_says_so():
    of_rooms = {model._meta.db_table for model in apps.get_models() if model.__module__.partition(".")[0] in ROOMS}
    deleted = {table for table, words in rights.of_tables().items() if "DELETE" in words}
    assert deleted & of_rooms == set(rights.DELETED)


@isolate_apps("hall")
def test_a_room_that_nobody_listed_deletes_nothing():
    class Licence(models.Model):  # noqa: DJ008 - nobody reads it
        class Meta:
            app_label = "licences"

    assert rights._of(Licence, set()) == "SELECT, INSERT, UPDATE"


def test_whatever_has_a_guard_is_final_for_the_application():
    with_guard = {
        "cases_event", "cases_daydigest", "cases_digestbatch", "cases_historycheck", "cases_reconciliationrun",
        "permits_document", "hall_staffchange",
    }  # fmt: skip
    final = {table for table, words in rights.of_tables().items() if "INSERT" in words and "UPDATE" not in words}
    assert final >= with_guard
    assert final == rights.final_tables()


def test_rights_given_by_hand_go_with_the_next_migration(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE by_hand (n int)")
        cursor.execute(f"GRANT ALL ON by_hand, cases_event TO {ROLE}")
        rights.grant(ROLE)
        cursor.execute(
            "SELECT has_table_privilege(%s, 'cases_event', 'UPDATE'), has_table_privilege(%s, 'by_hand', 'SELECT')",
            [ROLE] * 2,
        )
        assert cursor.fetchone() == (False, False)


def test_a_role_with_rights_of_its_own_is_not_taken(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        owner, is_superuser = cursor.fetchone()
    if not is_superuser:
        pytest.skip("the tests run on somebody's own server")
    with pytest.raises(rights.CannotGrant, match="use another one"):
        rights.grant(owner)


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_migrate_refuses_an_application_on_another_server(settings):
    """An address of one's own for the hall and none for its owner: what is migrated and dumped would be another database."""
    elsewhere = settings.RUNTIME_DATABASE
    with own_postgres():
        settings.RUNTIME_DATABASE = elsewhere
        with pytest.raises(CommandError, match="OWNER_DATABASE_URL is the address of the same database"):
            call_command("migrate", verbosity=0)
        settings.RUNTIME_DATABASE = {**elsewhere, "USER": connection.settings_dict["USER"]}
        with pytest.raises(CommandError, match="lead to two servers"):
            call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0)


@pytest.mark.django_db
def test_migrate_goes_on_where_the_application_cannot_come_yet(settings):
    settings.RUNTIME_DATABASE = {**settings.RUNTIME_DATABASE, "NAME": "not_there_yet"}
    words = StringIO()
    call_command("migrate", stderr=words)
    assert f"{ROLE} does not get into the database of RUNTIME_DATABASE_URL yet" in words.getvalue()


@pytest.mark.django_db
def test_the_demonstration_is_told_with_these_rights(settings):
    """Every act of the story, the passing of time, both nightly checks, and what is dropped by night."""
    settings.HALL_MODE = "demo"
    with time_machine.travel(at("2026-11-17 09:41"), tick=False), as_application():
        call_command("open_hall", stderr=StringIO())
        reconcile()
        tidy_up()
        call_command("verify_history", close_days=True, stdout=StringIO())
    assert Case.objects.count() > 40
    assert HistoryCheck.objects.get().by_owner is False


def test_every_page_is_shown_with_these_rights(world):
    with time_machine.travel(NOW, tick=False):
        somebody, parameters = people(world), values(world)
        clients = {name: Client() for name in PEOPLE}
        for name, client in clients.items():
            client.force_login(somebody[name], backend="django.contrib.auth.backends.ModelBackend")
        with as_application():
            for route in asked_by_get():
                client = clients[next(name for name in SOMEBODY if name in GETS_IN[route.key])]
                answer = client.get(route.filled(parameters))
                assert answer.status_code in {200, 302, 308, 422} or route.key == "healthz", route.key


# Where rows are taken out, and of which table of ours. `.delete()` of a package's rows, and of a set of links, is free.
DELETES = {
    "cases/attempts.py": {"cases_wrongcode"},
    "complaints/actions/conversation.py": {"complaints_reporteridentity"},
    "complaints/actions/hotline.py": {"complaints_reporteridentity"},
    "cases/floor.py": {"cases_alertfloor"},
    "hall/calendar_changes.py": {"hall_calendarchange", "hall_closure"},
    "hall/resealing.py": set(),  # as the owner
    "hall/tokens.py": {"hall_apitoken"},
    "oversight/bulletins.py": {"oversight_bulletin"},
    "papers/store/drafts.py": {"papers_storedfile", "papers_unsentform"},
    "papers/store/withdrawing.py": {"papers_storedfile"},
    "permits/actions/deciding.py": {"permits_decision"},
    "worklists/actions.py": {"permits_draft", "permits_savedview"},
    "worklists/drafts.py": {"permits_draft"},
}


def test_whoever_deletes_has_the_right_to():
    deleting = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts
        and path.name != "rights.py"
        and re.search(r"\.delete\(\)|DELETE FROM|_raw_delete", path.read_text(encoding="utf-8"))
    }
    assert deleting == set(DELETES), "name in config/rights.py and here from which table it deletes"
    assert set.union(*DELETES.values()) == set(rights.DELETED)
