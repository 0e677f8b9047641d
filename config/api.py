"""The API's addresses below /api/v1/, its OpenAPI document and the page that shows it."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from cases import api as cases
from cases import card_acts_api as card_acts
from cases.letters_api import NotSent, OwnContact
from complaints import api as complaints
from complaints import identity_api as reporters
from complaints import statistics_api as centre_figures
from conduct import api as conduct
from config.tokens import Tokens
from desk import api as desk
from enquiries import api as enquiries
from exchange import api as exchange
from hall.doors.endpoint import Endpoint, PublicReading
from oversight import api as oversight
from oversight import bulletin_api, power_report_api, reports_api, scores_api, statement_api, what_if_api
from permits import acts_api as described
from permits import api as permits
from permits import documents_api as documents
from permits import power_api as power
from permits.former import FORMER, FormerEndpoint
from portal import items_api as items
from portal.calculator_api import Calculator
from portal.complain import without_trace
from portal.lookup import Lookup
from ratings import api as ratings
from ratings.answers_api import GivenRatings
from ratings.rateable import beside_slip


@cache
def _document() -> Any:
    """The document depends on the code alone: each process makes it once, and writes it once, which as YAML takes a quarter of a second."""
    return SchemaGenerator().get_schema(request=None, public=True)


@cache
def _written(renderer: type[BaseRenderer]) -> str | bytes:
    return renderer().render(_document(), renderer.media_type, {})


class Schema(SpectacularAPIView):
    """The OpenAPI document. Public: it tells what the API takes, and none of the hall's data."""

    def _get_schema_response(self, request: Request) -> HttpResponse:
        renderer = request.accepted_renderer
        content_type = f"{renderer.media_type}; charset={renderer.charset}" if renderer.charset else renderer.media_type
        # the name of the download is ours, whatever the address asks for
        name = {"Content-Disposition": 'inline; filename="hall-api.yaml"'}
        return HttpResponse(
            _written(type(renderer)),  # type: ignore[arg-type]  # a class can be hashed
            content_type=content_type,
            headers=name,
        )


class Docs(SpectacularSwaggerSplitView):
    """The document as a page, from our own files alone; it needs nothing that the policy of every page forbids."""

    template_name = "api/docs.html"
    url_name = "api-schema"


PUBLIC: dict[str, Any] = {
    "authentication_classes": [],
    "permission_classes": [AllowAny],
    "throttle_classes": [PublicReading],
}
APPLICATION = "applications/<api_case:number>/"


def acts(of: str, name: str, views: Mapping[str, type[Endpoint]], below: str = "") -> list[URLPattern]:
    """The address of each act, below the one of what it is done on."""
    return [path(f"{of}{act}/{below}", view.as_view(), name=name.format(act)) for act, view in views.items()]


