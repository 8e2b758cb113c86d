"""Addresses of the measures."""

from django.urls import path

from weisu.web.insight import behind, composites, out, regions, side_by_side, views

urlpatterns = [
    path("insight/", views.overview, name="insight"),
    path("insight/export/", out.overview, name="insight-export"),
    path("insight/composites/", composites.page, name="insight-composites"),
    path("insight/composites/export/", composites.export, name="insight-composites-export"),
    path("insight/flow/", views.flow, name="insight-flow"),
    path("insight/flow/export/", out.flow, name="insight-flow-export"),
    path("insight/flow/tickets/", behind.of_step, name="insight-flow-tickets"),
    path("insight/measures/<slug:key>/", views.measure, name="insight-measure"),
    path("insight/measures/<slug:key>/export/", out.measure, name="insight-measure-export"),
    path("insight/measures/<slug:key>/map/", regions.page, name="insight-map"),
    path("insight/measures/<slug:key>/map/export/", regions.export, name="insight-map-export"),
    path("insight/measures/<slug:key>/units/", side_by_side.page, name="insight-units"),
    path("insight/measures/<slug:key>/units/export/", side_by_side.export, name="insight-units-export"),
    path("insight/measures/<slug:key>/tickets/", behind.of_measure, name="insight-tickets"),
]
