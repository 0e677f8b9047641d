"""Sealing personal data: what goes in comes out, nothing else does, and keys can be rotated."""

import base64

import pytest
from django.core import serializers
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from hall.crypto import CannotUnseal, Purpose, column, keyed_hash, seal, unseal, unseal_unbound
from permits.models import Application
from tests.sealed import for_no_purpose
from tests.world import at

OLD, NEW = base64.b64encode(b"o" * 32).decode(), base64.b64encode(b"n" * 32).decode()


PHONE = column("permits_application", "phone", (1,))
# Every kind of purpose, and columns that are nearly the same one.
PURPOSES = [
    *Purpose,
    PHONE,
    column("permits_application", "phone", (11,)),
    column("permits_application", "phone", (1, 1)),
    column("permits_application", "email", (1,)),
    column("permits_application", "phone", ()),
]


@given(st.text(), st.text())
def test_sealed_and_opened(text, purpose):
    assert unseal(seal(text, purpose), purpose) == text


def test_no_purpose_opens_what_was_sealed_for_another():
    assert len(set(PURPOSES)) == len(PURPOSES)
    for purpose in PURPOSES:
        for other in set(PURPOSES) - {purpose}:
            with pytest.raises(CannotUnseal):
                unseal(seal("王小明", purpose), other)


def test_sealed_for_no_purpose_opens_for_none(settings):
    settings.DATA_KEYS = {"k1": OLD}
    old = for_no_purpose("王小明")
    assert unseal_unbound(old) == "王小明"
    for purpose in ("", *PURPOSES):
        with pytest.raises(CannotUnseal):
            unseal(old, purpose)
        with pytest.raises(CannotUnseal):
            unseal(old.replace("std:", "std2:"), purpose)
        with pytest.raises(CannotUnseal):
            unseal_unbound(seal("王小明", purpose).replace("std2:", "std:"))


def test_the_same_text_never_looks_the_same():
    sealed = {seal("11010519491231002X", PHONE) for _ in range(50)}
    assert len(sealed) == 50
    assert not any("110105" in one for one in sealed)


def test_a_flipped_bit_anywhere_is_noticed():
    suite, key, body = seal("王小明", PHONE).split(":")
    raw = base64.b64decode(body)
    for place in range(len(raw)):
        for bit in (1, 128):
            flipped = bytes([*raw[:place], raw[place] ^ bit, *raw[place + 1 :]])
            with pytest.raises(CannotUnseal):
                unseal(f"{suite}:{key}:{base64.b64encode(flipped).decode()}", PHONE)


@pytest.mark.parametrize(
    "sealed",
    [
        "",
        "std2",
        "std2:k1",
        "std2:k1:",
        "std2:k1:!!!",
        "std2:k9:AAAA",
        "sm:k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "王小明",
    ],
)
def test_what_is_not_sealed_is_not_opened(sealed):
    with pytest.raises(CannotUnseal):
        unseal(sealed, PHONE)
    with pytest.raises(CannotUnseal):
        unseal_unbound(sealed.replace("std2", "std"))


def test_the_new_key_seals_and_the_old_still_opens(settings):
    settings.DATA_KEYS = {"k1": OLD}
    before = seal("王小明", PHONE)
    settings.DATA_KEYS = {"k2": NEW, "k1": OLD}
    assert unseal(before, PHONE) == "王小明"
    assert seal("李强", PHONE).startswith("std2:k2:")
    assert seal("李强", PHONE, key_id="k1").startswith("std2:k1:")
    settings.DATA_KEYS = {"k2": NEW}
    with pytest.raises(CannotUnseal):
        unseal(before, PHONE)


def test_a_text_opens_only_under_its_own_key_name(settings):
    settings.DATA_KEYS = {"k1": OLD, "k2": OLD}
    with pytest.raises(CannotUnseal):
        unseal(seal("王小明", PHONE).replace("std2:k1:", "std2:k2:"), PHONE)


def test_hashes_hold_their_purposes_apart_and_need_the_pepper(settings):
    first = keyed_hash("receipt", "1234")
    assert first == keyed_hash("receipt", "1234")
    assert first != keyed_hash("idem", "1234")
    assert keyed_hash("a", "bc") != keyed_hash("ab", "c")
    settings.HASH_PEPPER = "ff" * 32
    assert keyed_hash("receipt", "1234") != first


def test_the_database_holds_no_id_or_phone_in_clear(world):
    """A stolen table of applications gives neither the ID number nor the phone."""
    application = world.register(when=at("2025-11-03 09:00")).application
    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text FROM permits_application a")
        row = cursor.fetchone()[0]
    assert "11010519491231002X" not in row
    assert "13812348000" not in row
    stored = Application.objects.get(pk=application.pk)
    assert (stored.applicant_id, stored.phone) == ("11010519491231002X", "13812348000")
    assert stored.applicant_id_hash == keyed_hash("applicant", "11010519491231002X")


def test_a_sealed_column_cannot_be_searched(world):
    from django.core.exceptions import FieldError

    with pytest.raises(FieldError):
        Application.objects.filter(phone="13812348000").exists()


def test_sealed_data_is_not_written_into_a_fixture(world):
    world.register(when=at("2025-09-30 10:00"))
    with pytest.raises(CannotUnseal, match="pg_dump"):
        serializers.serialize("json", Application.objects.all())