urlpatterns = [
    path("lookup/", without_trace(Lookup.as_view()), name="api-lookup"),
    path("schema/", Schema.as_view(**PUBLIC), name="api-schema"),
    path("docs/", Docs.as_view(**PUBLIC), name="api-docs"),
    path("token/", Tokens.as_view(), name="api-token"),
    path("items/", items.Items.as_view(), name="api-items"),
    path("items/<api_item:code>/", items.Item.as_view(), name="api-item"),
    path("calculator/", Calculator.as_view(), name="api-calculator"),
    path("applications/", permits.Applications.as_view(), name="api-applications"),
    path(APPLICATION, permits.OneApplication.as_view(), name="api-application"),
    *acts(APPLICATION, "api-application-{}", {**documents.VERBS, **described.VERBS}),
    *acts(APPLICATION, "api-application-{}-preview", described.PREVIEWS, "preview/"),
    path(f"{APPLICATION}documents/", documents.Documents.as_view(), name="api-application-documents"),
    path(
        f"{APPLICATION}prints/<int:printed>/pdf/",
        documents.PrintedPdf.as_view(beside_slip=beside_slip),
        name="api-application-print-pdf",
    ),
    path("desk/counts/", desk.DeskCounts.as_view(), name="api-desk-counts"),
    path("desk/search/", desk.DeskSearch.as_view(), name="api-desk-search"),
    path("desk/bulk/", desk.DeskBulk.as_view(), name="api-desk-bulk"),
    path("desk/bulk/<int:run>/", desk.DeskBulkRun.as_view(), name="api-desk-bulk-run"),
    path("desk/views/", desk.DeskViews.as_view(), name="api-desk-views"),
    path("desk/views/<int:view>/", desk.DeskView.as_view(), name="api-desk-view"),
    path(f"{APPLICATION}power/", power.PowerOfCase.as_view(), name="api-power"),
    path("hand-ups/", power.HandUps.as_view(), name="api-hand-ups"),
    path("enquiries/", enquiries.Enquiries.as_view(), name="api-enquiries"),
    path("enquiries/<api_case:number>/", enquiries.OneEnquiry.as_view(), name="api-enquiry"),
    *acts("enquiries/<api_case:number>/", "api-enquiry-{}", enquiries.VERBS),
    path("cases/<api_case:number>/deadlines/", cases.Clocks.as_view(), name="api-deadlines"),
    path("cases/<api_case:number>/history/", cases.History.as_view(), name="api-history"),
    path("cases/<api_case:number>/cards/", cases.CaseCards.as_view(), name="api-case-cards"),
    path("cards/", cases.Cards.as_view(), name="api-cards"),
    path("cards/<int:card>/", card_acts.OneCard.as_view(), name="api-card"),
    *acts("cards/<int:card>/", "api-card-{}", card_acts.VERBS),
    path("ratings/", ratings.Corrections.as_view(), name="api-ratings"),
    path("ratings/rates/", ratings.RatesEndpoint.as_view(), name="api-rating-rates"),
    path("ratings/given/", GivenRatings.as_view(), name="api-ratings-given"),
    path("ratings/<api_case:number>/", ratings.OneCorrection.as_view(), name="api-rating"),
    *acts("ratings/<api_case:number>/", "api-rating-{}", ratings.VERBS),
    path("complaints/", without_trace(complaints.Complaints.as_view()), name="api-complaints"),
    path("complaints/intake/", complaints.TakeIn.as_view(), name="api-complaint-intake"),
    path("complaints/statistics/", centre_figures.Statistics.as_view(), name="api-complaint-statistics"),
    path(
        "complaints/statistics/cases/", centre_figures.StatisticsCases.as_view(), name="api-complaint-statistics-cases"
    ),
    path("complaints/openings/", reporters.Openings.as_view(), name="api-complaint-openings"),
    path("complaints/looks/", reporters.Looks.as_view(), name="api-complaint-looks"),
    path("complaints/<api_case:number>/", complaints.OneComplaint.as_view(), name="api-complaint"),
    path("complaints/<api_case:number>/files/<uuid:key>/", complaints.OneFile.as_view(), name="api-complaint-file"),
    path("complaints/<api_case:number>/identity/", reporters.Identity.as_view(), name="api-complaint-identity"),
    path(
        "complaints/<api_case:number>/identity/files/<uuid:key>/<str:what>/",
        reporters.SealedFile.as_view(),
        name="api-complaint-identity-file",
    ),
    *acts("complaints/<api_case:number>/", "api-complaint-{}", complaints.VERBS),
    path("conduct/findings/", conduct.Findings.as_view(), name="api-conduct-findings"),
    path("conduct/findings/<api_case:number>/", conduct.OneFinding.as_view(), name="api-conduct-finding"),
    *acts("conduct/findings/<api_case:number>/", "api-conduct-{}", conduct.OF_FINDINGS),
    path("conduct/exposures/record_exposure/", conduct.RECORDS_EXPOSURE.as_view(), name="api-conduct-record_exposure"),
    path(
        "conduct/supervision/issue_supervision/",
        conduct.ISSUES_SUPERVISION.as_view(),
        name="api-conduct-issue_supervision",
    ),
    path("conduct/policies/adopt_policy/", conduct.ADOPTS_POLICY.as_view(), name="api-conduct-adopt_policy"),
    path("conduct/policies/", conduct.Policies.as_view(), name="api-conduct-policies"),
    path("conduct/veto/", conduct.Veto.as_view(), name="api-conduct-veto"),
    *(path(f"conduct/{name}/", view.as_view(), name=f"api-conduct-{name}") for name, view in conduct.LISTS.items()),
    *(
        path(f"conduct/{name}/<uuid:key>/", view.as_view(), name=f"api-conduct-{name}-one")
        for name, view in conduct.READS.items()
    ),
    *(
        path(f"conduct/{name}/<uuid:key>/files/<uuid:file>/", view.as_view(), name=f"api-conduct-{name}-file")
        for name, view in conduct.FILES.items()
    ),
    *(
        route
        for name, views in conduct.VERBS.items()
        for route in acts(f"conduct/{name}/<uuid:key>/", f"api-conduct-{name}-{{}}", views)
    ),
    path("exchange/12345/", without_trace(exchange.Inbound.as_view()), name="api-exchange-inbound"),
    path("exchange/tickets/", exchange.Tickets.as_view(), name="api-exchange-tickets"),
    path("exchange/tickets/<slug:number>/", exchange.OneTicket.as_view(), name="api-exchange-ticket"),
    path("bulletins/", bulletin_api.BulletinsEndpoint.as_view(), name="api-bulletins"),
    path("bulletins/public/", bulletin_api.PublicBulletins.as_view(), name="api-bulletins-public"),
    path("what-ifs/", what_if_api.WhatIfsEndpoint.as_view(), name="api-what-ifs"),
    path("what-ifs/<int:run>/", what_if_api.WhatIfOne.as_view(), name="api-what-if"),
    path("statement/", statement_api.StatementEndpoint.as_view(), name="api-statement"),
    path("reports/", reports_api.ReportsEndpoint.as_view(), name="api-reports"),
    path("reports/<slug:name>/", reports_api.ReportEndpoint.as_view(), name="api-report"),
    path("scores/", scores_api.ScoresEndpoint.as_view(), name="api-scores"),
    path("scores/published/", scores_api.PublishedEndpoint.as_view(), name="api-scores-published"),
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
