"""Addresses of oversight."""

from django.urls import path

from weisu.web.oversight import record, views

urlpatterns = [
    path("record/", record.record, name="record"),
    path("record/export/", record.export, name="record-export"),
    path("limits/", views.limits, name="limits"),
    path("tickets/<str:number>/reveal/", views.reveal, name="reveal"),
]
