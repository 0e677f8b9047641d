"""What release 242c159 told programs about the API still holds: the same operations, the same shapes."""

import json
from io import StringIO

from django.core.management import call_command

from permits.former import FORMER
from tests.upgrade import compare, dump


def test_every_operation_and_shape_reads_as_before():
    output = StringIO()
    call_command("spectacular", "--format", "openapi-json", stdout=output)
    before = compare.document(dump.FOLDER / "openapi_242c159.json.gz")
    assert len(before) > 200
    different = dict(compare.differences(before, compare.parts(json.loads(output.getvalue()))))
    # what is added breaks nobody
    assert {name: lines for name, lines in different.items() if name not in compare.MEANT and lines != ["is new"]} == {}
    assert {name for name in compare.MEANT if not name.endswith(".html")} <= different.keys()  # each still differs


def test_what_is_said_to_be_renamed_leads_on():
    assert compare.RENAMED == FORMER
