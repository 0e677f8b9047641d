"""Where anyone files a complaint: /complain/."""

from django.urls import path

from complaints.views import public

urlpatterns = [
    path("", public.start, name="complain"),
    path("file/", public.file, name="complain-file"),
    path("receipt/", public.receipt, name="complain-receipt"),
    path("receipt/forget/", public.forget, name="complain-forget"),
]
