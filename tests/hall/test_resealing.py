"""Sealing anew: every column of a filled hall, from an earlier release and from an older key; interrupted, with bad rows, twice."""

import base64
import io
from importlib import import_module
from urllib.parse import quote

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import InternalError
from django.http import QueryDict

from hall import keys, resealing
from hall.crypto import CannotUnseal, Purpose, unseal
from hall.models import KeyProbe
from hall.resealing import is_finished, reseal
from papers.copies import digest_of
from papers.models import Document
from permits.models import Application
from tests.cases.broken_rows import sealed_columns
from tests.sealed import for_no_purpose, stored, two_of_each, write

NEW = base64.b64encode(b"n" * 32).decode()


@pytest.fixture
def texts(world) -> dict[tuple[str, str, int], str]:
    """A hall as an earlier release has left it: every text sealed for no purpose. What each of them says."""
    two_of_each(world)
    says = opened()
    for (model, column), pk in places():
        write(model, column, pk, for_no_purpose(says[model._meta.label, column, pk]))
    KeyProbe.objects.update(bound_at=None)
    return says


def places():
    return [((model, column), pk) for model, column in sealed_columns() for pk, _text in stored(model, column)]


def opened() -> dict[tuple[str, str, int], str]:
    return {
        (model._meta.label, column, pk): getattr(model.objects.get(pk=pk), column) for (model, column), pk in places()
    }


def beginnings() -> set[str]:
    return {text.rpartition(":")[0] for model, column in sealed_columns() for _pk, text in stored(model, column)}


def test_every_text_is_sealed_for_its_row(texts, settings):
    assert not is_finished()
    output, progress = io.StringIO(), io.StringIO()
    call_command("reseal", stdout=output, stderr=progress)
    assert beginnings() == {f"std2:{next(iter(settings.DATA_KEYS))}"}
    assert opened() == texts
    assert f"{len(texts)} values sealed anew" in output.getvalue()
    assert "permits_application: 2 of 2 rows" in progress.getvalue()
    assert is_finished()


def test_afterwards_a_text_of_before_opens_nowhere(texts):
    call_command("reseal", stdout=io.StringIO(), stderr=io.StringIO())
    pk, _text = stored(Application, "phone")[0]
    write(Application, "phone", pk, for_no_purpose("13812348000"))
    with pytest.raises(CannotUnseal):
        Application.objects.get(pk=pk).phone  # noqa: B018
    with pytest.raises(CommandError, match="1 values do not open"):
        call_command("reseal", "--again", stdout=io.StringIO(), stderr=io.StringIO())
    call_command("reseal", "--from-backup", stdout=io.StringIO(), stderr=io.StringIO())
    assert Application.objects.get(pk=pk).phone == "13812348000"


def test_the_old_key_is_needed_no_longer(texts, settings):
    [(name, old)] = settings.DATA_KEYS.items()
    settings.DATA_KEYS = {"k7": NEW, name: old}
    call_command("reseal", stdout=io.StringIO(), stderr=io.StringIO())
    settings.DATA_KEYS = {"k7": NEW}
    assert beginnings() == {"std2:k7"}
    assert opened() == texts
    assert keys.faults() == []


def test_a_second_change_of_keys_reseals_what_is_bound(texts, settings):
    [(name, old)] = settings.DATA_KEYS.items()
    reseal()
    settings.DATA_KEYS = {"k7": NEW, name: old}
    keys.must_fit()
    assert not is_finished()
    assert reseal().done == len(texts)
    assert opened() == texts


def test_a_bad_value_is_named_and_passed_over(texts, settings):
    pk, text = stored(Application, "phone")[0]
    write(Application, "phone", pk, text[:24] + "0000" + text[28:])
    progress = io.StringIO()
    with pytest.raises(CommandError, match="1 values do not open"):
        call_command("reseal", stdout=io.StringIO(), stderr=progress)
    assert f"permits_application.phone {pk}" in progress.getvalue()
    assert [text for text in beginnings() if text.startswith("std:")] == [f"std:{next(iter(settings.DATA_KEYS))}"]
    assert Application.objects.get(pk=pk).email, "the other texts of its row are done"
    assert is_finished()


