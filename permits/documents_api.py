"""The papers of an application for programs: what there is, a print, its PDF. No rule stands here."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hall.doors.operations import NUMBER, errors_of, operation
from hall.doors.shapes import ActInput, Code, Whole, optional_text
from hall.roles import Permission
from papers.download import pdf_answer, site
from papers.models import DocumentPrint
from permits.actions.printing import print_document
from permits.api import TAG, ApplicationEndpoint
from permits.documents.file import contents, lacking
from permits.documents.receipt import shown
from permits.models import Application, DocumentKind


class PrintInput(ActInput):
    kind = Code(DocumentKind, label="文书种类")
    occurrence = Whole(
        label="第几份",
        min_value=1,
        max_value=9_999,
        required=False,
        default=1,
        help_text="Which of its kind: the second notice, the first special procedure.",
    )
    reason = optional_text("补打的原因", most=200, help_text="Due from the second print on.")
    handwritten = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Leave characters that the font lacks blank, to be written in by hand (else: characters-missing).",
    )


class PrintAnswer(serializers.Serializer):
    """One print that is in the log."""

    id = serializers.IntegerField(source="pk", help_text="Its PDF: `prints/{id}/pdf/`.")
    copy = serializers.IntegerField(help_text="1 is the original; later ones are marked 补打 on the paper.")
    reason = serializers.CharField(allow_blank=True)
    handwritten = serializers.BooleanField()
    at = serializers.DateTimeField()
    printed_by = serializers.CharField()


class DocumentAnswer(serializers.Serializer):
    """A paper of the file; without a number until its act or its first print gives it one."""

    kind = Code(DocumentKind)
    occurrence = serializers.IntegerField()
    title = serializers.CharField()
    owed = serializers.BooleanField(help_text="The file cannot be archived without it.")
    number = serializers.CharField(allow_null=True, help_text="文号.")
    digest = serializers.CharField(
        source="document.digest", allow_null=True, help_text="Keyed hash of what stands on it; it never changes."
    )
    prints = PrintAnswer(many=True)


class FileAnswer(serializers.Serializer):
    documents = DocumentAnswer(many=True)
    lacking = serializers.ListField(
        child=serializers.CharField(), help_text="What still has to come into the file before it can be archived."
    )


def file_answer(application: Application) -> dict[str, Any]:
    """For FileAnswer."""
    return {
        "documents": [
            vars(entry)
            | {"title": entry.title, "owed": entry.owed, "number": entry.number or None, "prints": entry.prints}
            for entry in contents(application)
        ],
        "lacking": lacking(application),
    }


class Documents(ApplicationEndpoint):
    needs = {"GET": Permission.APPLICATION_VIEW}

    @operation(
        summary="The file's papers",
        description="Every paper that the application has now, with its number and its prints, and what the file lacks.",
        name="applications_documents",
        answer=FileAnswer,
        parameters=[NUMBER],
    )
    def get(self, request: Request, number: str) -> Response:
        case = get_object_or_404(self.cases(Permission.APPLICATION_VIEW), number=number)
        application = Application.objects.select_related("case", "item_version", "revocation").get(pk=case.pk)
        return Response(FileAnswer(file_answer(application)).data)


class Print(ApplicationEndpoint):
    needs = {"POST": Permission.APPLICATION_HANDLE}

    @operation(
        summary="Print a paper",
        description=(
            "Logs one print and answers with it; its PDF is at `prints/{id}/pdf/`. The first print gives the paper its number"
            " and freezes what stands on it; a later one needs a reason and says the same again."
        ),
        name="applications_print",
        request=PrintInput,
        answer=PrintAnswer,
        parameters=[NUMBER],
    )
    def post(self, request: Request, number: str) -> Response:
        case = get_object_or_404(self.cases(Permission.APPLICATION_HANDLE), number=number)
        fields = self.read(PrintInput)
        printed = print_document(number=case.number, site=site(), by=request.user, at=self.at, **fields)  # type: ignore[arg-type]
        return Response(PrintAnswer(printed).data)


PRINT_ID = OpenApiParameter("printed", OpenApiTypes.INT, OpenApiParameter.PATH, description="Id of the print.")


def _nothing(_application: int) -> tuple[str, str]:
    return "", ""


class PrintedPdf(ApplicationEndpoint):
    """:ivar beside_slip: address and caption of a second picture on the slip of an application; config.api sets that of a higher room."""

    needs = {"GET": Permission.APPLICATION_HANDLE}
    beside_slip = staticmethod(_nothing)

    @extend_schema(
        operation_id="applications_print_pdf",
        tags=[TAG],
        summary="The PDF of a print",
        description=(
            "PDF/A-2a, one A4 page where it fits. It names the applicant in full, and a decision also by number: it is for"
            " whoever may handle the application. Looking at it again is no new print. A receipt comes without its code,"
            " and with the picture by which the last visit is rated."
        ),
        parameters=[NUMBER, PRINT_ID],
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY)} | errors_of(401, 404, 409),
    )
    def get(self, request: Request, number: str, printed: int) -> HttpResponse:
        case = get_object_or_404(self.cases(Permission.APPLICATION_HANDLE), number=number)
        own = DocumentPrint.objects.filter(document__case=case).select_related("document")
        copy = get_object_or_404(own, pk=printed)
        is_slip = copy.document.kind == DocumentKind.RECEIPT
        return pdf_answer(copy, shown(copy, beside=self.beside_slip(case.pk) if is_slip else ("", "")))


VERBS: dict[str, type[ApplicationEndpoint]] = {"print": Print}
