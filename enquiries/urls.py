"""Addresses of enquiries, below the desk."""

from django.urls import path, re_path

from enquiries import views
from enquiries.acts import ACTS

CASE = r"^(?P<number>[0-9]{17})/"

urlpatterns = [
    path("", views.List.as_view(), name="enquiries"),
    path("new/", views.New.as_view(), name="enquiry-new"),
    re_path(CASE + "$", views.One.as_view(), name="enquiry"),
    re_path(CASE + "in-writing/$", views.InWriting.as_view(), name="enquiry-in-writing"),
    *(
        re_path(CASE + f"{name}/$", views.DoAct.as_view(act=act), name=f"enquiry-{name}")
        for act in ACTS
        for name in [act.name.replace("_", "-")]
    ),
]