def test_a_key_that_a_bad_value_names_is_still_needed(texts, settings):
    """Taken out too early nothing starts, and the sentence names the key (operations.md, Keys)."""
    [(name, old)] = settings.DATA_KEYS.items()
    reseal()
    pk, text = stored(Application, "phone")[0]
    write(Application, "phone", pk, text[:24] + "0000" + text[28:])
    settings.DATA_KEYS = {"k7": NEW, name: old}
    KeyProbe.of("k7").save()
    assert reseal().bad == {f"permits_application.phone {pk}"}
    assert set(KeyProbe.objects.values_list("pk", flat=True)) == {"k7", name}
    assert not is_finished(), "the next start says so again"
    settings.DATA_KEYS = {"k7": NEW}
    assert any(name in fault for fault in keys.faults())
    settings.DATA_KEYS = {"k7": NEW, name: old}
    write(Application, "phone", pk, text)
    assert reseal().bad == set()
    assert is_finished()


def test_a_bad_paper_does_not_stop_the_papers(texts):
    pk, text = stored(Document, "content")[0]
    write(Document, "content", pk, text[:24] + "0000" + text[28:])
    assert reseal().bad == {f"permits_document.content {pk}"}
    assert Document.objects.exclude(pk=pk).get().content == "全文1"


def test_interrupted_it_is_carried_on(texts, monkeypatch):
    monkeypatch.setattr(resealing, "BATCH", 1)
    done = []

    def stop(table: str, rows: int, total: int) -> None:
        done.append(table)
        if len(done) == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reseal(progress=stop)
    assert not is_finished()
    assert opened() == texts, "half of them old, half of them new"
    assert 0 < reseal().done < len(texts)
    assert opened() == texts


def test_nothing_is_left_to_do_the_second_time(texts):
    reseal()
    before = {place: stored(*place) for place in sealed_columns()}
    output = io.StringIO()
    call_command("reseal", stdout=output)
    assert "nothing to do" in output.getvalue()
    assert reseal().done == 0
    assert {place: stored(*place) for place in sealed_columns()} == before


# The migration that finds a hall at work


def lay_probes() -> None:
    import_module("hall.migrations.0009_key_probes").lay(apps, connection.schema_editor())


def test_a_hall_at_work_gets_a_probe(texts, settings):
    KeyProbe.objects.all().delete()
    lay_probes()
    [probe] = KeyProbe.objects.all()
    assert (probe.key_id, probe.bound_at) == (next(iter(settings.DATA_KEYS)), None)
    assert keys.faults() == []


@pytest.mark.parametrize("secret", ["DATA_KEYS", "a key of another name", "HASH_PEPPER"])
def test_a_hall_at_work_gets_no_probe_of_other_secrets(texts, settings, secret):
    KeyProbe.objects.all().delete()
    if secret == "HASH_PEPPER":
        settings.HASH_PEPPER = "ab" * 32
    else:
        settings.DATA_KEYS = dict.fromkeys(settings.DATA_KEYS if secret == "DATA_KEYS" else ["k7"], NEW)
    with pytest.raises(Exception, match=r"put the old (keys|one) back"):
        lay_probes()
    assert not KeyProbe.objects.exists()


def test_the_name_in_a_named_list_is_renewed(settings):
    renewed = import_module("worklists.migrations.0004_sealed_for_its_row")._renewed
    query = QueryDict(renewed(f"tab=mine&name={quote(for_no_purpose('王小明'))}"))
    assert (query["tab"], unseal(query["name"], Purpose.NAME_IN_ADDRESS)) == ("mine", "王小明")
    assert renewed("tab=mine&name=std%3Ak1%3AAAAA") == "tab=mine"


# The guard of papers lets this through and nothing else


def test_a_paper_keeps_its_digest(texts):
    reseal()
    for paper in Document.objects.all():
        assert digest_of(paper.content) == paper.digest


GUARDED = [
    ("without resealing", "", "content = 'std2:k1:AAAA'"),
    ("to a text in clear", "on", "content = '全文'"),
    ("to the format of before", "on", "content = 'std:k1:AAAA'"),
    ("its number with it", "on", "content = 'std2:k1:AAAA', number = '9'"),
    ("its digest alone", "on", "digest = ''"),
]


@pytest.mark.parametrize(("case", "resealing_now", "change"), GUARDED, ids=[row[0] for row in GUARDED])
def test_a_paper_is_changed_in_no_other_way(texts, case, resealing_now, change):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hall.resealing', %s, true)", [resealing_now])
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            cursor.execute(f"UPDATE permits_document SET {change}")
        with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
            cursor.execute("DELETE FROM permits_document")


def test_the_guard_stands_again_after_a_batch(texts):
    reseal()
    with connection.cursor() as cursor, pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        cursor.execute("UPDATE permits_document SET content = 'std2:k1:AAAA'")
