"""Letters to the signed-in person."""

from django.urls import path

from cases import views

urlpatterns = [
    path("", views.letters, name="letters"),
    path("read/", views.read_all, name="letters-read-all"),
    path("contact/", views.contact, name="letters-contact"),
    path("<int:letter>/read/", views.read, name="letter-read"),
]
