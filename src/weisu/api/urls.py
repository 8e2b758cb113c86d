"""Every address of the interface."""

from django.urls import path

from weisu.api.v1.whoami import whoami

urlpatterns = [path("v1/whoami", whoami, name="api-whoami")]
