"""The catalogue, open to everybody."""

from django.urls import path

from hall import views

urlpatterns = [
    path("", views.items, name="items"),
    path("<str:code>/", views.item, name="item"),
]
