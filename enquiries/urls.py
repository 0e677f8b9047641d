"""Addresses of enquiries, below the desk."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from enquiries import views


class CaseNumber(StringConverter):
    """17 digits; anything else is no address here."""

    regex = "[0-9]{17}"


register_converter(CaseNumber, "enquiry_number")

urlpatterns = [
    path("", views.List.as_view(), name="enquiries"),
    path("new/", views.New.as_view(), name="enquiry-new"),
    path("<enquiry_number:number>/", views.One.as_view(), name="enquiry"),
    path("<enquiry_number:number>/answer/", views.Answer.as_view(), name="enquiry-answer"),
    path("<enquiry_number:number>/hand-over/", views.HandOver.as_view(), name="enquiry-hand-over"),
    path("<enquiry_number:number>/take/", views.Take.as_view(), name="enquiry-take"),
]
