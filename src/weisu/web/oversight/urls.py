"""Addresses of oversight."""

from django.urls import path

from weisu.web.oversight import views

urlpatterns = [
    path("limits/", views.limits, name="limits"),
    path("tickets/<str:number>/reveal/", views.reveal, name="reveal"),
]
