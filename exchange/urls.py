"""Addresses of the officer's pages of the exchange."""

from django.urls import path

from exchange import views

urlpatterns = [
    path("", views.Tickets.as_view(), name="exchange"),
    # by the platform's number: between two of ours a gap would tell whoever it hides something from
    path("tickets/<str:number>/", views.OneTicket.as_view(), name="exchange-ticket"),
    path("arrivals/<uuid:key>/", views.OneArrival.as_view(), name="exchange-arrival"),
    path("arrivals/<uuid:key>/by-hand/", views.TakeByHand.as_view(), name="exchange-by-hand"),
    path("arrivals/<uuid:key>/refuse/", views.Refuse.as_view(), name="exchange-refuse"),
    path("pushes/<uuid:key>/retry/", views.Retry.as_view(), name="exchange-retry"),
    path("pushes/<uuid:key>/drop/", views.Drop.as_view(), name="exchange-drop"),
]
