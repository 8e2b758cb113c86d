"""Every address of the pages."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from weisu.web import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("sign-in/", LoginView.as_view(redirect_authenticated_user=True), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("language/", views.choose_language, name="language"),
    path("", include("weisu.web.public.urls")),
    path("", include("weisu.web.desk.urls")),
    path("", include("weisu.web.tickets.urls")),
    path("", include("weisu.web.unit.urls")),
    path("", include("weisu.web.inbox.urls")),
    path("", include("weisu.web.steps.urls")),
]
