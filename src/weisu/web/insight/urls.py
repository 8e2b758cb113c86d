"""Addresses of the measures."""

from django.urls import path

from weisu.web.insight import behind, out, views

urlpatterns = [
    path("insight/", views.overview, name="insight"),
    path("insight/export/", out.overview, name="insight-export"),
    path("insight/flow/", views.flow, name="insight-flow"),
    path("insight/flow/export/", out.flow, name="insight-flow-export"),
    path("insight/flow/tickets/", behind.of_step, name="insight-flow-tickets"),
    path("insight/measures/<slug:key>/", views.measure, name="insight-measure"),
    path("insight/measures/<slug:key>/export/", out.measure, name="insight-measure-export"),
    path("insight/measures/<slug:key>/tickets/", behind.of_measure, name="insight-tickets"),
]
