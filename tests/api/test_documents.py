"""Papers through the API: the same verbs, the same refusals, the PDF as a download."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from papers.models import DocumentPrint
from tests.api.requests import application
from tests.permits import stages
from tests.permits.stages import number_of
from tests.snapshot import stored
from tests.world import at


def test_print_and_fetch_the_pdf(world, program):
    number = number_of(stages.granted(world))
    clerk = program(world.clerk)
    listed = clerk.get(f"{application(number)}documents/").json()
    assert [paper["kind"] for paper in listed["documents"]] == ["receipt", "acceptance", "grant", "delivery_receipt"]
    assert listed["lacking"] == ["受理通知书", "准予决定书", "送达回证"]
    copy = clerk.post(application(number, "print"), {"kind": "grant"}).json()
    assert (copy["copy"], copy["reason"], copy["printed_by"]) == (1, "", "张敏")
    pdf = clerk.get(f"{application(number)}prints/{copy['id']}/pdf/")
    assert (pdf.status_code, pdf["Content-Type"], pdf["Cache-Control"]) == (200, "application/pdf", "no-store")
    assert pdf.content.startswith(b"%PDF-")
    paper = clerk.get(f"{application(number)}documents/").json()["documents"][2]
    assert (paper["number"], paper["title"], len(paper["prints"])) == ("云卫健准字〔2025〕1号", "准予行政许可决定书", 1)
    assert "王小明" not in clerk.get(f"{application(number)}documents/").content.decode()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kind": "grant"}, 400, "bad-input"),
        ({"kind": "refusal"}, 409, "no-such-paper"),
        ({"kind": "notice", "occurrence": 2}, 409, "no-such-paper"),
        ({"kind": "letter"}, 400, "bad-input"),
        ({"kind": "grant", "occurrence": 0}, 400, "bad-input"),
        ({"kind": "grant", "number": "X"}, 400, "bad-input"),
        ({"kind": "receipt", "version": 0}, 409, "stale"),
    ],
)
def test_a_refused_print_changes_nothing(world, program, body, status, code):
    number = number_of(stages.granted(world))
    clerk = program(world.clerk)
    clerk.post(application(number, "print"), {"kind": "grant"})
    before = stored()
    answer = clerk.post(application(number, "print"), body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert stored() == before


def test_the_slip_has_the_picture_that_rates(world, program, settings):
    """The second picture of the desk's slip, brought to the permits' API by config.api."""
    settings.PUBLIC_URL = "https://hall.example"
    number = number_of(world.register(when=at("2025-11-03 09:00")))
    clerk = program(world.clerk)
    copy = clerk.post(application(number, "print"), {"kind": "receipt"}).json()
    pdf = f"{application(number)}prints/{copy['id']}/pdf/"
    text = PdfReader(BytesIO(clerk.get(pdf).content)).pages[0].extract_text()
    assert "扫码评价" in text


def test_only_whoever_handles_the_case_reads_the_paper(world, program):
    """The list of papers is open to everybody who sees the case."""
    number = number_of(stages.granted(world))
    copy = program(world.clerk).post(application(number, "print"), {"kind": "grant"}).json()
    pdf = f"{application(number)}prints/{copy['id']}/pdf/"
    for person, status in ((world.office, 200), (world.head, 200), (world.market_clerk, 404)):
        assert program(person).get(f"{application(number)}documents/").status_code == status
        assert program(person).get(pdf).status_code == 404
        assert program(person).post(application(number, "print"), {"kind": "grant"}).status_code == 404
    assert program(world.chief).get(pdf).status_code == 200
    assert program().get(pdf).status_code == 401
    assert DocumentPrint.objects.count() == 1
