"""Addresses of ratings for the hall's own people."""

from django.urls import path, re_path

from ratings import rates_page, views
from ratings.acts import ACTS

CASE = r"^(?P<number>[0-9]{17})/"

urlpatterns = [
    path("", views.List.as_view(), name="ratings"),
    path("rates/", rates_page.Rates.as_view(), name="rating-rates"),
    path("rates/services/", rates_page.Services.as_view(), name="rating-services"),
    re_path(CASE + "$", views.One.as_view(), name="rating"),
    *(
        re_path(CASE + f"{act.name.replace('_', '-')}/$", views.DoAct.as_view(act=act), name=f"rating-{act.name}")
        for act in ACTS
    ),
]
