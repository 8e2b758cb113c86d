"""Every address of the interface."""

from django.urls import path

from weisu.api.v1.measures import catalogue, measure
from weisu.api.v1.whoami import whoami

urlpatterns = [
    path("v1/measures/", catalogue, name="api-measures"),
    path("v1/measures/<slug:key>/", measure, name="api-measure"),
    path("v1/whoami", whoami, name="api-whoami"),
]
