"""Addresses of the inbox."""

from django.urls import path

from weisu.web.inbox import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.mark_read, name="inbox-read"),
]
