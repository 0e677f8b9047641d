"""The API's addresses below /api/v1/, its OpenAPI document and the page that shows it."""

from functools import lru_cache
from typing import Any

from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from cases import api as cases
from cases import card_acts_api as card_acts
from cases.letters_api import NotSent, OwnContact
from complaints import api as complaints
from config.tokens import Tokens
from desk import api as desk
from enquiries import api as enquiries
from hall.doors.endpoint import PublicReading
from oversight import api as oversight
from oversight import power_report_api
from permits import acts_api as described
from permits import api as permits
from permits import documents_api as documents
from permits import power_api as power
from permits.former import FORMER, FormerEndpoint
from portal import items_api as items
from portal.calculator_api import Calculator
from portal.complain import without_trace
from portal.lookup import Lookup


class OneDocument(SchemaGenerator):
    """The document depends on the code alone: each process makes it once."""

    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        return _document()


@lru_cache(maxsize=1)
def _document() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)


class Schema(SpectacularAPIView):
    """The OpenAPI document. Public: it tells what the API takes, and none of the hall's data."""

    generator_class = OneDocument

    def _get_filename(self, request: Any, version: str) -> str:
        """The name of the download: ours, whatever the address asks for."""
        return "hall-api.yaml"

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [PublicReading]


class Docs(SpectacularSwaggerSplitView):
    """The document as a page, from our own files alone; it needs nothing that the policy of every page forbids."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [PublicReading]
    template_name = "api/docs.html"
    url_name = "api-schema"


urlpatterns = [
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
    path("token/", Tokens.as_view(), name="api-token"),
    path("lookup/", without_trace(Lookup.as_view()), name="api-lookup"),
    path("items/", items.Items.as_view(), name="api-items"),
    path("items/<api_item:code>/", items.Item.as_view(), name="api-item"),
    path("calculator/", Calculator.as_view(), name="api-calculator"),
    path("applications/", permits.Applications.as_view(), name="api-applications"),
    path("applications/<api_case:number>/", permits.OneApplication.as_view(), name="api-application"),
    *(
        path(f"applications/<api_case:number>/{verb}/", view.as_view(), name=f"api-application-{verb}")
        for verb, view in (documents.VERBS | described.VERBS).items()
    ),
    *(
        path(f"applications/<api_case:number>/{verb}/preview/", view.as_view(), name=f"api-application-{verb}-preview")
        for verb, view in described.PREVIEWS.items()
    ),
    path("applications/<api_case:number>/documents/", documents.Documents.as_view(), name="api-application-documents"),
    path(
        "applications/<api_case:number>/prints/<int:printed>/pdf/",
        documents.PrintedPdf.as_view(),
        name="api-application-print-pdf",
    ),
    path("desk/counts/", desk.DeskCounts.as_view(), name="api-desk-counts"),
    path("desk/search/", desk.DeskSearch.as_view(), name="api-desk-search"),
    path("desk/bulk/", desk.DeskBulk.as_view(), name="api-desk-bulk"),
    path("desk/bulk/<int:run>/", desk.DeskBulkRun.as_view(), name="api-desk-bulk-run"),
    path("desk/views/", desk.DeskViews.as_view(), name="api-desk-views"),
    path("desk/views/<int:view>/", desk.DeskView.as_view(), name="api-desk-view"),
    path("applications/<api_case:number>/power/", power.PowerOfCase.as_view(), name="api-power"),
    path("hand-ups/", power.HandUps.as_view(), name="api-hand-ups"),
    path("enquiries/", enquiries.Enquiries.as_view(), name="api-enquiries"),
    path("enquiries/<api_case:number>/", enquiries.OneEnquiry.as_view(), name="api-enquiry"),
    *(
        path(f"enquiries/<api_case:number>/{verb}/", view.as_view(), name=f"api-enquiry-{verb}")
        for verb, view in enquiries.VERBS.items()
    ),
    path("cases/<api_case:number>/deadlines/", cases.Clocks.as_view(), name="api-deadlines"),
    path("cases/<api_case:number>/history/", cases.History.as_view(), name="api-history"),
    path("cases/<api_case:number>/cards/", cases.CaseCards.as_view(), name="api-case-cards"),
    path("cards/", cases.Cards.as_view(), name="api-cards"),
    path("cards/<int:card>/", card_acts.OneCard.as_view(), name="api-card"),
    *(
        path(f"cards/<int:card>/{act}/", view.as_view(), name=f"api-card-{act}")
        for act, view in card_acts.VERBS.items()
    ),
    path("complaints/", without_trace(complaints.Complaints.as_view()), name="api-complaints"),
    path("complaints/<api_case:number>/", complaints.OneComplaint.as_view(), name="api-complaint"),
    *(
        path(f"complaints/<api_case:number>/{verb}/", view.as_view(), name=f"api-complaint-{verb}")
        for verb, view in complaints.VERBS.items()
    ),
    path("authority/", power_report_api.PowerReportEndpoint.as_view(), name="api-authority"),
    path("contact/", OwnContact.as_view(), name="api-contact"),
    path("letters/not-sent/", NotSent.as_view(), name="api-letters-not-sent"),
    path("board/", oversight.BoardEndpoint.as_view(), name="api-board"),
]

# beside the API's own addresses, not in its document: config.urls puts them below api/v1/applications/
former_addresses = [
    path(f"<api_case:number>/{old}/", FormerEndpoint.as_view(to=f"api-application-{new}"), name=f"api-former-{old}")
    for old, new in FORMER.items()
]
