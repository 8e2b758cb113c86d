"""Addresses of checked words, relayed contact and quarantine."""

from django.urls import path

from weisu.web.protected import checking, quarantine, relay

urlpatterns = [
    path("checking/", checking.tasks, name="checking"),
    path("checking/<str:number>/", checking.ticket, name="checking-ticket"),
    path("checking/<str:number>/<uuid:text_id>/", checking.text, name="checking-text"),
    path("relay/", relay.tasks, name="relay"),
    path("relay/<str:number>/<str:unit>/", relay.task, name="relay-task"),
    path("quarantine/", quarantine.notices, name="quarantine"),
    path("quarantine/<str:number>/", quarantine.ticket, name="quarantine-ticket"),
]
