"""
Addresses that some acts had before each act had one name for everything. They lead on for good, with the method and what was
sent, for pages and programs alike.
"""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views import View
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from hall.doors.endpoint import Endpoint

FORMER = {
    "hand-up": "hand_up",
    "answer-hand-up": "answer_hand_up",
    "check": "record_check",
    "amount": "state_amount",
    "owner": "change_owner",
    "contact": "change_contact",
}


def _lead_on(request: HttpRequest | Request, name: str, number: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    address = reverse(name, args=[number]) + (f"?{query}" if query else "")
    return HttpResponsePermanentRedirect(address, preserve_request=True)  # 308: a POST stays one


class FormerPage(View):
    """A page's former address. It tells nothing of the case: the page that it leads to asks who may see it."""

    to: str = ""  # as_view(to=…) gives it

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return _lead_on(request, self.to, number)

    post = get


class FormerEndpoint(Endpoint):
    """The same for a program with a token; not in the API's document, which names the address that counts."""

    to: str = ""

    @extend_schema(exclude=True)
    def post(self, request: Request, number: str) -> HttpResponse:
        return _lead_on(request, self.to, number)
