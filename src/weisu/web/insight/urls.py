"""Addresses of the measures."""

from django.urls import path

from weisu.web.insight import behind, composites, groups, monitoring, out, regions, sampling, side_by_side, views

urlpatterns = [
    path("insight/", views.overview, name="insight"),
    path("insight/export/", out.overview, name="insight-export"),
    path("insight/composites/", composites.page, name="insight-composites"),
    path("insight/composites/export/", composites.export, name="insight-composites-export"),
    path("insight/flow/", views.flow, name="insight-flow"),
    path("insight/flow/export/", out.flow, name="insight-flow-export"),
    path("insight/flow/tickets/", behind.of_step, name="insight-flow-tickets"),
    path("insight/flow/tickets/export/", behind.of_step_leave),
    path("insight/measures/<slug:key>/", views.measure, name="insight-measure"),
    path("insight/measures/<slug:key>/export/", out.measure, name="insight-measure-export"),
    path("insight/measures/<slug:key>/map/", regions.page, name="insight-map"),
    path("insight/measures/<slug:key>/map/export/", regions.export, name="insight-map-export"),
    path("insight/measures/<slug:key>/units/", side_by_side.page, name="insight-units"),
    path("insight/measures/<slug:key>/units/export/", side_by_side.export, name="insight-units-export"),
    path("insight/measures/<slug:key>/tickets/", behind.of_measure, name="insight-tickets"),
    path("insight/measures/<slug:key>/tickets/export/", behind.of_measure_leave),
    path("insight/measures/<slug:key>/groups/", groups.page, name="insight-groups"),
    path("insight/measures/<slug:key>/groups/export/", groups.export, name="insight-groups-export"),
    path("insight/monitoring/", monitoring.draws, name="insight-draws"),
    path("insight/monitoring/export/", monitoring.export_draws, name="insight-draws-export"),
    path("insight/monitoring/draw/", sampling.draw, name="insight-draw"),
    path("insight/monitoring/<str:draw>/", monitoring.page, name="insight-monitoring"),
    path("insight/monitoring/<str:draw>/export/", monitoring.export, name="insight-monitoring-export"),
    path("insight/monitoring/<str:draw>/tickets/", monitoring.tickets, name="insight-monitoring-tickets"),
    path("insight/monitoring/<str:draw>/tickets/export/", monitoring.tickets_leave),
    path("sample/", sampling.still_to_ask, name="sample"),
]
