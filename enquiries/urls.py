"""Addresses of enquiries, below the desk."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from enquiries import views
from enquiries.acts import ACTS


class CaseNumber(StringConverter):
    """17 digits; anything else is no address here."""

    regex = "[0-9]{17}"


register_converter(CaseNumber, "enquiry_number")

urlpatterns = [
    path("", views.List.as_view(), name="enquiries"),
    path("new/", views.New.as_view(), name="enquiry-new"),
    path("<enquiry_number:number>/", views.One.as_view(), name="enquiry"),
    *(
        path(
            f"<enquiry_number:number>/{act.name.replace('_', '-')}/",
            views.DoAct.as_view(act=act),
            name=f"enquiry-{act.name.replace('_', '-')}",
        )
        for act in ACTS
    ),
]
