"""The documents tell the acts as they are described, and leave none out."""

import re

import pytest

from complaints.acts import ACTS as COMPLAINT_ACTS
from permits.acts import ACTS
from permits.acts.intake import REGISTER
from replay.acts import BY_DESCRIPTION, ODD
from tests.house.docs_of_acts import MEANT, PARTS, REFUSED, parts, tables_of, when_left_out
from tests.house.source import ROOT

REPLAY = (ROOT / "docs" / "replay.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", PARTS)
def test_a_document_tells_the_acts_as_described(document):
    stands = parts((ROOT / document).read_text(encoding="utf-8"))
    assert len(stands) == PARTS[document]
    differing = [
        f"- {before}\n+ {after}"
        for old, new in zip(stands, tables_of(document), strict=True)
        for before, after in _unlike(old.splitlines(), new.splitlines())
    ]
    assert not differing, f"{document} is old. Renew it: python -m tests.house.renew_docs\n" + "\n".join(differing)


def _unlike(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    length = max(len(old), len(new))
    pairs = zip(old + [""] * (length - len(old)), new + [""] * (length - len(new)), strict=True)
    return [(before, after) for before, after in pairs if before != after]


def test_every_act_has_a_line_in_the_ledger():
    assert {act.name for act in (REGISTER, *ACTS)} == BY_DESCRIPTION.keys() | ODD.keys()


@pytest.mark.parametrize("name", sorted(ODD))
def test_an_odd_line_is_told_by_hand(name):
    assert f"\n| `{name}` |" in REPLAY


def test_what_a_ledger_needs_is_not_called_optional():
    needed = [field for act in (*ACTS, *COMPLAINT_ACTS) for field in act.asks if when_left_out(act, field) == REFUSED]
    assert {field.name for field in needed if re.search("lea(ve|ves|ving) it out|left out", field.api)} == set()
    assert "notice_number" in {field.name for field in needed}


def test_what_functions_mean_is_told_of_those_alone():
    fields = {(act.name, field.name): field for act in (*ACTS, *COMPLAINT_ACTS) for field in act.asks}
    assert {place for place, field in fields.items() if callable(field.in_ledger)} == MEANT.keys() - {
        ("change_owner", "to")
    }
