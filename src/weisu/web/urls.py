"""Every address of the pages."""

from django.urls import include, path

from weisu.web import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("language/", views.choose_language, name="language"),
    path("", include("weisu.web.account.urls")),
    path("", include("weisu.web.public.urls")),
    path("", include("weisu.web.desk.urls")),
    path("", include("weisu.web.oversight.urls")),
    path("", include("weisu.web.insight.urls")),
    path("", include("weisu.web.protected.urls")),
    path("", include("weisu.web.setup.urls")),
    path("", include("weisu.web.tickets.urls")),
    path("", include("weisu.web.unit.urls")),
    path("", include("weisu.web.inbox.urls")),
    path("", include("weisu.web.steps.urls")),
]
